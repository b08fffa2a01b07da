"""Meetings that change, through the real doors: moderator, facilitator, member and bystander."""

import pytest

FIRST = 1795543200  # Tuesday 24 November 2026, 19:00 in Berlin


@pytest.fixture
async def meeting(world):
    """A meeting of a group in #mornings that ben runs; ana comes to its first date."""
    await world.moderator.command(world.general, "setup", zone="Europe/Berlin")
    await world.moderator.command(
        world.general, "group create", name="Morning Circle", channel=world.mornings,
        facilitator=world.ben,
    )  # fmt: skip
    asked = await world.ben.command(world.general, "meeting create", group="Morning Circle")
    preview = await world.ben.fill(asked, title="Tea", days="Tuesdays", time="7pm")
    await world.ben.press(preview, "Save")
    return "Tea"


async def test_a_facilitator_moves_a_date_and_undoes_it(world, meeting):
    shown = await world.ana.command(world.general, "meeting next")
    await world.ana.press(shown, "I'll be there")
    form = await world.ben.command(world.general, "meeting move", meeting=meeting, date=str(FIRST))
    assert form.form.title == "Move one date"
    preview = await world.ben.fill(form, days="25 Nov", time="8pm")
    assert "The other dates stay." in preview.text
    done = await world.ben.press(preview, "Save")
    assert done.is_edit
    assert "Changed: Tea" in done.text
    moved = await world.ana.command(world.general, "meeting next")
    assert f"<t:{FIRST + 90000}:F>" in moved.text
    await world.advance(minutes=3)
    assert "**Moved:**" in "".join(str(one) for one in world.reads(world.mornings))
    undone = await world.ben.press(done, "Undo")
    assert "Undone: Tea" in undone.text
    assert f"<t:{FIRST}:F>" in (await world.ana.command(world.general, "meeting next")).text


async def test_edit_skip_pause_and_resume(world, meeting):
    mona = world.moderator
    form = await mona.command(world.general, "meeting edit", meeting=meeting, date="series")
    assert form.form.values["days"] == "Tuesday"
    preview = await mona.fill(form, time="8pm")
    assert "This changes all dates ahead." in preview.text
    assert "Changed: Tea" in (await mona.press(preview, "Save")).text
    asked = await mona.command(
        world.general, "meeting skip", meeting=meeting, date=str(FIRST + 3600)
    )
    assert "Changed: Tea" in (await mona.press(asked, "Leave this date out")).text
    asked = await mona.command(world.general, "meeting pause", meeting=meeting, until="1 Jan")
    assert "Changed: Tea" in (await mona.press(asked, "Pause it")).text
    assert await mona.suggestions(world.general, "meeting resume", "meeting", "") == [
        "Tea · Morning Circle"
    ]
    resumed = await mona.command(world.general, "meeting resume", meeting=meeting)
    assert "Changed: Tea" in resumed.text


async def test_a_date_and_all_after_it_are_left_out_and_undone(world, meeting):
    week = 604800
    asked = await world.ben.command(
        world.general, "meeting skip", meeting=meeting, date=str(FIRST + week)
    )
    assert asked.buttons == (
        "Leave this date out", "This date and all after it", "Keep it", "Help now"
    )  # fmt: skip
    done = await world.ben.press(asked, "This date and all after it")
    assert "until Monday 30 November 2026" in done.text
    await world.advance(minutes=3)
    (said,) = world.bystander.sees(world.mornings)
    assert "**New times:** Every Tuesday at 19:00" in said.text
    undone = await world.ben.press(done, "Undo")
    assert "Undone: Tea" in undone.text


async def test_who_may_not_and_who_sees_nothing(world, meeting):
    for name in ("edit", "move", "skip"):
        said = await world.ana.command(
            world.general, f"meeting {name}", meeting=meeting, date=str(FIRST)
        )
        assert "Only moderators and the facilitators" in said.text
    said = await world.ana.command(world.general, "meeting pause", meeting=meeting)
    assert "Only moderators and the facilitators" in said.text
    assert world.bystander.sees(world.general) == []
    assert world.reads(world.mornings) == []


