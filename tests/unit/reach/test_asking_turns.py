"""What may happen in the middle of a call for help: on both databases."""

import pytest

from bot.core.errors import Refused
from bot.reach.asking import service as asking
from bot.reach.ladder.rules import Choice
from bot.reach.proposing.store import find_choice
from bot.sponsors import service as sponsors
from bot.storage.tables import outbox, request_counts, request_people, requests, timers
from tests.support.who import SERVER, buttons_of
from tests.unit.reach.calling import ANA, HAL, HIA, HUE, KIM, MONA, SAM, Night

NEUTRAL = "Someone would like a word now."
COME = "Someone is with them now. Thank you for being there."
OVER = "They do not need anybody now. Thank you."
NEWS = "There is news for you."


@pytest.fixture
async def night(db, clock):
    night = Night(db, clock)
    await night.begin()
    return night


# ---------------------------------------------------------------- who may no longer be asked


async def test_a_sponsor_whose_chat_is_closed_is_passed_over_at_once(night):
    night.transport.chats[SAM] = 501
    night.transport.closed_chats.add(SAM)
    await night.ask_all()
    assert night.bodies(SAM) == []
    assert night.bodies(KIM) == [NEUTRAL]


async def test_a_helper_whose_chat_is_closed_is_asked_in_a_thread_or_not_at_all(night):
    await night.set_server(helpers_channel_id=710)
    night.transport.visible.add((HAL, 710))
    for helper in (HAL, HIA):
        night.transport.chats[helper] = 500 + helper
        night.transport.closed_chats.add(helper)
    await night.ask_all("h")
    await night.pass_time(seconds=3)
    await night.pass_time(seconds=3)
    rooms = {tuple(people): title for _, title, people in night.transport.threads.values()}
    assert (HAL,) in rooms
    assert (HIA,) not in rooms
    assert (await night.people())[HIA] == "skipped"
    assert str(ANA) not in "".join(rooms.values())


async def test_a_block_counts_at_the_moment_of_sending(night):
    await night.ask_all()
    await night.call(sponsors.block, HAL, ANA)
    await night.call(sponsors.block, ANA, KIM)
    await night.pass_time(minutes=5)
    assert night.bodies(KIM) == []
    assert night.bodies(HIA) == [NEUTRAL]
    assert night.bodies(HAL) == []


async def test_who_was_blocked_after_they_were_asked_cannot_come(night):
    await night.ask_all("h")
    await night.call(sponsors.block, ANA, HAL)
    with pytest.raises(Refused, match="This is over"):
        await night.act(HAL, night.transport_note(HAL), "I'm with them")


async def test_who_is_suspended_is_let_go_and_the_next_are_asked(night):
    await night.ask_all()
    await night.suspend(SAM)
    await night.call(asking.let_go, SERVER, SAM)
    await night.engine.step()
    assert night.bodies(KIM) == [NEUTRAL]
    await night.act(KIM, night.note(KIM), "I'm with them")
    await night.call(asking.let_go, SERVER, KIM)
    await night.engine.step()
    assert night.bodies(HAL) == night.bodies(HIA) == [NEUTRAL]


async def test_who_left_the_server_is_not_asked(night):
    night.transport.visible.discard((SAM, 0))
    await night.ask_all()
    assert night.bodies(SAM) == []
    assert night.bodies(KIM) == [NEUTRAL]


async def test_who_went_off_duty_meanwhile_is_not_asked(night):
    await night.ask_all()
    await night.off_duty(HAL)
    await night.pass_time(minutes=5)
    await night.pass_time(minutes=5)
    assert night.bodies(HAL) == []
    assert night.bodies(HIA) == [NEUTRAL]


# ---------------------------------------------------------------- erased in the middle


async def test_erasing_the_asker_ends_it_for_everybody(night):
    await night.ask_all()
    await night.erase(night.who(ANA))
    await night.pass_time(minutes=30)
    assert night.bodies(SAM) == [OVER]
    assert night.bodies(KIM) == night.bodies(HAL) == night.calls == []
    assert await night.rows(requests) == await night.rows(request_people) == []
    left = [row["kind"] for row in await night.rows(timers)]
    assert "reach.step" not in left


async def test_erasing_who_is_asked_asks_the_next(night):
    await night.ask_all()
    await night.erase(night.who(SAM))
    assert night.bodies(KIM) == [NEUTRAL]
    await night.act(KIM, night.note(KIM), "I'm with them")
    await night.erase(night.who(KIM))
    assert night.bodies(HAL) == night.bodies(HIA) == [NEUTRAL]
    assert (await night.request()).state == "asking"


async def test_what_remains_is_a_count(night):
    await night.ask_all()
    await night.act(ANA, await night.refresh(), "Stop asking")
    assert [row["ended"] for row in await night.rows(request_counts)] == ["stopped"]
    assert await night.rows(requests) == await night.rows(request_people) == []
    waiting = [row for row in await night.rows(outbox) if row["state"] == "waiting"]
    assert waiting == []


