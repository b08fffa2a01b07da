"""A drill: the real ladder, played with people who agreed, and how long each step took.

1. A moderator starts it and plays the one who asks. It uses the rows, messages and deadlines of a
   real call; every message says that it is a drill.
2. It ends with the first answer, when every step has passed, or when the moderator ends it.
3. The moderator gets a note with the times. Nothing is counted for anybody.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.delivery.notes import clear_note_timer, post_note, set_note_timer
from bot.delivery.owed import Lane, Note, Skip
from bot.delivery.timers import Due
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.reach.calling.service import name_call
from bot.reach.drilling import messages, rules, store
from bot.reach.drilling.rules import Drill, Report
from bot.reach.ladder import rules as ladder_rules
from bot.reach.ladder import service as ladder
from bot.reach.ladder import store as requests
from bot.reach.ladder.rules import Asker, Choice, Request, Step
from bot.reach.willing.service import candidates_for
from bot.servers import service as servers
from bot.servers.rules import Server
from bot.storage.database import Tx

FEATURE, TIMER, REPORT = "reach", "drill", "drill.report"
MODE = "h"  # helpers, then moderators
AFTER = timedelta(seconds=30)  # the last step's deadline, and a moment more
NOTE_LASTS = timedelta(days=1)


# ---------------------------------------------------------------- 1. a moderator starts it


async def open_card(tx: Tx, who: Who) -> Message:
    """Show what a drill would do here, or how the one that runs stands."""
    await servers.require_moderator(tx, who)
    assert who.server_id is not None
    lang = await privacy.language_for(tx, who)
    last = await store.newest_drill(tx, who.server_id)
    if last is not None and last.ended_at is None:
        return messages.running(lang, last, await _look(tx, last))
    server = await servers.server_of(tx, who.server_id)
    steps = await _plan(tx, who, server)
    agreed = sum(len(step.able) for step in steps)
    told = messages.say_report(lang, rules.unpack(last.report)) if last else ""
    channel = server.moderators_channel_id is not None
    return messages.card(lang, agreed, channel=channel, last=last, told=told)


async def _plan(tx: Tx, who: Who, server: Server) -> list[Step]:
    found = await candidates_for(tx, who.member_id, server.server_id, Choice(), drill=True)
    return ladder_rules.plan_steps(found, server, Choice(), MODE, tx.now)


async def _start(tx: Tx, who: Who, press: Press) -> Answer:
    del press
    await servers.require_moderator(tx, who)
    assert who.server_id is not None
    lang = await privacy.language_for(tx, who)
    server = await servers.server_of(tx, who.server_id)
    steps = await _plan(tx, who, server)
    await _require_room(tx, who, steps, lang)
    asker = Asker(who.member_id, MODE, Choice(news="card"), lang)
    request_id = await ladder.begin(tx, server, asker, steps, drill=True)
    drill_id = await store.add_drill(tx, who.server_id, who.member_id, request_id)
    lasts = sum(
        (ladder_rules.minutes_of(server, ladder_rules.STEPS.index(s.role)) for s in steps if s.at),
        AFTER,
    )
    await set_note_timer(tx, Note(who.member_id, FEATURE, TIMER, str(drill_id)), tx.now + lasts)
    return Edit(await open_card(tx, who))


async def _require_room(tx: Tx, who: Who, steps: Sequence[Step], lang: str) -> None:
    assert who.server_id is not None
    last = await store.newest_drill(tx, who.server_id)
    if last is not None and last.ended_at is None:
        raise Refused(messages.runs_already(lang))
    if await requests.find_request_of(tx, who.member_id) is not None:
        raise Refused(messages.own_call(lang))
    if not any(step.at for step in steps):
        raise Refused(messages.nobody_agreed(lang))


async def _show(tx: Tx, who: Who, press: Press) -> Answer:
    del press
    return Edit(await open_card(tx, who))


# ---------------------------------------------------------------- 2. it ends


async def answered(tx: Tx, request: Request) -> Message:
    """End a drill because somebody answered, and thank them."""
    drill = await store.find_by_request(tx, request.id)
    taker = await requests.find_person(tx, request.taker or "")
    report = await _look(tx, drill) if drill else Report(0, taken=True)
    if taker is not None:
        await requests.change_person(tx, taker.id, state="left")  # their page is this answer
    if drill is not None:
        await _end(tx, drill, report)
    await ladder.close(tx, request.id, "drill")
    language = (await privacy.member_of(tx, taker.member_id)).language if taker else None
    return messages.thanks(language or request.lang, report)


async def plan(tx: Tx, dues: Sequence[tuple[Note, Due]]) -> None:
    """End drills whose every step has passed."""
    for note, _due in dues:
        drill = await store.find_drill(tx, int(note.ref))
        if drill is not None and drill.ended_at is None:
            await _stop(tx, drill)


async def _press_end(tx: Tx, who: Who, press: Press) -> Answer:
    del press
    await servers.require_moderator(tx, who)
    assert who.server_id is not None
    drill = await store.newest_drill(tx, who.server_id)
    if drill is None or drill.ended_at is not None:
        raise Refused(messages.gone(await privacy.language_for(tx, who)))
    await _stop(tx, drill)
    return Edit(await open_card(tx, who))


async def _stop(tx: Tx, drill: Drill) -> None:
    await _end(tx, drill, await _look(tx, drill))
    await ladder.close(tx, drill.request_id, "drill")


async def _look(tx: Tx, drill: Drill) -> Report:
    people = await requests.people_of(tx, drill.request_id)
    called = await store.called_at(tx, name_call(drill.request_id, 1))
    return rules.make_report(drill, people, called, tx.now)


async def _end(tx: Tx, drill: Drill, report: Report) -> None:
    if not await store.end_drill(tx, drill, rules.pack(report)) or drill.started_by is None:
        return
    await clear_note_timer(tx, Note(drill.started_by, FEATURE, TIMER, str(drill.id)))
    note = Note(drill.started_by, FEATURE, REPORT, str(drill.id))
    await post_note(tx, note, lane=Lane.MEETING, due=tx.now, not_after=tx.now + NOTE_LASTS)


# ---------------------------------------------------------------- 3. how it went


async def render_note(tx: Tx, note: Note) -> Message | Skip:
    """Word the note for the moderator who started it."""
    drill = await store.find_drill(tx, int(note.ref))
    if drill is None:
        return Skip("gone")
    member = await privacy.member_of(tx, note.member_id)
    lang = member.language or "en"
    if member.text_at_once:
        return messages.over(lang, rules.unpack(drill.report))
    return messages.note(lang, drill)


async def _open_report(tx: Tx, who: Who, press: Press) -> Answer:
    lang = await privacy.language_for(tx, who)
    number = int(press.ref) if press.ref.isascii() and press.ref.isdigit() else 0
    drill = await store.find_drill(tx, number if number < 2**63 else 0)
    if drill is None or drill.started_by != who.member_id:
        raise Refused(messages.gone(lang))
    return Edit(messages.over(lang, rules.unpack(drill.report)))


async def housekeep(tx: Tx) -> None:
    """Every night: forget drills of long ago."""
    await store.forget_drills(tx, tx.now - rules.KEPT)


JOURNEY = Journey(
    presses={
        "drill_start": _start,
        "drill_look": _show,
        "drill_end": _press_end,
        "drill_open": _open_report,
    },
    plan_notes={TIMER: plan},
    render_notes={REPORT: render_note},
    housekeep=(housekeep,),
)
