"""A group's week in its channel, and a series that pauses: what each person reads."""

import pytest

FIRST, SECOND, THIRD = 1795543200, 1796148000, 1796752800  # Tuesdays, 19:00 in Berlin
WEEK = "The week: Morning Circle"


@pytest.fixture
async def tea(world, circle):
    """A meeting on Tuesdays of a group in #mornings that ben runs."""
    asked = await world.ben.command(world.general, "meeting create", group=circle)
    preview = await world.ben.fill(asked, title="Tea", days="Tuesdays", time="7pm")
    await world.ben.press(preview, "Save")
    return "Tea"


def weeks(world, person):
    return [one for one in person.sees(world.mornings) if WEEK in one.text]


# ---------------------------------------------------------------- the week


async def test_who_may_choose_the_day_of_the_week(world, circle, tea):
    for person in (world.ana, world.sponsor, world.bystander):
        refused = await person.command(
            world.general, "meeting digest", group=circle, day="Sunday", time="18:00"
        )
        assert "Only the facilitators of this group and the moderators" in refused.text
    shown = await world.moderator.command(world.general, "meeting digest", group=circle)
    assert "Off. With a day and a time I list the meetings" in shown.text
    for person in (world.moderator, world.ben):
        chosen = await person.command(
            world.general, "meeting digest", group=circle, day="Sunday", time="18:00"
        )
        assert "**Every Sunday at 18:00 (Europe/Berlin)**" in chosen.text
        assert "`day: off` switches it off." in chosen.text
    assert world.reads(world.mornings) == []


async def test_the_days_are_offered_while_typing(world, circle):
    async def offered(typed):
        return await world.ben.suggestions(world.general, "meeting digest", "day", typed)

    assert await offered("") == [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "off",
    ]  # fmt: skip
    assert await offered("s") == ["Tuesday", "Wednesday", "Thursday", "Saturday", "Sunday"]
    assert await offered("of") == ["off"]


async def test_the_week_is_one_message_that_follows_changes_and_goes(world, circle, tea):
    await world.ben.command(
        world.general, "meeting digest", group=circle, day="Sunday", time="18:00"
    )
    await world.advance(days=2, hours=6)
    for person in world.everybody:
        (shown,) = weeks(world, person)
        assert f"- <t:{FIRST}:F> · Tea" in shown.text
        assert shown.buttons == ("Next meetings", "Remind me", "Help now")
    pressed = await world.cleo.press(shown, "Next meetings")
    assert "**Tea** · Morning Circle" in pressed.text
    asked = await world.ben.command(world.general, "meeting cancel", meeting=tea, date=str(FIRST))
    await world.ben.press(asked, "Yes, cancel this date")
    await world.env.settle()
    (edited,) = weeks(world, world.bystander)
    assert edited.id == shown.id
    assert "No meetings in these seven days." in edited.text
    off = await world.moderator.command(world.general, "meeting digest", group=circle, day="off")
    assert "Off." in off.text
    await world.env.settle()
    assert weeks(world, world.bystander) == []


async def test_the_week_of_a_hidden_group_stays_in_its_channel(world):
    await world.moderator.command(world.general, "setup", zone="Europe/Berlin")
    await world.moderator.command(
        world.general, "group create", name="Quiet Circle", channel=world.hidden
    )
    chosen = {"group": "Quiet Circle", "day": "Sunday", "time": "18:00"}
    refused = await world.bystander.command(world.general, "meeting digest", **chosen)
    assert "Only moderators" not in refused.text
    await world.moderator.command(world.general, "meeting digest", **chosen)
    await world.advance(days=2, hours=6)
    assert not world.bystander.can_open(world.hidden)
    assert [one for one in world.bystander.sees(world.general) if not one.ephemeral] == []
    assert ["The week: Quiet Circle" in one.text for one in world.reads(world.hidden)] == [True]


# ---------------------------------------------------------------- a pause


async def remind(world, person):
    card = await person.command(world.general, "meeting next")
    await person.press(card, "Remind me")
    await world.env.settle()


async def test_a_pause_and_its_end_are_told_to_those_it_concerns_alone(world, tea):
    await remind(world, world.ana)
    await world.cleo.press(await world.cleo.command(world.general, "meeting next"), "I'll be there")
    asked = await world.ben.command(world.general, "meeting pause", meeting=tea, until="2.12.2026")
    assert "Pause **Tea**" in asked.text
    done = await world.ben.press(asked, "Pause it")
    assert "**Paused:** no meetings before Wednesday 2 December 2026." in done.text
    assert f"**Next:** <t:{THIRD}:F>" in done.text
    await world.advance(minutes=3)
    (said,) = world.bystander.sees(world.mornings)
    assert "**Paused:** no meetings before Wednesday 2 December 2026." in said.text
    for person, earlier in ((world.ana, 1), (world.cleo, 0)):
        note = person.chat[earlier]
        assert note.text == "A note you asked for."
        opened = await person.press(note, "Open")
        assert "**Paused:** no meetings before Wednesday 2 December 2026." in opened.text
        assert f"**Next:** <t:{THIRD}:F>" in opened.text
    for person in (world.bystander, world.sponsor, world.moderator, world.ben):
        assert person.chat == []
    await world.advance(days=5)
    assert len(world.reads(world.mornings)) == 1, "no reminder in the pause"
    resumed = await world.moderator.command(world.general, "meeting resume", meeting=tea)
    assert "**It goes on again** as planned." in resumed.text
    await world.advance(minutes=3)
    assert "**It goes on again** as planned." in world.bystander.sees(world.mornings)[-1].text
    opened = await world.ana.press(world.ana.chat[-1], "Open")
    assert "**It goes on again** as planned." in opened.text
    assert f"**Next:** <t:{SECOND}:F>" in opened.text
    old = await world.ana.press(world.ana.chat[1], "Open")
    assert "**Paused:** no meetings before Wednesday 2 December 2026." in old.text
    assert "It has changed again since." in old.text


async def test_a_pause_that_is_undone_in_time_was_never_told(world, tea):
    await remind(world, world.ana)
    asked = await world.ben.command(world.general, "meeting pause", meeting=tea)
    done = await world.ben.press(asked, "Pause it")
    assert "**Paused:** no meetings until somebody starts it again." in done.text
    await world.advance(minutes=1)
    undone = await world.ben.press(done, "Undo")
    assert "Everything is as it was before." in undone.text
    await world.advance(minutes=5)
    assert world.reads(world.mornings) == []
    assert len(world.ana.chat) == 1  # the test note


async def test_who_may_not_pause_or_resume(world, tea):
    for person in (world.ana, world.bystander):
        refused = await person.command(world.general, "meeting pause", meeting=tea)
        assert "Only moderators and the facilitators" in refused.text
    asked = await world.ben.command(world.general, "meeting pause", meeting=tea)
    await world.ben.press(asked, "Pause it")
    refused = await world.ana.command(world.general, "meeting resume", meeting=tea)
    assert "No meeting here that you may change is paused." in refused.text
