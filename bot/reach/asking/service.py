"""A call for help, from first to last: this page says what leads where, and what others may use.

1. `proposing`: one screen says who would be asked, when and in which words. Nothing is sent yet.
2. `sending`: people are asked; the member reads how far it has come (`telling`) and may end it.
3. `ladder`: sponsor, stand-in, helpers, moderators (`calling`): each has until a deadline.
4. `answering`: whoever is asked reads a neutral line, then who it is; the first "I'm with them"
   counts. `willing` says who may be asked, at that moment.
"""

from functools import partial

from bot.core.message import Message
from bot.journeys import Journey
from bot.reach.answering import service as answering
from bot.reach.answering.service import AskInThread, Connect, note_asked, word_for
from bot.reach.calling import service as calling
from bot.reach.directory import HelpSnapshot
from bot.reach.ladder import rules
from bot.reach.ladder import service as ladder
from bot.reach.ladder.rules import Person, Request
from bot.reach.ladder.service import climb, close, forget, let_go, skip
from bot.reach.ladder.store import find_request as request_of
from bot.reach.ladder.store import find_request_of, people_of
from bot.reach.proposing import service as proposing
from bot.reach.proposing.service import open_screen
from bot.reach.proposing.store import find_other
from bot.reach.sending import service as sending
from bot.reach.sending.service import send_request, state_of
from bot.reach.telling import service as telling
from bot.reach.telling.service import show_state, tell
from bot.storage.database import Tx

__all__ = [
    "AskInThread",
    "Connect",
    "Person",
    "Request",
    "climb",
    "close",
    "connect_in_words",
    "find_other",
    "find_request_of",
    "forget",
    "let_go",
    "make_journey",
    "no_thread",
    "note_asked",
    "open_screen",
    "people_of",
    "request_of",
    "send_request",
    "show_state",
    "skip",
    "state_of",
    "tell",
    "word_for",
]


async def connect_in_words(tx: Tx, request: Request, _helper_id: int) -> Message | None:
    """Tell the member who is with them, and leave it to the two to write to each other."""
    await tell(tx, request.id)
    return None


async def no_thread(_tx: Tx, _request: Request, _person_id: str, _helper_id: int) -> bool:
    """Ask nobody in a thread: whoever's private chat is closed is passed over."""
    return False


def make_journey(
    snapshot: HelpSnapshot, *, connect: Connect, ask_in_thread: AskInThread
) -> Journey:
    """Put the parts together; what happens once somebody came is handed in."""
    return Journey(
        presses={
            **_of_asker(snapshot),
            "ask_open": answering.open_question,
            "ask_yes": partial(answering.acknowledge, connect=connect),
            "ask_no": answering.refuse,
            "ask_free": answering.press_free,
            "call_take": partial(answering.take_call, connect=connect),
        },
        submits={
            "ask_write": partial(proposing.submit_words, snapshot=snapshot),
            "ask_free": answering.submit_free,
        },
        forms={"ask_write": proposing.words_form, "ask_free": answering.free_form},
        opens_form=frozenset({"ask_write", "ask_free"}),
        find_places=dict.fromkeys(("ask", "ask_send", "ask_only"), proposing.find_place),
        plans={rules.STEP_TIMER: ladder.plan_steps, rules.CALL_TIMER: calling.plan_calls},
        find_servers=dict.fromkeys((rules.STEP_TIMER, rules.CALL_TIMER), calling.find_server),
        renders={rules.CALL: calling.render, calling.OVER: calling.render_over},
        render_notes={
            "asked": answering.render_question,
            "asked_taken": answering.render_over,
            "asked_closed": answering.render_over,
            "news": partial(telling.render_news, snapshot=snapshot),
            "card": partial(telling.render_card, snapshot=snapshot),
            "card_last": partial(telling.render_card, snapshot=snapshot),
        },
        settles={
            "reach.asked": partial(answering.settle_question, ask_in_thread=ask_in_thread),
            "reach.news": telling.settle_news,
        },
    )


def _of_asker(snapshot: HelpSnapshot) -> dict[str, partial]:  # type: ignore[type-arg]
    presses = {
        "ask": proposing.press_ask,
        "ask_server": proposing.press_server,
        "ask_leave": proposing.press_leave,
        "ask_left": proposing.press_left,
        "ask_way": proposing.press_way,
        "ask_news": proposing.press_news,
        "ask_send": sending.press_send,
        "ask_only": sending.press_send,
        "asking": sending.press_state,
        "refresh": sending.press_state,
    }
    plain = {
        "ask_write": proposing.press_write,
        "ask_cancel": proposing.press_cancel,
        "okay": sending.press_end,
        "stop_asking": sending.press_end,
    }
    return {name: partial(handle, snapshot=snapshot) for name, handle in presses.items()} | {
        name: partial(handle) for name, handle in plain.items()
    }
