"""What one part of a feature's journey brings along, and how the parts make one feature.

A feature that has grown has a folder for each part. Each part lists its own presses, forms, timers
and rows by name; a name that two parts claim is a mistake that shows at the start.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Place, Press, Submission, Who
from bot.delivery.handlers import (
    FindServer,
    Housekeep,
    Plan,
    PlanNotes,
    Render,
    RenderNote,
    Settle,
)
from bot.delivery.owed import Admit, LookFirst, Note, Outcome, Skip
from bot.delivery.timers import Due
from bot.storage.database import Tx

PressHandler = Callable[[Tx, Who, Press], Awaitable[Answer]]
SubmitHandler = Callable[[Tx, Who, Submission], Awaitable[Answer]]
BuildForm = Callable[[Tx, Who, str, Values], Awaitable[Form]]
Instant = Callable[[Who, Press], Message | Edit | Form]
FindPlace = Callable[[Tx, Press], Awaitable[Place | None]]
InstantSubmit = Callable[[Who, Submission], Message | Edit | None]
Hear = Callable[[Who, str], Message | None]
Afterwards = Callable[[Tx, Who], Awaitable[Message | None]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """What one feature offers; everything but the name is optional.

    `opens_form` names the presses that answer with a form (a form cannot follow a deferral).
    `forms` builds a refused form anew with the typed values, for **Correct it**. `find_place`
    tells which server and channel a press in a private chat is about. `instant` and
    `instant_submit` answer a press or a form from memory (a form's None: `submit` does it);
    `without_database` and `submit_without_database` do so when the database is gone. `hear` gives
    a card that words typed into any form call for; it is only ever added. `find_servers` tells, by
    timer kind, whose moderators see that a timer keeps failing. `at_start` runs once
    at each start; it must be quick, for people wait. `housekeep` runs nightly.
    """

    name: str
    press: PressHandler | None = None
    submit: SubmitHandler | None = None
    forms: Mapping[str, BuildForm] = field(default_factory=dict)
    opens_form: frozenset[str] = frozenset()
    instant: Mapping[str, Instant] = field(default_factory=dict)
    instant_submit: Mapping[str, InstantSubmit] = field(default_factory=dict)
    without_database: Mapping[str, Instant] = field(default_factory=dict)
    submit_without_database: Mapping[str, InstantSubmit] = field(default_factory=dict)
    hear: Hear | None = None
    afterwards: Afterwards | None = None
    has_news: Callable[[Tx, Who], Awaitable[bool]] | None = None
    greet: Afterwards | None = None
    find_place: FindPlace | None = None
    plans: Mapping[str, Plan] = field(default_factory=dict)
    plan_notes: PlanNotes | None = None
    find_servers: Mapping[str, FindServer] = field(default_factory=dict)
    renders: Mapping[str, Render] = field(default_factory=dict)
    render_note: RenderNote | None = None
    settle: Settle | None = None
    at_start: Housekeep | None = None
    housekeep: Housekeep | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One part of a feature; everything is optional.

    `presses`, `instant`, `without_database` and `find_places` go by the action of a button,
    `submits` and `forms` by the name of a form, `plans` and `find_servers` by the kind of a timer,
    `renders` by the kind of a row, `plan_notes` and `render_notes` by what a note is about
    (`Note.what`), `settles` by "<feature>.<what>" of a row or note.
    """

    presses: Mapping[str, PressHandler] = field(default_factory=dict)
    submits: Mapping[str, SubmitHandler] = field(default_factory=dict)
    forms: Mapping[str, BuildForm] = field(default_factory=dict)
    opens_form: frozenset[str] = frozenset()
    instant: Mapping[str, Instant] = field(default_factory=dict)
    without_database: Mapping[str, Instant] = field(default_factory=dict)
    find_places: Mapping[str, FindPlace] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(default_factory=dict)
    find_servers: Mapping[str, FindServer] = field(default_factory=dict)
    renders: Mapping[str, Render] = field(default_factory=dict)
    plan_notes: Mapping[str, PlanNotes] = field(default_factory=dict)
    render_notes: Mapping[str, RenderNote] = field(default_factory=dict)
    settles: Mapping[str, Settle] = field(default_factory=dict)
    at_start: tuple[Housekeep, ...] = ()
    housekeep: tuple[Housekeep, ...] = ()


def join_journeys(journeys: Sequence[Journey]) -> Journey:
    """Make one journey of several. Raises `ValueError` when two claim the same name."""
    return Journey(
        presses=_merge(one.presses for one in journeys),
        submits=_merge(one.submits for one in journeys),
        forms=_merge(one.forms for one in journeys),
        opens_form=frozenset().union(*(one.opens_form for one in journeys)),
        instant=_merge(one.instant for one in journeys),
        without_database=_merge(one.without_database for one in journeys),
        find_places=_merge(one.find_places for one in journeys),
        plans=_merge(one.plans for one in journeys),
        find_servers=_merge(one.find_servers for one in journeys),
        renders=_merge(one.renders for one in journeys),
        plan_notes=_merge(one.plan_notes for one in journeys),
        render_notes=_merge(one.render_notes for one in journeys),
        settles=_merge(one.settles for one in journeys),
        at_start=tuple(each for one in journeys for each in one.at_start),
        housekeep=tuple(each for one in journeys for each in one.housekeep),
    )


def _merge(parts: Iterable[Mapping[str, T]]) -> dict[str, T]:
    merged: dict[str, T] = {}
    for part in parts:
        if both := merged.keys() & part.keys():
            raise ValueError(f"two journeys claim {', '.join(sorted(both))}")
        merged |= part
    return merged


def wire(journey: Journey, *, otherwise: PressHandler) -> dict[str, Any]:
    """Give a journey's parts under the names that `Feature` has for them.

    `otherwise` answers a press whose action no part knows, such as one of an older message.
    """
    return {
        "press": partial(_press, journey, otherwise),
        "submit": partial(_submit, journey),
        "forms": journey.forms,
        "opens_form": journey.opens_form,
        "instant": journey.instant,
        "without_database": journey.without_database,
        "find_place": partial(_find_place, journey),
        "plans": journey.plans,
        "find_servers": journey.find_servers,
        "renders": journey.renders,
        "plan_notes": partial(_plan_notes, journey),
        "render_note": partial(_render_note, journey),
        "settle": partial(_settle, journey),
        "at_start": partial(_do_all, journey.at_start),
        "housekeep": partial(_do_all, journey.housekeep),
    }


async def _press(
    journey: Journey, otherwise: PressHandler, tx: Tx, who: Who, press: Press
) -> Answer:
    return await journey.presses.get(press.action, otherwise)(tx, who, press)


async def _submit(journey: Journey, tx: Tx, who: Who, sent: Submission) -> Answer:
    return await journey.submits[sent.form](tx, who, sent)


async def _find_place(journey: Journey, tx: Tx, press: Press) -> Place | None:
    find = journey.find_places.get(press.action)
    return await find(tx, press) if find else None


async def _plan_notes(journey: Journey, tx: Tx, notes: Sequence[tuple[Note, Due]]) -> None:
    for what, plan in journey.plan_notes.items():
        if some := [one for one in notes if one[0].what == what]:
            await plan(tx, some)


async def _render_note(journey: Journey, tx: Tx, note: Note) -> Message | Admit | Skip | LookFirst:
    """Word a note; one whose part is gone since is not sent."""
    render = journey.render_notes.get(note.what)
    return await render(tx, note) if render else Skip("unknown")


async def _settle(journey: Journey, tx: Tx, outcome: Outcome) -> None:
    if settle := journey.settles.get(outcome.kind):
        await settle(tx, outcome)


async def _do_all(each: Sequence[Housekeep], tx: Tx) -> None:
    for one in each:
        await one(tx)
