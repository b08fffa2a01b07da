"""A peer group from its making to its end: create, find, join, ask, leave, close."""

from bot.core.errors import Refused
from bot.core.press import Who
from bot.groups import messages, store
from bot.groups.rules import Group
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.storage.database import Tx

__all__ = [
    "Group",
    "facilitator_ids",
    "group_of",
    "joined_groups",
    "may_schedule",
    "visible_group",
    "visible_groups",
]


async def visible_groups(tx: Tx, who: Who) -> list[Group]:
    """List the open groups of this server whose channel they can see now."""
    if who.server_id is None:
        return []
    return [g for g in await store.open_groups(tx, who.server_id) if who.rights.sees(g.channel_id)]


async def visible_group(tx: Tx, who: Who, group_id: int) -> Group:
    """Find an open group they can see; hidden, closed and absent ones are refused alike."""
    group = await store.find_group(tx, group_id)
    if group and not group.closed and _can_see(who, group):
        return group
    raise Refused(messages.no_such_group(await privacy.language_for(tx, who)))


def _can_see(who: Who, group: Group) -> bool:
    return group.server_id == who.server_id and who.rights.sees(group.channel_id)


async def group_of(tx: Tx, group_id: int) -> Group | None:
    """Find a group, also a closed one, without looking at anybody's rights (for the engine)."""
    return await store.find_group(tx, group_id)


async def may_schedule(tx: Tx, who: Who, group: Group) -> bool:
    """Tell whether they run this group: its facilitators and the server's moderators do."""
    if group.server_id != who.server_id:
        return False
    if await servers.is_moderator(tx, who):
        return True
    return who.member_id in await store.facilitator_ids(tx, group.id)


async def facilitator_ids(tx: Tx, group_id: int) -> tuple[int, ...]:
    """List who facilitates a group."""
    return await store.facilitator_ids(tx, group_id)


async def joined_groups(tx: Tx, member_id: int) -> list[Group]:
    """List the open groups somebody joined, whether or not they can see them now."""
    found = await store.groups_of_member(tx, member_id)
    return [group for group, joined in found if joined.state == "joined"]
