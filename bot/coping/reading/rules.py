"""Which pages there are, and which of them belong together. Nothing is read or stored."""

from collections.abc import Collection, Sequence
from typing import Final

from bot.coping.entries import Guide, Lesson
from bot.coping.library import Library
from bot.coping.rules import find_by_words, in_language

RELATED: Final = 10
GUIDE: Final = "guide"

Page = Lesson | Guide


def kind_of(page: Page) -> str:
    """Tell what kind of page it is: one of a lesson's kinds, or a guide."""
    return page.kind if isinstance(page, Lesson) else GUIDE


KINDS: Final[Sequence[str]] = (
    "safety",
    "approach",
    "support",
    "barrier",
    "belief",
    "living",
    GUIDE,
)


def pages_of(library: Library, lang: str) -> list[Page]:
    """List every page in the reader's language, kind by kind."""
    found: list[Page] = [*in_language(library.lessons.values(), lang)]
    found += in_language(library.guides.values(), lang)
    return sorted(found, key=lambda page: KINDS.index(kind_of(page)))


def find_page(library: Library, lang: str, wanted: str) -> Page | None:
    """Find a page by its id, or by words that somebody typed."""
    page = library.lessons.get(wanted) or library.guides.get(wanted)
    if page is not None or not wanted.strip():
        return page
    return next(iter(suggest_pages(library, lang, wanted)), None)


def suggest_pages(library: Library, lang: str, typed: str) -> list[Page]:
    """List the pages that fit what was typed so far."""
    return find_by_words(pages_of(library, lang), typed, lambda page: page.title)


def related_pages(pages: Collection[Page], page: Page) -> list[Page]:
    """List what to read next: what shares the most subjects first, then the same kind."""
    others = [one for one in pages if one.id != page.id]

    def likeness(one: Page) -> tuple[int, bool]:
        return len(set(one.tags) & set(page.tags)), kind_of(one) == kind_of(page)

    near = [one for one in others if any(likeness(one))]
    return sorted(near, key=likeness, reverse=True)[:RELATED]
