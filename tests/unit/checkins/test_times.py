"""A member's own times: chosen, tried, changed, paused, stopped, kept so that nobody can tell."""

import asyncio
from dataclasses import replace
from datetime import date, time

import pytest

from bot.checkins.service import describe_mine
from bot.core.errors import Refused
from bot.storage.tables import key_metadata, metadata, outbox, timers, vault_entries
from tests.support.who import ANA, BEN, buttons_of, somebody
from tests.unit.checkins.stage import standing

ONCE = pytest.mark.parametrize("db_kind", ["sqlite"])
NOTE = "A note you asked for."
MONDAY = 1795456800  # 23 November 2026, 19:00 in Berlin


def ana(**changes):
    return replace(somebody(ANA, **changes), reply_token="ana's way back")


# ---------------------------------------------------------------- choosing


async def test_it_says_what_it_is_before_anything_is_kept(stage):
    page = await stage.press(ana(), "times")
    assert page.title == "Private check-ins"
    assert "“A note you asked for.”" in page.body
    assert "You can pause or stop the notes whenever you like." in page.body
    form = await stage.press_on(ana(), page, "Choose days and times")
    assert standing(form) == {"days": tuple("0123456"), "at": "", "zone": ""}
    assert await stage.rows(vault_entries) == []


async def test_the_press_opens_the_chat_and_a_test_note_arrives(stage):
    said = await stage.choose_times(ana(), days="02")
    assert said.body.split("\n")[:2] == [
        "I send you a private note: **Mon, Wed at 19:00 (Europe/Berlin)**.",
        f"The next one comes <t:{MONDAY}:F> (<t:{MONDAY}:R>).",
    ]
    assert "I am sending you a test note now." in said.body
    (test,) = stage.chat()
    assert test.body == NOTE
    assert list(buttons_of(test)) == ["Open", "Stop these"]
    told = stage.transport.replies["ana's way back"]
    assert "**Your test note arrived.**" in told.body
    assert list(buttons_of(told)) == ["Change", "Pause", "Once a week", "Stop these"]
    assert (await stage.press_on(ana(), test, "Open")).title == "Check in"


async def test_closed_private_messages_are_told_to_nobody_else(stage):
    stage.transport.closed_chats.add(ANA)
    await stage.choose_times(ana())
    told = stage.transport.replies["ana's way back"]
    assert "your private messages are closed to me" in told.body
    assert await stage.incidents() == []
    page = await stage.press(ana(), "times")
    assert "your private messages are closed to me" in page.body
    stage.transport.closed_chats.clear()
    again = replace(ana(), reply_token="second way")
    said = await stage.press_on(again, page, "Try again")
    assert "I am sending you a test note now" in said.body
    await stage.engine.step()
    assert "Your test note arrived" in stage.transport.replies["second way"].body
    assert [one.body for one in stage.chat()] == [NOTE]


@ONCE
async def test_the_zone_and_the_times_held_stand_in_the_form(stage):
    await stage.set_member(ANA, zone="Europe/Dublin")
    form = await stage.press(ana(), "set")
    assert standing(form)["zone"] == "Europe/Dublin"
    await stage.choose_times(ana(), days="135", at="7pm and 9:05", zone="Tokyo")
    form = await stage.press(ana(), "set")
    assert standing(form) == {"days": ("1", "3", "5"), "at": "09:05, 19:00", "zone": "Asia/Tokyo"}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"days": ""}, "at least one day"),
        ({"at": ""}, "from one to 3 times"),
        ({"at": "8:00, 9:00, 10:00, 11:00"}, "from one to 3 times"),
        ({"at": "late"}, "late"),
        ({"at": "7"}, "7"),
        ({"zone": ""}, "I need your time zone"),
        ({"zone": "Atlantis"}, "could not find the time zone"),
    ],
)
@ONCE
async def test_what_cannot_be_read_is_explained_and_nothing_is_kept(stage, typed, why):
    with pytest.raises(Refused, match=why):
        await stage.choose_times(ana(), **typed)
    assert await stage.times_of() is None
    assert await stage.rows(timers) == []


