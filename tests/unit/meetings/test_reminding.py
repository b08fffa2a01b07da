"""Reminders in the channel: which times are said, and when; also when late or clocks change."""

from datetime import UTC, datetime

import pytest

from bot.groups import service as groups
from bot.storage.tables import meetings as saved
from bot.storage.tables import timers
from tests.support.transport import refuse, unclear
from tests.support.who import CHANNEL, buttons_of, mona
from tests.unit.meetings.stage import Stage

# The SQL runs on both databases in test_at_once, test_private, test_answering and test_changing.
pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])


# Tuesday 24 November 2026, 19:00 in Berlin is 18:00 UTC; a week later the same.
FIRST, SECOND = 1795543200, 1796148000


def starts(message):
    return message.body.split("\n")[0]


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def test_a_day_an_hour_and_ten_minutes_before_the_channel_is_reminded(stage):
    await stage.plan(note="Bring tea.")
    await stage.run_until("2026-11-24 17:59")
    assert stage.moments() == [
        utc("2026-11-23 18:00"),
        utc("2026-11-24 17:00"),
        utc("2026-11-24 17:50"),
    ]
    [left] = stage.channel()
    assert left.title == "Circle"
    assert left.body.split("\n") == [
        f"**Starts:** <t:{FIRST}:F> (<t:{FIRST}:R>)",
        "**Length:** 1 hour",
        "Bring tea.",
    ]
    assert list(buttons_of(left)) == ["I'll be there", "Remind me"]
    assert left.help_now


async def test_a_later_reminder_takes_the_place_of_the_earlier(stage):
    await stage.plan()
    await stage.run_until("2026-11-23 18:30")
    assert len(stage.channel()) == 1
    await stage.run_until("2026-11-24 17:30")
    assert len(stage.channel()) == 1
    assert len(stage.transport.made("delete")) == 1


async def test_an_ended_meeting_loses_its_buttons_and_names_the_next(stage):
    await stage.plan()
    await stage.run_until("2026-11-24 19:00")
    [left] = stage.channel()
    assert buttons_of(left) == {}
    assert left.body == (
        "This meeting is over. Thank you to everybody who came.\n"
        f"**Next:** <t:{SECOND}:F> (<t:{SECOND}:R>)"
    )


async def test_each_week_says_its_own_date(stage):
    await stage.plan(picks=[("end", "4")])
    await stage.run_until("2027-01-31 00:00")
    ends = [one.now_says for one in stage.transport.posted if not one.deleted]
    assert len(ends) == 4
    firsts = [one.message for one in stage.transport.posted]
    said = [f"**Starts:** <t:{FIRST + week * 604800}:F>" for week in range(4) for _ in range(3)]
    assert [starts(one).partition(" (")[0] for one in firsts] == said
    assert await stage.rows(timers) == []
    assert await stage.incidents() == []


async def test_the_wall_time_stays_when_clocks_change(stage):
    """19:00 in Berlin is 18:00 UTC in winter and 17:00 UTC from 28 March 2027 on."""
    await stage.plan(days="23 Mar 2027", picks=[("repeat", "weekly1"), ("leads", "60")])
    await stage.run_until("2027-04-01 00:00")
    assert stage.moments() == [utc("2027-03-23 17:00"), utc("2027-03-30 16:00")]
    assert [starts(one.message).partition(" (")[0] for one in stage.transport.posted] == [
        f"**Starts:** <t:{int(utc('2027-03-23 18:00').timestamp())}:F>",
        f"**Starts:** <t:{int(utc('2027-03-30 17:00').timestamp())}:F>",
    ]


async def test_a_meeting_sooner_than_a_lead_still_gets_the_later_ones(stage):
    """Saved at 13:00 in Berlin for 13:30: a day and an hour before are over."""
    await stage.plan(days="today", time="13:30")
    await stage.run_until("2026-11-20 12:30")
    assert stage.moments() == [utc("2026-11-20 12:20")]


async def test_after_being_down_only_the_last_reminder_is_said(stage):
    await stage.plan()
    await stage.at("2026-11-24 17:55")
    assert stage.moments() == [utc("2026-11-24 17:55")]
    assert starts(stage.channel()[0]) == f"**Starts:** <t:{FIRST}:F> (<t:{FIRST}:R>)"


