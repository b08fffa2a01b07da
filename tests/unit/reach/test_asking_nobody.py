"""A call for help that nobody takes: on both databases."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import Refused
from bot.core.press import Rights
from bot.reach.asking import service as asking
from bot.reach.ladder import rules
from bot.reach.ladder.rules import Choice
from bot.reach.proposing.store import keep_choice
from bot.sponsors.telling.store import find_told
from bot.storage.tables import request_counts, timers
from tests.support.transport import refuse
from tests.support.who import SERVER, buttons_of, selects_of
from tests.unit.reach.calling import ANA, HAL, HIA, HUE, KIM, MODERATORS_CHANNEL, SAM, Night

NEUTRAL = "Someone would like a word now."
NEWS = "There is news for you."


@pytest.fixture
async def night(db, clock):
    night = Night(db, clock)
    await night.begin()
    return night


async def test_after_the_sponsor_alone_the_others_can_be_asked(night):
    await night.act(ANA, await night.ask(), "Only my sponsor")
    await night.pass_time(minutes=5)
    screen = await night.act(ANA, await night.refresh(), "Ask others too")
    assert screen.title == "Nothing is sent yet"
    assert f"<@{SAM}>" not in screen.body
    await night.act(ANA, screen, "Send")
    assert night.bodies(KIM) == [NEUTRAL]


async def test_a_call_that_nobody_took_is_over_after_a_week(night):
    await night.ask_all("h")
    for minutes in (5, 10):
        await night.pass_time(minutes=minutes)
    for _ in range(8):
        await night.pass_time(days=1)
    assert await night.request() is None
    assert [row["ended"] for row in await night.rows(request_counts)] == ["expired"]


async def test_a_role_that_opted_in_is_mentioned_and_nobody_else(night):
    await night.set_server(on_call_role_id=77)
    await night.ask_all("h")
    await night.pass_time(minutes=5)
    (call,) = night.calls
    assert call.notifies_role == 77
    assert "<@&77>" in call.body


async def test_a_moderators_channel_that_is_gone_is_not_called_for_ever(night):
    for helper in (HAL, HIA):
        await night.off_duty(helper)
    night.transport.plan("send", refuse(10003), at=MODERATORS_CHANNEL)
    await night.call(asking.send_request, HUE, SERVER)
    await night.engine.step()
    assert "reach.call" not in [row["kind"] for row in await night.rows(timers)]


async def test_that_the_sponsor_was_asked_stands_in_the_list_of_every_telling(night):
    await night.ask_all()
    told = await night.call(find_told, ANA)
    assert [(one.to_id, one.what) for one in told] == [(SAM, "help")]


async def test_when_the_bot_is_removed_from_the_server_the_asker_still_reads_it(night):
    await night.ask_all()
    night.transport.visible.clear()
    await night.forget_sightings()
    for minutes in (5, 10):
        await night.pass_time(minutes=minutes)
    assert (await night.request()).state == "nobody"
    assert night.bodies(KIM) == night.bodies(HAL) == []
    assert night.bodies(ANA) == [NEWS]
    assert "No one has answered yet" in (await night.refresh()).body


async def test_in_the_morning_after_it_is_asked_whether_somebody_should_write(night):
    await night.ask_all("h")
    for minutes in (5, 10):
        await night.pass_time(minutes=minutes)
    page = await night.refresh()
    await night.act(ANA, page, "Ask me in the morning")
    assert "Don't ask me in the morning" in buttons_of(await night.refresh())
    await night.pass_time(days=1)
    question = await night.act(ANA, night.note(ANA), "Open")
    calls = (await night.request()).calls
    await night.act(ANA, question, "Yes, please")
    assert (await night.request()).calls == calls + 1


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_who_sets_their_zone_meanwhile_is_asked_at_nine_there(night):
    """The server is in Berlin: nine there is midnight in Los Angeles."""
    await night.ask_all("h")
    for minutes in (5, 10):
        await night.pass_time(minutes=minutes)
    page = await night.act(ANA, await night.refresh(), "Ask me in the morning")
    assert "That is nine in the morning for this server" in page.body
    await night.set_member(ANA, zone="America/Los_Angeles")
    assert "for this server" not in (await night.refresh()).body
    here, there = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Los_Angeles")
    for zone, asked in ((here, False), (there, True)):
        now = night.clock.now().astimezone(zone)
        nine = rules.next_morning(now)
        await night.pass_time(seconds=int((nine - now).total_seconds()) + 1)
        assert ("A note you asked for." in night.bodies(ANA)) is asked


async def test_nobody_is_asked_in_the_morning_who_did_not_want_it(night):
    await night.ask_all("h")
    for minutes in (5, 10):
        await night.pass_time(minutes=minutes)
    page = await night.refresh()
    page = await night.act(ANA, page, "Ask me in the morning")
    await night.act(ANA, await night.refresh(), "Don't ask me in the morning")
    await night.pass_time(days=1)
    assert night.bodies(ANA) == [NEWS]


# ---------------------------------------------------------------- in which server


async def test_in_a_private_chat_with_two_servers_one_is_chosen_by_its_name(night):
    async with night.db.begin() as tx:
        await keep_choice(tx, ANA, Choice(), SERVER + 5)
    names = {SERVER: "Harbor", SERVER + 5: "Hill"}
    who = replace(night.who(ANA, private=True), rights=Rights(server_name=names.get))
    page = await night.press(who, "ask")
    (select,) = selects_of(page).values()
    assert sorted(one.label for one in select.options) == ["Harbor", "Hill"]
    screen = await night.press(who, "ask_server", select.ref, [str(SERVER)])
    assert screen.body.startswith(f"• Now: **<@{SAM}>, your sponsor**")
    with pytest.raises(Refused):
        await night.press(who, "ask_server", select.ref, ["123"])


# ---------------------------------------------------------------- called and sent back


async def test_who_calls_and_stops_again_and_again_lets_people_rest_but_is_never_turned_away(night):
    for _ in range(3):
        await night.ask_all("h")
        await night.act(ANA, await night.refresh(), "Stop asking")
    buzzes = len(night.bodies(HAL))
    screen = await night.ask("h")
    assert "They rest until" in screen.body
    await night.act(ANA, screen, "Send")
    assert len(night.bodies(HAL)) == buzzes
    assert len(night.calls) == 1
    await night.act(ANA, await night.refresh(), "Stop asking")
    await night.pass_time(minutes=61)
    assert "helpers on duty" in (await night.ask("h")).body


async def test_who_was_helped_and_stops_then_is_not_counted(night):
    for _ in range(3):
        await night.ask_all("h")
        await night.act(HAL, night.note(HAL), "I'm with them")
        await night.act(ANA, await night.refresh(), "I'm okay now")
    assert "helpers on duty" in (await night.ask("h")).body
