"""The words around a page to read."""

from collections.abc import Sequence

from bot.coping.entries import Exercise, Lesson, Need
from bot.coping.messages import COPING, exercise_button, from_button, help_buttons, tip_button
from bot.coping.reading.rules import GUIDE, Page, kind_of
from bot.core.language import plural, words
from bot.core.message import Button, Message, Option, Row, Select
from bot.core.text import shorten

AT_MOST = 25  # options in a select
MOST_SELECTS = 4
LONGEST = 3500  # characters; Discord takes 4000 in all


def page(
    lang: str,
    shown: Page,
    related: Sequence[Page],
    need: Need | None = None,
    exercise: Exercise | None = None,
) -> Message:
    """Show a page, what to read next, and what to do about it right away."""
    _ = words(lang)
    buttons = [Button(_("All pages"), COPING, "pages", kind_of(shown))]
    buttons.append(from_button(lang, "page_from", shown.id))
    if need is not None:
        buttons.append(tip_button(lang, str(need.number), _("A tip about this")))
    if exercise is not None:
        buttons.append(exercise_button(lang, str(exercise.number), shorten(exercise.title, 80)))
    rows: list[Row] = [help_buttons(lang)] if kind_of(shown) == "safety" else []
    rows += [_select(lang, _("Read more"), "0", related)] if related else []
    return Message(
        _body(lang, shown),
        title=shown.title,
        small=_("General facts, not medical advice. A professional knows your case."),
        rows=(*rows, tuple(buttons)),
    )


def _body(lang: str, shown: Page) -> str:
    _ = words(lang)
    if not isinstance(shown, Lesson):
        return f"{_audience(lang, shown.audience)}\n\n{shown.body}"
    first = _("What is so") if shown.kind == "belief" else _("What it is")
    parts = (
        (first, shown.what),
        (_("What you can do"), shown.you_can),
        (_("Ask a professional"), shown.ask),
    )
    return shorten("\n\n".join(f"**{title}**\n{text}" for title, text in parts), LONGEST)


def _audience(lang: str, audience: str) -> str:
    _ = words(lang)
    return {
        "moderator": _("*For moderators*"),
        "facilitator": _("*For facilitators*"),
        "sponsor": _("*For sponsors*"),
    }[audience]


def _select(lang: str, hint: str, number: str, pages: Sequence[Page]) -> Select:
    options = tuple(Option(one.title, one.id, kind_name(lang, kind_of(one))) for one in pages)
    return Select(hint, COPING, "page", number, options)


# ---------------------------------------------------------------- all pages


def kind_name(lang: str, kind: str) -> str:
    """Name a kind of page, short enough for an option."""
    _ = words(lang)
    return {
        "safety": _("Staying safe"),
        "approach": _("Kinds of treatment"),
        "support": _("People and places that help"),
        "barrier": _("What gets in the way"),
        "belief": _("What people say, and what is so"),
        "living": _("Everyday life"),
        GUIDE: _("For those who run a group"),
    }[kind]


def all_pages(lang: str, counts: Sequence[tuple[str, int]], first: str = "") -> Message:
    """Let somebody choose what to read about."""
    _ = words(lang)
    options = tuple(
        Option(kind_name(lang, kind), kind, _count(lang, count)) for kind, count in counts
    )
    parts = [first, _("Short pages: what it is, what you can do, what to ask. Choose a topic.")]
    return Message(
        "\n".join(part for part in parts if part),
        title=_("Read about it"),
        rows=(Select(_("Choose a topic"), COPING, "topic", "", options),),
    )


def _count(lang: str, count: int) -> str:
    return plural(lang)("{n} page", "{n} pages", count).format(n=count)


def topic(lang: str, kind: str, pages: Sequence[Page]) -> Message:
    """Let somebody choose a page of a topic."""
    _ = words(lang)
    parts = [pages[start : start + AT_MOST] for start in range(0, len(pages), AT_MOST)]
    hints = (_("Choose a page"), _("More pages"))
    rows = [
        _select(lang, hints[min(number, 1)], str(number), some)
        for number, some in enumerate(parts[:MOST_SELECTS])
    ]
    return Message(
        shorten("\n".join(f"• {one.title}" for one in pages), LONGEST),
        title=kind_name(lang, kind),
        rows=(*rows, (Button(_("All topics"), COPING, "pages", ""),)),
    )


def back_button(lang: str, page_id: str) -> Button:
    return Button(words(lang)("Back"), COPING, "page", page_id)
