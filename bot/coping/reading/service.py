"""Short pages to read: one is found, it leads to others, and it says where it is from.

All of it is answered from memory; nothing is kept of who read what.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from bot.coping import messages as shared
from bot.coping.entries import Exercise, Need
from bot.coping.library import Library
from bot.coping.reading import messages, rules
from bot.coping.reading.rules import Page, suggest_pages
from bot.coping.rules import in_language
from bot.core.language import choose_language
from bot.core.message import Edit, Message
from bot.core.press import Press, Who
from bot.core.text import suggest

__all__ = ["Instant", "instant_actions", "open_page", "suggest_pages"]

Instant = Callable[[Who, Press], Message | Edit]


def open_page(library: Library, who: Who, typed: str) -> Message:
    """1. Open the page that was chosen or typed; nothing typed: what there is to read."""
    lang = choose_language(None, who.locale)
    page = rules.find_page(library, lang, typed)
    if page is not None:
        return _draw(library, lang, page)
    pages = rules.pages_of(library, lang)
    if not typed.strip():
        return _list_topics(lang, pages)
    near = suggest(typed, [one.title for one in pages])
    return _list_topics(lang, pages, shared.no_such(lang, near))


def _draw(library: Library, lang: str, page: Page) -> Message:
    related = rules.related_pages(rules.pages_of(library, lang), page)
    return messages.page(
        lang, page, related, _find_need(library, page), _find_exercise(library, lang, page)
    )


def _find_need(library: Library, page: Page) -> Need | None:
    """Find the first subject of a page that there are tips for."""
    tagged = {tag for tip in library.tips.values() for tag in tip.tags}
    found = (library.needs.get(tag) for tag in page.tags if tag in tagged)
    return next((need for need in found if need is not None), None)


def _find_exercise(library: Library, lang: str, page: Page) -> Exercise | None:
    exercises = in_language(library.exercises.values(), lang)
    return next((one for one in exercises if not set(one.tags).isdisjoint(page.tags)), None)


def _press_open(library: Library, who: Who, press: Press) -> Message:
    """2. Open a page from any other card, as a new one."""
    return open_page(library, who, press.ref)


def _turn(library: Library, who: Who, press: Press) -> Edit:
    """3. Turn to another page: what was picked, or what a button names."""
    wanted = "".join(press.values[:1]) or press.ref
    lang = choose_language(None, who.locale)
    page = library.lessons.get(wanted) or library.guides.get(wanted)
    if page is not None:
        return Edit(_draw(library, lang, page))
    return Edit(_list_topics(lang, rules.pages_of(library, lang), shared.gone(lang)))


def _say_source(library: Library, who: Who, press: Press) -> Edit:
    """4. Say where a page is from."""
    lang = choose_language(None, who.locale)
    page = library.lessons.get(press.ref) or library.guides.get(press.ref)
    if page is None:
        return _turn(library, who, press)
    said = shared.where_from(lang, page, library.sections(page.seed_refs), page.sources)
    return Edit(replace(said, rows=((messages.back_button(lang, press.ref),),)))


# ---------------------------------------------------------------- all pages


def _show_topics(library: Library, who: Who, press: Press) -> Edit:
    """Show what else there is: the pages of one kind, or the kinds."""
    lang = choose_language(None, who.locale)
    kind = "".join(press.values[:1]) or press.ref
    pages = rules.pages_of(library, lang)
    some = [page for page in pages if rules.kind_of(page) == kind]
    return Edit(messages.topic(lang, kind, some) if some else _list_topics(lang, pages))


def _list_topics(lang: str, pages: Sequence[Page], first: str = "") -> Message:
    kinds = [rules.kind_of(page) for page in pages]
    counts = [(kind, kinds.count(kind)) for kind in rules.KINDS if kind in kinds]
    return messages.all_pages(lang, counts, first) if counts else shared.empty(lang)


def instant_actions(library: Library) -> dict[str, Instant]:
    """List what is answered from memory: all of it."""
    return {
        "learn": partial(_press_open, library),
        "page": partial(_turn, library),
        "page_from": partial(_say_source, library),
        "pages": partial(_show_topics, library),
        "topic": partial(_show_topics, library),
    }
