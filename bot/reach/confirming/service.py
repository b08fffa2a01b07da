"""A server's help lines: looked through by moderators, checked, corrected, and asked for again.

1. A moderator opens the list from `/setup`, picks a line, and says whether it is right. A wrong
   one is hidden in that server at once.
2. They may add a line of their own, through a form and a preview that warns of lines that sell.
3. After 180 days the moderators' channel is asked to look again.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.delivery.outbox import post
from bot.delivery.owed import Lane, Owed, Skip
from bot.delivery.timers import Due, set_timer
from bot.privacy.service import drop_draft, keep_draft, language_for, open_draft
from bot.reach.confirming import messages, rules, store
from bot.reach.confirming.rules import FEATURE, ServerLines, Unusable, Wanted
from bot.reach.directory import HelpSnapshot
from bot.reach.front_door import service as front_door
from bot.reach.rules import Line, View
from bot.servers import service as servers
from bot.storage.database import Tx

TIMER, RENDERED = rules.TIMER, rules.RENDERED
FORM = "line"
OPENS_FORM = frozenset({"line_add", "line_retype"})


# ---------------------------------------------------------------- 1. looked through


async def describe(tx: Tx, server_id: int, lang: str, snapshot: HelpSnapshot) -> str:
    """Say in one line, for the set-up of the server, how many lines wait to be checked."""
    view, said = await look(tx, server_id, snapshot)
    shown = list(rules.lay_over(view.country, said).lines) if view.country else []
    return messages.setup_line(lang, len(shown), len(rules.due_lines(shown, tx.now.date())))


async def look(tx: Tx, server_id: int, snapshot: HelpSnapshot) -> tuple[View, ServerLines]:
    """See the server's own country, with what its moderators said of the lines."""
    server = await servers.server_of(tx, server_id)
    return snapshot.view(server.country), await store.lines_of(tx, server_id)


async def open_list(tx: Tx, who: Who, press: Press, *, snapshot: HelpSnapshot) -> Answer:
    """Show every line of the server's country to a moderator."""
    await servers.require_moderator(tx, who)
    return await _list(tx, who, snapshot)


async def go_back(tx: Tx, who: Who, press: Press, *, snapshot: HelpSnapshot) -> Answer:
    """Turn a line's card into the list again."""
    await servers.require_moderator(tx, who)
    return Edit(await _list(tx, who, snapshot))


async def _list(tx: Tx, who: Who, snapshot: HelpSnapshot) -> Message:
    assert who.server_id is not None
    lang = await language_for(tx, who)
    view, said = await look(tx, who.server_id, snapshot)
    if view.country is None:
        return messages.no_country(lang)
    every = rules.every_line(view.country, said)
    others = rules.hidden_elsewhere(snapshot.directory.countries, view.country, said)
    return messages.list_card(lang, view, [*every, *others], said)


async def pick(tx: Tx, who: Who, press: Press, *, snapshot: HelpSnapshot) -> Answer:
    """Show the picked line whole."""
    return Edit(await _line(tx, who, "".join(press.values[:1]), snapshot))


async def _line(tx: Tx, who: Who, line_id: str, snapshot: HelpSnapshot) -> Message:
    view, said, line = await _find(tx, who, line_id, snapshot)
    lang = await language_for(tx, who)
    assert who.server_id is not None
    last = await store.checker_of(tx, who.server_id, line_id)
    known = last is not None and last["said_by"] is not None
    by = messages.said_by(lang, last["said_by"], last["said_at"]) if last and known else ""
    return messages.line_card(lang, view, line, said, by)


async def _find(
    tx: Tx, who: Who, line_id: str, snapshot: HelpSnapshot
) -> tuple[View, ServerLines, Line]:
    """Find a line for a moderator; one that is gone is refused."""
    await servers.require_moderator(tx, who)
    assert who.server_id is not None
    view, said = await look(tx, who.server_id, snapshot)
    elsewhere = snapshot.view(line_id[:2].upper())
    for shown in (view, elsewhere):
        every = rules.every_line(shown.country, said) if shown.country else []
        if found := [line for line in every if line.id == line_id]:
            return shown, said, found[0]
    raise Refused(messages.too_late(await language_for(tx, who)))


async def judge(tx: Tx, who: Who, press: Press, *, snapshot: HelpSnapshot) -> Answer:
    """Keep a moderator's word on a line: right today, wrong and hidden, or shown again."""
    _, said, line = await _find(tx, who, press.ref, snapshot)
    assert who.server_id is not None
    day = tx.now.date() if press.action == "line_right" else said.checked.get(line.id)
    hidden = press.action == "line_wrong"
    await store.say(tx, who.server_id, line.id, who.member_id, hidden=hidden, checked_on=day)
    await spread(tx, who.server_id, snapshot)
    return Edit(await _line(tx, who, line.id, snapshot))


async def remove(tx: Tx, who: Who, press: Press, *, snapshot: HelpSnapshot) -> Answer:
    """Remove a line of the server's own; again is fine."""
    await servers.require_moderator(tx, who)
    assert who.server_id is not None
    if rules.is_own(press.ref) and press.ref.rpartition("-")[2].isdigit():
        await store.remove_line(tx, who.server_id, press.ref)
        await spread(tx, who.server_id, snapshot)
    return Edit(await _list(tx, who, snapshot))


async def spread(tx: Tx, server_id: int, snapshot: HelpSnapshot) -> None:
    """Tell the help cards of every process, the front door, and the timer that asks again."""
    view, said = await look(tx, server_id, snapshot)
    tx.announce("help", rules.write_news(server_id, said))
    await front_door.refresh(tx, server_id)
    due = rules.next_due(said, view.country)
    if due is not None:
        await set_timer(tx, TIMER, str(server_id), datetime.combine(due, time(12), UTC))


