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
