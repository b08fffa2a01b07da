"""Before anybody is asked for help: one screen, and nothing is sent until it says so.

The screen says who is asked now, who next and when, and the exact words they read. What was chosen
on it is remembered, sealed, for the next time. What the member writes for whom they ask stands only
in the text of their own private message until they send it.
"""

from dataclasses import replace
from datetime import datetime

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Place, Press, Submission, Who
from bot.delivery.private import dm_of
from bot.privacy import service as privacy
from bot.reach.calm import messages as calm
from bot.reach.doubting import messages as doubting
from bot.reach.doubting.store import find_pause
from bot.reach.duty import service as duty
from bot.reach.ladder import rules as ladder_rules
from bot.reach.ladder.store import find_request_of
from bot.reach.placing import messages as placing
from bot.reach.proposing import messages, rules, store
from bot.reach.proposing.rules import Screen
from bot.reach.telling.service import Outside, show_state
from bot.reach.together.service import thread_place
from bot.reach.willing.service import candidates_for
from bot.servers import service as servers
from bot.sponsors import service as sponsors
from bot.storage.database import Tx

# ---------------------------------------------------------------- 1. the screen


async def press_ask(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They pressed Ask my sponsor, or Ask a helper."""
    return await open_screen(tx, who, ref=press.ref, outside=outside)


async def open_screen(tx: Tx, who: Who, *, ref: str = "", outside: Outside) -> Message:
    """Show who would be asked, in which order and words; nothing is sent yet.

    Somebody who is asking already reads how far that has come.
    """
    request = await find_request_of(tx, who.member_id)
    if request is not None and not request.drill:
        return await show_state(tx, request, outside=outside, who=who)
    mode, server_id = rules.read_ref(ref)
    server_id = server_id or who.server_id
    if server_id is None:
        return await _choose_server(tx, who, mode, outside)
    await _remember_server(tx, who, server_id)
    return await _screen(tx, who, mode, server_id, outside=outside)


async def _remember_server(tx: Tx, who: Who, server_id: int) -> None:
    """Know from now on in which server to ask for them, also in our private chat."""
    if who.server_id == server_id and server_id not in await store.servers_of(tx, who.member_id):
        choice = await store.find_choice(tx, who.member_id)
        await store.keep_choice(tx, who.member_id, choice, server_id)


async def _choose_server(tx: Tx, who: Who, mode: str, outside: Outside) -> Message:
    """Outside of a server: take the only one we know them from, or let them choose."""
    known = await store.servers_of(tx, who.member_id)
    if len(known) == 1:
        return await _screen(tx, who, mode, next(iter(known)), outside=outside)
    lang = await privacy.language_for(tx, who)
    if not known:
        return placing.no_server(lang, outside.snapshot.view_for(who))
    named = {one: who.rights.server_name(one) for one in known}
    return placing.choose_server(lang, mode, known, named)


async def press_server(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They chose in which server to ask."""
    picked = "".join(press.values[:1])
    server_id = int(picked) if picked.isdecimal() else None
    if server_id not in await store.servers_of(tx, who.member_id):
        raise Refused(messages.outdated(await privacy.language_for(tx, who)))
    return Edit(await open_screen(tx, who, ref=f"{press.ref}.{server_id}", outside=outside))


async def _screen(
    tx: Tx,
    who: Who,
    mode: str,
    server_id: int,
    *,
    outside: Outside,
    words: str = "",
    leaving: bool = False,
) -> Message:
    rests = await find_rest(tx, who.member_id)
    mode = "m" if rests and mode != "c" else mode
    screen = await _look_as_chosen(tx, who.member_id, mode, server_id, words)
    screen = replace(screen, here=who.server_id == server_id, rests=rests)
    lang = await privacy.language_for(tx, who)
    pause = await find_pause(tx, server_id, who.member_id)
    view = outside.snapshot.view_for(replace(who, server_id=server_id))
    if pause is not None:
        return doubting.paused(lang, pause, view)
    if mode == "c":
        return calm.page(lang, screen, leaving=leaving)
    if mode == "s" and not screen.sponsors:
        return messages.no_sponsor(lang, screen, view)
    return messages.screen(lang, screen, view, leaving=leaving)


async def _look_as_chosen(tx: Tx, member_id: int, mode: str, server_id: int, words: str) -> Screen:
    """Look at the sponsor alone, if they chose so before and the sponsor can be asked now."""
    if mode == "s" and (await store.find_choice(tx, member_id)).only:
        alone = await look(tx, member_id, "o", server_id, words=words)
        if alone.sponsor is not None:
            return alone
    return await look(tx, member_id, mode, server_id, words=words)


async def find_rest(tx: Tx, member_id: int) -> datetime | None:
    """Tell until when people rest whom this member called and sent back again and again."""
    return rules.rests_until(await store.find_choice(tx, member_id), tx.now)


async def look(tx: Tx, member_id: int, mode: str, server_id: int, *, words: str = "") -> Screen:
    """Work out who would be asked now, when and in which words."""
    server = await servers.server_of(tx, server_id)
    choice = await store.find_choice(tx, member_id)
    if choice.way == "thread" and await thread_place(tx, server, member_id) is None:
        choice = replace(choice, way="them")
    anybody = replace(choice, left=frozenset())
    everybody = await candidates_for(tx, member_id, server_id, anybody, own_blocks=False)
    candidates = rules.hide_duty(everybody, choice.left)
    steps = ladder_rules.plan_steps(candidates, server, choice, mode, tx.now)
    closed = (await dm_of(tx, member_id)).closed_at is not None
    return Screen(
        member_id=member_id,
        mode=mode,
        server=server,
        choice=choice,
        steps=tuple(steps),
        words=words,
        closed=closed,
        blocks=bool(await sponsors.blocked_by(tx, member_id)),
        next_shift=await duty.next_shift(tx, server_id),
    )


async def say_plan(tx: Tx, member_id: int, server_id: int, lang: str, words: str = "") -> str:
    """Say in plain lines whom asking would ask, when, and what they read; "" when nobody can be."""
    screen = await look(tx, member_id, "a", server_id, words=words)
    return messages.plan_lines(lang, screen) if screen.able else ""


# ---------------------------------------------------------------- 2. what can be changed on it


async def press_way(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They want to meet in another way: the next of the three."""
    _mode, server_id = await read_ref(tx, who, press.ref)
    server = await servers.server_of(tx, server_id)
    choice = await store.find_choice(tx, who.member_id)
    threads = await thread_place(tx, server, who.member_id) is not None
    turned = rules.next_way(choice.way, threads=threads)
    await store.keep_choice(tx, who.member_id, replace(choice, way=turned), server_id)
    return await show_again(tx, who, press, outside=outside)


async def press_wide(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They want the others asked too, or on a calm day the sponsor alone: the other of the two."""
    mode, server_id = await read_ref(tx, who, press.ref)
    choice = await store.find_choice(tx, who.member_id)
    only = mode == "c" and not choice.only
    await store.keep_choice(tx, who.member_id, replace(choice, only=only), server_id)
    ref = press.ref if mode == "c" else f"s.{server_id}"
    return await show_again(tx, who, replace(press, ref=ref), outside=outside)


async def press_news(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They want the news in the private chat, or on this card alone."""
    _mode, server_id = await read_ref(tx, who, press.ref)
    choice = await store.find_choice(tx, who.member_id)
    news: ladder_rules.News = "dm" if choice.news == "card" else "card"
    await store.keep_choice(tx, who.member_id, replace(choice, news=news), server_id)
    return await show_again(tx, who, press, outside=outside)


async def show_again(
    tx: Tx, who: Who, press: Press, *, outside: Outside, leaving: bool = False
) -> Edit:
    mode, server_id = await read_ref(tx, who, press.ref)
    words = rules.read_words(press.text)
    return Edit(
        await _screen(tx, who, mode, server_id, outside=outside, words=words, leaving=leaving)
    )


async def read_ref(tx: Tx, who: Who, ref: str) -> tuple[str, int]:
    """Read how to ask and in which server. Raises `Refused` where a button names none."""
    mode, server_id = rules.read_ref(ref)
    server_id = who.server_id or server_id
    if server_id is None:
        raise Refused(messages.outdated(await privacy.language_for(tx, who)))
    return mode, server_id


async def press_write(tx: Tx, who: Who, press: Press) -> Answer:
    """They want to add a line of their own."""
    lang = await privacy.language_for(tx, who)
    return messages.words_form(lang, press.ref, rules.unescape(rules.read_words(press.text)))


async def words_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask for a line for whoever is asked."""
    lang = await privacy.language_for(tx, who)
    return messages.words_form(lang, ref, str(typed.get("words", "")))


async def submit_words(tx: Tx, who: Who, sent: Submission, *, outside: Outside) -> Answer:
    """Show the screen with the line they wrote."""
    mode, server_id = await read_ref(tx, who, sent.ref)
    words = rules.tidy_words(str(sent.values.get("words", "")))
    return Edit(await _screen(tx, who, mode, server_id, outside=outside, words=words))


async def press_cancel(tx: Tx, who: Who, press: Press) -> Answer:
    """They changed their mind: nothing was sent."""
    del press
    return Edit(messages.cancelled(await privacy.language_for(tx, who)))


async def find_place(tx: Tx, press: Press) -> Place | None:
    """Tell in which server a press in a private chat asks people: they must still be in it."""
    del tx
    _mode, server_id = rules.read_ref(press.ref)
    return Place(server_id, 0) if server_id else None
