"""Which tip comes next, what a check-in is answered with, and which words call for the help card.

Nothing here is stored: a card's buttons carry what was shown, as a bit for each tip's number.
"""

import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeVar

from bot.coping.entries import HIGHEST, Feeling, Mood, Need, Phrase, Reviewed, Row, Tip, When, Wish
from bot.core.text import suggest

Step = Literal["another", "helped", "not_now"]
Draw = Callable[[Sequence[Tip]], Tip]
Text = TypeVar("Text", bound=Reviewed)

_REF = re.compile(r"(\d{1,2})\.(\d{1,3})\.([\w-]*)", re.ASCII)
ANYTHING = 0  # the number of no need in particular


# ---------------------------------------------------------------- tips


@dataclass(frozen=True, slots=True)
class Card:
    """What the buttons of a tip card carry, as numbers: the need, the tip, and all shown so far."""

    need: int
    tip: int
    shown: frozenset[int]

    @property
    def ref(self) -> str:
        """Write the card into a custom id: at most 67 characters, however many were shown."""
        return f"{self.need}.{self.tip}.{pack_numbers(self.shown)}"


def read_card(ref: str) -> Card | None:
    """Read a card back from a custom id; None for what no card of ours wrote."""
    found = _REF.fullmatch(ref)
    shown = unpack_numbers(found[3]) if found else None
    if found is None or shown is None:
        return None
    return Card(int(found[1]), int(found[2]), shown)


