"""A tip, and the next one, and where it is from: all of it from memory, nothing kept.

Only where somebody lets the bot remember which tips they have seen does a press open the database;
when that is gone, the same press is answered from memory, and nothing is remembered.
"""

import secrets
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from bot.coping import messages as shared
from bot.coping.entries import Need
from bot.coping.library import FIRST_OWN, Library
from bot.coping.remembering import service as remembering
from bot.coping.rules import comes_with_help, find_by_words, fitting_tips
from bot.coping.showing import messages, rules
from bot.coping.showing.rules import Note, Shown
from bot.core.language import choose_language
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.core.text import suggest
from bot.privacy import service as privacy
from bot.storage.database import Tx

Instant = Callable[[Who, Press], Message | Edit]

# ---------------------------------------------------------------- 1. a tip


def first_tip(
    library: Library,
    lang: str,
    need: str = "",
    also: Collection[str] = (),
    *,
    daily: bool = False,
) -> Message | None:
    """Make a tip card from memory; None where no tip fits. `also` names needs that hold too."""
    found = library.find_need(need)
    shown = rules.begin(library, lang, found, secrets.choice, also=also)
    return None if shown is None else draw_card(library, lang, replace(shown, daily=daily))


def draw_card(library: Library, lang: str, shown: Shown) -> Message:
    """Make the card of a tip; some come together with the help buttons."""
    with_help = comes_with_help(shown.tip, library.needs)
    return messages.tip_card(lang, shown, with_help=with_help)


def open_at_once(library: Library, who: Who, press: Press, *, daily: bool = False) -> Message:
    """Open a tip for what a button or a command names, from memory."""
    lang = choose_language(None, who.locale)
    need = find_need(library, press.ref)
    if press.ref and need is None:
        return _ask_again(library, lang, press.ref)
    named = need.id if need else ""
    return first_tip(library, lang, named, daily=daily) or shared.empty(lang)


async def open_tip(
    tx: Tx, who: Who, press: Press, *, library: Library, daily: bool = False
) -> Message:
    """Open a tip; where they let the bot remember, one that they have not seen."""
    who = await _in_own_language(tx, who)
    seen = await remembering.find_seen(tx, who.member_id)
    need = find_need(library, press.ref)
    if seen is None:
        return open_at_once(library, who, press, daily=daily)
    if press.ref and need is None:
        return _ask_again(library, who.locale, press.ref, kept=True)
    shown = rules.begin(library, who.locale, need, secrets.choice, seen=seen.numbers)
    return await _keep(tx, who, library, replace(shown, daily=daily) if shown else None)


def find_need(library: Library, typed: str) -> Need | None:
    """Find the need that was chosen (its id or number) or typed (a word of it)."""
    if not typed.strip():
        return None
    return library.find_need(typed) or next(iter(suggest_needs(library, typed)), None)


def suggest_needs(library: Library, typed: str) -> list[Need]:
    """List the needs that have tips and fit what was typed so far."""
    tagged = {tag for tip in library.tips.values() for tag in tip.tags}
    needs = [need for need in library.needs.values() if need.id in tagged]
    return find_by_words(needs, typed, lambda need: need.name)


def _ask_again(library: Library, lang: str, typed: str, *, kept: bool = False) -> Message:
    needs = suggest_needs(library, "")
    said = shared.no_such(lang, suggest(typed, [need.name for need in needs]))
    return messages.choose_need(lang, needs, kept=kept, first=said)


# ---------------------------------------------------------------- 2. the next one


def _next_at_once(library: Library, who: Who, press: Press) -> Edit:
    """Turn the card into the tip that comes next. A card that nobody can read begins anew."""
    lang = choose_language(None, who.locale)
    before, _ = rules.read_ref(press.ref)
    if before is None:
        return Edit(open_at_once(library, who, Press("tip")))
    shown = rules.go_on(library, lang, before, rules.step_of(press.action), secrets.choice)
    if shown is None:
        return Edit(shared.empty(lang))
    return Edit(draw_card(library, lang, replace(shown, daily=rules.is_daily(press.ref))))


async def next_kept(tx: Tx, who: Who, press: Press, *, library: Library) -> Answer:
    """Do the same and remember it, if they still want that."""
    who = await _in_own_language(tx, who)
    before, _ = rules.read_ref(press.ref)
    if before is None:
        return Edit(await open_tip(tx, who, Press("tip"), library=library))
    seen = await remembering.find_seen(tx, who.member_id)
    if seen is None:
        return _next_at_once(library, who, press)
    step = rules.step_of(press.action)
    shown = rules.go_on(library, who.locale, before, step, secrets.choice, seen.numbers)
    shown = replace(shown, daily=rules.is_daily(press.ref)) if shown else None
    return Edit(await _keep(tx, who, library, shown))


def open_note_at_once(library: Library, who: Who, press: Press) -> Message:
    """Show the tip of a private note to who pressed Open; the note itself keeps saying nothing."""
    return show_again(library, who, press).message


