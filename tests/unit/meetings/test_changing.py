"""Cancelling: asked first, done once, said once, posted reminders edited."""

import pytest

from bot.core.errors import Refused
from bot.groups import service as groups
from bot.meetings import service as meetings
from bot.storage.tables import meetings as saved
from bot.storage.tables import occurrence_changes, timers
from tests.support.who import ANA, BEN, CHANNEL, HIDDEN, buttons_of, mona, somebody

FIRST, SECOND = 1795543200, 1796148000  # Tuesdays, 18:00 UTC
SAID_ONCE = (
    f"I say it once in <#{CHANNEL}>. People who said that they come, or who asked to be reminded, "
    "get a private note. You can undo it for ten minutes."
)


async def ask(stage, meeting, date, who=None):
    async with stage.db.read() as tx:
        return await meetings.ask_to_cancel(tx, who or mona(), str(meeting), str(date))


async def cancel(stage, meeting, date, who=None):
    asked = await ask(stage, meeting, date, who)
    label = next(label for label in buttons_of(asked) if label.startswith("Yes"))
    done = await stage.press_on(who or mona(), asked, label)
    await stage.hear()
    return done


async def test_it_asks_first_and_says_what_will_happen(stage):
    meeting = await stage.plan()
    asked = await ask(stage, meeting, FIRST)
    assert asked.body.split("\n") == [
        f"Cancel **Circle** on <t:{FIRST}:F> (<t:{FIRST}:R>)?",
        SAID_ONCE,
    ]
    assert list(buttons_of(asked)) == ["Yes, cancel this date", "Keep it"]
    kept = await stage.press_on(mona(), asked, "Keep it")
    assert kept.body == "Nothing was changed. The meeting stays as planned."
    assert await stage.rows(occurrence_changes) == []
    asked = await ask(stage, meeting, "The whole series")
    assert "Cancel all dates of **Circle** (Every Tuesday at 19:00 (Europe/Berlin))?" in asked.body


async def test_a_cancelled_date_is_said_once_and_the_next_named(stage):
    meeting = await stage.plan()
    done = await cancel(stage, meeting, FIRST)
    assert done.body.startswith(f"**Cancelled:** the meeting on <t:{FIRST}:F> (<t:{FIRST}:R>).")
    assert list(buttons_of(done)) == ["Undo"]
    await stage.run_until("2026-11-25 12:00")
    [said] = stage.channel()
    assert said.title == "Circle"
    assert said.body.split("\n") == [
        f"**Cancelled:** the meeting on <t:{FIRST}:F> (<t:{FIRST}:R>).",
        f"**Next:** <t:{SECOND}:F> (<t:{SECOND}:R>)",
    ]
    assert buttons_of(said)["I'll be there"].ref == f"{meeting}.{SECOND}"
    await stage.run_until("2026-12-01 17:55")
    assert f"**Starts:** <t:{SECOND}:F>" in stage.channel()[-1].body


async def test_posted_reminders_are_edited(stage):
    meeting = await stage.plan()
    await stage.run_until("2026-11-24 17:30")
    await cancel(stage, meeting, FIRST)
    edited, said = stage.channel()
    assert edited.body == said.body
    assert buttons_of(edited) == {}
    await stage.run_until("2026-11-25 12:00")
    assert len(stage.transport.posted) == 3


async def test_a_cancelled_series_is_said_and_ends(stage):
    meeting = await stage.plan()
    await stage.run_until("2026-11-24 17:30")
    done = await cancel(stage, meeting, "series")
    assert done.body.startswith("**Cancelled:** this meeting does not take place any more")
    edited, said = stage.channel()
    assert f"<t:{FIRST}:F>" in edited.body
    assert said.body == (
        "**Cancelled:** this meeting does not take place any more "
        "(Every Tuesday at 19:00 (Europe/Berlin))."
    )
    await stage.run_until("2026-12-25 12:00")
    assert len(stage.channel()) == 2
    assert await stage.rows(timers) == []


