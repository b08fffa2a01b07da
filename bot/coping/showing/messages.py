"""The words of a tip card, and of the page where somebody says what it is about."""

from collections.abc import Sequence

from bot.coping.entries import Need
from bot.coping.messages import COPING, daily_button, from_button, help_buttons, stop_button
from bot.coping.showing.rules import KEPT, Shown, below
from bot.core.language import plural, words
from bot.core.message import Button, Message, Option, Row, Select, Tone

AT_MOST = 25  # options in a select


def tip_card(lang: str, shown: Shown, *, with_help: bool) -> Message:
    """Show one tip and what can be done with it; a tip a day can be stopped on each card."""
    _ = words(lang)
    parts = [shown.tip.text, _say_note(lang, shown)]
    if with_help:
        parts.insert(0, _("**Feel unwell, or not safe? Press Help now first.**"))
    below = (
        Button(_("What is it about?"), COPING, "about", shown.ref),
        _memory_button(lang, shown),
        stop_button(lang) if shown.daily else daily_button(lang),
    )
    first: tuple[Row, ...] = (help_buttons(lang),) if with_help else ()
    return Message(
        "\n\n".join(part for part in parts if part),
        title=shown.need.name if shown.need else _("A tip"),
        small=_say_minutes(lang, shown.tip.minutes),
        rows=(*first, _next_buttons(lang, shown), below),
    )


def _say_minutes(lang: str, minutes: int) -> str:
    said = plural(lang)(
        "Takes about {n} minute. Not for you today? That is fine.",
        "Takes about {n} minutes. Not for you today? That is fine.",
        minutes,
    )
    return said.format(n=minutes)


def _say_note(lang: str, shown: Shown) -> str:
    _ = words(lang)
    return {
        "": "",
        "helped": _("Good to hear. **Another** now looks for one of the same kind."),
        "round": _("You have seen all the tips there are for this. Now they start again."),
        "kept": _(
            "From now on I remember which tips you have seen, so that they do not repeat. It is"
            " locked with a key of your own. I forget it 30 days after your last tip, or when you"
            " press **Stop remembering**."
        ),
        "forgotten": _("Forgotten. I do not remember any more which tips you have seen."),
    }[shown.note]


def _next_buttons(lang: str, shown: Shown) -> tuple[Button, ...]:
    _ = words(lang)
    end, ref = KEPT if shown.kept else "", shown.ref
    source = from_button(lang, "from", ref)
    not_now = Button(_("Not now"), COPING, f"not_now{end}", ref)
    if shown.note == "helped":
        return (Button(_("Another"), COPING, f"alike{end}", ref, Tone.MAIN), not_now, source)
    another = Button(_("Another"), COPING, f"another{end}", ref, Tone.MAIN)
    return (another, Button(_("Helped"), COPING, "helped", ref), not_now, source)


def _memory_button(lang: str, shown: Shown) -> Button:
    _ = words(lang)
    if shown.kept:
        return Button(_("Stop remembering"), COPING, "forget", shown.ref)
    return Button(_("Remember which I have seen"), COPING, "remember", shown.ref)


def back_button(lang: str, ref: str) -> Button:
    """Lead back to a card."""
    return Button(words(lang)("Back"), COPING, "show", ref)


# ---------------------------------------------------------------- what is it about?


def choose_need(
    lang: str, needs: Sequence[Need], ref: str = "", *, kept: bool = False, first: str = ""
) -> Message:
    """Let somebody choose what it is about. `ref` is the card to go back to."""
    _ = words(lang)
    parts = [first, _("What is it about? Choose what fits best. Only you see it.")]
    action = f"pick{KEPT}" if kept else "pick"
    rows: list[Row] = []
    for number, some in enumerate(_halves(needs)):
        options = tuple(Option(need.name, str(need.number)) for need in some)
        hint = _("More to choose from") if number else _("It is about …")
        rows.append(Select(hint, COPING, action, below(ref, number), options))
    anything = Button(_("Nothing special"), COPING, f"another{KEPT if kept else ''}")
    return Message(
        "\n".join(part for part in parts if part),
        title=_("A tip"),
        rows=(*rows, (back_button(lang, ref),) if ref else (anything,)),
    )


def _halves(needs: Sequence[Need]) -> list[Sequence[Need]]:
    """Part the needs among as few selects as hold them, evenly."""
    parts = -(-len(needs) // AT_MOST)
    size = -(-len(needs) // parts) if parts else 0
    return [needs[start : start + size] for start in range(0, len(needs), size or 1)]
