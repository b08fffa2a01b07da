"""Planning a meeting: form, preview, Save; and everything that may stand in the way."""

import pytest

from bot.core.errors import Refused
from bot.meetings import service as meetings
from bot.storage.tables import drafts, timers
from bot.storage.tables import meetings as saved
from tests.support.who import CHANNEL, MONA, buttons_of, mona, selects_of

# The SQL runs on both databases in test_at_once, test_private, test_answering and test_changing.
pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])


def lines(message):
    return [line for line in message.body.split("\n") if line]


async def test_the_form_asks_for_five_things(stage):
    form = await stage.open_form(mona(), await stage.make_group())
    assert [field.name for field in form.fields] == ["title", "days", "time", "minutes", "note"]
    assert form.title == "Plan a meeting"
    assert len(form.custom_id) <= 100


async def test_the_preview_says_the_rule_in_words_with_five_dates(stage):
    said = await stage.preview(mona(), await stage.make_group(), note="Bring tea.")
    assert said.title == "Circle"
    assert lines(said) == [
        f"Tuesday circle, in <#{CHANNEL}>",
        "**Every Tuesday at 19:00 (Europe/Berlin)**",
        "- <t:1795543200:F> · 19:00 Europe/Berlin",
        "- <t:1796148000:F> · 19:00 Europe/Berlin",
        "- <t:1796752800:F> · 19:00 Europe/Berlin",
        "- <t:1797357600:F> · 19:00 Europe/Berlin",
        "- <t:1797962400:F> · 19:00 Europe/Berlin",
        "Length: 1 hour",
        "Reminders: 1 day, 1 hour and 10 minutes before",
        "Bring tea.",
    ]
    assert list(buttons_of(said)) == ["Save", "Change", "Cancel"]
    assert list(selects_of(said)) == ["repeat", "end", "leads"]


async def test_a_zone_may_be_named_and_the_servers_is_the_usual_one(stage):
    group = await stage.make_group()
    said = await stage.preview(mona(), group, zone="new york")
    assert "19:00 (America/New_York)" in said.body
    with pytest.raises(Refused, match="Did you mean Europe/Berlin"):
        await stage.open_form(mona(), group, zone="Europe/Berln")


async def test_saving_it_makes_a_meeting_and_arms_its_timer(stage):
    said = await stage.preview(mona(), await stage.make_group())
    done = await stage.press_on(mona(), said, "Save")
    assert done.title == "Saved: Circle"
    assert "The first one is <t:1795543200:F>." in done.body
    [row] = await stage.rows(saved)
    assert (row["title"], row["zone"], row["minutes"]) == ("Circle", "Europe/Berlin", 60)
    assert (row["leads"], row["created_by"]) == ("1440,60,10", MONA)
    [timer] = await stage.rows(timers)
    assert (timer["kind"], timer["subject_id"]) == ("meetings.next", str(row["id"]))


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("once", "Once, on Tuesday 24 November 2026"),
        ("weekly2", "Every 2 weeks on Tuesday"),
        ("weekly4", "Every 4 weeks on Tuesday"),
        ("monthly_day", "Every month on day 24"),
        ("monthly_nth", "Every month on the fourth Tuesday"),
        ("monthly_end", "Every month on the last Tuesday"),
        ("monthly_last", "Every month on the last day"),
    ],
)
async def test_every_repetition_can_be_picked(stage, value, rule):
    said = await stage.preview(mona(), await stage.make_group())
    said = await stage.pick(mona(), said, "repeat", value)
    assert f"**{rule} at 19:00 (Europe/Berlin)**" in said.body
    assert [o.value for o in selects_of(said)["repeat"].options if o.chosen] == [value]
    assert ("end" in selects_of(said)) == (value != "once")


async def test_a_month_without_the_day_is_named_and_the_last_day_offered(stage):
    said = await stage.preview(mona(), await stage.make_group(), days="31 Dec")
    assert "left out" not in said.body
    assert "**Once, on Thursday 31 December 2026 at 19:00 (Europe/Berlin)**" in said.body
    said = await stage.pick(mona(), said, "repeat", "monthly_day")
    assert (
        "A month without day 31 is left out. For every month, pick “On the last day”" in said.body
    )
    assert "Every month, on the last day" in [o.label for o in selects_of(said)["repeat"].options]
    said = await stage.pick(mona(), said, "repeat", "monthly_last")
    assert "left out" not in said.body