# ---------------------------------------------------------------- 2. a line of one's own


async def ask_line(tx: Tx, who: Who, press: Press, *, snapshot: HelpSnapshot) -> Answer:
    """Open the form, filled in from the wrong line or from what was typed before."""
    await servers.require_moderator(tx, who)
    if press.action == "line_retype":
        typed = await open_draft(tx, who.member_id, FEATURE, press.ref)
        return await build_form(tx, who, press.ref if typed else "", typed or {})
    if not press.ref:
        return await build_form(tx, who, "", {})
    _, _, line = await _find(tx, who, press.ref, snapshot)
    return await build_form(tx, who, "", {"kind": line.kinds[0], "name": line.name})


async def build_form(tx: Tx, who: Who, ref: str, values: Values) -> Form:
    """Make the form with what was typed."""
    return messages.line_form(await language_for(tx, who), ref, _typed(values))


def _typed(values: Values) -> Wanted:
    named = {name: values.get(name, "") for name in ("kind", "name", "reach", "hours", "about")}
    text = {
        name: "".join(value) if isinstance(value, tuple) else value for name, value in named.items()
    }
    return Wanted(**text)


async def take_line(tx: Tx, who: Who, sent: Submission, *, snapshot: HelpSnapshot) -> Answer:
    """Show a typed line as people will read it, or say how to put it right."""
    await servers.require_moderator(tx, who)
    wanted = _typed(sent.values)
    view, line = await _make(tx, who, wanted, snapshot)
    ref = sent.ref or None
    draft = await keep_draft(tx, who.member_id, FEATURE, wanted.as_draft(), ref)
    preview = messages.preview(await language_for(tx, who), view, line, draft)
    return Edit(preview)


async def _make(tx: Tx, who: Who, wanted: Wanted, snapshot: HelpSnapshot) -> tuple[View, Line]:
    assert who.server_id is not None
    lang = await language_for(tx, who)
    server = await servers.server_of(tx, who.server_id)
    view, said = await look(tx, who.server_id, snapshot)
    if view.country is None:
        raise Refused(messages.no_country(lang).body)
    if len(said.own) >= rules.OWN_AT_MOST:
        raise Refused(messages.too_many(lang, rules.OWN_AT_MOST))
    zone, outdated = view.country.zone or server.zone, snapshot.directory.outdated
    try:
        today = tx.now.date()
        return view, rules.make_line(wanted, view.country, zone, outdated, today, said.own)
    except Unusable as error:
        raise Refused(messages.unusable(lang, error.fault)) from error


async def keep_line(tx: Tx, who: Who, press: Press, *, snapshot: HelpSnapshot) -> Answer:
    """Add the line that the preview showed; it counts as checked by who added it."""
    await servers.require_moderator(tx, who)
    typed = await open_draft(tx, who.member_id, FEATURE, press.ref)
    if typed is None:  # pressed twice, or a quarter of an hour ago
        return Edit(await _list(tx, who, snapshot))
    view, line = await _make(tx, who, _typed(typed), snapshot)
    assert who.server_id is not None
    await drop_draft(tx, who.member_id, press.ref)
    line_id = await store.add_line(tx, who.server_id, view.code, line, who.member_id)
    today = tx.now.date()
    await store.say(tx, who.server_id, line_id, who.member_id, hidden=False, checked_on=today)
    await spread(tx, who.server_id, snapshot)
    return Edit(await _list(tx, who, snapshot))


# ---------------------------------------------------------------- 3. asked for again


async def plan(tx: Tx, dues: Sequence[Due], *, snapshot: HelpSnapshot) -> None:
    """Ask the moderators' channel to look again, every month until somebody has."""
    for due in dues:
        server = await servers.server_of(tx, int(due.subject_id))
        if not await _count_due(tx, server.server_id, snapshot):
            await spread(tx, server.server_id, snapshot)
            continue
        await set_timer(tx, TIMER, due.subject_id, tx.now + rules.REMIND_EVERY)
        if server.moderators_channel_id is not None:
            await post(tx, _asking(tx, server.server_id, server.moderators_channel_id))


def _asking(tx: Tx, server_id: int, channel_id: int) -> Owed:
    return Owed(
        key=f"lines.{server_id}.{tx.now.date().isoformat()}",
        kind=RENDERED,
        ref=str(server_id),
        channel_id=channel_id,
        server_id=server_id,
        lane=Lane.TIP,
        due=tx.now,
        not_after=tx.now + rules.REMIND_EVERY / 2,
    )


async def render(tx: Tx, ref: str, *, snapshot: HelpSnapshot) -> Message | Skip:
    """Word the question when it goes out, if it is still one."""
    due = await _count_due(tx, int(ref), snapshot)
    server = await servers.server_of(tx, int(ref))
    return messages.due_note(server.language or "en", due) if due else Skip("checked")


async def _count_due(tx: Tx, server_id: int, snapshot: HelpSnapshot) -> int:
    view, said = await look(tx, server_id, snapshot)
    shown = rules.lay_over(view.country, said).lines if view.country else ()
    checked = [line for line in shown if line.checked_on is not None]
    return len(rules.due_lines(checked, tx.now.date()))


async def find_server(_tx: Tx, subject_id: str) -> int | None:
    """Tell whose moderators should hear of a timer that fails."""
    return int(subject_id)


PRESSES = {
    "lines": open_list,
    "lines_back": go_back,
    "line_pick": pick,
    "line_right": judge,
    "line_wrong": judge,
    "line_again": judge,
    "line_remove": remove,
    "line_add": ask_line,
    "line_retype": ask_line,
    "line_keep": keep_line,
}
SUBMITS = {FORM: take_line}
FORMS = {FORM: build_form}