def pack_numbers(numbers: Iterable[int]) -> str:
    """Write numbers from 1 to 360 as at most 60 letters, digits, `-` and `_`."""
    bits = sum(1 << (number - 1) for number in {*numbers} if 1 <= number <= HIGHEST)
    packed = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    return urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def unpack_numbers(packed: str) -> frozenset[int] | None:
    """Read the numbers back; None for what is no such text."""
    try:
        raw = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    except Error:
        return None
    bits = int.from_bytes(raw[: HIGHEST // 8], "little")
    return frozenset(number for number in range(1, HIGHEST + 1) if bits >> (number - 1) & 1)


def fitting_tips(
    tips: Iterable[Tip],
    needs: Mapping[str, Need],
    need: Need | None,
    lang: str = "en",
    also: Collection[str] = (),
) -> list[Tip]:
    """List the tips for a need; for none in particular, those that are good for anybody.

    `also` names other needs that are known to hold, so that what is not for them is left out.
    """
    held = {*also, *([need.id] if need else [])}
    fit = [tip for tip in tips if held.isdisjoint(tip.not_for) and _suits(tip, needs, need)]
    return in_language(fit, lang)


def _suits(tip: Tip, needs: Mapping[str, Need], need: Need | None) -> bool:
    """A tip is about its first tag: what is mostly about a slip is not shown for shame alone."""
    if need is None:
        return not asked_only(tip, needs)
    main = needs.get(tip.tags[0])
    return need.id in tip.tags and bool(need.only_asked or not (main and main.only_asked))


def in_language(texts: Iterable[Text], lang: str) -> list[Text]:
    """Keep the texts in the reader's own language where there are any, else the English ones."""
    given = list(texts)
    own = [text for text in given if text.locale.partition("-")[0] == lang.partition("-")[0]]
    return own or [text for text in given if text.locale.partition("-")[0] == "en"]


def asked_only(tip: Tip, needs: Mapping[str, Need]) -> bool:
    """Tell whether a tip is kept for those who ask for what it is about."""
    return any(needs[tag].only_asked for tag in tip.tags if tag in needs)


def comes_with_help(tip: Tip, needs: Mapping[str, Need]) -> bool:
    """Tell whether a tip is shown together with the help button in front."""
    return any(needs[tag].with_help for tag in tip.tags if tag in needs)


def first_card(
    fit: Sequence[Tip], need: Need | None, seen: Collection[int], draw: Draw
) -> Card | None:
    """Choose the first tip of a card, among those not seen on another day where there are any."""
    if not fit:
        return None
    tip = draw([tip for tip in fit if tip.number not in seen] or fit)
    return Card(need.number if need else ANYTHING, tip.number, frozenset({tip.number}))


def next_card(fit: Sequence[Tip], card: Card, step: Step, draw: Draw) -> Card | None:
    """Choose the tip after this one; none repeats until all that fit were shown.

    After "helped" it is one of the same way where there is one, after "not now" one of another.
    """
    if not fit:
        return None
    fresh = [tip for tip in fit if tip.number not in card.shown]
    shown = card.shown if fresh else frozenset[int]()
    rest = fresh or [tip for tip in fit if tip.number != card.tip] or list(fit)
    before = next((tip.way for tip in fit if tip.number == card.tip), None)
    alike = [tip for tip in rest if tip.way == before]
    others = [tip for tip in rest if tip.way != before]
    first = {"another": rest, "helped": alike, "not_now": others}[step]
    chosen = draw(first or rest)
    return replace(card, tip=chosen.number, shown=shown | {card.tip, chosen.number})


# ---------------------------------------------------------------- finding


class Findable(Protocol):
    """Something with words to find it by."""

    @property
    def aliases(self) -> tuple[str, ...]: ...


Thing = TypeVar("Thing", bound=Findable)


def find_by_words(things: Iterable[Thing], typed: str, name: Callable[[Thing], str]) -> list[Thing]:
    """List what somebody may mean: a word of its name or an alias begins as they typed.

    What is called so itself comes first; with no such word, what is spelt nearly so. Nothing typed
    gives everything.
    """
    given, wanted = list(things), fold(typed)
    called = [thing for thing in given if _begins(wanted, name(thing), *thing.aliases)]
    if called:
        return sorted(called, key=lambda thing: not _begins(wanted, name(thing)))
    known = {fold(word): thing for thing in given for word in (name(thing), *thing.aliases)}
    near = [known[word] for word in suggest(wanted, known)]
    return [thing for number, thing in enumerate(near) if thing not in near[:number]]


def _begins(wanted: str, *names: str) -> bool:
    return any(f" {wanted}" in f" {fold(name)}" for name in names)


# ---------------------------------------------------------------- check-ins


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody said in a check-in. It is read once and kept nowhere."""

    not_safe: bool = False
    craving: int | None = None
    mood: Mood | None = None
    feels: frozenset[Feeling] = frozenset()
    wish: Wish | None = None


def choose_row(rows: Sequence[Row], answers: Answers) -> Row | None:
    """Choose the first row of the check-in table that fits."""
    return next((row for row in rows if _fits(row.when, answers)), None)


def _fits(when: When, answers: Answers) -> bool:
    low, _, high = (when.craving or "0-10").partition("-")
    return (
        (not when.not_safe or answers.not_safe)
        and (not when.craving or int(low) <= _craving(answers) <= int(high))
        and (not when.mood or answers.mood in when.mood)
        and (not when.feels or not answers.feels.isdisjoint(when.feels))
        and (not when.wish or answers.wish in when.wish)
    )


def _craving(answers: Answers) -> int:
    return -1 if answers.craving is None else answers.craving


# ---------------------------------------------------------------- words that call for help


def calls_for_help(phrases: Iterable[Phrase], text: str) -> bool:
    """Tell whether words typed into one of our forms call for the help card on top.

    It looks for whole words in every language of the list, after what means something else
    ("dying of laughter") was taken out. It never judges and nothing is kept.
    """
    listed, said = list(phrases), f" {fold(text)} "
    for other in (other for phrase in listed for other in phrase.unless):
        said = re.sub(_pattern(other), " ", said)
    return any(re.search(_pattern(words), said) for phrase in listed for words in phrase.words)


def mentions(text: str, words: str) -> bool:
    """Tell whether the words of a phrase stand in a text."""
    return bool(re.search(_pattern(words), f" {fold(text)} "))


def _pattern(words: str) -> str:
    """Make a pattern of words: `*` ends a word anyhow, `...` stands for up to three words."""
    parts = [re.escape(part).replace(r"\*", r"\w*") for part in fold(words, keep="*.").split()]
    text = " ".join(parts).replace(r" \.\.\. ", r" (?:\w+ ){0,3}")
    return rf"(?<=\s){text}(?=\s)"


def fold(text: str, keep: str = "") -> str:
    """Make words comparable: small letters without accents or apostrophes, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"['’`´]", "", plain)
    return " ".join(re.sub(rf"[^\w{re.escape(keep)}]+", " ", plain).split())
