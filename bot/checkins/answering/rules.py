"""Reading a check-in: what was picked, and which card comes before anything else."""

from collections.abc import Sequence
from typing import Final, Literal, get_args

from bot.coping.entries import Feeling, Mood, Offer, Row, Wish
from bot.coping.rules import Answers, choose_row
from bot.core.message import Values

MOODS: Final = get_args(Mood)
FEELINGS: Final = get_args(Feeling)
WISHES: Final = get_args(Wish)
STRONGEST: Final = 10
HARD: Final = 8  # from here on a craving is a hard moment

# The needs that an answer shows, so that no tip is offered that would be wrong for one of them.
_NEEDS: Final = {"hungry": "food", "angry": "anger", "lonely": "loneliness", "tired": "sleep"}


def read_answers(values: Values) -> Answers:
    """Read a form; what is missing or unknown counts as not answered. Nothing is kept of it."""
    mood, wish = _one(values, "mood"), _one(values, "wish")
    craving = _one(values, "craving")
    felt = values.get("feels") or ()
    return Answers(
        not_safe=values.get("unsafe") == "yes",
        craving=int(craving) if craving in {str(n) for n in range(STRONGEST + 1)} else None,
        mood=next((one for one in MOODS if one == mood), None),
        feels=frozenset(one for one in FEELINGS if one in felt),
        wish=next((one for one in WISHES if one == wish), None),
    )


def first_card(answers: Answers, row: Row) -> Literal["help", "hard"] | None:
    """Name the help card that comes first. A row may ask for one, but can take none away."""
    asked = {offer.card for offer in row.offer}
    if answers.not_safe or "crisis" in asked:
        return "help"
    hard = answers.craving is not None and answers.craving >= HARD
    return "hard" if hard or "hard" in asked else None


def choose_reply(rows: Sequence[Row], answers: Answers) -> Row:
    """Choose what the table of content/ says; without a row that fits, what was wished for."""
    found = choose_row(rows, answers)
    if found is not None:
        return found
    wished = {
        "tip": (Offer(tip="planning"),),
        "person": (Offer(person="yes"),),
        "meeting": (Offer(meeting="yes"),),
    }
    return Row(id="any", offer=wished.get(answers.wish or "", ()))


def needs_of(answers: Answers) -> frozenset[str]:
    """Name the needs that hold besides the one a tip is for."""
    felt = {_NEEDS[one] for one in answers.feels}
    return frozenset(felt | ({"craving"} if answers.craving else set()))


def begins_with_meeting(row: Row) -> bool:
    """Tell whether a meeting is the first thing to offer; then it is shown, not only named."""
    return bool(row.offer) and row.offer[0].meeting is not None


def _one(values: Values, name: str) -> str:
    given = values.get(name) or ""
    return given if isinstance(given, str) else "".join(given[:1])
