"""A call for help, from first to last: this page says what leads where, and what others may use.

1. `proposing`: one screen says who would be asked, when and in which words. Nothing is sent yet.
2. `sending`: people are asked; the member reads how far it has come (`telling`) and may end it.
3. `ladder`: sponsor, stand-in, helpers, moderators (`calling`): each has until a deadline.
4. `answering`: whoever is asked reads a neutral line, then who it is; the first "I'm with them"
   counts. `willing` says who may be asked, at that moment.
"""

from collections.abc import Sequence
from functools import partial

from bot.journeys import Journey, join_journeys
from bot.reach.answering import service as answering
from bot.reach.answering.service import note_asked, word_for, word_now
from bot.reach.calling import service as calling
from bot.reach.calm import service as calm
from bot.reach.calm.service import describe_mine
from bot.reach.doubting import service as doubting
from bot.reach.doubting.service import pause_asking
from bot.reach.doubting.store import find_pause
from bot.reach.ladder import rules
from bot.reach.ladder import service as ladder
from bot.reach.ladder.rules import Person, Request
from bot.reach.ladder.service import climb, close, skip
from bot.reach.ladder.store import find_request as request_of
from bot.reach.ladder.store import find_request_of, people_of
from bot.reach.leaving import service as leaving
from bot.reach.mornings import service as mornings
from bot.reach.parting import service as parting
from bot.reach.parting.service import let_go, part
from bot.reach.past import service as past
from bot.reach.proposing import service as proposing
from bot.reach.proposing.service import open_screen
from bot.reach.proposing.store import find_other
from bot.reach.rooms import service as rooms
from bot.reach.sending import service as sending
from bot.reach.sending.service import send_request, state_of
from bot.reach.telling import service as telling
from bot.reach.telling.service import Outside, show_state, tell
from bot.storage.database import Tx

__all__ = [
    "NEEDS_PEOPLE",
    "Outside",
    "Person",
    "Request",
    "climb",
    "close",
    "describe_mine",
    "find_other",
    "find_pause",
    "find_request_of",
    "forget",
    "let_go",
    "make_journey",
    "note_asked",
    "open_screen",
    "part",
    "pause_asking",
    "people_of",
    "request_of",
    "send_request",
    "show_state",
    "skip",
    "state_of",
    "tell",
    "word_for",
    "word_now",
]


_PARTS = (doubting.JOURNEY, past.JOURNEY)

# What is pressed by somebody who wants a person: without the database it answers with the numbers.
NEEDS_PEOPLE = ("ask", "ask_send", "ask_only", "ask_others", "asking", "refresh")


async def forget(tx: Tx, key_ids: Sequence[str]) -> None:
    """Somebody was erased: what they asked is over, and nobody is asked on their behalf."""
    await parting.forget(tx, key_ids)
    await doubting.forget(tx, key_ids)


def make_journey(outside: Outside) -> Journey:
    """Put the parts together; what happens once somebody came is handed in."""
    in_rooms = rooms.make_journey(word_now, skip)
    parts = [_of_asker(outside), _of_asked(outside), in_rooms, mornings.make_journey(outside)]
    return join_journeys([*parts, *_PARTS])


def _of_asker(outside: Outside) -> Journey:
    presses = {
        "ask": proposing.press_ask,
        "ask_calm": calm.press_calm,
        "ask_morning": calm.press_morning,
        "ask_server": proposing.press_server,
        "ask_leave": leaving.press_leave,
        "ask_left": leaving.press_left,
        "ask_never": leaving.press_never,
        "ask_all": leaving.press_all,
        "ask_way": proposing.press_way,
        "ask_news": proposing.press_news,
        "ask_wide": proposing.press_wide,
        "ask_send": sending.press_send,
        "ask_only": sending.press_send,
        "ask_others": sending.press_others,
        "asking": sending.press_state,
        "refresh": sending.press_state,
    }
    render_card = partial(telling.render_card, outside=outside)
    settle_news = partial(telling.settle_news, outside=outside)
    return Journey(
        presses={
            **{name: partial(handle, outside=outside) for name, handle in presses.items()},
            "ask_write": proposing.press_write,
            "ask_cancel": proposing.press_cancel,
            "okay": sending.press_end,
            "stop_asking": sending.press_end,
        },
        submits={"ask_write": partial(proposing.submit_words, outside=outside)},
        forms={"ask_write": proposing.words_form},
        opens_form=frozenset({"ask_write"}),
        find_places=dict.fromkeys(("ask", "ask_send", "ask_only"), proposing.find_place),
        render_notes={
            "news": partial(telling.render_news, outside=outside),
            "card": render_card,
            "card_last": render_card,
        },
        settles={"reach.news": settle_news, "reach.card_last": telling.settle_last},
    )


def _of_asked(outside: Outside) -> Journey:
    timers = (rules.STEP_TIMER, rules.CALL_TIMER)
    return Journey(
        presses={
            "ask_open": answering.open_question,
            "ask_yes": partial(answering.acknowledge, outside=outside),
            "ask_no": answering.refuse,
            "ask_free": answering.press_free,
            "call_take": partial(answering.take_call, outside=outside),
        },
        submits={"ask_free": answering.submit_free},
        forms={"ask_free": answering.free_form},
        opens_form=frozenset({"ask_free"}),
        plans=dict(zip(timers, (ladder.plan_steps, calling.plan_calls), strict=True)),
        find_servers=dict.fromkeys(timers, calling.find_server),
        renders={rules.CALL: calling.render, calling.OVER: calling.render_over},
        render_notes={
            "asked": answering.render_question,
            "asked_taken": answering.render_over,
            "asked_closed": answering.render_over,
            "asked_over": answering.render_over,
        },
        settles={"reach.asked": answering.settle_question, rules.CALL: ladder.settle_call},
    )
