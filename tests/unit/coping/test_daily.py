"""Somebody's own tip a day: chosen, tried at once, neutral, opened, stopped; all of it sealed."""

import asyncio
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.coping.daily import rules
from bot.coping.service import describe_mine
from bot.core.errors import Refused
from bot.core.press import Press
from bot.privacy import service as privacy
from bot.storage.tables import outbox, timers
from tests.support.transport import refuse, unclear_after
from tests.support.who import ANA, BEN, buttons_of, somebody

ONCE = pytest.mark.parametrize("db_kind", ["sqlite"])
NOTE = "A note you asked for."


def ana():
    return replace(somebody(ANA), reply_token="ana's way back")


def tip_on(stage, card):
    return next(tip for tip in stage.library.tips.values() if tip.text in card.body)


async def download(stage):
    async with stage.db.read() as tx:
        answer = await privacy.press(tx, ana(), Press("download"), countries={})
    return json.loads(answer.file.content)["kept"]


# ---------------------------------------------------------------- chosen


async def test_it_is_explained_before_anything_is_kept(stage):
    page = await stage.press(ana(), "daily")
    assert "A note you asked for." in page.body
    assert list(buttons_of(page)) == ["Choose a time", "A tip now"]
    form = await stage.press_on(ana(), page, "Choose a time")
    assert [field.name for field in form.fields] == ["at", "zone"]
    assert await stage.sealed() == []


async def test_a_first_note_shows_at_once_that_it_arrives(stage):
    page = await stage.choose_time(ana())
    assert "I send you one tip a day, **at 19:00 (Europe/Berlin)**." in page.body
    assert "I am sending you a test note now." in page.body
    assert [note.body for note in stage.chat()] == [NOTE]
    told = stage.transport.replies["ana's way back"]
    assert "**Your test note arrived.**" in told.body
    assert list(buttons_of(told)) == ["Change", "Stop these"]


async def test_a_closed_chat_is_told_and_can_be_tried_again(stage):
    stage.transport.plan("open_dm", refuse(50007))
    await stage.choose_time(ana())
    told = stage.transport.replies["ana's way back"]
    assert "did not get through" in told.body
    assert "did not get through" in (await stage.press(ana(), "daily")).body
    again = await stage.press_on(ana(), told, "Try again")
    assert "I am sending you a test note now." in again.body
    await stage.engine.step()
    assert [note.body for note in stage.chat()] == [NOTE]
    assert "**Your test note arrived.**" in stage.transport.replies["ana's way back"].body


@ONCE
@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"at": "soon"}, "I could not read “soon” as a time."),
        ({"zone": ""}, "I need your time zone"),
        ({"zone": "Atlantis"}, "I could not find the time zone “Atlantis”"),
    ],
)
async def test_what_is_not_clear_is_refused(stage, typed, why):
    with pytest.raises(Refused, match=why):
        await stage.choose_time(ana(), **typed)
    assert await stage.sealed() == []


@ONCE
async def test_the_form_stands_as_it_was_chosen(stage):
    await stage.set_member(ANA, zone="Europe/Dublin")
    form = await stage.press(ana(), "daily_set")
    assert [field.value for field in form.fields] == ["", "Europe/Dublin"]
    await stage.choose_time(ana(), at="7:30am", zone="Dublin")
    form = await stage.press(ana(), "daily_set")
    assert [field.value for field in form.fields] == ["07:30", "Europe/Dublin"]


# ---------------------------------------------------------------- it comes


async def test_it_comes_at_ones_own_time_and_the_one_before_goes(stage):
    await stage.choose_time(ana())
    await stage.run_until("2026-11-23 12:00")
    assert stage.noted_at() == ["11-20 12:00", "11-20 18:00", "11-21 18:00", "11-22 18:00"]
    test, newest = stage.chat()
    assert (test.body, newest.body, newest.title, newest.small) == (NOTE, NOTE, "", "")
    assert list(buttons_of(newest)) == ["Open", "Stop these"]