async def test_a_reminder_that_comes_late_says_that_it_has_begun(stage):
    await stage.plan()
    await stage.at("2026-11-24 18:10")
    [left] = stage.channel()
    assert starts(left) == (
        f"**It has begun:** <t:{FIRST}:F> (<t:{FIRST}:R>). You can still come in."
    )


async def test_a_useless_reminder_is_not_sent_but_counted_and_shown(stage):
    await stage.plan()
    await stage.at("2026-11-24 18:40")
    assert stage.channel() == []
    assert ("meetings.reminder", "expired") in await stage.incidents()
    await stage.run_until("2026-12-01 17:55")
    assert starts(stage.channel()[0]).startswith(f"**Starts:** <t:{SECOND}:F>")


async def test_down_for_weeks_says_what_is_ahead_and_no_stale_date(stage):
    await stage.plan()
    await stage.at("2026-12-14 18:01")
    assert [starts(one) for one in stage.channel()] == [
        "**Starts:** <t:1797357600:F> (<t:1797357600:R>)"
    ]


async def test_a_reminder_stuck_until_the_next_is_due_is_never_sent(stage):
    await stage.plan()
    stage.transport.plan("send", unclear())
    await stage.at("2026-11-23 18:00")
    assert stage.moments() == []
    await stage.at("2026-11-24 17:00")
    assert stage.moments() == [utc("2026-11-24 17:00")]


async def test_no_reminders_means_silence(stage):
    await stage.plan(picks=[("leads",)])
    await stage.run_until("2026-12-09 00:00")
    assert stage.transport.requests == []


async def test_reminders_at_the_start_and_a_week_before(stage):
    await stage.plan(days="1 Dec", picks=[("leads", "10080", "0")])
    await stage.run_until("2026-12-01 18:05")
    assert stage.moments() == [utc("2026-11-24 18:00"), utc("2026-12-01 18:00")]
    assert len(stage.channel()) == 1


@pytest.mark.parametrize("public", [False, True])
async def test_the_place_is_public_only_when_chosen(stage, public):
    group = await stage.make_group()
    said = await stage.preview(mona(), group, place="https://meet.example/room")
    if public:
        said = await stage.press_on(mona(), said, "Show the place to all")
    await stage.press_on(mona(), said, "Save")
    await stage.run_until("2026-11-24 17:55")
    [left] = stage.channel()
    assert ("https://meet.example/room" in left.body) == public
    assert ("Where?" in buttons_of(left)) != public


async def test_notes_mention_nobody_but_keep_their_links(stage):
    await stage.plan(note="@everyone <@1> <@&2> see https://a.example/b_c")
    await stage.run_until("2026-11-24 17:55")
    [left] = stage.channel()
    assert "@everyone" not in left.body
    assert "<@1>" not in left.body
    assert "<@&2>" not in left.body
    assert "https://a.example/b_c" in left.body


async def test_a_deleted_channel_is_told_to_moderators_and_the_next_week_tried(stage):
    await stage.plan()
    stage.transport.plan("send", *[refuse(10003)] * 3)
    await stage.run_until("2026-11-24 19:30")
    assert stage.channel() == []
    assert ("meetings.reminder", "10003") in await stage.incidents()
    await stage.run_until("2026-12-01 17:55")
    assert len(stage.channel()) == 1


async def test_the_reminder_of_a_closed_group_is_skipped(stage):
    meeting = await stage.plan()
    await stage.at("2026-11-22 00:00")
    async with stage.db.begin() as tx:
        await groups.close(tx, mona(), await groups.group_of(tx, 1), _nothing)
    await stage.at("2026-11-23 18:00")
    assert stage.channel() == []
    assert await stage.rows(timers) == []
    [row] = await stage.rows(saved)
    assert row["id"] == meeting


async def _nothing(_tx, _group_id):
    return None


async def test_a_crash_between_planning_and_sending_repeats_nothing(db, clock):
    stage = Stage(db, clock)
    await stage.plan()
    clock.move_to(utc("2026-11-23 18:00"))
    assert await stage.engine.planner.plan_some()
    again = Stage(db, clock)
    await again.engine.step()
    await again.engine.step()
    assert again.moments(CHANNEL) == [utc("2026-11-23 18:00")]
