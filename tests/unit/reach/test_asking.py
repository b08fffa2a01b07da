"""A call for help climbs until somebody comes: on both databases."""

import asyncio
from contextlib import suppress

import pytest

from bot.core.errors import Refused
from tests.support.who import buttons_of
from tests.unit.reach.calling import ANA, HAL, HIA, HOB, HUE, KIM, SAM, Night

NEUTRAL = "Someone would like a word now."
COME = "Someone is with them now. Thank you for being there."
OVER = "They do not need anybody now. Thank you."


@pytest.fixture
async def night(db, clock):
    night = Night(db, clock)
    await night.begin()
    return night


# ---------------------------------------------------------------- the screen


async def test_one_screen_says_who_when_and_in_which_words_and_nothing_is_sent(night):
    screen = await night.ask()
    now = int(night.clock.now().timestamp())
    assert screen.body.splitlines()[:4] == [
        f"• Now: **<@{SAM}>, your sponsor**",
        f"• At <t:{now + 300}:t>: **<@{KIM}>, the stand-in**",
        f"• At <t:{now + 600}:t>: **2 helpers on duty**",
        f"• At <t:{now + 900}:t>: **the moderators (they read no name until one of them comes)**",
    ]
    assert f"<@{ANA}> would like a word with you now." in screen.body
    first = list(buttons_of(screen))[:4]
    assert first == ["Send", "Only my sponsor", "Leave someone out", "Cancel"]
    assert await night.request() is None
    assert night.transport.posted == []


async def test_who_cannot_answer_now_is_shown_and_passed_over(night):
    await night.close_chat_of(SAM)
    await night.leave_out(KIM)
    screen = await night.ask()
    assert screen.body.splitlines()[:3] == [
        f"• Not now: <@{SAM}>: their private messages are closed",
        f"• Not now: <@{KIM}>: left out, as you chose",
        "• Now: **2 helpers on duty**",
    ]
    await night.act(ANA, screen, "Send")
    assert night.bodies(HAL) == night.bodies(HIA) == [NEUTRAL]
    assert night.bodies(SAM) == night.bodies(KIM) == []


async def test_at_night_the_numbers_stand_there_and_nobody_is_pretended(db, clock):
    night = Night(db, clock)
    await night.begin(helpers=(), sponsor=False, stand_in=False, moderators_channel_id=None)
    screen = await night.ask()
    assert "Nobody here can be asked right now. That is about us, not about you." in screen.body
    assert "Helpers: nobody is on duty now" in screen.body
    assert "988" in screen.body or "local emergency number" in screen.body
    assert "Send" not in buttons_of(screen)


async def test_only_the_sponsor_means_only_the_sponsor(night):
    await night.act(ANA, await night.ask(), "Only my sponsor")
    await night.pass_time(minutes=30)
    assert night.bodies(KIM) == night.bodies(HAL) == []
    assert night.calls == []
    assert (await night.request()).state == "nobody"
    assert "No one has answered yet" in (await night.refresh()).body


async def test_somebody_without_a_sponsor_learns_how_to_get_one(db, clock):
    night = Night(db, clock)
    await night.begin(sponsor=False, stand_in=False)
    card = await night.ask("s")
    assert list(buttons_of(card)) == ["Ask a helper", "How to find one", "Who to call"]
    screen = await night.press_on(night.who(ANA), card, "Ask a helper")
    assert screen.body.startswith("• Now: **2 helpers on duty**")


async def test_words_go_only_to_who_is_asked_and_are_gone_at_the_end(night):
    screen = await night.ask()
    form = await night.press_on(night.who(ANA), screen, "Add a line")
    screen = await night.send(night.who(ANA), form, words="It is *bad*   tonight")
    assert "> It is \\*bad\\* tonight" in screen.body
    await night.act(ANA, screen, "Send")
    assert night.bodies(SAM) == [NEUTRAL]
    opened = await night.act(SAM, night.note(SAM), "Who is it?")
    assert opened.body == f"<@{ANA}> would like a word with you now.\n> It is \\*bad\\* tonight"
    await night.act(ANA, await night.refresh(), "I'm okay now")
    assert await night.request() is None
    assert night.bodies(SAM) == [OVER]


# ---------------------------------------------------------------- climbing


async def test_it_climbs_from_the_sponsor_to_the_moderators_and_says_so(night):
    await night.ask_all()
    assert night.bodies(SAM) == [NEUTRAL]
    assert night.bodies(KIM) == []
    await night.pass_time(minutes=5)
    assert night.bodies(KIM) == [NEUTRAL]
    await night.pass_time(minutes=5)
    assert night.bodies(HAL) == night.bodies(HIA) == [NEUTRAL]
    await night.pass_time(minutes=5)
    assert len(night.calls) == 1
    assert str(ANA) not in night.calls[0].body
    assert (await night.request()).state == "asking"
    await night.pass_time(minutes=10)
    page = await night.refresh()
    assert page.body.startswith("**No one has answered yet. That is about us, not about you.**")
    assert night.bodies(ANA) == ["There is news for you."]