async def test_clock_changes_are_told_before_saving(stage):
    group = await stage.make_group()
    said = await stage.preview(mona(), group, days="28 Mar", time="02:30", title="Night")
    assert (
        "On Sunday 28 March 2027 the clocks go forward and 02:30 is left out: it will be at 03:30."
        in said.body
    )
    assert "· 03:30 Europe/Berlin" in said.body
    said = await stage.preview(mona(), group, days="Sundays", time="02:30", title="Nights")
    assert "On Sunday 31 October 2027 the clocks go back and 02:30 comes twice" in said.body


@pytest.mark.parametrize(
    ("value", "end"), [("4", "4 times"), ("26", "26 times"), ("never", "(Europe/Berlin)**")]
)
async def test_an_end_can_be_picked(stage, value, end):
    said = await stage.preview(mona(), await stage.make_group())
    said = await stage.pick(mona(), said, "end", value)
    assert end in said.body


async def test_a_last_day_is_asked_for_in_a_second_form(stage):
    said = await stage.preview(mona(), await stage.make_group())
    form = await stage.pick(mona(), said, "end", "date")
    assert (form.name, [field.name for field in form.fields]) == ("until", ["until"])
    said = await stage.send(mona(), form, until="1 Dec")
    assert "until Tuesday 1 December 2026" in said.body
    assert said.body.count("<t:") == 2
    early = "would be Saturday 21 November 2026, before the first one, Tuesday 24 November 2026"
    with pytest.raises(Refused, match=early):
        await stage.send(mona(), form, until="tomorrow")
    with pytest.raises(Refused, match="I do not understand the date"):
        await stage.send(mona(), form, until="never ever")


async def test_reminders_can_be_picked_or_left_out(stage):
    said = await stage.preview(mona(), await stage.make_group())
    said = await stage.pick(mona(), said, "leads", "10080", "0")
    assert "Reminders: 1 week before, and at the start" in said.body
    said = await stage.pick(mona(), said, "leads", "0")
    assert "Reminders: at the start" in said.body
    said = await stage.pick(mona(), said, "leads")
    assert "Reminders: none" in said.body


async def test_a_place_is_told_privately_unless_chosen_otherwise(stage):
    said = await stage.preview(mona(), await stage.make_group(), place="https://meet.example/a_b")
    assert "Where: https://meet.example/a_b (I tell it only privately" in said.body
    said = await stage.press_on(mona(), said, "Show the place to all")
    assert "(shown to everybody in the channel)" in said.body
    said = await stage.press_on(mona(), said, "Tell the place privately")
    assert "only privately" in said.body


async def test_change_opens_the_form_filled_in_and_keeps_what_was_picked(stage):
    said = await stage.preview(mona(), await stage.make_group(), note="Tea")
    said = await stage.pick(mona(), said, "repeat", "weekly2")
    form = await stage.press_on(mona(), said, "Change")
    assert {f.name: f.value for f in form.fields} == {
        "title": "Circle", "days": "Tuesdays", "time": "19:00", "minutes": "", "note": "Tea",
    }  # fmt: skip
    again = await stage.send(mona(), form, time="20:00")
    assert "Every 2 weeks on Tuesday at 20:00" in again.body
    again = await stage.send(mona(), form, days="1 Dec")
    assert "Once, on Tuesday 1 December 2026" in again.body


async def test_an_older_preview_cannot_be_saved_unseen(stage):
    old = await stage.preview(mona(), await stage.make_group())
    await stage.pick(mona(), old, "repeat", "weekly3")
    said = await stage.press_on(mona(), old, "Save")
    assert "This has changed since" in said.body
    assert "Every 3 weeks" in said.body
    assert await stage.ids() == []
    await stage.press_on(mona(), said, "Save")
    assert len(await stage.ids()) == 1


async def test_cancel_forgets_the_draft(stage):
    said = await stage.preview(mona(), await stage.make_group())
    done = await stage.press_on(mona(), said, "Cancel")
    assert done.body == "Nothing was saved. `/meeting create` starts again."
    assert await stage.rows(drafts) == []
    with pytest.raises(Refused, match="starts again"):
        await stage.press_on(mona(), said, "Save")


async def test_what_happens_once_in_a_gap_of_the_clocks_is_listed_when_it_happens(stage):
    """In Havana the clocks go from 00:00 to 01:00 on 14 March 2027."""
    group = await stage.make_group()
    typed = {"days": "14 Mar 2027", "time": "midnight"}
    said = await stage.preview(mona(), group, "America/Havana", **typed)
    assert "**Once, on Sunday 14 March 2027 at 01:00 (America/Havana)**" in said.body
    assert "00:00 is left out: it will be at 01:00" in said.body
    await stage.press_on(mona(), said, "Save")
    async with stage.db.read() as tx:
        listed = await meetings.list_upcoming(tx, mona())
    assert "Once, on Sunday 14 March 2027 at 01:00 (America/Havana)" in listed.body
