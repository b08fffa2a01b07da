"""A night in the simulated server: Ana has a sponsor (sam), Ben and Cleo are on duty."""

from datetime import timedelta

from sqlalchemy import update

from bot.reach.duty import store as duty
from bot.servers import service as servers
from bot.servers.vouching import store as vouchings
from bot.sponsors import store
from bot.sponsors.offering import store as offers
from bot.sponsors.offering.rules import NO_QUIET, Offer
from bot.sponsors.rules import Side
from bot.storage.tables import servers as server_table


async def make_night(world, *, sponsor=True, stand_in=None, helpers=True):
    """Set it up behind the scenes; moderators meet where Ana cannot look."""
    world.take_role(world.ana, world.quiet_room)
    server_id = world.server.id
    async with world.app.db.begin() as tx:
        await servers.ensure_server(tx, server_id)
        channels = {
            "moderators_channel_id": world.hidden.id,
            "helpers_channel_id": world.mornings.id,
            "country": "US",
            "zone": "Europe/Berlin",
        }
        await tx.execute(update(server_table).values(**channels))
        tx.announce("help", f"server {server_id} US")
        if sponsor:
            await pair(tx, server_id, world.ana.id, world.sponsor.id)
        if stand_in:
            await pair(tx, server_id, world.ana.id, stand_in.id, role="stand_in")
        for helper in (world.ben, world.cleo) if helpers else ():
            await _trust(tx, server_id, helper.id, "helper")
            until = tx.now + timedelta(hours=6)
            await duty.change_duty(tx, server_id, helper.id, on_until=until)


async def _trust(tx, server_id, member_id, what):
    standing = await vouchings.find_standing(tx, server_id, member_id, what)
    values = {"adult_at": tx.now, "asked_at": tx.now, "approved_at": tx.now}
    await vouchings.change_standing(tx, standing, **values)


async def pair(tx, server_id, member_id, supporter_id, role="sponsor"):
    await _trust(tx, server_id, supporter_id, "sponsor")
    offer = Offer(
        member_id=supporter_id,
        promised="2026-03-01",
        servers=frozenset({server_id}),
        zone="Europe/Berlin",
        quiet=NO_QUIET,
    )
    await offers.put_offer(tx, offer)
    common = {"pair_id": "", "server_id": server_id, "state": "active", "role": role}
    theirs = Side(**common, part="supporter", member_id=supporter_id, other_id=member_id)
    mine = Side(**common, part="member", member_id=member_id, other_id=supporter_id)
    await store.add_pair(tx, theirs, mine)
