"""What people do in the tests of check-ins."""

NOTE = "A note you asked for."
LOCAL = "local emergency number"


async def make_group(world, name, channel):
    await world.moderator.command(
        world.general, "group create", name=name, channel=channel, facilitator=world.ben
    )


async def switch_on(world, group, person=None, time="19:00", **options):
    person = person or world.ben
    return await person.command(world.general, "checkin-prompt", group=group, time=time, **options)


async def check_in(person, channel, **picked):
    return await person.fill(await person.command(channel, "checkin"), **picked)


async def choose_times(world, person, channel, **typed):
    page = await person.command(channel, "checkin-times")
    form = await person.press(page, "Choose days and times")
    said = await person.fill(form, **({"at": "19:00", "zone": "Berlin"} | typed))
    await world.advance(seconds=5)
    return said


def notes(person):
    """What stands in somebody's private chat for good."""
    return [one for one in person.chat if not one.ephemeral]


def nobody_else_saw(world, person):
    for other in world.everybody:
        if other is not person:
            assert other.chat == []
            assert [one for one in other.sees(world.general) if one.ephemeral] == []
    assert world.reads(world.general) == []
