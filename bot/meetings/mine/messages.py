"""What stands about meetings on somebody's own page, and the page of their private reminders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.language import plural, words
from bot.core.message import Button, Message, Option, Row, Select
from bot.core.text import escape, join_words, shorten
from bot.meetings.messages import MEETINGS, say_minutes, say_start
from bot.meetings.private.messages import stop_button

MOST_OPTIONS = 25

# ---------------------------------------------------------------- lines of /me


def my_answer(lang: str, title: str, start: datetime) -> str:
    said = words(lang)("You said that you come: “{title}”, {when}")
    return said.format(title=escape(title), when=say_start(lang, start))


def my_next(lang: str, title: str, start: datetime) -> str:
    said = words(lang)("Next: “{title}”, {when}")
    return said.format(title=escape(title), when=say_start(lang, start))


@dataclass(frozen=True, slots=True)
class Mine:
    """A private reminder of one's own; without a name while its channel cannot be seen."""

    target: str
    lead: int  # minutes
    name: str | None


def my_reminder(lang: str, mine: Mine) -> str:
    _ = words(lang)
    said = _("A private note {lead} before each meeting of “{name}”")
    if mine.target.startswith("m"):
        said = _("A private note {lead} before “{name}”")
    if mine.name is None:
        said = _("A private note {lead} before a meeting that I cannot name here")
    return said.format(lead=say_minutes(lang, mine.lead), name=mine.name)


def more_of_mine(lang: str, reminders: int, answers: int) -> str:
    """Count what is not shown in lines."""
    _ = words(lang)
    said = []
    if answers:
        many = plural(lang)("{n} more date you come to", "{n} more dates you come to", answers)
        said.append(many.format(n=answers))
    if reminders:
        many = plural(lang)("{n} more private reminder", "{n} more private reminders", reminders)
        said.append(many.format(n=reminders))
    line = _("And {more}.").format(more=join_words(lang, said))
    return line + " " + _("**My reminders** shows them all.") if reminders else line


def chat_closed(lang: str) -> str:
    _ = words(lang)
    return _(
        "Your private messages are closed to me, so private notes do not reach you. "
        "**Remind me** on a meeting says how to open them."
    )


# ---------------------------------------------------------------- the page of reminders


def my_reminders(lang: str, mine: Sequence[Mine]) -> Message:
    """List somebody's private reminders, to change one or stop them all."""
    _ = words(lang)
    if not mine:
        return Message(
            _("You have no private reminders. **Remind me** on a meeting or a group turns one on.")
        )
    shown = mine[:MOST_OPTIONS]
    lines = [f"- {escape(my_reminder(lang, one))}" for one in shown]
    return Message(
        shorten("\n".join(lines), 3500),
        _("My private reminders"),
        rows=(_choose(lang, shown), (stop_all_button(lang),)),
    )


def _choose(lang: str, mine: Sequence[Mine]) -> Row:
    options = tuple(
        Option(shorten(my_reminder(lang, one), 90) + f" ({n})", one.target)
        for n, one in enumerate(mine, 1)
    )
    return Select(words(lang)("Change or stop one"), MEETINGS, "mine_one", "", options)


def unnamed(lang: str, target: str) -> Message:
    """Show a reminder whose meeting is over, or whose channel cannot be seen from here."""
    _ = words(lang)
    return Message(
        _(
            "I cannot name this one here: its meeting is over, or its channel is not one that you "
            "can see from here. While you cannot see the channel, no note comes. You can stop it."
        ),
        rows=((stop_button(lang, target),),),
    )


def mine_button(lang: str) -> Button:
    return Button(words(lang)("My reminders"), MEETINGS, "mine")


def stop_all_button(lang: str) -> Button:
    return Button(words(lang)("Stop all my notes"), MEETINGS, "stop_all")
