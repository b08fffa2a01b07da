"""What a server's set-up is, and what may be chosen in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

INCIDENTS_SHOWN = timedelta(days=7)
INCIDENTS_KEPT = timedelta(days=30)

SponsorWord = Literal["sponsor", "peer supporter", "recovery buddy"]


@dataclass(frozen=True, slots=True)
class Server:
    """A server as its moderators set it up; a server never seen has nothing but its id.

    The minutes say how long each is waited for before the next are asked. `helper_limit`: after so
    many people in seven days it is another helper's turn first.
    """

    server_id: int
    zone: str | None = None
    country: str | None = None
    language: str | None = None
    announcements_channel_id: int | None = None
    moderator_role_id: int | None = None
    set_up: bool = False
    helpers_channel_id: int | None = None
    moderators_channel_id: int | None = None
    threads_channel_id: int | None = None
    on_call_role_id: int | None = None
    helper_role_id: int | None = None
    sponsor_word: SponsorWord = "sponsor"
    sponsor_minutes: int = 5
    helper_minutes: int = 5
    moderator_minutes: int = 10
    helper_limit: int = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What a moderator asked to change with `/setup`; None leaves a thing as it is."""

    zone: str | None = None
    country: str | None = None
    announcements_channel_id: int | None = None
    moderator_role_id: int | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """A kind of thing that did not work lately: where, how often, and the newest reference."""

    kind: str
    code: str
    channel_id: int | None
    count: int
    reference: str


@dataclass(frozen=True, slots=True)
class Setup:
    """What the set-up card shows. `countries` maps known codes to names.

    `front_door` says where the front-door message stands; empty: there is none in this program.
    """

    server: Server
    front_door: str = ""
    lacks: tuple[str, ...] = ()
    incidents: int = 0
    countries: Mapping[str, str] = field(default_factory=dict)


def changes_of(wish: Wish) -> dict[str, Any]:
    """Keep only what a moderator really named."""
    named = {
        "zone": wish.zone,
        "country": wish.country,
        "announcements_channel_id": wish.announcements_channel_id,
        "moderator_role_id": wish.moderator_role_id,
    }
    return {name: value for name, value in named.items() if value is not None}


def read_id(values: tuple[str, ...]) -> int | None:
    """Read the one id that a select of channels or roles brought back; None when it is not one."""
    one = values[0] if len(values) == 1 else ""
    return int(one) if one.isascii() and one.isdigit() and len(one) <= 20 else None
