"""The words for the morning after a night on which nobody came."""

from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message, Tone
from bot.core.text import timestamp
from bot.privacy.trying import messages as trying

FEATURE = "reach"


def note(lang: str, request_id: str) -> Message:
    """Say nothing to whoever else looks at the screen."""
    opened = Button(trying.open_label(lang), FEATURE, "morning_open", request_id, Tone.MAIN)
    return trying.neutral_note(lang, opened)


def question(lang: str, request_id: str) -> Message:
    """Ask whether somebody should write to them."""
    _ = words(lang)
    return Message(
        _(
            "Last night you asked for somebody, and nobody came. That was about us, not about you."
            " Should somebody write to you today?"
        ),
        title=_("Good morning"),
        rows=(
            (
                Button(_("Yes, please"), FEATURE, "morning_yes", request_id, Tone.MAIN),
                Button(_("I'm okay now"), FEATURE, "okay", request_id),
            ),
        ),
    )


def called(lang: str, *, asked: bool) -> Message:
    """Say what was done."""
    _ = words(lang)
    if asked:
        return Message(_("I asked the moderators. You read here who it is when one of them comes."))
    return Message(
        _(
            "I have nobody to pass this on to here. Help with its numbers is open, and you can ask"
            " people again at any time."
        )
    )


def coming(lang: str, moment: datetime, *, zoned: bool) -> str:
    """Say when they are asked; `zoned`: it is nine o'clock for them, not only for the server."""
    _ = words(lang)
    said = _(
        "If nobody comes before then, I ask you on {when} whether somebody should write to you. It"
        " looks like any other note."
    ).format(when=timestamp(moment, "f"))
    here = _(
        "That is nine in the morning for this server. Set **My time zone** to have it on your own"
        " clock."
    )
    return said if zoned else f"{said} {here}"


def zone_button(lang: str) -> Button:
    """Lead to the form for one's own time zone."""
    return Button(words(lang)("My time zone"), "privacy", "times")


def wish_button(lang: str, request_id: str, *, wanted: bool) -> Button:
    """Offer to be asked in the morning, or not to be."""
    _ = words(lang)
    if wanted:
        return Button(_("Don't ask me in the morning"), FEATURE, "morning_off", request_id)
    return Button(_("Ask me in the morning"), FEATURE, "morning_on", request_id)


def over(lang: str) -> str:
    return words(lang)("You are not asking anybody for help now. Help is always open.")