async def test_a_series_cancelled_while_a_meeting_is_on_lets_it_end(stage):
    meeting = await stage.plan()
    await stage.run_until("2026-11-24 18:20")
    await cancel(stage, meeting, "series")
    assert f"**Starts:** <t:{FIRST}:F>" in stage.channel()[0].body
    await stage.run_until("2026-11-24 19:00")
    assert stage.channel()[0].body == "This meeting is over. Thank you to everybody who came."


async def test_a_facilitator_may_cancel_and_a_member_may_not(stage):
    group = await stage.make_group(facilitators=[BEN])
    meeting = await stage.plan(group=group)
    with pytest.raises(Refused, match="Only moderators and the facilitators of the group"):
        await ask(stage, meeting, FIRST, somebody(ANA))
    with pytest.raises(Refused, match="Only moderators and the facilitators of the group"):
        await stage.press(somebody(ANA), "cancel", f"{meeting}.{FIRST}")
    assert "**Cancelled:**" in (await cancel(stage, meeting, FIRST, somebody(BEN))).body


async def test_what_cannot_be_seen_cannot_be_cancelled(stage):
    group = await stage.make_group(channel=HIDDEN, facilitators=[BEN])
    meeting = await stage.plan(group=group)
    with pytest.raises(Refused, match="no meeting here that you could"):
        await ask(stage, meeting, FIRST, somebody(BEN))
    with pytest.raises(Refused, match="could not find that meeting"):
        await stage.press(somebody(BEN), "cancel", f"{meeting}.{FIRST}")


async def test_dates_are_offered_by_the_meetings_own_clock(stage):
    meeting = await stage.plan()
    async with stage.db.read() as tx:
        named = await meetings.suggest_meetings(tx, mona(), "cir")
        dates = await meetings.suggest_dates(tx, mona(), str(meeting), "")
        some = await meetings.suggest_dates(tx, mona(), str(meeting), "dec")
        assert await meetings.suggest_dates(tx, somebody(ANA), str(meeting), "") == []
    assert named == [("Circle · Tuesday circle", str(meeting))]
    assert dates[:2] == [
        ("Tuesday 24 November 2026, 19:00 (Europe/Berlin)", str(FIRST)),
        ("The whole series", "series"),
    ]
    assert len(dates) == 25
    assert len(some) == 5


async def test_meetings_of_one_name_are_told_apart(stage):
    group = await stage.make_group()
    await stage.plan(group=group)
    second = await stage.plan(group=group, days="Fridays", time="10:00")
    async with stage.db.read() as tx:
        named = await meetings.suggest_meetings(tx, mona(), "circle")
    assert [shown for shown, _id in named] == [
        "Circle · Every Tuesday at 19:00 (Europe/Berlin)",
        "Circle · Every Friday at 10:00 (Europe/Berlin)",
    ]
    with pytest.raises(Refused, match="More than one meeting is called “Circle”"):
        await ask(stage, "Circle", "series")
    assert "Every Friday" in (await ask(stage, second, "series")).body


@pytest.mark.parametrize(
    ("typed", "start"), [("24 Nov", FIRST), ("2026-12-01", SECOND), ("next Tuesday", FIRST)]
)
async def test_a_date_may_be_typed(stage, typed, start):
    meeting = await stage.plan()
    assert f"<t:{start}:F>" in (await ask(stage, meeting, typed)).body


@pytest.mark.parametrize(
    ("typed", "said"),
    [("25 Nov", "The next ones are <t:1795543200:f>"), ("soon", "I understand “1 Dec”")],
)
async def test_a_date_without_a_meeting_says_which_there_are(stage, typed, said):
    meeting = await stage.plan()
    with pytest.raises(Refused, match=said):
        await ask(stage, meeting, typed)
    with pytest.raises(Refused, match="pick the meeting from the list that opens as you type"):
        await ask(stage, "no such meeting", typed)


