"""The words of blocking."""

from collections.abc import Sequence

from bot.core.language import words
from bot.core.message import Button, Message, Option, Row, Select
from bot.sponsors.messages import mine_button, person, report_button
from bot.sponsors.rules import FEATURE

MOST_SHOWN = 25


def blocked(lang: str, other_id: int) -> Message:
    _ = words(lang)
    body = _(
        "{person} is blocked here. They are not told. Neither of you is asked to help the other,"
        " and nothing about you goes to them from me. If you two were a pair, it is over for you"
        " now; they read that it ended some days later.\n\n"
        "They can still write to you on Discord itself. To stop that too, open their profile, press"
        " the three dots, then **Block**. If you two met today in a private thread of mine,"
        " I take them out of it now. Any other thread you can leave: press its name, then"
        " **Leave Thread**."
    ).format(person=person(other_id))
    buttons = (
        Button(_("Undo"), FEATURE, "unblock", str(other_id)),
        report_button(lang, "member", other_id),
        Button(_("People I blocked"), FEATURE, "blocks"),
    )
    return Message(body, title=_("Blocked"), rows=(buttons,))


def unblocked(lang: str, other_id: int) -> Message:
    _ = words(lang)
    said = _("{person} is not blocked any more. A pair that ended by it stays ended.")
    return Message(said.format(person=person(other_id)), rows=((mine_button(lang),),))


def blocks(lang: str, others: Sequence[int]) -> Message:
    """List whom somebody blocked; only they see it."""
    _ = words(lang)
    block = Select(_("Block somebody"), FEATURE, "block", picks="person")
    report = Select(_("Report somebody"), FEATURE, "report", picks="person")
    if not others:
        said = _("You blocked nobody. A block holds at once, and they are not told.")
        rows: tuple[Row, ...] = (block, report, (mine_button(lang),))
        return Message(said, title=_("People I blocked"), rows=rows)
    shown = others[:MOST_SHOWN]
    lines = [f"{n}) {person(one)}" for n, one in enumerate(shown, 1)]
    options = tuple(Option(_("Number {n}").format(n=n), str(one)) for n, one in enumerate(shown, 1))
    unblock = Select(_("Unblock somebody"), FEATURE, "unblock", options=options)
    rows = (unblock, block, report, (mine_button(lang),))
    return Message(
        "\n".join(lines), title=_("People I blocked"), small=_("Only you can see this."), rows=rows
    )


def nobody_there(lang: str) -> str:
    return words(lang)("I do not know any more whom this was about.")


def yourself(lang: str) -> str:
    return words(lang)("That is you. Please choose somebody else.")
