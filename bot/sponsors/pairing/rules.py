"""Who may be asked, and what the buttons of asking carry."""

from dataclasses import dataclass
from typing import Final

from bot.sponsors.rules import Role

HELLOS: Final = (0, 3, 7)  # days between two reminders to say hello; 0: never
ROLES: Final[dict[str, Role]] = {"s": "sponsor", "t": "stand_in"}
YES = "yes"  # ends the ref of the note that tells an asker of a yes


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom somebody wants to ask, and as what."""

    other_id: int
    role: Role = "sponsor"

    @property
    def ref(self) -> str:
        code = next(code for code, role in ROLES.items() if role == self.role)
        return f"{code}.{self.other_id}"


def read_wish(ref: str) -> Wish | None:
    """Read what a button carries."""
    code, _dot, other = ref.partition(".")
    role = ROLES.get(code)
    if role is None or not (other.isascii() and other.isdigit()):
        return None
    return Wish(int(other), role)


def read_hello(text: str) -> int | None:
    """Read how often somebody wants to be reminded to say hello."""
    return next((days for days in HELLOS if str(days) == text), None)