async def test_a_skipped_date_leaves_the_lists(stage):
    meeting = await stage.plan()
    await cancel(stage, meeting, FIRST)
    async with stage.db.read() as tx:
        listed = await meetings.list_upcoming(tx, somebody(ANA))
    assert f"<t:{SECOND}:F>" in listed.body
    with pytest.raises(Refused, match="That date has changed"):
        await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST}")


async def test_closing_a_group_cancels_its_meetings_and_says_so(stage):
    await stage.plan()
    await stage.plan(group=1, title="Other", time="20:00")
    async with stage.db.begin() as tx:
        group = await groups.group_of(tx, 1)
        await groups.close(tx, mona(), group, meetings.cancel_group_meetings)
    await stage.engine.step()
    assert [one.title for one in stage.channel()] == ["Circle", "Other"]
    assert all(row["cancelled_at"] for row in await stage.rows(saved))
    assert await stage.rows(timers) == []


async def test_a_meeting_that_is_over_is_closed_without_a_word(stage):
    await stage.plan(days="tomorrow", picks=[("leads",)])
    await stage.run_until("2026-11-22 00:00")
    async with stage.db.begin() as tx:
        await meetings.cancel_group_meetings(tx, 1)
    await stage.engine.step()
    assert stage.channel() == []


# ---------------------------------------------------------------- taken back


async def press_cancel(stage, meeting, date):
    asked = await ask(stage, meeting, date)
    label = next(label for label in buttons_of(asked) if label.startswith("Yes"))
    return await stage.press_on(mona(), asked, label)


@pytest.mark.parametrize("date", [FIRST, "series"])
async def test_what_is_undone_within_two_minutes_was_never_said(stage, date):
    meeting = await stage.plan()
    stage.let_see(ANA)
    await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST}")
    await stage.run_until("2026-11-24 17:30")
    before = stage.channel()
    done = await press_cancel(stage, meeting, date)
    await stage.engine.step()
    assert stage.channel() != before
    undone = await stage.press_on(mona(), done, "Undo")
    assert undone.title == "Undone: Circle"
    await stage.hear()
    assert stage.channel() == before
    assert stage.chat(ANA) == []
    await stage.run_until("2026-11-24 17:55")
    assert f"**Starts:** <t:{FIRST}:F>" in stage.channel()[-1].body
    await stage.run_until("2026-12-01 17:55")
    assert f"**Starts:** <t:{SECOND}:F>" in stage.channel()[-1].body


@pytest.mark.parametrize("date", [FIRST, "series"])
async def test_what_is_undone_later_is_said_to_take_place_after_all(stage, date):
    meeting = await stage.plan()
    stage.let_see(ANA)
    await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST}")
    done = await press_cancel(stage, meeting, date)
    await stage.hear()
    await stage.press_on(mona(), done, "Undo")
    await stage.hear()
    cancelled, back = stage.channel()
    assert cancelled.body.startswith("**Cancelled:**")
    assert back.body.startswith("**It takes place after all:**")
    assert len(stage.chat(ANA)) == 2
    first = await stage.press_on(somebody(ANA), stage.chat(ANA)[0], "Open")
    assert "This meeting is as it was planned before" in first.body
    assert [row["start"].timestamp() for row in await stage.answers()] == [FIRST]


async def test_shortly_before_it_begins_nobody_waits_for_the_news(stage):
    meeting = await stage.plan()
    await stage.run_until("2026-11-24 17:52")
    await press_cancel(stage, meeting, FIRST)
    await stage.engine.step()
    assert stage.channel()[-1].body.startswith("**Cancelled:**")


async def test_after_ten_minutes_it_stays_cancelled(stage):
    meeting = await stage.plan()
    done = await press_cancel(stage, meeting, "series")
    stage.clock.advance(minutes=10)
    with pytest.raises(Refused, match="ten minutes"):
        await stage.press_on(mona(), done, "Undo")
