"""Help, from the first press on: a card, its buttons, and the country it shows numbers for.

Everything but remembering a country is instant: it reads the help snapshot in memory, waits for
nothing and cannot fail with the database. A press on a public message opens a new private card;
the buttons of a card turn that card in place.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.core.language import choose_language
from bot.core.message import Answer, Button, Edit, Message, Option, Row, Select, Tone
from bot.core.press import Press, Who
from bot.privacy.service import choose_country, language_for
from bot.reach import messages, rules
from bot.reach.confirming import service as confirming
from bot.reach.directory import HelpSnapshot
from bot.reach.front_door import service as front_door
from bot.reach.rules import NO_COUNTRY, View
from bot.reach.slips import messages as slips
from bot.reach.worried import messages as worried
from bot.storage.database import Tx

FEATURE = "reach"
IN_A_ROW = 5  # Discord's limit

Instant = Callable[[Who, Press], Message | Edit]

CARDS: Mapping[str, Callable[[str, View], Message]] = {
    "help": messages.help_card,
    "overdose": messages.overdose_card,
    "elsewhere": messages.elsewhere_card,
    "me": messages.me_card,
    "withdrawal": messages.withdrawal_card,
    "hard": messages.hard_card,
    "professional": messages.professional_card,
    "sources": messages.sources_card,
    "slip": slips.slip_card,
    "slip_with": slips.with_card,
    "slip_alone": slips.alone_card,
    "slip_wrong": messages.overdose_card,
    "slip_nobody": slips.nobody_card,
    "worried": worried.worried_card,
    "words": worried.words_card,
    "give": worried.give_card,
}

# The first buttons of each card, by the card they lead to.
NEXT = {
    "help": ("overdose", "withdrawal", "professional", "hard", "slip"),
    "overdose": ("elsewhere", "me", "help"),
    "elsewhere": ("overdose", "me", "help"),
    "me": ("overdose", "elsewhere", "help"),
    "withdrawal": ("overdose", "professional", "hard", "help"),
    "hard": ("overdose", "withdrawal", "professional", "help"),
    "professional": ("overdose", "withdrawal", "hard", "help"),
    "sources": ("overdose", "withdrawal", "help"),
    "slip": ("slip_with", "slip_alone", "slip_wrong", "help"),
    "slip_with": ("slip_nobody", "help"),
    "slip_alone": ("slip_wrong", "slip_nobody", "help"),
    "slip_wrong": ("elsewhere", "me", "help"),
    "slip_nobody": ("hard", "help"),
    "worried": ("overdose", "words", "give", "help"),
    "words": ("overdose", "give", "worried", "help"),
    "give": ("overdose", "words", "worried", "help"),
}

# Cards about somebody else: a helper is asked for them together.
FOR_ANOTHER = frozenset({"worried", "words", "give"})
# Presses that look at an open call; the others would begin one.
LOOKS_AT_CALL = frozenset({"asking", "refresh"})
# Cards with the choices after a slip, which lead to the sponsor themselves.
AFTER_A_SLIP = frozenset({"slip_with", "slip_alone", "slip_nobody"})


# ---------------------------------------------------------------- 1. a card opens


def open_card(snapshot: HelpSnapshot, card: str, who: Who, ref: str = "") -> Message:
    """Answer /help, /overdose or a button on any message with a new private card.

    `ref` may be the code of a country; anything else, such as the marker of a channel message,
    says nothing.
    """
    return _draw(who, card, snapshot.view_for(who, ref))


def instant_actions(snapshot: HelpSnapshot) -> dict[str, Instant]:
    """List what is answered from memory: opening a card, turning it, choosing a country."""
    opening = ("help", "overdose", "withdrawal", "hard", "professional", "worried", "slip")
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
    return card, _view(snapshot, who, code)


def _view(snapshot: HelpSnapshot, who: Who, code: str) -> View:
    return snapshot.view_for(who) if code == NO_COUNTRY else snapshot.view(code, who.server_id)


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
    view = snapshot.view(code, who.server_id)
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
    view = snapshot.view(code, who.server_id)
    if press.action == "remember" and view.country:
        await choose_country(tx, who, code)
        view = replace(view, said="kept")
    return Edit(_draw(who, card, view))


def show_unsaved(snapshot: HelpSnapshot, who: Who, press: Press) -> Edit:
    """Show the numbers when the database could not remember the country."""
    card, code = rules.read_ref(press.ref)
    view = replace(snapshot.view(code, who.server_id), said="not kept")
    return Edit(_draw(who, card, view))


def show_numbers(snapshot: HelpSnapshot, who: Who, press: Press) -> Message:
    """Answer somebody who wanted a person, while nobody can be asked: the numbers, at once."""
    card, lang = open_card(snapshot, "help", who), choose_language(None, who.locale)
    danger, _, numbers = card.body.partition("\n")
    said = messages.out_of_reach(lang, asking=press.action not in LOOKS_AT_CALL)
    return replace(card, body=f"{danger}\n{said}\n{numbers}")


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a server's set-up shows of help: its front-door message and its help lines."""

    snapshot: HelpSnapshot

    async def describe(self, tx: Tx, who: Who) -> str:
        """Say where the message stands, and how many lines wait to be checked."""
        assert who.server_id is not None
        lang = await language_for(tx, who)
        checked = await confirming.describe(tx, who.server_id, lang, self.snapshot)
        return f"{await front_door.describe(tx, who)}\n{checked}"

    async def refresh(self, tx: Tx, server_id: int) -> None:
        """Have the message changed, because what it says may have changed."""
        await front_door.refresh(tx, server_id)


