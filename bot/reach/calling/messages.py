"""The words for the moderators' channel."""

from bot.core.language import words
from bot.core.message import Button, Message, Tone


def call(lang: str, request_id: str, role_id: int | None, *, drill: bool) -> Message:
    """Say that somebody asked for help, and name nobody."""
    _ = words(lang)
    lines = [
        _("**This is a drill.** Nobody is in need. Please answer as if it were real.")
        if drill
        else _("Somebody here asked for help, and nobody has come yet."),
        _("Can one of you be with them now? Whoever presses the button learns who it is."),
    ]
    if role_id:
        lines.append(f"<@&{role_id}>")
    return Message(
        "\n".join(lines),
        rows=((Button(_("I'm with them"), "reach", "call_take", request_id, Tone.MAIN),),),
        notifies_role=role_id,
    )


def call_over(lang: str, why: str) -> Message:
    """Say that nobody is needed any more."""
    _ = words(lang)
    taken = _("Someone is with them now. Thank you for looking out.")
    return Message(taken if why == "taken" else _("This call is over. Thank you."))
