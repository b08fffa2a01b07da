"""People are asked now; the member reads how far it has come, and can end it at any time."""

from dataclasses import replace

from bot.core.errors import Refused
from bot.core.language import choose_language
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.delivery.private import forget_closed
from bot.privacy import service as privacy
from bot.reach.doubting import messages as doubting
from bot.reach.doubting.store import find_pause
from bot.reach.ladder import rules as ladder_rules
from bot.reach.ladder import service as ladder
from bot.reach.ladder.rules import Asker
from bot.reach.ladder.store import find_request, find_request_of
from bot.reach.proposing import messages as proposing
from bot.reach.proposing import rules, store
from bot.reach.proposing.service import find_rest, open_screen, read_ref
from bot.reach.sending import messages
from bot.reach.telling.service import Outside, follow, keep_card, show_state, tell
from bot.reach.willing.service import candidates_for
from bot.servers import service as servers
from bot.storage.database import Tx

# ---------------------------------------------------------------- 1. it is sent


async def press_send(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They pressed Send, or Only Sam: people are asked now."""
    mode, server_id = await read_ref(tx, who, press.ref)
    mode = "o" if press.action == "ask_only" else mode
    if mode == "m":
        mode = "a"
    if await find_rest(tx, who.member_id):
        mode = "m"
    request_id = await send_request(
        tx,
        who.member_id,
        server_id,
        plan_ref=mode,
        words=rules.read_words(press.text),
        reply_token=who.reply_token,
        locale=who.locale,
    )
    request = await find_request(tx, request_id)
    if request is None:
        raise Refused(proposing.outdated(await privacy.language_for(tx, who)))
    return Edit(await show_state(tx, request, outside=outside, who=who))


async def send_request(
    tx: Tx,
    asker_id: int,
    server_id: int,
    *,
    plan_ref: str = "a",
    words: str = "",
    reply_token: str = "",
    locale: str = "",
) -> str:
    """Ask people for somebody, as they agreed to, and return the request's id.

    One open request for each person: a repeat continues it. Raises `Refused` when moderators paused
    their asking people here.
    """
    known = await find_request_of(tx, asker_id)
    if known is not None and not known.drill:
        return known.id
    if known is not None:
        await ladder.close(tx, known.id, "drill")  # a real call goes first
    lang = choose_language((await privacy.member_of(tx, asker_id)).language, locale)
    await _require_no_pause(tx, asker_id, server_id, lang)
    await forget_closed(tx, asker_id)
    server = await servers.server_of(tx, server_id)
    choice = await store.find_choice(tx, asker_id)
    mode, _server = rules.read_ref(plan_ref)
    candidates = await candidates_for(tx, asker_id, server_id, choice)
    steps = ladder_rules.plan_steps(candidates, server, choice, mode, tx.now)
    asker = Asker(asker_id, mode, choice, lang, words)
    request_id = await ladder.begin(tx, server, asker, steps)
    await store.keep_choice(
        tx, asker_id, replace(choice, only=choice.only or mode == "o"), server_id
    )
    await _open_chat(tx, request_id, reply_token)
    return request_id


async def _open_chat(tx: Tx, request_id: str, reply_token: str) -> None:
    """Let the first news open the private chat, and follow the card for as long as it lasts."""
    request = await find_request(tx, request_id)
    if request is not None:
        await keep_card(tx, request, reply_token)
        if not request.asker.told:
            await tell(tx, request_id, card=False)


async def _require_no_pause(tx: Tx, member_id: int, server_id: int, lang: str) -> None:
    pause = await find_pause(tx, server_id, member_id)
    if pause is not None:
        raise Refused(doubting.is_paused(lang, pause))


# ---------------------------------------------------------------- 2. what became of it


async def state_of(tx: Tx, who: Who, *, outside: Outside) -> Message | None:
    """Show the open request of whoever opened help; None without one."""
    request = await find_request_of(tx, who.member_id)
    if request is None or request.drill:
        return None
    return await show_state(tx, request, outside=outside, who=who)


async def press_state(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """They opened the news, or pressed Refresh: the card follows for another 15 minutes."""
    del press
    request = await find_request_of(tx, who.member_id)
    if request is None:
        return Edit(messages.over(await privacy.language_for(tx, who)))
    await follow(tx, request, who)
    return Edit(await show_state(tx, request, outside=outside, who=who))


async def press_others(tx: Tx, who: Who, press: Press, *, outside: Outside) -> Answer:
    """Only the sponsor was asked, and nobody came: show who else would be, before it is sent."""
    del press
    request = await find_request_of(tx, who.member_id)
    if request is None:
        return Edit(messages.over(await privacy.language_for(tx, who)))
    if request.state == "taken":
        return Edit(await show_state(tx, request, outside=outside, who=who))
    await ladder.close(tx, request.id, "others")
    ref = f"r.{request.server_id}"
    return Edit(await open_screen(tx, who, ref=ref, outside=outside))


async def press_end(tx: Tx, who: Who, press: Press) -> Answer:
    """They pressed Stop asking, or I'm okay now: everybody who was asked reads that it is over."""
    lang = await privacy.language_for(tx, who)
    request = await find_request_of(tx, who.member_id)
    okay = press.action == "okay"
    if request is None:
        return Edit(messages.over(lang))
    await ladder.close(tx, request.id, "okay" if okay else "stopped")
    if request.state == "asking" and not request.drill:
        choice = rules.note_stop(await store.find_choice(tx, who.member_id), tx.now)
        await store.keep_choice(tx, who.member_id, choice, request.server_id)
    return Edit(messages.ended(lang, okay=okay))


async def find_other(tx: Tx, member_id: int, person_id: str) -> tuple[int, int] | None:
    """Tell who the other side of a request is, and in which server; for blocking and reporting."""
    return await store.find_other(tx, member_id, person_id)
