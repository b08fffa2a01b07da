"""Meetings, from first to last. Each step has its own folder; this page says what leads where.

1. `scheduling`: a moderator or facilitator types a meeting (`typed`, `oneline`), looks, and saves.
2. `reminding`: its timer comes, the channel is reminded, notes are owed, the last one is closed.
3. `reading`: people find what they may see, and where it is.
4. `answering`: they say that they come.
5. `private`: they have themselves reminded in private, and stop it.
6. `snoozing`: one such note comes again in ten minutes.
7. `mine`: their own page says what is kept about them and lets them stop it.
8. `changing`: which meeting and date is meant; a group that closes ends its meetings.
9. `onedate`: a change is opened as a draft; one date is changed or moved by itself.
10. `editing`: a series is changed, or parts in two; any change is undone for ten minutes.
11. `moving`: a date is left out, a series pauses and goes on, or is cancelled.
12. `telling`: what changed is told once, two minutes later.
13. `clocks`: people hear a week before that clock changes shift a meeting for them.
14. `digest`: once a week a group's channel gets the meetings of its week.
15. `calendar`: meetings go into one's own calendar as a private file.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from bot.core.errors import Refused
from bot.core.message import Answer, Form, Message, Values
from bot.core.press import Place, Press, Submission, Who
from bot.delivery.owed import LookFirst, Note, Skip
from bot.groups import service as groups
from bot.meetings import messages, rules, store
from bot.meetings.answering import service as answering
from bot.meetings.calendar.service import Wish, hand_over, suggest_seen, suggest_seen_groups
from bot.meetings.changing import service as changing
from bot.meetings.changing.service import (
    ask_to_cancel,
    cancel_group_meetings,
    render_cancelled,
    suggest_dates,
    suggest_meetings,
)
from bot.meetings.clocks import service as clocks
from bot.meetings.digest import service as digest
from bot.meetings.digest.service import choose as choose_digest
from bot.meetings.digest.service import suggest_days as suggest_digest_days
from bot.meetings.editing import service as editing
from bot.meetings.editing import store as edits
from bot.meetings.mine import service as mine
from bot.meetings.mine.service import describe_mine
from bot.meetings.moving import service as moving
from bot.meetings.moving.service import (
    ask_to_pause,
    ask_to_skip,
    resume,
    suggest_paused,
)
from bot.meetings.onedate import service as onedate
from bot.meetings.onedate.service import start_edit, start_move
from bot.meetings.private import service as private
from bot.meetings.private import store as reminders
from bot.meetings.reading import service as reading
from bot.meetings.reading.service import list_upcoming, offer_next, show_next
from bot.meetings.reminding.service import plan, render_over, render_reminder
from bot.meetings.scheduling import service as scheduling
from bot.meetings.scheduling.service import start_form, suggest_groups
from bot.meetings.snoozing import service as snoozing
from bot.meetings.snoozing.service import plan_notes
from bot.meetings.telling import service as telling
from bot.privacy import service as privacy
from bot.privacy.trying.service import settle_test as settle
from bot.storage.database import Tx

__all__ = [
    "FIND_SERVERS",
    "FORMS",
    "OPENS_FORM",
    "PLANS",
    "RENDERS",
    "Wish",
    "ask_to_cancel",
    "ask_to_pause",
    "ask_to_skip",
    "cancel_group_meetings",
    "choose_digest",
    "describe_mine",
    "find_place",
    "find_server",
    "forget_the_past",
    "hand_over",
    "list_upcoming",
    "offer_next",
    "plan_notes",
    "press",
    "render_note",
    "resume",
    "settle",
    "show_next",
    "start_edit",
    "start_form",
    "start_move",
    "submit",
    "suggest_dates",
    "suggest_digest_days",
    "suggest_groups",
    "suggest_meetings",
    "suggest_paused",
    "suggest_seen",
    "suggest_seen_groups",
]

PRESSES: Mapping[str, Callable[[Tx, Who, Press], Awaitable[Answer]]] = {
    # the preview
    "repeat": scheduling.change_draft,
    "end": scheduling.change_draft,
    "leads": scheduling.change_draft,
    "place": scheduling.change_draft,
    "change": scheduling.change_draft,
    "scope": scheduling.change_draft,
    "save": scheduling.save,
    "drop": scheduling.drop,
    # a reminder, a list, a note
    "list": reading.turn_page,
    "next_of_group": reading.next_of_group,
    "show": reading.show,
    "where": reading.tell_where,
    "there": answering.say_there,
    "not_there": answering.take_back,
    "note_on": answering.choose_note,
    "note_off": answering.choose_note,
    "remind": private.remind,
    "lead": private.choose_lead,
    "rest": private.choose_pause,
    "try": private.try_again,
    "open": private.open_note,
    "again": snoozing.snooze,
    "stop": private.stop,
    "stop_all": private.stop_all,
    "mine": mine.show_mine,
    "mine_one": mine.show_one,
    # cancelling
    "cancel": moving.cancel,
    "keep": changing.keep,
    # changing
    "skip": moving.skip,
    "skip_rest": moving.skip_rest,
    "pause": moving.pause,
    "undo": editing.undo,
    "news": telling.open_news,
    "clocks": clocks.open_notice,
}
OPENS_FORM = frozenset({"change", "end"})
FORMS: Mapping[str, Callable[[Tx, Who, str, Values], Awaitable[Form]]] = {
    name: partial(scheduling.correct_form, name=name)
    for name in ("new", "again", "until", onedate.MOVE)
}
SUBMITS: Mapping[str, Callable[[Tx, Who, Submission], Awaitable[Answer]]] = {
    "new": scheduling.submit_form,
    "again": scheduling.submit_form,
    "until": scheduling.submit_end,
    onedate.MOVE: scheduling.submit_form,
}
PLANS = {
    "meetings.next": plan,
    "meetings.news": telling.plan_news,
    "meetings.digest": digest.plan_digests,
}
RENDERS = {
    "meetings.reminder": render_reminder,
    "meetings.over": render_over,
    "meetings.cancelled": render_cancelled,
    "meetings.changed": editing.render_changed,
    "meetings.news": telling.render_news,
    "meetings.digest": digest.render,
}
IN_PRIVATE = frozenset(PRESSES) - {
    *("repeat", "end", "leads", "place", "change", "save", "drop"),
    *("list", "next_of_group", "keep", "stop", "stop_all", "mine", "mine_one"),
    *("scope", "skip", "skip_rest", "pause", "undo", "news"),
}


async def press(tx: Tx, who: Who, press: Press) -> Answer:
    """Answer a press on anything that meetings showed."""
    answer = PRESSES.get(press.action)
    if answer is None:
        raise Refused(messages.no_such_meeting(await privacy.language_for(tx, who)))
    return await answer(tx, who, press)


async def submit(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Take a form that was sent in."""
    return await SUBMITS.get(sent.form, scheduling.submit_form)(tx, who, sent)


