"""Tips, pages to read, and exercises. Each journey has its own folder; this page leads to them.

1. `showing`: a tip and the next one; `remembering`: which ones somebody has seen, if they want.
2. `reading`: short pages. 3. `practicing`: exercises, one screen at a time.
4. `daily`: somebody's own tip a day; `posting`: that of a group's channel.

The texts are in content/ and stand in memory, so tips, pages and exercises need no database.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.coping.daily import messages
from bot.coping.daily import service as daily
from bot.coping.daily.service import describe_mine, settle
from bot.coping.daily.service import show as show_daily
from bot.coping.library import Library
from bot.coping.messages import COPING, exercise_button, tip_button
from bot.coping.posting import service as posting
from bot.coping.posting.service import choose as choose_group_tip
from bot.coping.posting.service import find_server
from bot.coping.practicing import service as practicing
from bot.coping.practicing.service import open_exercise, suggest_exercises
from bot.coping.reading import service as reading
from bot.coping.reading.service import open_page, suggest_pages
from bot.coping.showing import service as showing
from bot.coping.showing.service import first_tip, open_at_once, open_tip, suggest_needs
from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.delivery.owed import Note
from bot.delivery.timers import Due
from bot.privacy import service as privacy
from bot.storage.database import Tx

__all__ = [
    "COPING",
    "FORMS",
    "KIND",
    "OPENS_FORM",
    "TIMER",
    "choose_group_tip",
    "describe_mine",
    "exercise_button",
    "find_server",
    "first_tip",
    "instant_actions",
    "instant_submits",
    "open_at_once",
    "open_exercise",
    "open_page",
    "open_tip",
    "plan_group_tips",
    "plan_notes",
    "press",
    "render_group_tip",
    "render_note",
    "settle",
    "show_daily",
    "submit",
    "suggest_exercises",
    "suggest_needs",
    "suggest_pages",
    "tip_button",
    "without_database",
]

Instant = Callable[[Who, Press], Message | Edit | Form]

SUBMITS: Mapping[str, Callable[[Tx, Who, Submission], Awaitable[Answer]]] = {
    "daily": daily.submit,
    "group": posting.submit,
}
FORMS: Mapping[str, Callable[[Tx, Who, str, Values], Awaitable[Form]]] = {
    "daily": daily.build_form,
    "group": posting.build_form,
}
OPENS_FORM = frozenset({"daily_set", "group_set"})
TIMER, KIND = posting.TIMER, posting.KIND

instant_submits = practicing.instant_submits
plan_group_tips, render_group_tip = posting.plan, posting.render
render_note = daily.render_note
without_database = showing.without_database


def instant_actions(library: Library) -> dict[str, Instant]:
    """List what is answered from memory."""
    return {
        **showing.instant_actions(library),
        **reading.instant_actions(library),
        **practicing.instant_actions(library),
    }


async def press(tx: Tx, who: Who, press: Press, *, library: Library) -> Answer:
    """Answer a press that needs the database."""
    if press.action in showing.PRESSES:
        return await showing.PRESSES[press.action](tx, who, press, library=library)
    found = daily.PRESSES.get(press.action) or posting.PRESSES.get(press.action)
    if found is None:
        raise Refused(messages.not_on(await privacy.language_for(tx, who)))
    return await found(tx, who, press)


async def submit(tx: Tx, who: Who, sent: Submission) -> Answer:
    """Take a form that was sent in."""
    return await SUBMITS[sent.form](tx, who, sent)


async def plan_notes(tx: Tx, due: Sequence[tuple[Note, Due]]) -> None:
    """Plan the daily tips that came due. What was remembered for long enough is forgotten.

    For that nothing has to be done: an entry whose timer is not set again is gone.
    """
    await daily.plan(tx, [note.member_id for note, _ in due if note.what == daily.DAILY.what])
