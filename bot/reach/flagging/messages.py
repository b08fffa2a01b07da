"""The words for whoever reports that a number is wrong."""

from collections.abc import Sequence

from bot.core.language import words
from bot.core.message import Message
from bot.core.text import escape
from bot.reach.confirming.messages import line_select
from bot.reach.rules import Line


def which_is_wrong(lang: str, shown: Sequence[Line], code: str) -> Message:
    _ = words(lang)
    return Message(
        _("Thank you for telling us. Which line is wrong?"),
        rows=line_select(lang, "wrong_pick", shown, code),
    )


def reported(lang: str, line: Line, *, hidden: bool) -> Message:
    _ = words(lang)
    if hidden:
        said = _("**{name}** is hidden here now, and the moderators will look at it. Thank you.")
    else:
        said = _(
            "The moderators will look at **{name}**. It stays for now, because nobody else to talk"
            " to would be left on the card. Thank you."
        )
    return Message(said.format(name=escape(line.name)))


def report_elsewhere(lang: str) -> str:
    _ = words(lang)
    return _("Please report a wrong number inside the server, so that its moderators hear of it.")


def which_country(lang: str) -> str:
    _ = words(lang)
    return _("Please choose a country with **Other country** first, and then report its number.")
