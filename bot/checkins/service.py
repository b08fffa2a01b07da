"""Check-ins, from first to last. Each step has its own folder; this page says what leads where.

1. `prompting`: who runs a group has its channel asked, on some days at a time.
2. `times`: a member chooses days and times of their own; `notes`: the private notes then come.
3. `answering`: whatever was pressed, the same form opens, and a reply fits the answer.

An answer is kept nowhere. That somebody answered counts only for themselves, sealed, so that the
bot may ask once whether less often would be better.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.checkins.answering.service import (
    answer,
    answer_at_once,
    answer_from_memory,
    open_form,
    press_form,
)
from bot.checkins.messages import CHECKINS
from bot.checkins.notes.service import plan_notes, render_note, settle
from bot.checkins.prompting import service as prompting
from bot.checkins.prompting.service import Wish, find_server, suggest_days
from bot.checkins.prompting.service import choose as choose_prompt
from bot.checkins.times import messages
from bot.checkins.times import service as times
from bot.checkins.times.service import describe_mine
from bot.checkins.times.service import show as show_times
from bot.coping.library import Library
from bot.core.errors import Refused
from bot.core.message import Answer, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.privacy import service as privacy
from bot.reach.directory import HelpSnapshot
from bot.sponsors import service as sponsors
from bot.storage.database import Tx

__all__ = [
    "CHECKINS",
    "FORMS",
    "INSTANT",
    "OPENS_FORM",
    "PROMPT",
    "TIMER",
    "Wish",
    "after_answer",
    "answer",
    "answer_at_once",
    "answer_from_memory",
    "choose_prompt",
    "describe_mine",
    "find_server",
    "open_form",
    "plan_notes",
    "plan_prompts",
    "press",
    "render_note",
    "render_prompt",
    "settle",
    "show_times",
    "submit",
    "suggest_days",
]

PRESSES: Mapping[str, Callable[[Tx, Who, Press], Awaitable[Answer]]] = {
    # one's own times
    "times": times.press_show,
    "set": times.press_form,
    "try": times.try_again,
    "pause": times.press_pause,
    "go_on": times.go_on,
    "weekly": times.take_weekly,
    "as_before": times.keep_as_it_is,
    "stop": times.stop,
    # a group's prompt
    "prompt": prompting.press_page,
    "prompt_set": prompting.press_form,
    "prompt_ask": prompting.press_question,
    "prompt_off": prompting.press_off,
}
SUBMITS: Mapping[str, Callable[[Tx, Who, Submission], Awaitable[Answer]]] = {
    "times": times.submit,
    "pause": times.submit_pause,
    "prompt": prompting.submit,
}
FORMS: Mapping[str, Callable[[Tx, Who, str, Values], Awaitable[Form]]] = {
    "times": times.build_form,
    "pause": times.build_pause,
    "prompt": prompting.build_form,
}
OPENS_FORM = frozenset({"set", "pause", "prompt_set"})
INSTANT = {"open": press_form}
PROMPT, TIMER = prompting.KIND, prompting.TIMER
plan_prompts, render_prompt = prompting.plan, prompting.render


async def press(tx: Tx, who: Who, press: Press) -> Answer:
    """Answer a press on anything that check-ins showed."""
    found = PRESSES.get(press.action)
    if found is None:
        raise Refused(messages.not_on(await privacy.language_for(tx, who)))
    return await found(tx, who, press)


async def submit(
    tx: Tx, who: Who, sent: Submission, *, snapshot: HelpSnapshot, library: Library
) -> Answer:
    """Take a form that was sent in."""
    if sent.form in SUBMITS:
        return await SUBMITS[sent.form](tx, who, sent)
    await after_answer(tx, who)
    return await answer(tx, who, sent, snapshot=snapshot, library=library)


async def after_answer(tx: Tx, who: Who) -> Message | None:
    """Note that somebody answered at all: for their own notes, and for whom they share it with."""
    await times.count_answer(tx, who.member_id)
    await sponsors.note_checkin(tx, who.member_id)
    return None
