"""What features give the engine: how to plan, to word and to follow up what they owe."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.message import Message
from bot.delivery.owed import Admit, LookFirst, Note, Outcome, Skip, Thread
from bot.delivery.timers import Due
from bot.storage.database import Tx

# Gets a set of due timers of one kind, posts rows and re-arms, all in `tx`. A timer that is not
# set again (to a moment after `tx.now`) is gone.
Plan = Callable[[Tx, Sequence[Due]], Awaitable[None]]
PlanNotes = Callable[[Tx, Sequence[tuple[Note, Due]]], Awaitable[None]]

# Writes what a row says, at the moment it is sent, from its ref. `tx` is a reader's.
Render = Callable[[Tx, str], Awaitable[Message | Thread | Skip]]
RenderNote = Callable[[Tx, Note], Awaitable[Message | Admit | Skip | LookFirst]]

Settle = Callable[[Tx, Outcome], Awaitable[None]]
# Tells whose moderators see that a timer of this kind and subject keeps failing.
FindServer = Callable[[Tx, str], Awaitable[int | None]]
Housekeep = Callable[[Tx], Awaitable[None]]
# Tells the language of a server's channels, or of a member's private chat.
TellLanguage = Callable[[Tx, int | None, int | None], Awaitable[str]]


async def _tell_english(_tx: Tx, _server_id: int | None, _member_id: int | None) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """What the engine may call, by timer kind, by row kind (`renders`) or by feature name."""

    plans: Mapping[str, Plan] = field(default_factory=dict)
    plan_notes: Mapping[str, PlanNotes] = field(default_factory=dict)
    renders: Mapping[str, Render] = field(default_factory=dict)
    render_notes: Mapping[str, RenderNote] = field(default_factory=dict)
    settles: Mapping[str, Settle] = field(default_factory=dict)
    find_servers: Mapping[str, FindServer] = field(default_factory=dict)
    housekeeps: Mapping[str, Housekeep] = field(default_factory=dict)
    tell_language: TellLanguage = _tell_english
