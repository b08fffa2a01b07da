"""The words with which whoever runs a group switches on what comes to its channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message
from bot.core.text import timestamp
from bot.groups.posting.rules import Posting
from bot.groups.rules import Group
from bot.servers.messages import channel_lacks


@dataclass(frozen=True, slots=True)
class State:
    """How it stands in a group (None: off), and when the next one comes."""

    group: Group
    posting: Posting | None = None
    next_one: datetime | None = None
    lacks: tuple[str, ...] = ()
    switched_off: bool = False


def page(
    lang: str, now: State, title: str, rhythm: str, about: Sequence[str], buttons: Sequence[Button]
) -> Message:
    """Say how it stands, what it does, and what can be done. `rhythm` is said where it is on."""
    _ = words(lang)
    lines = [*_state_lines(lang, now, rhythm), "", *about]
    if now.lacks:
        lines += ["", channel_lacks(lang, now.group.channel_id, now.lacks)]
    card = Button(_("See the group"), "groups", "card", str(now.group.id))
    return Message(
        "\n".join(lines),
        title=title,
        small=_("Only you can see this."),
        rows=((*buttons, card),),
    )


def _state_lines(lang: str, now: State, rhythm: str) -> list[str]:
    _ = words(lang)
    if now.posting is None:
        return [_("It is switched off now.") if now.switched_off else _("It is off.")]
    lines = [rhythm]
    if now.next_one is not None:
        when, relative = timestamp(now.next_one), timestamp(now.next_one, "R")
        lines.append(_("The next one: {when} ({relative}).").format(when=when, relative=relative))
    return lines


def no_zone(lang: str) -> str:
    _ = words(lang)
    return _(
        "This server has no time zone yet, so I cannot know when that is. "
        "A moderator sets it with `/setup`."
    )