@ONCE
async def test_what_was_typed_stands_in_the_form_that_is_corrected(stage):
    typed = {"days": ("2",), "at": "late", "zone": "Berlin"}
    async with stage.db.begin() as tx:
        form = await stage.feature.forms["times"](tx, ana(), "", typed)
        assert standing(form) == typed
        form = await stage.feature.forms["pause"](tx, ana(), "", {"until": "soon"})
        assert standing(form) == {"until": "soon"}


@ONCE
async def test_changing_them_sends_no_second_test_note(stage):
    page = await stage.choose_times(ana())
    form = await stage.press_on(ana(), page, "Change")
    said = await stage.send(ana(), form, at="20:00")
    assert "every day at 20:00" in said.body
    assert "test note" not in said.body
    await stage.run_until("2026-11-21 12:00")
    assert stage.noted_at() == ["11-20 12:00", "11-20 19:00"]


async def test_sent_in_twice_at_once_is_one_set_of_times_and_one_test_note(stage):
    form = await stage.press(ana(), "set")
    sent = (stage.send(ana(), form, at="19:00", zone="Berlin") for _ in range(3))
    await asyncio.gather(*sent)
    await stage.run_until("2026-11-20 19:00")
    assert stage.noted_at() == ["11-20 12:00", "11-20 18:00"]
    assert len(await stage.rows(timers)) == 1


async def test_an_answer_and_a_change_at_the_same_moment(stage):
    await stage.choose_times(ana())
    await stage.run_until("2026-11-22 20:00")
    page = await stage.press(ana(), "times")
    form = await stage.press_on(ana(), page, "Change")
    await asyncio.gather(
        stage.send(ana(), form, at="20:00"),
        stage.check_in(ana()),
        stage.engine.step(),
        stage.check_in(ana()),
    )
    kept = await stage.times_of()
    assert (kept.at, kept.unanswered) == ((time(20),), 0)
    await stage.run_until("2026-11-23 20:00")
    assert stage.noted_at()[-1] == "11-23 19:00"


# ---------------------------------------------------------------- kept so that nobody can tell


async def test_nothing_in_the_clear_says_that_somebody_has_times(stage):
    await stage.choose_times(ana())
    await stage.run_until("2026-11-21 19:00")
    for table in metadata.sorted_tables:
        if table.name in ("dm_channels", "members"):
            continue  # that there is a private chat is known, and of whom
        for row in await stage.rows(table):
            said = " ".join(str(value) for value in row.values())
            assert str(ANA) not in said, table.name
            assert "checkin" not in said, table.name
    assert {row["kind"] for row in await stage.rows(timers)} == {"note"}
    assert {row["kind"] for row in await stage.rows(outbox)} == {"note"}


@ONCE
async def test_who_only_checks_in_leaves_no_trace(stage):
    await stage.check_in(ana(), craving=("5",), mood="low", feels=("lonely",), wish="person")
    await stage.press(ana(), "times")
    await stage.press(ana(), "stop")
    await stage.press(ana(), "as_before")
    for table in metadata.sorted_tables:
        assert await stage.rows(table) == [], table.name
    for table in key_metadata.sorted_tables:
        if table.name == "member_keys":
            assert await stage.db.keys.find([ANA]) == {}


async def test_they_are_told_on_ones_own_page(stage):
    async with stage.db.begin() as tx:
        assert await describe_mine(tx, ana()) == []
    await stage.choose_times(ana(), days="02")
    async with stage.db.begin() as tx:
        assert await describe_mine(tx, ana()) == [
            "Private check-ins: Mon, Wed at 19:00 (Europe/Berlin)"
        ]
        assert await describe_mine(tx, somebody(BEN)) == []


# ---------------------------------------------------------------- a pause


