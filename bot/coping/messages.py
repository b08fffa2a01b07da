"""Words that tips, pages and exercises have in common: their buttons, and where they are from."""

from collections.abc import Sequence
from datetime import date

from bot.coping.entries import Reviewed, Source
from bot.core.language import words
from bot.core.message import Button, Message, Tone
from bot.core.text import escape, join_words
from bot.privacy.trying import messages as trying

COPING = "coping"
MOST_NAMED = 6  # sections or sources on one page

# ---------------------------------------------------------------- buttons that any card may carry


def tip_button(lang: str, need: str = "", label: str = "") -> Button:
    """Open a tip; `need` is the id or number of a need, or nothing in particular."""
    return Button(label or words(lang)("A tip"), COPING, "tip", need)


def exercise_button(lang: str, exercise: str = "", label: str = "") -> Button:
    """Open an exercise by its id or number, or the list of all."""
    return Button(label or words(lang)("An exercise"), COPING, "exercise", exercise)


def daily_button(lang: str) -> Button:
    """Open the page of what somebody gets and lets the bot remember."""
    return Button(words(lang)("A tip a day"), COPING, "daily")


def stop_button(lang: str) -> Button:
    """End somebody's tip a day."""
    return Button(trying.stop_label(lang), COPING, "daily_stop")


def from_button(lang: str, action: str, ref: str) -> Button:
    return Button(words(lang)("Where is this from?"), COPING, action, ref)


def help_buttons(lang: str) -> tuple[Button, ...]:
    """Put help in front, for words that are only good beside it."""
    _ = words(lang)
    return (
        Button(_("Help now"), "reach", "help", tone=Tone.DANGER),
        Button(_("Overdose"), "reach", "overdose"),
        Button(_("I'm in withdrawal"), "reach", "withdrawal"),
    )


# ---------------------------------------------------------------- where something is from


def where_from(
    lang: str,
    text: Reviewed,
    sections: Sequence[tuple[str, str]],
    sources: Sequence[Source] = (),
    *,
    own: bool = False,
) -> Message:
    """Name the parts of the documents a text grew from, what else was read, and who reviewed it."""
    _ = words(lang)
    ours = sections or sources
    parts = [] if ours and not own else [_("This community wrote it.")]
    if sections:
        first = _("The words are ours. What it is about comes from these documents:")
        named = [_name_section(lang, *section) for section in sections[:MOST_NAMED]]
        parts.append("\n".join([first, *named]))
    if sources:
        listed = [f"• [{escape(one.name)}]({one.url})" for one in sources[:MOST_NAMED]]
        parts.append("\n".join([_("We also read:"), *listed]))
    parts.append(_say_review(lang, text.reviewed_by, text.reviewed_on))
    return Message("\n\n".join(parts), title=_("Where is this from?"))


def _name_section(lang: str, document: str, section: str) -> str:
    said = words(lang)("• “{document}”, part: {section}")
    return said.format(document=document, section=section)


def _say_review(lang: str, name: str | None, day: date | None) -> str:
    _ = words(lang)
    if name is None or day is None:
        said = _("No clinician has reviewed it yet. It is a general idea, not medical advice.")
    else:
        said = _("Reviewed by {name} on {day}. It is a general idea, not medical advice.")
        said = said.format(name=escape(name), day=day.isoformat())
    return said


def no_such(lang: str, names: Sequence[str]) -> str:
    """Say that what was typed is not there, and name what looks like it."""
    _ = words(lang)
    if not names:
        return _("I have nothing under that name. Here is what there is.")
    safe = [f"**{escape(name)}**" for name in names]
    return _("I have nothing under that name. Did you mean {names}?").format(
        names=join_words(lang, safe, either=True)
    )


def gone(lang: str) -> str:
    return words(lang)("That is not there any more. Here is what there is.")


def empty(lang: str) -> Message:
    """Say that nothing could be read, where content/ is broken or empty."""
    _ = words(lang)
    return Message(_("I have nothing to show here just now. **Help now** still works."))
