"""The words after a slip: safety first, no scolding, no counting."""

from collections.abc import Sequence

from bot.core.language import words
from bot.core.message import Button, Message, Tone
from bot.core.text import join_words
from bot.privacy.trying import messages as trying
from bot.reach import rules
from bot.reach.lines import messages as lines
from bot.reach.rules import View

FEATURE = "reach"


def slip_card(lang: str, view: View) -> Message:
    """Ask the one question that comes first."""
    _ = words(lang)
    body = _(
        "**Are you safe right now? If not: call {number}.**\n"
        "Good that you are here. A slip is something that happens on the way; it takes away"
        " nothing of what you have learned.\n"
        "First: is somebody with you?"
    ).format(number=lines.number(lang, view))
    return _card(lang, view, [body])


def with_card(lang: str, view: View) -> Message:
    """Say what helps when somebody is there."""
    _ = words(lang)
    body = _(
        "**Ask them to stay, and to call {number} if you are hard to wake or breathe badly.**\n"
        "Show them where the naloxone is. Stay where they can see you for the next hours.\n"
        "More on top now is the dangerous part: your body can take less than before.\n"
        "That is enough for now. Below are choices; none of them is needed."
    ).format(number=lines.number(lang, view))
    return _card(lang, view, [body])


def alone_card(lang: str, view: View) -> Message:
    """Say what to do at once when nobody is there."""
    _ = words(lang)
    body = _(
        "**Feeling sleepy, sick or short of breath? Call {number} now.**\n"
        "• Unlock the door.\n"
        "• Text one person: “Please check on me in ten minutes.”\n"
        "• Put naloxone within reach, where it can be seen.\n"
        "• Please take no more on top: your body can take less than before."
    ).format(number=lines.number(lang, view))
    named = [lines.mention(lang, view, line) for line in rules.overdose_lines(view.country)]
    stays = _("Somebody can stay on the phone with you: {lines}.")
    alone = [stays.format(lines=join_words(lang, named, either=True))] if named else []
    return _card(lang, view, [body, *alone], numbers=bool(named))


def nobody_card(lang: str, view: View) -> Message:
    """Say that telling nobody is fine too."""
    _ = words(lang)
    body = _(
        "**In danger? Call {number}.**\n"
        "That is your choice, and it is all right. Nobody was told, and nothing was kept.\n"
        "Drink some water, eat something small, and rest where it is safe. You can come back here"
        " at any hour."
    ).format(number=lines.number(lang, view))
    return _card(lang, view, [body])


def _card(lang: str, view: View, parts: Sequence[str], *, numbers: bool = False) -> Message:
    small = lines.small_print(lang, view, numbers=numbers)
    return Message(body="\n".join(parts), small=small, help_now=False)


def choices(lang: str) -> list[Button]:
    """Offer what may come next; none of it is needed."""
    _ = words(lang)
    return [
        Button(_("Tell my sponsor"), FEATURE, "ask", "s"),
        Button(_("A meeting soon"), FEATURE, "soon"),
        Button(_("A kind note in the next days"), FEATURE, "after"),
    ]


def no_meeting(lang: str, *, private: bool) -> Message:
    """Say that there is no meeting to go to, and who else is there."""
    _ = words(lang)
    here = _("No meeting is planned here that you can see. A person can be there, too.")
    chat = _(
        "I see no meeting for you in this chat. In your server the same button may show one. A"
        " person can be there, too."
    )
    return Message(chat if private else here, rows=((_helper(lang),),))


def _helper(lang: str) -> Button:
    return Button(words(lang)("Ask a helper"), FEATURE, "ask", "h", Tone.MAIN)


# ---------------------------------------------------------------- the notes


def notes_page(lang: str, said: str) -> Message:
    """Say what was switched on, and how it looks."""
    _ = words(lang)
    body = _(
        "I will write to you in our private chat after 1, 3, 7 and 14 days. Each note only says"
        " “A note you asked for.” What it is about stands behind **Open**. One press stops them."
    )
    return Message("\n\n".join(part for part in (body, said) if part), rows=((_stop(lang),),))


def _stop(lang: str, ref: str = "") -> Button:
    return Button(trying.stop_label(lang), FEATURE, "after_stop", ref)


def neutral(lang: str, ref: str) -> Message:
    """Say nothing to whoever else looks at the screen."""
    opened = Button(trying.open_label(lang), FEATURE, "after_open", ref, Tone.MAIN)
    return trying.neutral_note(lang, opened, _stop(lang, ref))


def opened(lang: str, number: int, ref: str) -> Message:
    """Say what the note is about, to the one who opened it."""
    _ = words(lang)
    said = (
        _("Yesterday was hard, and you asked for a note today. How is it now? Water, food and rest"
          " count as something done."),
        _("Three days. Some people feel flat or cross about now. It passes. Is there one person you"
          " could write two words to?"),
        _("A week ago you had a hard day. What helped, even a little? You could do that thing once"
          " more today."),
        _("Two weeks. This is the last of these notes. Thank you for letting me write. The door"
          " stays open, on good days and on bad ones."),
    )[number]  # fmt: skip
    hide = Button(_("Hide it again"), FEATURE, "after_hide", ref)
    meeting = Button(_("A meeting soon"), FEATURE, "soon")
    hard = Button(_("Something for right now"), FEATURE, "hard")
    return Message(said, rows=((meeting, hard, hide, _stop(lang, ref)),))


def stopped(lang: str) -> Message:
    return Message(words(lang)("Stopped. These notes do not come any more."))


def mine(lang: str) -> str:
    """Say it in one line, for somebody's own page, without saying what it is about."""
    return words(lang)("A few private notes over the next days")
