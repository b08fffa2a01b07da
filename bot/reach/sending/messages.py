"""The words for the end of a call for help."""

from bot.core.language import words
from bot.core.message import Message


def over(lang: str) -> Message:
    """Say that there is no open request."""
    _ = words(lang)
    return Message(_("You are not asking anybody for help now. Help is always open."))


def ended(lang: str, *, okay: bool) -> Message:
    """Say that it is over; nothing of it is kept but a count."""
    _ = words(lang)
    glad = _("I am glad. Everybody who was asked reads that you do not need them now.")
    stop = _("I stopped asking. Everybody who was asked reads that you do not need them now.")
    kept = _("What you wrote is gone. You can ask again any time.")
    return Message("\n".join([glad if okay else stop, kept]))
