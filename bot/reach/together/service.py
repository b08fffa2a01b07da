"""How two people meet after "I'm with them", as each of them reads it at this moment.

What they do about it, and what follows, is `bot.reach.talking`.
"""

from bot.core.errors import Refused
from bot.core.message import Message
from bot.core.press import Place, Who
from bot.delivery.private import dm_of
from bot.delivery.sightings import sighting
from bot.reach.front_door.rules import Sight
from bot.reach.front_door.store import postings_of
from bot.reach.ladder.rules import Request
from bot.reach.ladder.store import find_person, find_request, people_of
from bot.reach.together import messages
from bot.reach.together.rules import Side, Talk
from bot.reach.together.store import find_talk
from bot.servers import service as servers
from bot.servers.rules import Server
from bot.storage.database import Tx


async def asker_page(tx: Tx, request: Request, lang: str) -> Message | None:
    """Tell who asked who is with them; None when nobody is, as far as it is known."""
    talk, people = await find_talk(tx, request), await people_of(tx, request.id)
    known = any(one.id == request.taker and one.member_id for one in people)
    if talk is None or not known:
        return None
    channel_id = await _channel_of(tx, request, talk)
    return messages.asker_page(lang, request, talk, people, channel_id)


async def helper_page(tx: Tx, request: Request, talk: Talk, lang: str) -> Message:
    """Tell who came whom they are with."""
    return messages.helper_page(lang, request, talk, await _channel_of(tx, request, talk))


async def _channel_of(tx: Tx, request: Request, talk: Talk) -> int | None:
    if talk.way != "thread":
        return None
    place = await thread_place(tx, await servers.server_of(tx, request.server_id))
    return place.channel_id if place else None


async def find_side(tx: Tx, who: Who, person_id: str, lang: str) -> tuple[Request, Talk, Side]:
    """Find the talk that somebody pressed a button of, and which of the two they are.

    A button is about one person who came. Raises `Refused` when they are not there any more, and
    for everybody else than these two.
    """
    person = await find_person(tx, person_id)
    request = await find_request(tx, person.request_id, lock=True) if person else None
    talk = await find_talk(tx, request) if request else None
    if request is not None and who.member_id == request.asker_id and request.taker != person_id:
        raise Refused(messages.somebody_before(lang))
    if request is None or talk is None or request.taker != person_id:
        raise Refused(messages.over(lang))
    if who.member_id == request.asker_id:
        return request, talk, "asker"
    if who.member_id == await taker_id(tx, request):
        return request, talk, "helper"
    raise Refused(messages.not_yours(lang))


async def taker_id(tx: Tx, request: Request) -> int:
    """Tell who is with them; 0 when nobody is, or they were erased."""
    person = await find_person(tx, request.taker) if request.taker else None
    return person.member_id if person else 0


async def is_closed(tx: Tx, request: Request, talk: Talk) -> bool:
    """Tell whether whoever should get the first private message is known to take none."""
    if talk.way == "thread":
        return False
    waits = request.asker_id if talk.way == "them" else await taker_id(tx, request)
    return (await dm_of(tx, waits)).closed_at is not None


async def thread_place(tx: Tx, server: Server, *member_ids: int) -> Place | None:
    """Find where a private thread can be made; None also when one of these cannot see it.

    It is the channel the set-up names, else that of the front-door message. What is not known
    is found out before anybody is let in.
    """
    channel_id = server.threads_channel_id or await _front_door_of(tx, server.server_id)
    if channel_id is None:
        return None
    place = Place(server.server_id, channel_id)
    for member_id in member_ids:
        if await sighting(tx, place, member_id) is False:
            return None
    return place


async def _front_door_of(tx: Tx, server_id: int) -> int | None:
    standing = Sight(await postings_of(tx, [server_id])).standing
    return standing.channel_id if standing else None
