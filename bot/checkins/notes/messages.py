"""The words of the private notes themselves."""

from dataclasses import replace

from bot.checkins.messages import CHECKINS, form_button
from bot.checkins.times.messages import ask_for_weekly, stop_button, weekly_button
from bot.core.language import words
from bot.core.message import Button, Message
from bot.privacy.trying import messages as trying


def neutral(lang: str) -> Message:
    """Say nothing to whoever else looks at the screen; **Open** is the form."""
    return trying.neutral_note(lang, form_button(lang, trying.open_label(lang)), stop_button(lang))


def at_once(lang: str) -> Message:
    """Say what it is, to those who chose to see the text of notes at once."""
    _ = words(lang)
    body = _("How are you right now? It takes half a minute, and your answer is not kept.")
    return Message(body, rows=((form_button(lang), stop_button(lang)),))


def with_offer(lang: str, note: Message) -> Message:
    """Ask, in words that say nothing to others, whether once a week would be better."""
    _ = words(lang)
    offer = (weekly_button(lang), Button(_("Keep it as it is"), CHECKINS, "as_before"))
    return replace(note, body=f"{note.body}\n{ask_for_weekly(lang)}", rows=(*note.rows, offer))
