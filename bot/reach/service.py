"""Help, from the first press on: a card, its buttons, and the country it shows numbers for.

Everything but remembering a country is instant: it reads the help snapshot in memory, waits for
nothing and cannot fail with the database. A press on a public message opens a new private card;
the buttons of a card turn that card in place.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial

from bot.core.language import choose_language
from bot.core.message import Answer, Button, Edit, Message, Option, Row, Select, Tone
from bot.core.press import Press, Who
from bot.privacy.service import choose_country
from bot.reach import messages, rules
from bot.reach.directory import HelpSnapshot
from bot.reach.front_door import service as front_door
from bot.reach.rules import NO_COUNTRY, View
from bot.storage.database import Tx

FEATURE = "reach"

Instant = Callable[[Who, Press], Message | Edit]

CARDS: Mapping[str, Callable[[str, View], Message]] = {
    "help": messages.help_card,
    "overdose": messages.overdose_card,
    "elsewhere": messages.elsewhere_card,
    "me": messages.me_card,
    "withdrawal": messages.withdrawal_card,
    "hard": messages.hard_card,
    "sources": messages.sources_card,
}

# The first buttons of each card, by the card they lead to.
NEXT = {
    "help": ("overdose", "withdrawal", "hard"),
    "overdose": ("elsewhere", "me", "help"),
    "elsewhere": ("overdose", "me", "help"),
    "me": ("overdose", "elsewhere", "help"),
    "withdrawal": ("overdose", "hard", "help"),
    "hard": ("overdose", "withdrawal", "help"),
    "sources": ("overdose", "withdrawal", "help"),
}


# ---------------------------------------------------------------- 1. a card opens


def open_card(snapshot: HelpSnapshot, card: str, who: Who, ref: str = "") -> Message:
    """Answer /help, /overdose or a button on any message with a new private card.

    `ref` may be the code of a country; anything else, such as the marker of a channel message,
    says nothing.
    """
    code = ref if ref in snapshot.directory.countries else snapshot.country_for(who)
    return _draw(who, card, snapshot.view(code))


def instant_actions(snapshot: HelpSnapshot) -> dict[str, Instant]:
    """List what is answered from memory: opening a card, turning it, choosing a country."""
    opening = ("help", "overdose", "withdrawal", "hard")
    return {
        **{card: partial(_open, snapshot, card) for card in opening},
        "see": partial(_see, snapshot),
        "choose": partial(_choose, snapshot),
        "pick": partial(_pick, snapshot),
    }


def _open(snapshot: HelpSnapshot, card: str, who: Who, press: Press) -> Message:
    return open_card(snapshot, card, who, press.ref)


# ---------------------------------------------------------------- 2. it turns into another


def _see(snapshot: HelpSnapshot, who: Who, press: Press) -> Edit:
    card, view = _read(snapshot, who, press.ref)
    return Edit(_draw(who, card, view))


def _read(snapshot: HelpSnapshot, who: Who, ref: str) -> tuple[str, View]:
    card, code = rules.read_ref(ref)
    return card, snapshot.view(snapshot.country_for(who) if code == NO_COUNTRY else code)


# ---------------------------------------------------------------- 3. another country


def _choose(snapshot: HelpSnapshot, who: Who, press: Press) -> Edit:
    card, view = _read(snapshot, who, press.ref)
    lang = choose_language(None, who.locale)
    back = Button(messages.label(lang, "back"), FEATURE, "see", f"{card}.{view.code}")
    rows = (*_country_select(lang, view, card), (back,))
    return Edit(replace(messages.picker_card(lang, view), rows=rows))


def _pick(snapshot: HelpSnapshot, who: Who, press: Press) -> Edit:
    """Show the numbers at once, with the question whether to remember the country below them."""
    card, _ = rules.read_ref(press.ref)
    code = "".join(press.values[:1])
    view = snapshot.view(code)
    if view.country and code != snapshot.country_for(who):
        view = replace(view, said="ask")
    return Edit(_draw(who, card, view))


async def press(
    tx: Tx, who: Who, press: Press, *, snapshot: HelpSnapshot, features: Collection[str] = ()
) -> Answer:
    """Remember the country for this member, and show its numbers again; or tend the front door."""
    if press.action in front_door.ACTIONS:
        return await front_door.press(tx, who, press, front_door.Source(snapshot, features))
    card, code = rules.read_ref(press.ref)
    view = snapshot.view(code)
    if press.action == "remember" and view.country:
        await choose_country(tx, who, code)
        view = replace(view, said="kept")
    return Edit(_draw(who, card, view))


def show_unsaved(snapshot: HelpSnapshot, who: Who, press: Press) -> Edit:
    """Show the numbers when the database could not remember the country."""
    card, code = rules.read_ref(press.ref)
    return Edit(_draw(who, card, replace(snapshot.view(code), said="not kept")))


# ---------------------------------------------------------------- what can be pressed


def _draw(who: Who, card: str, view: View) -> Message:
    lang = choose_language(None, who.locale)
    return replace(CARDS[card](lang, view), rows=_rows(lang, view, card))


def _rows(lang: str, view: View, card: str) -> tuple[Row, ...]:
    leads = tuple(_to_card(lang, view, following) for following in NEXT[card])
    sources = () if card == "sources" else (_to_card(lang, view, "sources"),)
    if view.country is None:
        return (*_country_select(lang, view, card), leads + sources)
    ref = f"{card}.{view.code}"
    others = [Button(messages.label(lang, "choose"), FEATURE, "choose", ref), *sources]
    if view.said == "ask":
        others.append(Button(messages.label(lang, "just_now"), FEATURE, "see", ref))
        others.append(Button(messages.label(lang, "remember"), FEATURE, "remember", ref, Tone.MAIN))
    return (leads, tuple(others))


def _to_card(lang: str, view: View, card: str) -> Button:
    tone = Tone.DANGER if card == "overdose" else Tone.QUIET
    return Button(messages.label(lang, card), FEATURE, "see", f"{card}.{view.code}", tone)


def _country_select(lang: str, view: View, card: str) -> tuple[Row, ...]:
    emergency = messages.label(lang, "emergency")
    options = tuple(
        Option(
            country.name,
            country.country,
            about=emergency.format(number=country.emergency.tel) if country.emergency.tel else "",
        )
        for country in view.countries
    )
    return (
        (Select(messages.label(lang, "pick"), FEATURE, "pick", card, options),) if options else ()
    )