async def test_a_pause_until_a_date(stage):
    page = await stage.choose_times(ana())
    form = await stage.press_on(ana(), page, "Pause")
    said = await stage.send(ana(), form, until="1 December")
    assert "Paused. The notes start again on Tuesday 1 December 2026." in said.body
    assert "Go on now" in buttons_of(said)
    await stage.run_until("2026-12-02 12:00")
    assert stage.noted_at() == ["11-20 12:00", "12-01 18:00"]
    page = await stage.press(ana(), "times")
    assert "Paused" not in page.body
    assert "Pause" in buttons_of(page)


async def test_a_pause_can_end_early(stage):
    await stage.choose_times(ana())
    said = await stage.send(ana(), await stage.press(ana(), "pause"), until="2027-02-01")
    async with stage.db.begin() as tx:
        (line,) = await describe_mine(tx, ana())
    assert line.endswith(", paused until Monday 1 February 2027")
    await stage.run_until("2026-11-25 12:00")
    said = await stage.press_on(ana(), said, "Go on now")
    assert "Paused" not in said.body
    await stage.run_until("2026-11-26 12:00")
    assert stage.noted_at() == ["11-20 12:00", "11-25 18:00"]


@pytest.mark.parametrize("typed", ["today", "2026-11-01", "2030-01-01"])
@ONCE
async def test_a_pause_ends_on_a_day_ahead_within_a_year(stage, typed):
    await stage.choose_times(ana())
    form = await stage.press(ana(), "pause")
    with pytest.raises(Refused, match=f"“{typed}” is not a day ahead within a year"):
        await stage.send(ana(), form, until=typed)
    assert (await stage.times_of()).paused_until is None


@ONCE
async def test_a_note_that_waits_is_not_sent_after_a_pause_began(stage):
    await stage.choose_times(ana())
    stage.clock.advance(hours=6, minutes=30)
    await stage.engine.planner.plan_some()
    await stage.send(ana(), await stage.press(ana(), "pause"), until="tomorrow")
    await stage.engine.step()
    assert stage.noted_at() == ["11-20 12:00"]


# ---------------------------------------------------------------- stopping


async def test_stop_these_forgets_everything(stage):
    await stage.choose_times(ana())
    await stage.run_until("2026-11-21 12:00")
    said = await stage.press_on(ana(), stage.chat()[-1], "Stop these")
    assert said.body.startswith("Stopped.")
    assert await stage.rows(vault_entries) == []
    assert await stage.rows(timers) == []
    await stage.run_until("2026-11-24 12:00")
    assert stage.noted_at() == ["11-20 12:00", "11-20 18:00"]
    form = await stage.press_on(ana(), said, "Turn them on again")
    assert standing(form)["at"] == ""


@ONCE
async def test_stopping_twice_and_old_buttons(stage):
    page = await stage.choose_times(ana())
    for _ in range(2):
        said = await stage.press_on(ana(), page, "Stop these")
        assert said.body.startswith("Stopped.")
    for action in ("try", "go_on", "weekly"):
        with pytest.raises(Refused, match="You have no check-in times"):
            await stage.press(ana(), action)
    with pytest.raises(Refused, match="You have no check-in times"):
        await stage.send(ana(), await stage.press(ana(), "pause"), until="1 December")
    with pytest.raises(Refused, match="You have no check-in times"):
        await stage.press(ana(), "no_such_action")
    assert await stage.times_of() is None


@ONCE
async def test_stopped_while_the_test_note_is_on_its_way(stage):
    form = await stage.press(ana(), "set")
    await stage.send(ana(), form, at="19:00", zone="Berlin")
    await stage.press(ana(), "stop")
    await stage.engine.step()
    assert stage.chat() == []
    assert stage.transport.replies == {}


@ONCE
async def test_times_are_read_back_as_they_were_kept(stage):
    await stage.choose_times(ana(), days="06", at="06:15, noon, 23:45")
    kept = await stage.times_of()
    assert (kept.zone, kept.weekdays) == ("Europe/Berlin", frozenset({0, 6}))
    assert kept.at == (time(6, 15), time(12), time(23, 45))
    assert kept.paused_until is None
    assert not kept.is_paused(stage.clock.now())
    assert replace(kept, paused_until=date(2027, 1, 1)).is_paused(stage.clock.now())