@ONCE
@pytest.mark.parametrize(
    ("before", "until", "sent"),
    [
        ("2027-03-27 00:00", "2027-03-29 00:00", ["03-27 18:00", "03-28 17:00"]),
        ("2027-10-30 00:00", "2027-11-01 00:00", ["10-30 17:00", "10-31 18:00"]),
    ],
)
async def test_it_stays_at_its_wall_time_when_the_clocks_change(stage, before, until, sent):
    await stage.at(before)
    await stage.choose_time(ana())
    await stage.run_until(until)
    assert stage.noted_at()[1:] == sent


async def test_changed_it_comes_at_the_new_time(stage):
    await stage.choose_time(ana())
    await stage.run_until("2026-11-20 18:00")
    page = await stage.choose_time(ana(), at="8am")
    assert "test note" not in page.body
    await stage.run_until("2026-11-21 23:00")
    assert stage.noted_at() == ["11-20 12:00", "11-20 18:00", "11-21 07:00"]
    assert len(stage.chat()) == 2


@ONCE
async def test_hours_late_it_is_not_sent(stage):
    await stage.choose_time(ana())
    await stage.at("2026-11-20 23:30")
    assert stage.noted_at() == ["11-20 12:00"]
    await stage.run_until("2026-11-21 19:00")
    assert stage.noted_at()[1:] == ["11-21 18:00"]


async def test_none_is_sent_twice(stage):
    await stage.choose_time(ana())
    stage.transport.plan("send", unclear_after())
    await stage.run_until("2026-11-20 19:00")
    await asyncio.gather(*(stage.engine.step() for _ in range(2)))
    assert stage.noted_at() == ["11-20 12:00", "11-20 18:00"]


async def test_many_members_are_planned_together(stage):
    for member_id in range(ANA + 100, ANA + 120):
        await stage.choose_time(somebody(member_id))
    await stage.run_until("2026-11-20 18:00")
    assert all(len(stage.noted_at(m)) == 2 for m in range(ANA + 100, ANA + 120))


async def test_in_quiet_hours_it_comes_without_a_sound(stage):
    await stage.set_member(ANA, zone="Europe/Berlin", quiet_from="22:00", quiet_until="07:00")
    page = await stage.choose_time(ana(), at="22:30")
    assert "You have quiet hours then, so it comes without a sound." in page.body
    await stage.run_until("2026-11-20 22:00")
    assert [one.silent for one in stage.chat()] == [False, True]


async def test_who_chose_it_sees_the_tip_at_once(stage):
    await stage.set_member(ANA, text_at_once=True)
    page = await stage.choose_time(ana())
    assert "The note shows its text at once, as you chose in your settings." in page.small
    await stage.run_until("2026-11-20 18:00")
    note = stage.chat()[-1]
    assert tip_on(stage, note)
    assert "Stop these" in buttons_of(note)


# ---------------------------------------------------------------- it is opened


async def test_open_shows_the_same_tip_each_time_and_leaves_the_note_alone(stage):
    await stage.choose_time(ana())
    await stage.run_until("2026-11-20 18:00")
    note = stage.chat()[-1]
    cards = [await stage.press_on(ana(), note, "Open") for _ in range(2)]
    assert cards[0] == cards[1]
    assert tip_on(stage, cards[0])
    assert "Remember which I have seen" in buttons_of(cards[0])


async def test_no_tip_comes_twice_before_all_were_there(stage):
    await stage.set_member(ANA, text_at_once=True)
    await stage.choose_time(ana())
    await stage.run_until("2026-12-19 23:00")
    said = [one.now_says.body for one in stage.transport.posted][1:]
    assert len(said) == 30
    assert len(set(said)) >= 29  # a round of all tips may end within these days


