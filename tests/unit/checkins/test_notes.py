"""Private notes: when they come, what they say, and how unanswered ones are counted in secret."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import delete

from bot.core.press import Press
from bot.privacy import service as privacy
from bot.storage.tables import member_keys, timers, vault_entries
from tests.support.transport import refuse, unclear_after
from tests.support.who import ANA, BEN, buttons_of, somebody

ONCE = pytest.mark.parametrize("db_kind", ["sqlite"])
NOTE = "A note you asked for."
ASKED = f"{NOTE}\nWould once a week suit you better? Both are fine."


def ana():
    return replace(somebody(ANA), reply_token="ana's way back")


# ---------------------------------------------------------------- when they come


async def test_they_come_at_ones_own_days_and_times(stage):
    await stage.choose_times(ana(), days="56", at="8am, 8pm")
    await stage.run_until("2026-11-24 00:00")
    assert stage.noted_at() == [
        "11-20 12:00", "11-21 07:00", "11-21 19:00", "11-22 07:00", "11-22 19:00",
    ]  # fmt: skip


async def test_the_one_before_goes_so_that_none_pile_up(stage):
    await stage.choose_times(ana())
    await stage.run_until("2026-11-24 12:00")
    assert len(stage.noted_at()) == 5
    test, newest = stage.chat()
    assert (test.body, newest.body) == (NOTE, NOTE)


@pytest.mark.parametrize(
    ("before", "until", "sent"),
    [
        ("2027-03-27 00:00", "2027-03-29 00:00", ["03-27 18:00", "03-28 17:00"]),
        ("2027-10-30 00:00", "2027-11-01 00:00", ["10-30 17:00", "10-31 18:00"]),
    ],
)
@ONCE
async def test_they_stay_at_their_wall_time_when_the_clocks_change(stage, before, until, sent):
    await stage.at(before)
    await stage.choose_times(ana())
    await stage.run_until(until)
    assert stage.noted_at()[1:] == sent


@ONCE
async def test_a_time_that_comes_twice_is_one_note(stage):
    await stage.at("2027-10-30 12:00")
    await stage.choose_times(ana(), at="02:30")
    await stage.run_until("2027-10-31 12:00")
    assert stage.noted_at()[1:] == ["10-31 00:30"]


async def test_hours_late_it_is_not_sent(stage):
    await stage.choose_times(ana())
    await stage.at("2026-11-20 19:00")
    await stage.at("2026-11-21 21:00")
    assert stage.noted_at() == ["11-20 12:00", "11-20 19:00"]
    await stage.run_until("2026-11-22 19:00")
    assert stage.noted_at()[-1] == "11-22 18:00"


async def test_none_is_sent_twice(stage):
    await stage.choose_times(ana())
    stage.transport.plan("send", unclear_after())
    await stage.run_until("2026-11-20 19:00")
    await asyncio.gather(*(stage.engine.step() for _ in range(2)))
    assert stage.noted_at() == ["11-20 12:00", "11-20 18:00"]


@ONCE
async def test_many_members_are_planned_together(stage):
    for member_id in range(ANA + 100, ANA + 130):
        await stage.choose_times(somebody(member_id))
    await stage.run_until("2026-11-20 18:00")
    assert all(len(stage.noted_at(m)) == 2 for m in range(ANA + 100, ANA + 130))


# ---------------------------------------------------------------- what they say


async def test_in_quiet_hours_it_comes_without_a_sound(stage):
    await stage.set_member(ANA, zone="Europe/Berlin", quiet_from="22:00", quiet_until="07:00")
    page = await stage.choose_times(ana(), at="22:30")
    assert "You have quiet hours then, so it comes without a sound." in page.body
    await stage.run_until("2026-11-20 22:00")
    assert stage.noted_at() == ["11-20 12:00", "11-20 21:30"]
    assert [one.silent for one in stage.chat()] == [False, True]


async def test_whoever_chose_it_sees_the_text_at_once(stage):
    await stage.set_member(ANA, text_at_once=True)
    page = await stage.choose_times(ana())
    assert "The note shows its text at once, as you chose in your settings." in page.small
    await stage.run_until("2026-11-20 18:00")
    note = stage.chat()[-1]
    assert note.body.startswith("How are you right now?")
    assert list(buttons_of(note)) == ["Check in", "Stop these"]


async def test_open_is_the_form(stage):
    await stage.choose_times(ana())
    await stage.run_until("2026-11-20 18:00")
    note = stage.chat()[-1]
    assert (note.body, note.title, note.small) == (NOTE, "", "")
    assert list(buttons_of(note)) == ["Open", "Stop these"]
    form = await stage.press_on(ana(), note, "Open")
    assert (form.title, len(form.fields)) == ("Check in", 5)


# ---------------------------------------------------------------- unanswered ones


async def test_after_five_it_asks_once_whether_less_often_is_better(stage):
    await stage.choose_times(ana())
    await stage.run_until("2026-11-24 20:00")
    assert (await stage.times_of()).unanswered == 5
    assert stage.chat()[-1].body == NOTE
    await stage.run_until("2026-11-25 18:30")
    asked = stage.chat()[-1]
    assert asked.body == ASKED
    assert list(buttons_of(asked)) == ["Open", "Stop these", "Once a week", "Keep it as it is"]
    await stage.run_until("2026-12-20 18:30")
    assert stage.chat()[-1].body == NOTE
    assert all(one.body != ASKED for one in stage.chat())


async def test_once_a_week_keeps_the_day_and_the_time(stage):
    await stage.choose_times(ana(), at="9:00, 19:00")
    await stage.run_until("2026-11-23 08:30")
    asked = stage.chat()[-1]
    assert asked.body == ASKED
    said = await stage.press_on(ana(), asked, "Once a week")
    assert said.body == ("All right: once a week from now on, Monday at 09:00 (Europe/Berlin).")
    before = len(stage.noted_at())
    await stage.run_until("2026-12-08 12:00")
    assert stage.noted_at()[before:] == ["11-30 08:00", "12-07 08:00"]
    assert (await stage.times_of()).offered


async def test_the_offer_stands_on_their_own_page_too(stage):
    page = await stage.choose_times(ana())
    assert "Once a week" in buttons_of(page)
    assert "suit you better" not in page.body
    await stage.run_until("2026-11-28 20:00")
    page = await stage.press(ana(), "times")
    assert "Would once a week suit you better? Both are fine." in page.body
    said = await stage.press_on(ana(), page, "Once a week")
    assert said.body.startswith("All right: once a week from now on, Saturday at 19:00")
    page = await stage.press(ana(), "times")
    assert "Once a week" not in buttons_of(page)
    assert "suit you better" not in page.body


async def test_keeping_it_is_an_answer_too(stage):
    await stage.choose_times(ana())
    await stage.run_until("2026-11-25 18:30")
    said = await stage.press_on(ana(), stage.chat()[-1], "Keep it as it is")
    assert said.body == "All right, they come as before. It is fine to miss one."
    assert (await stage.times_of()).unanswered == 0
    await stage.run_until("2026-12-25 18:30")
    assert all(one.body == NOTE for one in stage.chat())


@pytest.mark.parametrize("picked", [{}, {"craving": ("9",)}, {"wish": "meeting"}])
async def test_any_answer_counts_from_the_beginning(stage, picked):
    await stage.choose_times(ana())
    await stage.run_until("2026-11-23 20:00")
    assert (await stage.times_of()).unanswered == 4
    await stage.check_in(ana(), **picked)
    assert (await stage.times_of()).unanswered == 0
    await stage.check_in(somebody(BEN))
    await stage.run_until("2026-11-28 19:00")
    assert stage.chat()[-1].body == NOTE


@ONCE
async def test_once_a_week_already_is_not_asked_for(stage):
    await stage.choose_times(ana(), days="0")
    await stage.run_until("2027-02-10 12:00")
    assert (await stage.times_of()).unanswered > 5
    assert stage.chat()[-1].body == NOTE


@ONCE
async def test_what_did_not_arrive_is_not_unanswered(stage):
    await stage.choose_times(ana())
    stage.transport.plan("send", refuse(50007))
    await stage.run_until("2026-11-23 20:00")
    assert (await stage.times_of()).unanswered == 0
    assert len(stage.noted_at()) == 1
    assert await stage.incidents() == []


# ---------------------------------------------------------------- who is gone


async def test_the_erased_get_nothing_and_nothing_of_theirs_is_left(stage):
    await stage.choose_times(ana())
    await stage.choose_times(somebody(BEN))
    await stage.run_until("2026-11-20 20:00")
    async with stage.db.begin() as tx:
        await privacy.press(tx, ana(), Press("erase_yes"), countries={})
    await stage.run_until("2026-11-23 20:00")
    assert len(stage.noted_at()) == 2
    assert len(stage.noted_at(BEN)) == 5
    async with stage.db.read() as tx:
        assert await tx.vault.entries_of(ANA) == {}


@ONCE
async def test_a_key_that_is_gone_stops_the_notes_in_silence(stage):
    await stage.choose_times(ana())
    async with stage.db.keys._engine.begin() as keys:
        await keys.execute(delete(member_keys))
    await stage.run_until("2026-11-23 20:00")
    assert len(stage.noted_at()) == 1
    assert await stage.rows(timers) == []
    assert await stage.incidents() == []


@ONCE
async def test_a_timer_without_times_ends_by_itself(stage):
    await stage.choose_times(ana())
    entry = (await stage.rows(timers))[0]["subject_id"]
    async with stage.db.begin() as tx:
        await tx.execute(delete(vault_entries).where(vault_entries.c.subject_id != entry))
    await stage.run_until("2026-11-23 20:00")
    assert len(stage.noted_at()) == 1
    assert await stage.rows(timers) == []