async def test_a_calendar_file_is_handed_over_in_private(world, meeting):
    reply = await world.ana.command(world.general, "meeting calendar", meeting=meeting)
    assert "Here is 1 meeting as a calendar file." in reply.text
    assert len(reply.files) == 1
    assert world.bystander.sees(world.general) == []
    none = await world.cleo.command(world.general, "meeting calendar")
    assert "You have no meetings here so far" in none.text


# ---------------------------------------------------------------- one date


def select_of(reply, action):
    (found,) = [one for one in reply.first.selects if one.startswith(f"ac:meetings:{action}:")]
    return found


async def test_one_date_is_longer_and_elsewhere_and_all_others_stay(world, meeting):
    picked = {"meeting": meeting, "date": str(FIRST)}
    form = await world.ben.command(world.general, "meeting edit", place="Church hall", **picked)
    assert form.form.title == "Change a meeting"
    assert form.form.values["days"] == "2026-11-24"
    preview = await world.ben.fill(form, minutes="90", note="Bring cake.")
    assert "**Only Tuesday 24 November 2026 changes. The other dates stay.**" in preview.text
    assert "Where: Church hall (I tell it only privately" in preview.text
    later = await world.ben.pick(preview, ["later"], select_of(preview, "scope"))
    assert "and all after it.**" in later.text
    one = await world.ben.pick(later, ["one"], select_of(later, "scope"))
    assert one.text == preview.text
    done = await world.ben.press(one, "Save")
    for line in ("**Only on ", "**New length:** 90 minutes", "**The note is new:** Bring cake."):
        assert line in done.text
    card = await world.ana.command(world.general, "meeting next")
    assert "**Length:** 90 minutes" in card.text
    assert "Church hall" in (await world.ana.press(card, "Where?")).text
    await world.advance(minutes=3)
    (said,) = world.bystander.sees(world.mornings)
    assert "**The place is new.** **Where?** tells it to you alone." in said.text
    assert "Church" not in said.text
    after = await world.ana.pick(card, [f"1.{FIRST + 604800}"], select_of(card, "show"))
    assert "**Length:** 1 hour" in after.text
    assert "cake" not in after.text
    refused = await world.ana.command(world.general, "meeting edit", **picked)
    assert "Only moderators and the facilitators" in refused.text


async def test_a_cancelled_date_is_taken_back_before_anybody_hears(world, meeting):
    await world.ana.press(await world.ana.command(world.general, "meeting next"), "I'll be there")
    asked = await world.ben.command(
        world.general, "meeting cancel", meeting=meeting, date=str(FIRST)
    )
    assert "You can undo it for ten minutes." in asked.text
    done = await world.ben.press(asked, "Yes, cancel this date")
    assert f"**Cancelled:** the meeting on <t:{FIRST}:F>" in done.text
    undone = await world.ben.press(done, "Undo")
    assert "Everything is as it was before." in undone.text
    await world.advance(minutes=5)
    assert world.reads(world.mornings) == []
    assert world.ana.chat == []
    assert f"<t:{FIRST}:F>" in (await world.ana.command(world.general, "meeting next")).text


# ---------------------------------------------------------------- once more


def notes(person):
    return [one for one in person.chat if not one.ephemeral]


async def test_a_private_note_comes_again_in_ten_minutes_also_after_a_restart(world, meeting):
    await world.ana.press(await world.ana.command(world.general, "meeting next"), "Remind me")
    await world.advance(days=4, hours=5)  # an hour before
    note = world.ana.chat[-1]
    assert note.text == "A note you asked for."
    before = notes(world.ana)
    opened = await world.ana.press(note, "Open")
    said = await world.ana.press(opened, "Again in 10 minutes")
    assert "I send you a note again" in said.text
    await world.restart()
    await world.advance(minutes=11)
    (new,) = notes(world.ana)[len(before) :]
    assert new.text == "A note you asked for."
    again = await world.ana.press(new, "Open")
    assert f"**Starts:** <t:{FIRST}:F>" in again.text
    await world.advance(minutes=40)
    late = await world.ana.press(new, "Open")
    assert "Again in 10 minutes" not in late.buttons
    for person in (world.bystander, world.sponsor, world.moderator):
        assert person.chat == []
