"""What is owed to whom, as data: the rows of the outbox and how they end."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.core.press import Place
from bot.delivery.transport import Sent


class Lane(IntEnum):
    """Urgency: a lower lane always goes first, but every lane keeps a minimum share."""

    HELP = 0
    ESCALATION = 1
    MEETING = 2
    CHECKIN = 3
    TIP = 4


class Verb(StrEnum):
    """What is to be done."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    OPEN_DM = "open_dm"
    OPEN_THREAD = "open_thread"
    ADD_MEMBER = "add_member"
    DROP_MEMBER = "drop_member"


class Via(StrEnum):
    """Where it goes. NOTE: to a member, in private; the vault says to whom and about what.

    CHAT: a private chat by its id, to change what stands there when nobody knows any more whose it
    is. Of such a row nothing is kept once it is over, whatever came of it.
    """

    CHANNEL = "channel"
    THREAD = "thread"
    NOTE = "note"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that must be done on Discord, to a channel or a thread.

    `key` names it for good: posting the same key twice changes nothing. `kind` is
    "<feature>.<what>" and finds the words when it is sent; `ref` says which occurrence, never what
    a person said. After `not_after` it is not sent any more. EDIT and DELETE name in `target` the
    key of the row that sent the message.

    OPEN_THREAD makes an empty private thread. Once it is there (`Outcome.sent`), what is posted to
    it goes via THREAD, and each member is let in by a `Note` of its own with the verb ADD_MEMBER.
    """

    key: str
    kind: str
    ref: str
    channel_id: int
    server_id: int
    lane: Lane
    due: datetime
    not_after: datetime
    verb: Verb = Verb.SEND
    via: Via = Via.CHANNEL
    target: str | None = None
    cancel_group: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A private message somebody asked for. It is stored sealed; the outbox row names nobody.

    `feature` says what to write when it is sent, from `what` and `ref`. With `reply_token` it does
    not go to the private chat but replaces the answer to that interaction (within 15 minutes), or
    is skipped. With the verb ADD_MEMBER nothing is said: the member is let into the thread that
    the row in `target` opened; with DROP_MEMBER they are taken out of the one that the row in
    `target` let them into, and nothing is asked of the feature.
    """

    member_id: int
    feature: str
    what: str
    ref: str
    reply_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Thread:
    """What an OPEN_THREAD row renders to: a private thread with nobody but the bot in it.

    The title must be neutral; the engine adds a short code to it, by which it finds the thread.
    """

    title: str


@dataclass(frozen=True, slots=True)
class Admit:
    """What an ADD_MEMBER note renders to: yes, the member may still be let in."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Rendering found that this is no longer true; `why` is a constant short word."""

    why: str


@dataclass(frozen=True, slots=True)
class LookFirst:
    """Rendering must know first whether the member can see this channel now.

    Returned when `bot.delivery.sightings.sighting` knows of no check younger than 24 hours.
    """

    place: Place


class End(StrEnum):
    """How a row ended."""

    SENT = "sent"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Told to the feature that owns the row, in the transaction that records it.

    `sent` says where the message is (for OPEN_THREAD `channel_id` is the new thread's).
    """

    kind: str  # "<feature>.<what>"
    ref: str
    end: End
    code: str  # why, when it was not sent: Discord's number or a constant short word
    note: Note | None = None
    sent: Sent | None = None