# ---------------------------------------------------------------- news


async def test_news_comes_in_the_private_chat_each_in_place_of_the_last(night):
    await night.ask_all()
    assert night.bodies(ANA) == [NEWS]
    first = night.note(ANA)
    await night.pass_time(minutes=5)
    assert night.bodies(ANA) == [NEWS]
    assert len([one for one in night.transport.posted if one.message == first]) == 2
    page = await night.act(ANA, night.note(ANA), "Open")
    assert f"I asked <@{SAM}> (your sponsor)" in page.body


async def test_with_a_closed_chat_the_news_stands_on_the_card(night):
    night.transport.chats[ANA] = 502
    night.transport.closed_chats.add(ANA)
    screen = await night.ask()
    await night.send_with_card(screen, "card-token")
    await night.pass_time(minutes=5)
    assert f"I asked <@{SAM}>" in night.transport.replies["card-token"].body
    assert (await night.request()).news == "card"


async def test_the_last_change_of_a_card_says_how_to_go_on(night):
    screen = await night.ask()
    form = await night.press_on(night.who(ANA), screen, "News: change")
    assert "Discord lets me change this card for 15 minutes only." in form.body
    await night.send_with_card(form, "card-token")
    assert night.bodies(ANA) == []
    for minutes in (5, 5, 4):
        await night.pass_time(minutes=minutes)
    last = night.transport.replies["card-token"]
    assert "From now on press **Refresh**" in last.body
    assert "Refresh" in buttons_of(last)


# ---------------------------------------------------------------- what is remembered


async def test_what_was_chosen_is_remembered_for_the_next_time(night):
    screen = await night.ask()
    screen = await night.press_on(night.who(ANA), screen, "Another way to meet")
    assert "**you write to them**" in screen.body
    screen = await night.press_on(night.who(ANA), screen, "Leave someone out")
    screen = await night.press(night.who(ANA), "ask_left", f"a.{SERVER}", [str(KIM), "0"])
    kept = await night.call(find_choice, ANA)
    assert kept == Choice(left=frozenset({KIM, 0}), way="me")
    assert "The moderators: left out, as you chose" in screen.body
    await night.act(ANA, screen, "Send")
    await night.pass_time(minutes=30)
    await night.pass_time(minutes=30)
    assert night.bodies(KIM) == []
    assert night.calls == []


async def test_a_stranger_cannot_be_put_on_the_list_of_left_out(night):
    await night.press(night.who(ANA), "ask_left", f"a.{SERVER}", [str(HUE), "junk", str(KIM)])
    assert (await night.call(find_choice, ANA)).left == {KIM}


# ---------------------------------------------------------------- not a real one


async def test_two_people_who_doubt_it_end_it_and_it_counts_for_nobody(night):
    await night.ask_all("h")
    await night.act(HAL, night.note(HAL), "I'm with them")
    await night.doubt(HAL)
    assert (await night.request()).state == "asking"
    await night.doubt(HIA)
    assert await night.request() is None
    note = night.calls[-1]
    assert str(ANA) not in note.body
    page = await night.act(MONA, note, "Who was it?", moderator=True)
    assert str(ANA) in page.body
    form = await night.press_on(night.who(MONA, moderator=True), page, "Pause asking people")
    await night.send(night.who(MONA, moderator=True), form, reason="Three jokes", days="7")
    screen = await night.ask()
    assert "The moderators paused asking people for you" in screen.body
    assert "Three jokes" in screen.body
    assert "Send" not in buttons_of(screen)
    (said,) = await night.call(asking.describe_mine, night.who(ANA))
    assert said.startswith("Asking people is paused for you until")
    await night.pass_time(days=8)
    assert "Send" in buttons_of(await night.ask())


async def test_one_person_alone_ends_nothing(night):
    await night.ask_all("h")
    await night.doubt(HAL)
    await night.doubt(HAL, again=True)
    assert (await night.request()).state == "asking"
    assert night.bodies(HIA) == [NEUTRAL]


async def test_only_moderators_learn_who_it_was(night):
    with pytest.raises(Refused):
        await night.press(night.who(HAL), "doubt", "anything")


# ---------------------------------------------------------------- in a private chat


async def test_in_a_private_chat_the_only_server_is_taken(night):
    await night.call(asking.send_request, ANA, SERVER)
    await night.act(ANA, await night.refresh(), "Stop asking")
    screen = await night.press(night.who(ANA, private=True), "ask")
    assert screen.title == "Nothing is sent yet"


async def test_in_a_private_chat_with_no_server_the_numbers_stand_there(night):
    screen = await night.press(night.who(HUE, private=True), "ask")
    assert screen.title == "Where to ask"


async def test_who_doubts_are_not_read_by_others(night):
    await night.ask_all("h")
    people = await night.call(asking.people_of, (await night.request()).id)
    other = next(one for one in people if one.member_id == HIA)
    with pytest.raises(Refused):
        await night.press(night.who(HAL), "ask_open", other.id)
    assert (await night.request()).state == "asking"
