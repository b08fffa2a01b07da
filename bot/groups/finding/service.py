"""Finding a group and looking at it: only people who can see its channel ever do."""

from bot.core.errors import Refused
from bot.core.message import Message
from bot.core.press import Press, Who
from bot.core.text import suggest
from bot.delivery.private import dm_of
from bot.delivery.sightings import sighting
from bot.groups import rules, store
from bot.groups.finding import messages
from bot.groups.rules import Group, View
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.storage.database import Tx


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


async def choose_group(tx: Tx, who: Who, typed: str) -> Group:
    """Find what was picked from the autocomplete (an id) or typed (a name)."""
    visible = await visible_groups(tx, who)
    wanted = rules.fold_name(rules.tidy_name(typed))
    found = [g for g in visible if str(g.id) == wanted or rules.fold_name(g.name) == wanted]
    if found:
        return found[0]
    lang = await privacy.language_for(tx, who)
    near = suggest(typed, [g.name for g in visible])
    raise Refused(messages.did_you_mean(lang, near) if near else messages.no_such_group(lang))


async def suggest_groups(
    tx: Tx, who: Who, typed: str, n: int = 25, *, mine: bool = False
) -> list[Group]:
    """List the groups they can see, or only theirs, that fit what was typed so far."""
    part = rules.fold_name(typed.strip())
    found = await visible_groups(tx, who)
    if mine:
        known = {group.id for group, _state in await store.groups_of_member(tx, who.member_id)}
        found = [g for g in found if g.id in known]
    return [g for g in found if part in rules.fold_name(g.name)][:n]


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


async def require_runner(tx: Tx, who: Who, group: Group) -> None:
    """Turn down whoever does not run this group."""
    if not await may_schedule(tx, who, group):
        raise Refused(messages.runners_only(await privacy.language_for(tx, who)))


async def facilitator_ids(tx: Tx, group_id: int) -> tuple[int, ...]:
    """List who facilitates a group."""
    return await store.facilitator_ids(tx, group_id)


async def joined_groups(tx: Tx, member_id: int) -> list[Group]:
    """List the open groups somebody joined, whether or not they can see them now."""
    found = await store.groups_of_member(tx, member_id)
    return [group for group, joined in found if joined.state == "joined"]


async def read_group(tx: Tx, who: Who, press: Press) -> Group:
    """Find the visible group that a button's ref, or a select's choice, names first."""
    numbers = rules.read_ref(press.values[0] if press.values else press.ref)
    return await visible_group(tx, who, numbers[0] if numbers else 0)


# ---------------------------------------------------------------- looking


async def show_list(tx: Tx, who: Who, first: int = 0) -> Message:
    """Show the groups they can see, a page at a time, and where they stand with each."""
    visible = await visible_groups(tx, who)
    mine = {group.id: state for group, state in await store.groups_of_member(tx, who.member_id)}
    page = visible[first : first + rules.LIST_PAGE]
    shown = [(group, mine.get(group.id)) for group in page]
    lang = await privacy.language_for(tx, who)
    return messages.list_card(lang, shown, first=first, total=len(visible))


async def turn_list(tx: Tx, who: Who, press: Press) -> Message:
    """Show the list, or another page of it; in a private chat none is named."""
    if who.server_id is None:
        mine = await store.groups_of_member(tx, who.member_id)
        return messages.private_list(await privacy.language_for(tx, who), len(mine))
    numbers = rules.read_ref(press.ref)
    return await show_list(tx, who, numbers[0] if numbers else 0)


async def show_card(tx: Tx, who: Who, group: Group) -> Message:
    """Show one group: where it meets, its words on medicine, who facilitates, what they can do."""
    runs = await may_schedule(tx, who, group)
    facilitators = await store.facilitator_ids(tx, group.id)
    view = View(
        group,
        await store.find_membership(tx, group.id, who.member_id),
        facilitators,
        facilitates=who.member_id in facilitators,
        runs=runs,
        moderates=await servers.is_moderator(tx, who),
        joined=await store.count_members(tx, group.id, "joined") if runs else 0,
        asked=await store.count_members(tx, group.id, "asked") if runs else 0,
        lacks=who.rights.bot_lacks(group.channel_id) if runs else (),
        chat_closed=(await dm_of(tx, who.member_id)).closed_at is not None,
    )
    return messages.group_card(await privacy.language_for(tx, who), view)


async def describe_mine(tx: Tx, who: Who) -> list[str]:
    """Say where somebody stands with their groups, for their own page.

    A group of another server counts as seen for 24 hours after a check; else it is only counted.
    """
    lang = await privacy.language_for(tx, who)
    lines, elsewhere, hidden = [], 0, 0
    for group, mine in await store.groups_of_member(tx, who.member_id):
        seen = await _seen(tx, who, group)
        if seen:
            lines.append(messages.mine_line(lang, group, mine))
        elsewhere += seen is None
        hidden += seen is False
    led = await store.groups_of_facilitator(tx, who.member_id)
    lines += [messages.facilitator_line(lang, g) for g in led if await _seen(tx, who, g)]
    lines += [messages.elsewhere(lang, elsewhere)] if elsewhere else []
    return [*lines, *([messages.hidden(lang, hidden)] if hidden else [])]


async def _seen(tx: Tx, who: Who, group: Group) -> bool | None:
    if group.server_id == who.server_id:
        return who.rights.sees(group.channel_id)
    return await sighting(tx, group.place, who.member_id)