async def open_note(tx: Tx, who: Who, press: Press, *, library: Library) -> Message:
    """Do the same and remember it, if they still want that."""
    who = await _in_own_language(tx, who)
    before, _ = rules.read_ref(press.ref)
    shown = rules.show(library, before) if before else None
    if shown is None:
        return await open_tip(tx, who, Press("tip"), library=library)
    return await _keep(tx, who, library, shown)


async def _keep(tx: Tx, who: Who, library: Library, shown: Shown | None) -> Message:
    """Remember the tip that is shown, and show it."""
    if shown is None:
        return shared.empty(who.locale)
    fit = fitting_tips(library.tips.values(), library.needs, shown.need, who.locale)
    numbers = [tip.number for tip in fit]
    kept = await remembering.add(tx, who.member_id, shown.card.shown, numbers)
    return draw_card(library, who.locale, replace(shown, kept=kept))


async def _in_own_language(tx: Tx, who: Who) -> Who:
    return replace(who, locale=await privacy.language_for(tx, who))


# ---------------------------------------------------------------- 3. the same card, in other words


def show_again(library: Library, who: Who, press: Press, *, note: Note = "") -> Edit:
    """Show the tip of a card again, with what is to be said about it."""
    lang = choose_language(None, who.locale)
    before, kept = rules.read_ref(press.ref)
    shown = rules.show(library, before) if before else None
    if shown is None:
        return Edit(open_at_once(library, who, Press("tip")))
    shown = replace(shown, kept=kept, daily=rules.is_daily(press.ref), note=note)
    return Edit(draw_card(library, lang, shown))


def _say_source(library: Library, who: Who, press: Press) -> Edit:
    """Say which parts of the documents a tip grew from, and who reviewed it."""
    lang = choose_language(None, who.locale)
    before, _ = rules.read_ref(press.ref)
    tip = library.find_tip(before.tip) if before else None
    if tip is None:
        return Edit(open_at_once(library, who, Press("tip")))
    own = tip.number >= FIRST_OWN
    said = shared.where_from(lang, tip, library.sections(tip.seed_refs), own=own)
    return Edit(replace(said, rows=((messages.back_button(lang, press.ref),),)))


# ---------------------------------------------------------------- 4. what is it about?


def _ask_need(library: Library, who: Who, press: Press) -> Edit:
    lang = choose_language(None, who.locale)
    _, kept = rules.read_ref(press.ref)
    return Edit(messages.choose_need(lang, suggest_needs(library, ""), press.ref, kept=kept))


def _pick_at_once(library: Library, who: Who, press: Press) -> Edit:
    return Edit(open_at_once(library, who, _picked(press), daily=rules.is_daily(press.ref)))


async def pick_kept(tx: Tx, who: Who, press: Press, *, library: Library) -> Answer:
    """Show a tip for what was chosen, one that they have not seen."""
    daily = rules.is_daily(press.ref)
    return Edit(await open_tip(tx, who, _picked(press), library=library, daily=daily))


def _picked(press: Press) -> Press:
    return Press("tip", "".join(press.values[:1]))


# ---------------------------------------------------------------- 5. remember, or forget


async def remember(tx: Tx, who: Who, press: Press, *, library: Library) -> Answer:
    """From now on remember which tips they have seen, beginning with those of this card."""
    before, _ = rules.read_ref(press.ref)
    who = await _in_own_language(tx, who)
    if before is None:
        return Edit(await open_tip(tx, who, Press("tip"), library=library))
    await remembering.start(tx, who.member_id, before.shown)
    return show_again(library, who, Press("show", rules.mark(press.ref, kept=True)), note="kept")


async def forget(tx: Tx, who: Who, press: Press, *, library: Library) -> Answer:
    """Stop it, and forget at once."""
    await remembering.forget(tx, who.member_id)
    who = await _in_own_language(tx, who)
    plain = Press("show", rules.mark(press.ref, kept=False))
    return show_again(library, who, plain, note="forgotten")


# ---------------------------------------------------------------- what answers which press


def instant_actions(library: Library) -> dict[str, Instant]:
    """List what is answered from memory."""
    return {
        **dict.fromkeys(rules.STEPS, partial(_next_at_once, library)),
        "helped": partial(show_again, library, note="helped"),
        "show": partial(show_again, library),
        "from": partial(_say_source, library),
        "about": partial(_ask_need, library),
        "pick": partial(_pick_at_once, library),
        "open": partial(open_note_at_once, library),
    }


def without_database(library: Library) -> dict[str, Instant]:
    """List what memory answers when the database is gone; nothing is remembered then."""
    return {
        "tip": partial(open_at_once, library),
        **{f"{step}{rules.KEPT}": partial(_next_at_once, library) for step in rules.STEPS},
        f"pick{rules.KEPT}": partial(_pick_at_once, library),
        f"open{rules.KEPT}": partial(open_note_at_once, library),
    }


PRESSES = {
    "tip": open_tip,
    **{f"{step}{rules.KEPT}": next_kept for step in rules.STEPS},
    f"pick{rules.KEPT}": pick_kept,
    f"open{rules.KEPT}": open_note,
    "remember": remember,
    "forget": forget,
}
