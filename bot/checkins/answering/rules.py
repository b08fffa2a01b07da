"""Reading a check-in: what was picked, and which card comes before anything else."""

from typing import Final, Literal, get_args

from bot.coping.entries import Feeling, Mood, Wish
from bot.coping.rules import Answers
from bot.core.message import Values

MOODS: Final = get_args(Mood)
FEELINGS: Final = get_args(Feeling)
WISHES: Final = get_args(Wish)
STRONGEST: Final = 10
HARD: Final = 8  # from here on a craving is a hard moment


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


def first_card(answers: Answers) -> Literal["help", "hard"] | None:
    """Name the help card that comes first, whatever the table of content/ says."""
    if answers.not_safe:
        return "help"
    return "hard" if answers.craving is not None and answers.craving >= HARD else None


def _one(values: Values, name: str) -> str:
    given = values.get(name) or ""
    return given if isinstance(given, str) else "".join(given[:1])
