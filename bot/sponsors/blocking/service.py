"""Keeping two people apart: at once, silently, and both ways."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.core.errors import Refused
from bot.core.message import Answer, Edit
from bot.core.press import Press, Who
from bot.privacy import service as privacy
from bot.sponsors import store
from bot.sponsors.blocking import messages
from bot.sponsors.parting.service import part_from
from bot.sponsors.rules import FEATURE
from bot.storage.database import Tx

# Tells the other person of what a button stands on, and the server: (tx, who presses, its id).
FindOther = Callable[[Tx, int, str], Awaitable[tuple[int, int] | None]]
Sources = Mapping[str, FindOther]
# Two people are kept apart: (tx, member, other, server).
OnApart = Callable[[Tx, int, int], Awaitable[None]]
# Somebody is asked nothing any more: (tx, server, member).
OnReview = Callable[[Tx, int, int], Awaitable[None]]
# Tells whether nobody else is on duty now: (tx, server, member).
IsLastOnDuty = Callable[[Tx, int, int], Awaitable[bool]]


async def _pass_apart(tx: Tx, member_id: int, other_id: int) -> None:
    """Nothing is open between the two."""


async def _pass_review(tx: Tx, server_id: int, member_id: int) -> None:
    """They were asked for nothing."""


async def _has_no_duty(tx: Tx, server_id: int, member_id: int) -> bool:
    """Nobody is on duty."""
    return False


@dataclass(frozen=True, slots=True)
class Above:
    """What features above this one, and whoever runs the bot, add.

    `sources` tell who the other is where Block and Report stand on messages of other features;
    `on_apart` and `on_review` let an open request go on to the next person; `is_last_on_duty` says
    that pausing somebody would leave nobody to ask; `contact` is whom to turn to when no moderator
    is outside of a report.
    """

    sources: Sources = field(default_factory=dict)
    on_apart: OnApart = _pass_apart
    on_review: OnReview = _pass_review
    is_last_on_duty: IsLastOnDuty = _has_no_duty
    contact: str = ""


async def find_other(tx: Tx, who: Who, ref: str, sources: Sources) -> tuple[int, int]:
    """1. Learn from "<source>~<id>" whom a Block or Report button is about, and in which server."""
    source, _tilde, opaque = ref.partition("~")
    find = {"pair": _of_pair, "member": _of_member, **sources}.get(source)
    found = await find(tx, who.member_id, opaque) if find else None
    lang = await privacy.language_for(tx, who)
    if found is None:
        raise Refused(messages.nobody_there(lang))
    if found[0] == who.member_id:
        raise Refused(messages.yourself(lang))
    return found[0], found[1] or who.server_id or 0


def named_in(press: Press) -> str:
    """Give what a button carries, or name the person who was picked from a list."""
    return press.ref or f"member~{''.join(press.values[:1])}"


async def _of_pair(tx: Tx, member_id: int, pair_id: str) -> tuple[int, int] | None:
    mine = (await store.open_pair(tx, pair_id)).get(member_id)
    return (mine.other_id, mine.server_id) if mine else None


async def _of_member(_tx: Tx, _member_id: int, opaque: str) -> tuple[int, int] | None:
    return (int(opaque), 0) if opaque.isascii() and opaque.isdigit() else None


async def press_block(tx: Tx, who: Who, press: Press, *, above: Above) -> Answer:
    """2. They pressed Block, or named somebody: it holds from this moment."""
    other_id, _ = await find_other(tx, who, named_in(press), above.sources)
    await block(tx, who.member_id, other_id)
    await above.on_apart(tx, who.member_id, other_id)
    return messages.blocked(await privacy.language_for(tx, who), other_id)


async def block(tx: Tx, member_id: int, other_id: int) -> None:
    """3. Nothing of the bot goes between the two any more; a pair of theirs ends."""
    entry: dict[str, str | int] = {
        "feature": FEATURE,
        "what": "block",
        "means": "somebody you blocked",
        "other": other_id,
    }
    await tx.vault.put_entry(await _name(tx, member_id, other_id), member_id, entry)
    await part_from(tx, member_id, other_id)


async def _name(tx: Tx, member_id: int, other_id: int) -> str:
    return await tx.vault.name(member_id, f"block:{other_id}")


async def are_apart(tx: Tx, one_id: int, other_id: int) -> bool:
    """4. Tell whether either of the two blocked the other."""
    return other_id in await blocked_by(tx, one_id) or one_id in await blocked_by(tx, other_id)


async def blocked_by(tx: Tx, member_id: int) -> set[int]:
    """List whom somebody blocked."""
    return {packed["other"] for packed in await store.entries(tx, member_id, "block")}


async def show_blocks(tx: Tx, who: Who, press: Press) -> Answer:
    """5. They look at whom they blocked."""
    del press
    lang = await privacy.language_for(tx, who)
    return messages.blocks(lang, sorted(await blocked_by(tx, who.member_id)))


async def unblock(tx: Tx, who: Who, press: Press) -> Answer:
    """6. They take it back; nobody is told of that either."""
    picked = press.values[0] if press.values else press.ref
    lang = await privacy.language_for(tx, who)
    if not (picked.isascii() and picked.isdigit()):
        raise Refused(messages.nobody_there(lang))
    other_id = int(picked)
    await tx.vault.drop_entries([await _name(tx, who.member_id, other_id)])
    return Edit(messages.unblocked(lang, other_id))