async def render_note(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """Word a private note, if it is still wanted and true and the member can see the channel."""
    if note.what not in (telling.WHAT, clocks.WHAT):
        return await private.render_note(tx, note)
    feature = telling.render_note if note.what == telling.WHAT else clocks.render_note
    said = await feature(tx, note)
    if not isinstance(said, Message):
        return said
    member = await privacy.member_of(tx, note.member_id)
    return replace(said, silent=private.is_quiet(member, tx.now))


async def find_place(tx: Tx, press: Press) -> Place | None:
    """Tell which channel a press in a private chat is about; None: it names nothing to see."""
    if press.action == "news":
        return await telling.find_place(tx, press.ref)
    if press.action not in IN_PRIVATE:
        return None
    text = press.values[0] if press.action == "show" and press.values else press.ref
    ref, target = rules.parse_ref(text), rules.parse_target(text)
    if target is not None and target[0] == "g":
        group = await groups.group_of(tx, target[1])
        return group.place if group else None
    meeting_id = target[1] if target else ref.meeting_id if ref else 0
    meeting = await store.find_meeting(tx, meeting_id)
    return meeting.place if meeting else None


async def find_server(tx: Tx, subject_id: str) -> int | None:
    """Tell whose moderators should hear of a meeting's timer that fails."""
    meeting = await store.find_meeting(tx, int(subject_id))
    return meeting.place.server_id if meeting else None


FIND_SERVERS = {**dict.fromkeys(PLANS, find_server), digest.DIGEST: digest.find_server}


async def forget_the_past(tx: Tx) -> None:
    """Every night: forget who came where 35 days ago, and reminders of what is long over."""
    await store.forget_old_answers(tx)
    await edits.forget_old_edits(tx)
    await reminders.forget_reminders_of_the_past(tx)
