"""What people do in the tests of sponsors."""

from bot.servers.service import ensure_server
from bot.servers.vouching.store import change_standing, find_standing
from bot.sponsors.offering.rules import NO_QUIET, Offer
from bot.sponsors.offering.service import _keep
from tests.support.people import Reply

NOTE = "A note you asked for."
NEUTRAL = "They are not taking requests now."
ASK = "Ask to be my sponsor"


async def trust(world, person, **changes):
    """Let a moderator have approved somebody, or change how they stand."""
    async with world.app.db.begin() as tx:
        await ensure_server(tx, world.server.id)
        standing = await find_standing(tx, world.server.id, person.id, "sponsor")
        values = {"adult_at": tx.now, "approved_at": tx.now} | changes
        await change_standing(tx, standing, **values)


async def offer(world, person, **changes):
    """Let somebody offer to sponsor, without quiet hours unless said otherwise."""
    await trust(world, person)
    values = {"zone": "Europe/Berlin", "promised": "2026-03-01", "quiet": NO_QUIET} | changes
    async with world.app.db.begin() as tx:
        await _keep(tx, Offer(person.id, frozenset({world.server.id}), **values))


async def ask(world, member, supporter, *, way="command", press=True, **options):
    if way == "menu":
        result = await member.member.context_menu(world.general, ASK, supporter.member)
        page = Reply(result)
    else:
        page = await member.command(world.general, "sponsor ask", person=supporter, **options)
    return await member.press(page, "Ask them") if press else page


def newest(person):
    return [one for one in person.chat if not one.ephemeral][-1]


async def open_note(person):
    return await person.press(newest(person), "Open")


async def agree(world, member, supporter, *, hello="0", **options):
    """Bring two people together, as they do it themselves."""
    await ask(world, member, supporter, **options)
    await world.advance(seconds=5)
    request = await supporter.press(await open_note(supporter), "Look at it")
    (yes,) = request.first.selects
    await supporter.pick(request, [hello], yes)
    await world.advance(seconds=5)
    confirm = await member.press(await open_note(member), "Look at it")
    return await member.press(confirm, "Confirm")


def nobody_else_saw(world, person):
    for other in world.everybody:
        if other is not person:
            assert other.chat == []
            assert [one for one in other.sees(world.general) if one.ephemeral] == []
    assert world.reads(world.general) == []
