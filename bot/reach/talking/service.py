"""Two people, from "I'm with them" until they are really in touch, or somebody else is asked.

1. `connect`: both learn who the other is and how they meet; a private thread of the two is a
   `corners`. What each of them reads at any moment is `together`.
2. It works (**We are talking**), or not (**I can't reach them**): the other ways are offered once
   each, then the next are asked.
3. After 20 minutes both are asked, and on a no, or on silence, the next are (`checking`). Messages
   to the one who came are `minding`.
"""

from dataclasses import replace
from functools import partial

from bot.core.language import choose_language
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.journeys import Journey, PressHandler, join_journeys
from bot.privacy import service as privacy
from bot.reach.checking import service as checking
from bot.reach.checking.rules import CHECK
from bot.reach.corners import service as corners
from bot.reach.directory import HelpSnapshot
from bot.reach.ladder.rules import Request
from bot.reach.ladder.store import find_request
from bot.reach.minding import service as minding
from bot.reach.minding.rules import NEWS
from bot.reach.sending import messages as sending
from bot.reach.talking import messages, rules
from bot.reach.telling.service import Outside, follow, show_state, tell
from bot.reach.together import messages as pages
from bot.reach.together import rules as together_rules
from bot.reach.together import service as together
from bot.reach.together.rules import Side, Talk
from bot.reach.together.store import find_last, find_talk, keep_talk
from bot.servers import service as servers
from bot.storage.database import Tx

# ---------------------------------------------------------------- 1. they are brought together


async def connect(tx: Tx, request: Request, helper_id: int) -> None:
    """Seal how these two meet, in the transaction in which one said "I'm with them"."""
    if await find_talk(tx, request) is not None:
        return  # they pressed twice
    server = await servers.server_of(tx, request.server_id)
    place = await together.thread_place(tx, server, request.asker_id, helper_id)
    before = await find_last(tx, request)
    talk = together_rules.begin_talk(request, before, threads=place is not None)
    await _meet(tx, request, talk)
    await tell(tx, request.id)


async def _meet(tx: Tx, request: Request, talk: Talk) -> None:
    """Begin to meet in the way that is chosen now; where it cannot work, offer the others."""
    if talk.way == "thread" and not await corners.open_corner(tx, request, talk):
        talk = together_rules.lose_thread(talk)
    elif talk.others and await together.is_closed(tx, request, talk):
        talk = replace(talk, choosing=True)
    await keep_talk(tx, request, talk)
    await checking.begin_check(tx, request)


async def word_asker(tx: Tx, request: Request) -> Message:
    """Word the page of the one who asked."""
    member = await privacy.member_of(tx, request.asker_id)
    lang = choose_language(member.language, request.lang)
    return await together.asker_page(tx, request, lang) or pages.somebody(lang)


async def word_helper(tx: Tx, request: Request, helper_id: int) -> Message:
    """Word the page of the one who came."""
    member = await privacy.member_of(tx, helper_id)
    lang = choose_language(member.language, request.lang)
    talk = await find_talk(tx, request)
    return await together.helper_page(tx, request, talk, lang) if talk else pages.somebody(lang)


def make_outside(snapshot: HelpSnapshot) -> Outside:
    """Hand to asking what happens once somebody came."""
    return Outside(
        snapshot=snapshot,
        connect=connect,
        word_asker=word_asker,
        word_helper=word_helper,
        on_closed=on_closed,
    )


# ---------------------------------------------------------------- 2. it works, or it does not


