"""What we say to people, as plain data that never touches Discord.

Features build these, the gateway renders them as Components V2, tests compare them.
Discord's limits are in the comments; `bot.gateway.render` enforces them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal


class Tone(Enum):
    """How a button or a card stands out; text must work without it."""

    QUIET = auto()
    MAIN = auto()
    DANGER = auto()


@dataclass(frozen=True, slots=True)
class Button:
    """A button: pressing it calls `feature`'s press (or instant) `action` with `ref`.

    Label at most 80 characters. `ref` is made of letters, digits and ``_.~-`` and never names
    a health fact: custom ids can be read by anybody who sees the message.
    """

    label: str
    feature: str
    action: str
    ref: str = ""
    tone: Tone = Tone.QUIET

    @property
    def custom_id(self) -> str:
        return f"ac:{self.feature}:{self.action}:{self.ref}"


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens a web address or a Discord profile; at most 512 characters."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select; each text at most 100 characters."""

    label: str
    value: str
    about: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """A select in a message. The picked values reach `press` as `Press.values`.

    `picks` "text" offers `options` (1 to 25); the others let Discord list the server's own
    channels, roles or people, and the values are their ids.
    """

    hint: str
    feature: str
    action: str
    ref: str = ""
    options: tuple[Option, ...] = ()
    least: int = 1
    most: int = 1
    picks: Literal["text", "channel", "role", "person"] = "text"

    @property
    def custom_id(self) -> str:
        return f"ac:{self.feature}:{self.action}:{self.ref}"


Row = tuple[Button | Link, ...] | Select  # up to five buttons, or one select


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say: a title, a body in Discord markdown, small print, and rows to press.

    At most 4,000 characters of text and 40 components in all. `help_now` adds the small
    "Help now" button that every message of the bot carries; only the help cards switch it off.
    `silent` asks Discord not to notify (quiet hours). `notifies_role` is the one role whose mention
    in the text may notify people, because it opted in; no other mention ever does. `lang` is the
    language of what the gateway adds; empty: as whoever sends it knows best.
    """

    body: str
    title: str = ""
    small: str = ""
    rows: tuple[Row, ...] = ()
    help_now: bool = True
    silent: bool = False
    notifies_role: int | None = None
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A press's answer that replaces the private message whose button was pressed."""

    message: Message


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. Label at most 45 characters, `about` (shown under it) at most 100."""

    name: str
    label: str
    about: str = ""
    value: str = ""
    required: bool = True
    kind: Literal["line", "paragraph", "select", "radio", "checkboxes", "checkbox"] = "line"
    longest: int = 200
    placeholder: str = ""
    options: tuple[Option, ...] = ()
    most: int = 1


@dataclass(frozen=True, slots=True)
class Form:
    """A private form (Discord modal). Title at most 45 characters, one to five fields.

    Its id is fixed, so a form submitted after a restart still reaches `feature`'s submit.
    """

    title: str
    feature: str
    name: str
    ref: str
    fields: tuple[Field, ...]

    @property
    def custom_id(self) -> str:
        return f"acf:{self.feature}:{self.name}:{self.ref}"


@dataclass(frozen=True, slots=True)
class File:
    """A file handed over privately with a reply (an export), never stored."""

    name: str
    content: bytes


Values = Mapping[str, str | tuple[str, ...]]  # what a form brought back, by field name


@dataclass(frozen=True, slots=True)
class Reply:
    """A private answer that carries a file."""

    message: Message
    file: File = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClearChat:
    """Say `message`, then remove the bot's messages from our private chat and say how it went.

    The gateway does it after the commit and the reply. Without a known `channel_id` it opens the
    private chat of the person who pressed (Discord hands back the one that exists).
    """

    message: Message
    channel_id: int | None
    done: Message
    failed: Message


Answer = Message | Reply | Edit | Form | ClearChat
