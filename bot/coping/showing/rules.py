"""What the buttons of a tip card say: which card it is, and whether it remembers. Nothing is read.

A card's ref ends with a mark where the member lets the bot remember what they have seen; actions
that show another tip then end with a word more, because they are not instant any more.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from bot.coping.entries import Need, Tip
from bot.coping.library import Library
from bot.coping.rules import ANYTHING, Card, Draw, Step, first_card, fitting_tips, next_card
from bot.coping.rules import read_card as read_plain

STEPS: Final[Mapping[str, Step]] = {
    "another": "another",
    "alike": "helped",
    "not_now": "not_now",
}
KEPT: Final = "_kept"  # ends the actions of a card that remembers
_MARKS: Final = "~"  # what stands after it: nothing, for a card that remembers, or these letters
_DAILY, _BOTH = "d", "kd"  # the card is somebody's tip a day, whether or not it remembers

Note = Literal["", "helped", "round", "kept", "forgotten"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A tip as it is shown: for which need, what its buttons carry, and what is said about it.

    `kept`: this member lets the bot remember which tips they have seen. `daily`: it is their tip a
    day, which each of its cards can stop.
    """

    tip: Tip
    need: Need | None
    card: Card
    kept: bool = False
    daily: bool = False
    note: Note = ""

    @property
    def ref(self) -> str:
        return write_ref(self.card, kept=self.kept, daily=self.daily)


def write_ref(card: Card, *, kept: bool, daily: bool = False) -> str:
    """Write a card for a custom id; at most 70 characters."""
    return card.ref + _write_marks(kept=kept, daily=daily)


def _write_marks(*, kept: bool, daily: bool) -> str:
    if daily:
        return _MARKS + (_BOTH if kept else _DAILY)
    return _MARKS if kept else ""


def read_ref(ref: str) -> tuple[Card | None, bool]:
    """Read a card and whether it remembers; no card for what none of ours wrote."""
    plain, marked, marks = ref.partition(_MARKS)
    return read_plain(plain), bool(marked) and marks in ("", _BOTH)


def is_daily(ref: str) -> bool:
    """Tell whether a card's ref, or that of a select below it, belongs to a tip a day."""
    return ref.partition(_MARKS)[2] in (_DAILY, _BOTH)


def below(ref: str, number: int) -> str:
    """Name one of the selects under a card; what is picked there stays a tip a day, if it was."""
    return f"{number}{_write_marks(kept=False, daily=is_daily(ref))}"


def mark(ref: str, *, kept: bool) -> str:
    """Write into a card's ref whether it remembers."""
    return ref.partition(_MARKS)[0] + _write_marks(kept=kept, daily=is_daily(ref))


def step_of(action: str) -> Step:
    """Tell which step an action asks for, whether or not its card remembers."""
    return STEPS.get(action.removesuffix(KEPT), "another")


def need_of(library: Library, card: Card | None) -> Need | None:
    """Find the need a card is for; one that is gone counts as none in particular."""
    if card is None or card.need == ANYTHING:
        return None
    return library.find_need(str(card.need))


def begin(
    library: Library,
    lang: str,
    need: Need | None,
    draw: Draw,
    *,
    seen: Collection[int] = (),
    also: Collection[str] = (),
) -> Shown | None:
    """Choose the first tip for a need; None where there is none at all."""
    fit = fitting_tips(library.tips.values(), library.needs, need, lang, also)
    card = first_card(fit, need, seen, draw)
    return None if card is None else _shown(library, need, card)


def go_on(
    library: Library,
    lang: str,
    card: Card,
    step: Step,
    draw: Draw,
    seen: Collection[int] = (),
) -> Shown | None:
    """Choose the tip that comes next. What was seen on other days counts as shown."""
    need = need_of(library, card)
    fit = fitting_tips(library.tips.values(), library.needs, need, lang)
    before = replace(card, shown=card.shown | {tip.number for tip in fit if tip.number in seen})
    following = next_card(fit, before, step, draw)
    if following is None:
        return None
    again = following.tip in before.shown
    return replace(_shown(library, need, following), note="round" if again else "")


def show(library: Library, card: Card) -> Shown | None:
    """Show the tip of a card again; None when it is not in the library any more."""
    tip = library.find_tip(card.tip)
    return None if tip is None else Shown(tip, need_of(library, card), card)


def alone(tip: Tip) -> Card:
    """Make the card of a tip that was given without anybody asking for a need."""
    return Card(ANYTHING, tip.number, frozenset({tip.number}))


def _shown(library: Library, need: Need | None, card: Card) -> Shown:
    tip = library.find_tip(card.tip)
    assert tip is not None  # it was chosen from this library
    return Shown(tip, need, card)
