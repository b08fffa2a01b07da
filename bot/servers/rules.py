"""What a server's set-up is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.errors import Refused

INCIDENTS_SHOWN = timedelta(days=7)
INCIDENTS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Server:
    """A server as its moderators set it up; a server never seen has nothing but its id."""

    server_id: int
    zone: str | None = None
    country: str | None = None
    language: str | None = None
    announcements_channel_id: int | None = None
    moderator_role_id: int | None = None
    set_up: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """A kind of thing that did not work lately: how often, and the newest reference."""

    kind: str
    code: str
    count: int
    reference: str


@dataclass(frozen=True, slots=True)
class Setup:
    """What the set-up card shows. `countries` maps known codes to names."""

    server: Server
    lacks: tuple[str, ...] = ()
    incidents: int = 0
    countries: Mapping[str, str] = field(default_factory=dict)


def is_country_code(text: str) -> bool:
    """Tell whether this looks like a country code ("IE")."""
    return re.fullmatch(r"[A-Z]{2}", text) is not None


def read_id(values: tuple[str, ...]) -> int | None:
    """Read the one id that a select of channels or roles brought back; None when emptied."""
    if not values:
        return None
    if not values[0].isascii() or not values[0].isdigit():
        raise Refused("Discord sent something I do not know. Please pick again.")
    return int(values[0])
