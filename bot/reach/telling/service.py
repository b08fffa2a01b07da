"""News for the person who asked: in our private chat, or on the card they asked from.

Discord tells nobody that a card was changed, and lets it be changed for 15 minutes only. So the
private chat gets a new message for each piece of news, in place of the one before.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.language import choose_language
from bot.core.message import Message
from bot.core.press import Who
from bot.delivery.notes import name_note, post_note
from bot.delivery.owed import End, Lane, Note, Outcome, Skip, Verb
from bot.meetings import service as meetings
from bot.privacy import service as privacy
from bot.reach.directory import HelpSnapshot
from bot.reach.ladder import rules, store
from bot.reach.ladder.rules import Asker, Request
from bot.reach.mornings.store import find_morning
from bot.reach.rules import View
from bot.reach.telling import messages
from bot.servers import service as servers
from bot.storage.database import Tx

FEATURE = "reach"
CARD_LASTS = timedelta(minutes=14)  # the last change of a card; Discord's limit is 15 minutes


async def end_quietly(_tx: Tx, request: Request) -> Message:
    """Thank somebody who answered a drill, where nothing else is told of it."""
    return messages.drill_over(request.lang)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a call for help needs from elsewhere (`bot.reach.talking`).

    `connect` brings two people together, in the transaction in which one came. `word_asker` and
    `word_helper` are their pages from then on; `on_closed` hears that the asker's private chat is
    closed to us. `end_drill` ends a drill that somebody answered, and words their page
    (`bot.reach.drilling`).
    """

    snapshot: HelpSnapshot
    connect: Callable[[Tx, Request, int], Awaitable[None]]
    word_asker: Callable[[Tx, Request], Awaitable[Message]]
    word_helper: Callable[[Tx, Request, int], Awaitable[Message]]
    on_closed: Callable[[Tx, Request], Awaitable[None]]
    end_drill: Callable[[Tx, Request], Awaitable[Message]] = end_quietly


async def tell(tx: Tx, request_id: str, *, card: bool = True) -> None:
    """Bring the member the news; `card` False while the card itself is being answered."""
    request = await store.find_request(tx, request_id)
    if request is None or request.drill:
        return
    asker = replace(request.asker, told=request.asker.told + 1)
    await store.put_asker(tx, request.id, asker)
    if asker.choice.news == "dm":
        await _post_news(tx, request.id, asker)
    if card:
        await _change_card(tx, request.id, asker)


async def _post_news(tx: Tx, request_id: str, asker: Asker) -> None:
    ends = tx.now + rules.NOTES_LAST
    news = _note(asker, "news", f"{request_id}.{asker.told}")
    await post_note(tx, news, lane=Lane.HELP, due=tx.now, not_after=ends)
    if asker.told > 1:
        last = await name_note(tx, _note(asker, "news", f"{request_id}.{asker.told - 1}"))
        gone = _note(asker, "news_gone", f"{request_id}.{asker.told - 1}")
        await post_note(
            tx,
            gone,
            lane=Lane.ESCALATION,
            due=tx.now,
            not_after=ends,
            verb=Verb.DELETE,
            target=last,
        )


async def _change_card(tx: Tx, request_id: str, asker: Asker) -> None:
    if asker.reply_token:
        ref = f"{request_id}.{asker.told}"
        card = replace(_note(asker, "card", ref), reply_token=asker.reply_token)
        await post_note(tx, card, lane=Lane.HELP, due=tx.now, not_after=tx.now + CARD_LASTS)


async def follow(tx: Tx, request: Request, who: Who) -> None:
    """They look at it: from now on this card is changed, unless it is news in our private chat."""
    if who.server_id is not None or request.news == "card":
        await keep_card(tx, request, who.reply_token)


async def keep_card(tx: Tx, request: Request, reply_token: str) -> None:
    """Change this card from now on; its last change, at minute 14, says what comes next."""
    asker = replace(request.asker, reply_token=reply_token)
    await store.put_asker(tx, request.id, asker)
    if not reply_token:
        return
    ref = f"{request.id}.{int(tx.now.timestamp())}"
    last = replace(_note(asker, "card_last", ref), reply_token=reply_token)
    due = tx.now + CARD_LASTS
    await post_note(tx, last, lane=Lane.HELP, due=due, not_after=due + timedelta(seconds=25))


def _note(asker: Asker, what: str, ref: str) -> Note:
    return Note(asker.member_id, FEATURE, what, ref)


# ---------------------------------------------------------------- what it says


async def render_news(tx: Tx, note: Note, *, outside: Outside) -> Message | Skip:
    """Say in our private chat that there is news; what it is stands behind the button."""
    request = await store.find_request(tx, note.ref.partition(".")[0])
    if request is None:
        return Skip("over")
    member = await privacy.member_of(tx, note.member_id)
    if member.text_at_once:
        return await show_state(tx, request, outside=outside)
    lang = choose_language(member.language, request.lang)
    return messages.news(lang, request.id)


async def render_card(tx: Tx, note: Note, *, outside: Outside) -> Message | Skip:
    """Say on the card how far it has come."""
    request = await store.find_request(tx, note.ref.partition(".")[0])
    if request is None or request.asker.reply_token != note.reply_token:
        return Skip("over")
    return await show_state(tx, request, outside=outside, last=note.what == "card_last")


async def show_state(
    tx: Tx, request: Request, *, outside: Outside, last: bool = False, who: Who | None = None
) -> Message:
    """Say who was asked, what they said and what comes next, with a way out."""
    member = await privacy.member_of(tx, request.asker_id)
    lang = choose_language(member.language, request.lang)
    view = outside.snapshot.view_for(Who(request.asker_id, request.server_id, lang))
    page = await _word_state(tx, request, outside, view, lang, who)
    return messages.last_words(lang, page, view) if last else page


async def _word_state(
    tx: Tx, request: Request, outside: Outside, view: View, lang: str, who: Who | None
) -> Message:
    people = await store.people_of(tx, request.id)
    server = await servers.server_of(tx, request.server_id)
    if request.state == "taken":
        page = await outside.word_asker(tx, request)
        return replace(page, rows=(*page.rows, messages.ways_out(lang, request)))
    if request.state == "nobody":
        seer = who or Who(request.asker_id, None, lang)
        meeting = await meetings.offer_next(tx, seer)
        morning = await find_morning(tx, request)
        zoned = (await privacy.member_of(tx, request.asker_id)).zone is not None
        page = messages.nobody(lang, request, people, view, server, meeting)
        return messages.with_morning(lang, page, morning, zoned=zoned)
    return messages.state(lang, request, people, view, server)


async def settle_last(tx: Tx, outcome: Outcome) -> None:
    """The card changes no more: the way to it is dropped, unless there is a younger one."""
    request = await store.find_request(tx, outcome.ref.partition(".")[0])
    if request is None or outcome.note is None:
        return
    if request.asker.reply_token == outcome.note.reply_token:
        await store.put_asker(tx, request.id, replace(request.asker, reply_token=""))


async def settle_news(tx: Tx, outcome: Outcome, *, outside: Outside) -> None:
    """Our private chat is closed to us: from now on the news stands on the card alone."""
    request = await store.find_request(tx, outcome.ref.partition(".")[0])
    if request is None or outcome.end is not End.REFUSED:
        return
    choice = replace(request.asker.choice, news="card")
    asker = replace(request.asker, choice=choice, told=request.asker.told + 1)
    await store.put_asker(tx, request.id, asker)
    await outside.on_closed(tx, replace(request, asker=asker))
    await _change_card(tx, request.id, asker)