# ---------------------------------------------------------------- what can be pressed


def _draw(who: Who, card: str, view: View) -> Message:
    lang = choose_language(None, who.locale)
    return replace(CARDS[card](lang, view), rows=_rows(lang, view, card))


def _rows(lang: str, view: View, card: str) -> tuple[Row, ...]:
    leads = [_to_card(lang, view, following) for following in NEXT[card]]
    people = _people(lang, card)
    first = [*people, *leads] if card == "help" else [*leads, *people]
    buttons = [*first, *_things_to_do(lang, card), *_about_numbers(lang, view, card)]
    select = () if view.country else _country_select(lang, view, card)
    return (*select, *(tuple(row) for row in _in_rows(buttons)))


def _in_rows(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    return [buttons[at : at + IN_A_ROW] for at in range(0, len(buttons), IN_A_ROW)]


def _people(lang: str, card: str) -> list[Button]:
    """Lead to a person. These stand on every card, whatever somebody has set up."""
    if card in FOR_ANOTHER:
        return [Button(messages.label(lang, "with_me"), FEATURE, "ask", "w")]
    helper = Button(messages.label(lang, "helper"), FEATURE, "ask", "h")
    if card in AFTER_A_SLIP:
        return [helper]
    return [Button(messages.label(lang, "sponsor"), FEATURE, "ask", "s"), helper]


def _things_to_do(lang: str, card: str) -> list[Button]:
    if card in AFTER_A_SLIP:
        return slips.choices(lang)
    if card != "hard":
        return []
    return [
        Button(messages.label(lang, "exercise"), "coping", "exercise"),
        Button(messages.label(lang, "tip"), "coping", "tip"),
        Button(messages.label(lang, "stay"), FEATURE, "stay"),
    ]


def _about_numbers(lang: str, view: View, card: str) -> list[Button]:
    """Lead to the sources, to another country, and to what was asked after choosing one."""
    sources = [] if card == "sources" else [_to_card(lang, view, "sources")]
    if view.country is None:
        return sources
    ref = f"{card}.{view.code}"
    others = [Button(messages.label(lang, "choose"), FEATURE, "choose", ref), *sources]
    if card == "sources":
        others.append(Button(messages.label(lang, "wrong"), FEATURE, "wrong", view.code))
    if view.said == "ask":
        others.append(Button(messages.label(lang, "just_now"), FEATURE, "see", ref))
        others.append(Button(messages.label(lang, "remember"), FEATURE, "remember", ref, Tone.MAIN))
    return others


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
