"""Moderators answer whoever offers to be there for others, and pause somebody when they must."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.core.errors import Refused
from bot.core.language import choose_language
from bot.core.message import Edit, Message
from bot.core.press import Press, Who
from bot.delivery.owed import Verb
from bot.servers import store as servers
from bot.servers.moderating import messages
from bot.servers.vouching import store
from bot.servers.vouching.messages import asked
from bot.servers.vouching.rules import Standing, read_id
from bot.servers.vouching.service import follow_up, tell
from bot.storage.database import Tx

TellFeature = Callable[[Tx, int, int], Awaitable[None]]  # server, member


@dataclass(frozen=True, slots=True)
class Hooks:
    """What features above this one do when somebody is paused, and when that is lifted."""

    on_paused: Sequence[TellFeature] = ()
    on_lifted: Sequence[TellFeature] = ()


NO_HOOKS = Hooks()

ACTIONS = frozenset({"vouch", "vouch_yes", "vouch_no", "vouch_week", "vouch_pause", "vouch_lift"})
A_WEEK = timedelta(days=7)


async def press(tx: Tx, who: Who, press: Press, hooks: Hooks) -> Edit:
    """Answer a moderator's press about one person; the caller made sure that they are one."""
    picked = press.values[0] if press.values else press.ref
    standing = await store.find_by_id(tx, read_id(picked))
    if standing is None or standing.server_id != who.server_id:
        raise Refused(messages.already_answered(await _language(tx, who)))
    if press.action == "vouch" and standing.waits:
        return Edit(await _show_question(tx, who, standing))
    if press.action in ("vouch_yes", "vouch_no"):
        return Edit(await _answer(tx, who, standing, yes=press.action == "vouch_yes"))
    return Edit(await _moderate(tx, who, standing, press.action, hooks))


async def _show_question(tx: Tx, who: Who, standing: Standing) -> Message:
    """Show one who waits, with the buttons of the moderators' channel."""
    server = await servers.find_server(tx, standing.server_id)
    return asked(await _language(tx, who), standing, server.sponsor_word)


async def _answer(tx: Tx, who: Who, standing: Standing, *, yes: bool) -> Message:
    lang = await _language(tx, who)
    if not standing.waits:
        raise Refused(messages.already_answered(lang))
    values = (
        {"approved_at": tx.now, "approved_by": who.member_id} if yes else {"declined_at": tx.now}
    )
    standing = await store.change_standing(tx, standing, **values)
    server = await servers.find_server(tx, standing.server_id)
    await follow_up(tx, standing, Verb.EDIT, "answered")
    await tell(tx, standing)
    return messages.answer_kept(lang, standing, server.sponsor_word)


async def _moderate(tx: Tx, who: Who, standing: Standing, action: str, hooks: Hooks) -> Message:
    if action in ("vouch_week", "vouch_pause"):
        until = tx.now + A_WEEK if action == "vouch_week" else None
        standing = await store.change_standing(
            tx, standing, suspended_at=tx.now, suspended_until=until
        )
        await tell(tx, standing)
        for tell_feature in hooks.on_paused:
            await tell_feature(tx, standing.server_id, standing.member_id)
    elif action == "vouch_lift":
        standing = await store.change_standing(
            tx, standing, suspended_at=None, suspended_until=None
        )
        await tell(tx, standing)
        for tell_feature in hooks.on_lifted:
            await tell_feature(tx, standing.server_id, standing.member_id)
    server = await servers.find_server(tx, standing.server_id)
    lang = await _language(tx, who)
    return messages.moderation_card(lang, standing, server.sponsor_word, tx.now)


async def _language(tx: Tx, who: Who) -> str:
    return choose_language(await servers.find_language(tx, who.member_id), who.locale)
