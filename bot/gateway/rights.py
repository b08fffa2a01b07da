"""Rights in a private chat: the server comes from the row the press names, and is looked up."""

from dataclasses import replace

from bot.core.errors import Refused
from bot.core.press import Place, Press, Rights, Who
from bot.delivery.sightings import remember_sighting, sighting
from bot.delivery.transport import Refusal
from bot.gateway import messages
from bot.gateway.replies import Answering
from bot.journeys import Feature


async def with_rights(answer: Answering, feature: Feature, press: Press) -> Who:
    """Give the person's rights; in a private chat, only for the place this press is about.

    A check of at most 24 hours counts, otherwise the member is fetched, outside any transaction.
    Raises `Refused` when they are not in the server or cannot see the channel.
    """
    who = answer.who
    if who.server_id is not None or feature.find_place is None:
        return who
    async with answer.db.read() as tx:
        place = await feature.find_place(tx, press)
        seen = await sighting(tx, place, who.member_id) if place else None
    if place is None:
        return who
    if seen is None:
        seen = await _look(answer, place)
    if not seen:
        raise Refused(messages.cannot_see(answer.lang))
    rights = Rights(sees=lambda channel_id: channel_id == place.channel_id)
    return replace(who, server_id=place.server_id, rights=rights)


async def _look(answer: Answering, place: Place) -> bool:
    member_id = answer.who.member_id
    try:
        seen: bool = await answer.app.transport.sees(place.server_id, member_id, place.channel_id)
    except Refusal:
        seen = False  # the server or the channel is closed to the bot: nothing to show from it
    async with answer.db.begin() as tx:
        await remember_sighting(tx, place, member_id, seen)
    return seen