async def press_open(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They opened the news, or want to see how it stands."""
    request, _talk, side = await _find(tx, who, press.ref)
    return await _show(tx, who, request, side, outside)


async def _find(tx: Tx, who: Who, person_id: str) -> tuple[Request, Talk, Side]:
    lang = await privacy.language_for(tx, who)
    return await together.find_side(tx, who, person_id, lang)


async def _show(tx: Tx, who: Who, request: Request, side: Side, outside: Outside) -> Edit:
    """Show how it stands now, to the one of the two who pressed."""
    if side == "helper":
        return Edit(await word_helper(tx, request, who.member_id))
    fresh = await find_request(tx, request.id)
    if fresh is None:
        return Edit(sending.over(await privacy.language_for(tx, who)))
    await follow(tx, fresh, who)
    return Edit(await show_state(tx, fresh, outside=outside))


async def press_on(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They said "We are talking"; to somebody who was asked, that is a yes."""
    request, talk, side = await _find(tx, who, press.ref)
    if talk.phase in ("asked", "warned"):
        await checking.confirm(tx, request, talk)
    elif talk.phase in ("meeting", "waiting"):
        await keep_talk(tx, request, replace(talk, phase="talking", choosing=False))
    return await _show(tx, who, request, side, outside)


async def press_lost(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They can't reach the other: offer the ways that were not tried, or have the next asked."""
    request, talk, side = await _find(tx, who, press.ref)
    if talk.others:
        await keep_talk(tx, request, replace(talk, choosing=True))
    else:
        return await _leave(tx, who, request, talk, side, "unreachable", outside)
    return await _show(tx, who, request, side, outside)


async def on_closed(tx: Tx, request: Request) -> None:
    """A message to the asker was refused: who came can hardly write to them either."""
    talk = await find_talk(tx, request)
    if talk is None or talk.phase != "meeting" or talk.way != "them" or talk.choosing:
        return
    if talk.others:
        await minding.tell_helper(tx, request, replace(talk, choosing=True), NEWS)
    else:
        await minding.move_on(tx, request, talk, "unreachable")


async def press_way(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They chose another way, unless the other did so a moment before."""
    person_id, way, number = rules.read_way(press.ref)
    request, talk, side = await _find(tx, who, person_id)
    if way in talk.others and number == talk.round:
        await _turn(tx, request, together_rules.turn(talk, way), side)
    return await _show(tx, who, request, side, outside)


async def _turn(tx: Tx, request: Request, talk: Talk, side: Side) -> None:
    """Meet in the other way, and let the one who did not choose it know."""
    await _meet(tx, request, talk)
    if side == "asker":
        await minding.tell_helper(tx, request, talk, NEWS)
    else:
        await tell(tx, request.id)


async def press_next(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They want somebody else to be asked."""
    request, talk, side = await _find(tx, who, press.ref)
    return await _leave(tx, who, request, talk, side, "unreachable", outside)


# ---------------------------------------------------------------- 3. is somebody there?


async def press_sure(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They say that somebody is there."""
    request, talk, side = await _find(tx, who, press.ref)
    if talk.phase != "sure":
        await checking.confirm(tx, request, talk)
    return await _show(tx, who, request, side, outside)


async def press_over(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They say "Not any more": the next are asked at once."""
    request, talk, side = await _find(tx, who, press.ref)
    why = "asker_no" if side == "asker" else "helper_no"
    return await _leave(tx, who, request, talk, side, why, outside)


async def _leave(
    tx: Tx, who: Who, request: Request, talk: Talk, side: Side, why: str, outside: Outside
) -> Answer:
    await minding.move_on(tx, request, talk, why, by_helper=side == "helper")
    if side == "helper":
        return Edit(messages.let_go(await privacy.language_for(tx, who)))
    return await _show(tx, who, request, side, outside)


async def press_wait(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """The asker wants nobody else to be asked for now."""
    request, talk, side = await _find(tx, who, press.ref)
    if side == "asker" and talk.phase in ("asked", "warned"):
        await checking.wait(tx, request, talk)
    return await _show(tx, who, request, side, outside)


# ---------------------------------------------------------------- the parts together


def make_journey(outside: Outside) -> Journey:
    """List what talking adds to the feature."""
    presses = {
        "talk_open": press_open,
        "talk_on": press_on,
        "talk_lost": press_lost,
        "talk_way": press_way,
        "talk_next": press_next,
        "talk_sure": press_sure,
        "talk_over": press_over,
        "talk_wait": press_wait,
    }
    wired: dict[str, PressHandler] = {
        name: partial(handle, outside=outside) for name, handle in presses.items()
    }
    own = Journey(presses=wired, plan_notes={CHECK: checking.plan})
    return join_journeys((own, corners.JOURNEY, minding.JOURNEY))