async def test_i_cant_right_now_asks_the_next_at_once_and_says_when_they_are_free(night):
    await night.ask_all()
    thanks = await night.act(SAM, night.note(SAM), "I can't right now")
    assert night.bodies(KIM) == [NEUTRAL]
    form = await night.press_on(night.who(SAM), thanks, "I'm free at …")
    await night.fill(SAM, form, time="21:30")
    said = f"<@{SAM}> (your sponsor) can't right now, but is free at"
    assert said in (await night.refresh()).body


async def test_helpers_are_asked_three_at_a_time_and_the_next_when_one_cannot(db, clock):
    night = Night(db, clock)
    await night.begin(helpers=(HAL, HIA, HUE, HOB), sponsor=False, stand_in=False)
    await night.ask_all()
    asked = [one for one in (HAL, HIA, HUE, HOB) if night.bodies(one)]
    assert len(asked) == 3
    await night.act(asked[0], night.note(asked[0]), "I can't right now")
    assert all(night.bodies(one) for one in (HAL, HIA, HUE, HOB))


async def test_a_sponsor_on_duty_is_asked_once_and_as_a_helper_only_if_not_as_a_sponsor(night):
    await night.on_duty(SAM)
    assert "**2 helpers on duty**" in (await night.ask()).body
    assert "**3 helpers on duty**" in (await night.ask("h")).body
    await night.ask_all()
    for minutes in (5, 5):
        await night.pass_time(minutes=minutes)
    assert night.bodies(SAM) == [NEUTRAL]
    await night.act(ANA, await night.refresh(), "Stop asking")
    await night.set_server(helpers_channel_id=710)
    await night.close_chat_of(SAM)
    screen = await night.ask()
    assert f"<@{SAM}>: their private messages are closed" in screen.body
    assert "**3 helpers on duty**" in screen.body
    page = await night.press_on(night.who(ANA), screen, "Leave someone out")
    assert page.body.count(f" is <@{SAM}>.") == 1


async def test_somebody_who_comes_on_duty_meanwhile_is_asked_too(night):
    await night.ask_all()
    await night.on_duty(HUE)
    await night.pass_time(minutes=5)
    await night.pass_time(minutes=5)
    assert night.bodies(HUE) == [NEUTRAL]


# ---------------------------------------------------------------- somebody comes


async def test_the_first_who_comes_is_the_one_and_the_others_read_it(night):
    await night.ask_all("h")
    page = await night.act(HAL, night.note(HAL), "I'm with them")
    assert str(ANA) in page.body
    with pytest.raises(Refused, match="Someone is with them now"):
        await night.act(HIA, night.transport_note(HIA), "I'm with them")
    assert night.bodies(HIA) == [COME]
    assert (await night.people())[HAL] == "taken"
    assert str(HAL) in (await night.refresh()).body
    await night.pass_time(minutes=15)
    assert night.calls == []


async def test_the_same_press_twice_changes_nothing(night):
    await night.ask_all()
    note = night.note(SAM)
    once = await night.act(SAM, note, "I'm with them")
    again = await night.act(SAM, note, "I'm with them")
    assert once == again
    assert len(night.bodies(ANA)) == 1


async def test_of_two_at_the_same_moment_one_is_the_one(night):
    await night.ask_all("h")

    async def come(helper):
        with suppress(Refused):
            return await night.press_on(night.who(helper), night.note(helper), "I'm with them")

    pages = await asyncio.gather(come(HAL), come(HIA))
    assert len([page for page in pages if page and str(ANA) in page.body]) == 1
    await night.engine.step()
    assert sorted((await night.people()).values()) == ["asked", "taken"]


async def test_when_they_are_gone_again_those_asked_before_are_asked_anew(night):
    await night.ask_all("h")
    await night.act(HAL, night.note(HAL), "I'm with them")
    await night.climb("helper_no")
    assert night.bodies(HIA) == [COME, NEUTRAL]
    await night.pass_time(minutes=5)
    assert len(night.calls) == 1


async def test_a_moderator_learns_who_it_is_only_by_coming(night):
    await night.ask_all("h")
    await night.pass_time(minutes=5)
    page = await night.take_call()
    assert str(ANA) in page.body
    assert [one.body for one in night.calls] == [
        "Someone is with them now. Thank you for looking out."
    ]


# ---------------------------------------------------------------- nobody comes


async def test_moderators_read_a_fresh_note_every_quarter_of_an_hour_then_each_morning(night):
    await night.ask_all("h")
    await night.pass_time(minutes=5)
    seen = 1
    for _ in range(12):
        await night.pass_time(minutes=15)
        seen = (await night.request()).calls
        assert len(night.calls) == 1
    assert seen == 8
    for _ in range(2):
        await night.pass_time(hours=24)
    assert (await night.request()).calls == 10


async def test_one_open_request_and_a_repeat_shows_it(night):
    await night.ask_all()
    again = await night.ask()
    assert again.title == "You asked for help"
    await night.act(ANA, again, "Stop asking")
    assert await night.request() is None
    assert (await night.ask()).title == "Nothing is sent yet"
