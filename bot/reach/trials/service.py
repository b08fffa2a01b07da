"""Which part of a call for help a test note, or its result, belongs to."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.core.message import Message
from bot.delivery.owed import LookFirst, Note, Outcome, Skip
from bot.journeys import Journey
from bot.privacy.trying.rules import RESULTS, TEST, Result
from bot.privacy.trying.service import result_of, settle_test, target_of
from bot.storage.database import Tx

Word = Callable[[Tx, Note], Awaitable[Message | Skip]]
ShowResult = Callable[[Tx, Note, Result], Awaitable[Message | Skip]]
Told = Callable[[Tx, Note, Result], Awaitable[None]]


async def tell_nobody(_tx: Tx, _note: Note, _result: Result) -> None:
    """Do nothing more when the test note ended."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a part says in its test note, on the page that waits for it, and what follows."""

    word: Word
    show: ShowResult
    told: Told = tell_nobody


def make_journey(trials: Mapping[str, Trial]) -> Journey:
    """Hand each test note to the part that sent it, by the target in its ref.

    A target may go on behind a hyphen: "stay-20-7" belongs to "stay".
    """

    def find(note: Note) -> Trial | None:
        return trials.get(target_of(note).partition("-")[0])

    async def render(tx: Tx, note: Note) -> Message | Skip | LookFirst:
        trial = find(note)
        if trial is None:
            return Skip("unknown")
        result = result_of(note)
        return await (trial.show(tx, note, result) if result else trial.word(tx, note))

    async def settle(tx: Tx, outcome: Outcome) -> None:
        await settle_test(tx, outcome)
        trial = find(outcome.note) if outcome.note else None
        if trial is not None and outcome.note is not None:
            ended: dict[str, Result] = {"sent": "arrived", "refused": "closed"}
            await trial.told(tx, outcome.note, ended.get(outcome.end.value, "late"))

    return Journey(
        render_notes=dict.fromkeys((TEST, *RESULTS), render),
        settles={f"reach.{TEST}": settle},
    )
