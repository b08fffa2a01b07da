"""The words of a private note that comes once more."""

from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message
from bot.core.text import timestamp
from bot.meetings.messages import MEETINGS, say_start
from bot.meetings.rules import Ref


def again_button(lang: str, ref: Ref) -> Button:
    return Button(words(lang)("Again in 10 minutes"), MEETINGS, "again", str(ref))


def comes_again(lang: str, due: datetime, start: datetime) -> Message:
    """Say when the note comes once more."""
    said = words(lang)("I send you a note again {when}. The meeting starts {start}.")
    return Message(said.format(when=timestamp(due, "R"), start=say_start(lang, start)))


def too_late(lang: str, start: datetime) -> str:
    said = words(lang)("The meeting starts {start}, so no other note comes before it.")
    return said.format(start=say_start(lang, start))
