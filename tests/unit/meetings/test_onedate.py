"""One date changed by itself: its time, length, note and place; who hears of it; undone."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events

from bot.core.errors import Refused
from bot.meetings import store
from bot.meetings.calendar.service import Wish, hand_over
from bot.storage.tables import occurrence_changes
from tests.support.who import ANA, BEN, buttons_of, mona, selects_of, somebody
from tests.unit.meetings import steps

FIRST, SECOND, THIRD = 1795543200, 1796148000, 1796752800  # Tuesdays, 18:00 UTC
ROOM = "https://meet.example/room"


@pytest.fixture
async def meeting(stage):
    return await stage.plan(place=ROOM, note="Bring tea.")


async def open_edit(stage, meeting, date, place=""):
    return await steps.ask(stage, "start_edit", meeting, date, place)


async def test_the_form_holds_that_date_and_the_preview_says_only(stage, meeting):
    form = await open_edit(stage, meeting, SECOND)
    assert [field.value for field in form.fields] == [
        "Circle", "2026-12-01", "19:00", "60", "Bring tea.",
    ]  # fmt: skip
    preview = await stage.send(mona(), form, minutes="90", note="Bring cake.")
    assert preview.body.split("\n") == [
        "**Only Tuesday 1 December 2026 changes. The other dates stay.**",
        "Tuesday circle, in <#700000000000000010>",
        f"**When:** <t:{SECOND}:F> (<t:{SECOND}:R>)",
        "Tuesday 1 December 2026, 19:00 (Europe/Berlin)",
        "Length: 90 minutes",
        f"Where: {ROOM} (I tell it only privately, to people who can see the channel)",
        "Bring cake.",
    ]
    assert list(selects_of(preview)) == ["scope"]
    done = await stage.press_on(mona(), preview, "Save")
    assert done.title == "Changed: Circle"
    assert done.body.split("\n")[:4] == [
        f"**Only on <t:{SECOND}:F> (<t:{SECOND}:R>):**",
        "**New length:** 90 minutes",
        "**The note is new:** Bring cake.",
        f"**Next:** <t:{FIRST}:F> (<t:{FIRST}:R>)",
    ]
    assert list(buttons_of(done)) == ["Undo"]


async def test_only_that_date_is_longer_and_has_another_note(stage, meeting):
    await steps.edit(stage, meeting, SECOND, minutes="90", note="Bring cake.", title="Party")
    await stage.run_until("2026-11-24 17:55")
    assert (stage.channel()[-1].title, "Bring tea." in stage.channel()[-1].body) == ("Circle", True)
    await stage.run_until("2026-11-24 19:00")
    assert "This meeting is over." in stage.channel()[-1].body
    await stage.run_until("2026-12-01 19:15")
    shown = stage.channel()[-1]
    assert shown.title == "Party"
    assert "**Length:** 90 minutes" in shown.body
    assert "Bring cake." in shown.body, "it is still on"
    listed = await stage.press(somebody(ANA), "show", f"{meeting}.{SECOND}")
    assert "**Length:** 90 minutes" in listed.body
    await stage.run_until("2026-12-01 19:30")
    assert "This meeting is over." in stage.channel()[-1].body
    await stage.run_until("2026-12-08 17:55")
    assert stage.channel()[-1].title == "Circle"
    assert "Bring tea." in stage.channel()[-1].body


async def test_a_shorter_date_ends_sooner(stage, meeting):
    await steps.edit(stage, meeting, FIRST, minutes="15")
    await stage.run_until("2026-11-24 18:15")
    assert "This meeting is over." in stage.channel()[-1].body
    with pytest.raises(Refused, match="That meeting is over"):
        await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST}")


async def test_who_hangs_on_it_is_told_once_and_the_posted_reminder_follows(stage, meeting):
    for member in (ANA, BEN):
        stage.let_see(member)
    await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST}")
    await stage.press(somebody(BEN), "there", f"{meeting}.{SECOND}")
    await stage.run_until("2026-11-24 17:05")
    [reminder] = stage.channel()
    assert "**Length:** 1 hour" in reminder.body
    await steps.edit(stage, meeting, FIRST, minutes="90")
    await steps.edit(stage, meeting, FIRST, note="Bring cake.")
    await stage.engine.step()
    assert "**Length:** 90 minutes" in stage.channel()[0].body
    assert "Bring cake." in stage.channel()[0].body
    await stage.run_until("2026-11-24 17:20")
    said = stage.channel()[-1]
    assert said.body.split("\n") == [
        f"**Only on <t:{FIRST}:F> (<t:{FIRST}:R>):**",
        "**New length:** 90 minutes",
        "**The note is new:** Bring cake.",
        f"**Next:** <t:{FIRST}:F> (<t:{FIRST}:R>)",
    ]
    assert len(stage.channel()) == 2
    assert len(stage.chat(ANA)) == 1
    assert stage.chat(BEN) == [], "ben comes to another date"
    opened = await stage.press_on(somebody(ANA), stage.chat(ANA)[-1], "Open")
    assert opened.body == said.body


async def test_another_place_for_one_date_is_told_to_who_asks(stage, meeting):
    stage.let_see(ANA)
    form = await open_edit(stage, meeting, FIRST, "Church hall")
    preview = await stage.send(mona(), form)
    assert "Where: Church hall" in preview.body
    done = await stage.press_on(mona(), preview, "Save")
    assert "**The place is new.** **Where?** tells it to you alone." in done.body
    for start, where in ((FIRST, "Church hall"), (SECOND, "https://meet.example/room")):
        told = await stage.press(somebody(ANA), "where", f"{meeting}.{start}")
        assert f"**Where:** {where}" in told.body
    await stage.run_until("2026-11-20 12:05")
    said = stage.channel()[-1]
    assert "Church" not in said.body
    assert "Church hall" in (await stage.press_on(somebody(ANA), said, "Where?")).body


async def test_none_takes_the_place_of_a_series_away(stage, meeting):
    form = await open_edit(stage, meeting, "series", "none")
    preview = await stage.send(mona(), form)
    assert "Where:" not in preview.body
    await stage.press_on(mona(), preview, "Save")
    async with stage.db.read() as tx:
        assert (await store.find_meeting(tx, meeting)).where == ""


async def test_undo_gives_the_date_back_and_says_nothing(stage, meeting):
    done = await steps.edit(stage, meeting, FIRST, minutes="90", time="20:00")
    assert len(await stage.rows(occurrence_changes)) == 1
    stage.clock.advance(minutes=1)
    undone = await steps.undo(stage, done)
    assert undone.title == "Undone: Circle"
    assert await stage.rows(occurrence_changes) == []
    await stage.run_until("2026-11-20 12:10")
    assert stage.channel() == []


async def test_a_date_moved_by_a_weekday_stays_in_its_week(stage, meeting):
    form = await open_edit(stage, meeting, SECOND)
    preview = await stage.send(mona(), form, days="Friday", time="8pm")
    assert "Friday 4 December 2026, 20:00 (Europe/Berlin)" in preview.body
    assert f"**From:** <t:{SECOND}:F>" in preview.body
    await stage.press_on(mona(), preview, "Save")
    again = await open_edit(stage, meeting, SECOND + 3 * 86400 + 3600)
    assert [field.value for field in again.fields][1:3] == ["2026-12-04", "20:00"]
    back = await stage.send(mona(), again, days="1 Dec", time="19:00")
    await stage.press_on(mona(), back, "Save")
    assert await stage.rows(occurrence_changes) == [], "it is as in the series again"


async def test_what_was_typed_stays_when_more_dates_are_to_change(stage, meeting):
    form = await open_edit(stage, meeting, SECOND)
    preview = await stage.send(mona(), form, time="20:00", note="Bring cake.")
    later = await stage.pick(mona(), preview, "scope", "later")
    assert "**This changes the date Tuesday 1 December 2026 and all after it.**" in later.body
    assert "**Every Tuesday at 20:00 (Europe/Berlin)**" in later.body
    assert "Bring cake." in later.body
    whole = await stage.pick(mona(), later, "scope", "all")
    assert "**This changes all dates ahead.**" in whole.body
    assert f"- <t:{FIRST + 3600}:F>" in whole.body
    one = await stage.pick(mona(), whole, "scope", "one")
    assert one.body == preview.body


async def test_several_days_can_only_mean_that_date_and_those_after(stage, meeting):
    form = await open_edit(stage, meeting, SECOND)
    preview = await stage.send(mona(), form, days="Mon, Wed")
    assert "**This changes the date Tuesday 1 December 2026 and all after it.**" in preview.body
    assert "**Every Monday and Wednesday at 19:00 (Europe/Berlin)**" in preview.body
    with pytest.raises(Refused, match="Only one date changes here"):
        await stage.pick(mona(), preview, "scope", "one")


async def test_a_moved_date_can_move_those_after_it_too(stage, meeting):
    form = await steps.ask(stage, "start_move", meeting, SECOND)
    preview = await stage.send(mona(), form, days="3 Dec", time="20:00")
    preview = await stage.pick(mona(), preview, "scope", "later")
    assert "**Every Thursday at 20:00 (Europe/Berlin)**" in preview.body


async def test_own_things_of_a_date_outlive_a_change_of_the_series(stage, meeting):
    await steps.edit(stage, meeting, SECOND, note="Bring cake.")
    await steps.edit(stage, meeting, "series", time="20:00", title="Tea")
    await stage.run_until("2026-12-01 18:55")
    shown = stage.channel()[-1]
    assert (shown.title, "Bring cake." in shown.body) == ("Tea", True)
    assert f"**Starts:** <t:{SECOND + 3600}:F>" in shown.body


async def test_the_calendar_file_overrides_that_date_alone(stage, meeting):
    await steps.edit(stage, meeting, SECOND, minutes="90", note="Bring cake.")
    async with stage.db.read() as tx:
        reply = await hand_over(tx, somebody(ANA), Wish(meeting=str(meeting), full=True))
    calendar = icalendar.Calendar.from_ical(reply.file.content)
    begin = datetime(2026, 11, 20, tzinfo=UTC)
    found = recurring_ical_events.of(calendar).between(begin, begin + timedelta(days=20))
    read = [(int(one["DTSTART"].dt.timestamp()), one["DTEND"].dt - one["DTSTART"].dt,
             str(one["DESCRIPTION"])) for one in found]  # fmt: skip
    hour, more = timedelta(hours=1), timedelta(minutes=90)
    assert sorted(read) == [
        (FIRST, hour, "Bring tea."), (SECOND, more, "Bring cake."), (THIRD, hour, "Bring tea."),
    ]  # fmt: skip


async def test_what_stands_in_the_way(stage, meeting):
    form = await open_edit(stage, meeting, FIRST)
    for typed, said in (
        ({"days": "1 Dec"}, "has a date on .* already"),
        ({"days": "20 Nov", "time": "08:00"}, "is over"),
    ):
        with pytest.raises(Refused, match=said):
            await stage.send(mona(), form, **typed)
    preview = await stage.send(mona(), form, minutes="90")
    await steps.skip(stage, meeting, SECOND)
    with pytest.raises(Refused, match="changed since you opened it"):
        await stage.press_on(mona(), preview, "Save")
    await stage.at("2026-11-24 18:05")
    with pytest.raises(Refused, match="has begun"):
        await open_edit(stage, meeting, FIRST)
