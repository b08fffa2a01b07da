"""A peer group from its making to its end; finding and joining stand in their own folders."""

from collections.abc import Awaitable, Callable

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.groups import messages, rules, store
from bot.groups.finding import service as finding
from bot.groups.finding.service import (
    choose_group,
    describe_mine,
    facilitator_ids,
    group_of,
    joined_groups,
    may_schedule,
    read_group,
    require_runner,
    show_card,
    show_list,
    suggest_groups,
    visible_group,
    visible_groups,
)
from bot.groups.joining import service as joining
from bot.groups.joining.service import (
    ask_before,
    choose_own_group,
    find_place,
    render_note,
    show_requests,
)
from bot.groups.joining.service import leave as leave_group
from bot.groups.rules import Group, NewGroup
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.storage.database import Tx

__all__ = [
    "Group",
    "NewGroup",
    "ask_before",
    "choose_group",
    "choose_own_group",
    "describe_mine",
    "facilitator_ids",
    "find_place",
    "group_of",
    "joined_groups",
    "leave_group",
    "may_schedule",
    "render_note",
    "require_runner",
    "show_card",
    "show_list",
    "show_requests",
    "suggest_groups",
    "visible_group",
    "visible_groups",
]

FROM_ME = "me"  # the ref of the button on somebody's own page
CancelMeetings = Callable[[Tx, int], Awaitable[None]]


async def create(tx: Tx, who: Who, wish: NewGroup) -> Message:
    """A moderator makes a group; without a facilitator named, it is they."""
    await servers.require_moderator(tx, who)
    assert who.server_id is not None
    name = rules.tidy_name(wish.name)
    await _check(tx, who, name, wish.channel_id)
    values = {
        "server_id": who.server_id,
        "name": name,
        "channel_id": wish.channel_id,
        "admission": wish.admission,
        "medicine": wish.medicine,
        "created_by": who.member_id,
        "created_at": tx.now,
    }
    group_id = await store.add_group(tx, values)
    facilitators = tuple(dict.fromkeys(wish.facilitator_ids)) or (who.member_id,)
    await store.add_facilitators(tx, group_id, facilitators)
    group = await visible_group(tx, who, group_id)
    lacks = who.rights.bot_lacks(group.channel_id)
    lang = await privacy.language_for(tx, who)
    return messages.created(lang, group, facilitators, wish.shut_out_ids, lacks)


async def _check(tx: Tx, who: Who, name: str, channel_id: int) -> None:
    """Refuse a name or channel that will not do. Names of groups they cannot see stay unsaid."""
    assert who.server_id is not None
    lang = await privacy.language_for(tx, who)
    if not rules.is_good_name(name):
        raise Refused(messages.bad_name(lang, len(name)))
    if not who.rights.sees(channel_id):
        raise Refused(messages.hidden_channel(lang))
    await servers.ensure_server(tx, who.server_id)
    await store.lock_server(tx, who.server_id)
    taken = [group.name for group in await visible_groups(tx, who)]
    free = rules.free_name(name, taken)
    if free is not None:
        raise Refused(messages.name_taken(lang, name, free))


async def ask_to_close(tx: Tx, who: Who, group: Group) -> Message:
    """A moderator wants to close a group: say first what that does."""
    await servers.require_moderator(tx, who)
    return messages.confirm_close(await privacy.language_for(tx, who), group)


async def close(tx: Tx, who: Who, group: Group, cancel_meetings: CancelMeetings) -> Message:
    """The group ends: its meetings are cancelled, and who joined is forgotten at once."""
    await servers.require_moderator(tx, who)
    await cancel_meetings(tx, group.id)
    await store.close_group(tx, group.id)
    return messages.closed(await privacy.language_for(tx, who), group)


async def close_gone(
    tx: Tx, server_id: int, channel_id: int, cancel_meetings: CancelMeetings
) -> tuple[int, ...]:
    """Close the groups of a channel that is deleted, and return their ids."""
    gone = await store.groups_in_channel(tx, server_id, channel_id)
    for group in gone:
        await cancel_meetings(tx, group.id)
        await store.close_group(tx, group.id)
    return tuple(group.id for group in gone)


async def press(tx: Tx, who: Who, press: Press, *, cancel_meetings: CancelMeetings) -> Answer:
    """Answer a press; all but opened notes replace the private card they stand on."""
    if press.action in _ON_PRESS:
        return await _ON_PRESS[press.action](tx, who, press)
    if press.action == "list" and press.ref == FROM_ME:
        return await finding.turn_list(tx, who, press)  # their own page stays as it is
    if press.action in _PAGES:
        return Edit(await _PAGES[press.action](tx, who, press))
    group = await read_group(tx, who, press)
    if press.action == "close_yes":
        return Edit(await close(tx, who, group, cancel_meetings))
    return Edit(await _ON_GROUP.get(press.action, show_card)(tx, who, group))


async def _show_requests(tx: Tx, who: Who, press: Press) -> Message:
    del press
    return await show_requests(tx, who)


_ON_PRESS: dict[str, Callable[[Tx, Who, Press], Awaitable[Message]]] = {
    "open": joining.open_note,
}
_PAGES: dict[str, Callable[[Tx, Who, Press], Awaitable[Message]]] = {
    "list": finding.turn_list,
    "requests": _show_requests,
    "accept": joining.answer,
    "notnow": joining.answer,
    "joined": joining.show_joined,
    "leave": joining.leave_pressed,
    "stop": joining.stop_notes,
    "leave_all": joining.ask_to_leave_all,
    "leave_all_yes": joining.leave_all,
}
_ON_GROUP: dict[str, Callable[[Tx, Who, Group], Awaitable[Message]]] = {
    "join": ask_before,
    "join_yes": joining.join,
    "tell": joining.tell_privately,
    "step_down": joining.step_down,
    "close": ask_to_close,
}
