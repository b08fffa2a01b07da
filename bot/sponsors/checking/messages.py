"""The words of asking to be checked on."""

from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message, Tone
from bot.core.text import timestamp
from bot.servers.rules import SponsorWord
from bot.sponsors.messages import mine_button, person, say_role
from bot.sponsors.nudging.messages import check_on_line
from bot.sponsors.rules import FEATURE, Side


def ask_to_check(lang: str, side: Side, word: SponsorWord, held_until: datetime | None) -> Message:
    """Show what the supporter will read, and when, before it is sent."""
    _ = words(lang)
    lines = [
        _("{person}, your {role}, will read: “{line}”").format(
            person=person(side.other_id),
            role=say_role(lang, word, side.role),
            line=check_on_line(lang, side.member_id),
        ),
        _("Nothing of your check-in is told."),
    ]
    if held_until:
        lines.append(
            _(
                "They do not want to be disturbed now, so they read it {when}. If you need somebody"
                " before that, ask a helper."
            ).format(when=timestamp(held_until, "R"))
        )
    buttons = (
        Button(_("Send it"), FEATURE, "check_yes", side.pair_id, Tone.MAIN),
        Button(_("Cancel"), FEATURE, "cancel"),
        Button(_("Ask a helper"), "reach", "ask", "h"),
    )
    return Message("\n".join(lines), title=_("Ask to be checked on"), rows=(buttons,))


def check_sent(lang: str, other_id: int, held_until: datetime | None) -> Message:
    _ = words(lang)
    said = (
        _("{person} gets it {when}.").format(
            person=person(other_id), when=timestamp(held_until, "R")
        )
        if held_until
        else _("I am telling {person} now.").format(person=person(other_id))
    )
    more = _("They are a peer and may be away from their phone. If it cannot wait, ask a helper.")
    return Message(f"{said} {more}", rows=((Button(_("Ask a helper"), "reach", "ask", "h"),),))


def nobody_to_check(lang: str) -> Message:
    """Say how to find somebody, where nobody can be asked at the moment."""
    _ = words(lang)
    body = _(
        "There is nobody I can ask for you at the moment. `/sponsor ask` asks somebody you chose to"
        " be there for you. A helper can be there now."
    )
    buttons = (Button(_("Ask a helper"), "reach", "ask", "h"), mine_button(lang))
    return Message(body, rows=(buttons,))


def check_button(lang: str) -> Button:
    """Offer it on a card of another feature."""
    return Button(words(lang)("Ask my sponsor to check on me"), FEATURE, "check_on_me")