@ONCE
async def test_whoever_lets_it_remember_has_seen_what_they_opened(stage):
    card = await stage.press(ana(), "tip", "stress")
    await stage.press_on(ana(), card, "Remember which I have seen")
    await stage.choose_time(ana())
    await stage.run_until("2026-11-20 18:00")
    opened = await stage.press_on(ana(), stage.chat()[-1], "Open")
    assert "Stop remembering" in buttons_of(opened)
    seen = (await download(stage))["coping.seen"]["rows"][0]["tips"].split()
    assert str(tip_on(stage, opened).number) in seen


def test_each_has_an_order_of_their_own(library):
    tips = list(library.tips.values())
    days = [date(2026, 11, 20) + timedelta(days=n) for n in range(2 * len(tips))]
    one = [rules.choose_tip(tips, "one", day).number for day in days]
    other = [rules.choose_tip(tips, "other", day).number for day in days]
    assert one != other
    first = next(n for n, day in enumerate(days) if day.toordinal() % len(tips) == 0)
    assert len(set(one[first : first + len(tips)])) == len(tips)
    assert rules.choose_tip([], "one", days[0]) is None


@ONCE
async def test_with_no_tip_to_give_nothing_is_sent(stage):
    render = stage.features["coping"].render_note.keywords
    render["library"] = replace(stage.library, tips={})
    await stage.choose_time(ana())
    await stage.run_until("2026-11-21 19:00")
    assert stage.chat() == []
    assert "has not arrived so far" in stage.transport.replies["ana's way back"].body


# ---------------------------------------------------------------- sealed, told, stopped


async def test_when_and_to_whom_is_sealed(stage):
    await stage.choose_time(ana())
    await stage.run_until("2026-11-20 18:00")
    for row in [*await stage.rows(timers), *await stage.rows(outbox)]:
        assert str(ANA) not in str(row.get("subject_id", row.get("key")))
        assert row["kind"] == "note"
    for entry in await stage.sealed():
        assert b"coping" not in entry["sealed"]
        assert b"Berlin" not in entry["sealed"]


async def test_it_is_told_on_ones_own_pages(stage):
    assert describe_mine in stage.features["privacy"].press.keywords["mine"]
    await stage.choose_time(ana())
    async with stage.db.read() as tx:
        lines = await describe_mine(tx, ana())
    assert lines == ["A private tip a day at 19:00 (Europe/Berlin)"]
    kept = (await download(stage))["coping.daily"]
    assert kept["what"] == "when you get a tip a day"
    assert (kept["rows"][0]["at"], kept["rows"][0]["zone"]) == ("19:00", "Europe/Berlin")


async def test_one_press_in_the_note_stops_it(stage):
    await stage.choose_time(ana())
    await stage.run_until("2026-11-20 18:00")
    note = stage.chat()[-1]
    for _ in range(2):
        stopped = await stage.press_on(ana(), note, "Stop these")
        assert stopped.body.startswith("Stopped. These notes do not come any more")
        assert list(buttons_of(stopped)) == ["Turn them on again"]
    await stage.run_until("2026-11-25 00:00")
    assert len(stage.noted_at()) == 2
    assert await stage.rows(timers) == []
    assert "coping.daily" not in await download(stage)


@ONCE
async def test_stopped_while_it_waits_it_is_not_sent(stage):
    await stage.choose_time(ana())
    stage.transport.plan("send", refuse(50035))
    async with stage.db.begin() as tx:
        await stage.feature.plan_notes(tx, [])
    await stage.press(ana(), "daily_stop")
    with pytest.raises(Refused, match="You have no tip a day"):
        await stage.press(ana(), "daily_try")
    await stage.run_until("2026-11-22 00:00")
    assert len(stage.noted_at()) == 1


async def test_erased_nothing_of_it_is_left(stage):
    await stage.choose_time(ana())
    await stage.choose_time(somebody(BEN))
    await stage.run_until("2026-11-20 18:00")
    async with stage.db.begin() as tx:
        await privacy.press(tx, ana(), Press("erase_yes"), countries={})
    await stage.run_until("2026-11-22 00:00")
    assert len(stage.noted_at(ANA)) == 2
    assert len(stage.noted_at(BEN)) == 3
    assert len(await stage.rows(timers)) == 1
