"""Whom a server trusts to be asked for help: helpers, and sponsors in the same way.

1. Somebody offers: they say that they are an adult, and moderators are asked in their channel. The
   server's helper role approves at once, for as long as they have it.
2. A moderator answers (`bot.servers.moderating`); the message says what became of it.
3. The person gets a private note.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.core.errors import Refused
from bot.core.language import choose_language
from bot.core.message import Edit, Message
from bot.core.press import Place, Press, Who
from bot.delivery.notes import post_note
from bot.delivery.outbox import message_of, post
from bot.delivery.owed import Lane, Note, Owed, Skip, Verb
from bot.delivery.private import forget_closed
from bot.servers import messages as of_servers
from bot.servers import store as servers
from bot.servers.rules import Server
from bot.servers.vouching import messages, rules, store
from bot.servers.vouching.rules import Standing, What
from bot.storage.database import Tx

__all__ = ["Standing", "What", "is_trusted", "require_trust", "standing_of", "trusted_ids"]

ACTIONS = frozenset({"adult", "vouch_back", "vouched"})
ASKED, ANSWERED = "servers.vouch", "servers.vouched"
RENDERED = (ASKED, ANSWERED)
NOTE = "vouched"
HERE = 0  # as a channel: only whether they are in the server
ASKING_LASTS = timedelta(days=7)
NOTE_LASTS = timedelta(days=2)


async def standing_of(tx: Tx, server_id: int, member_id: int, what: What) -> Standing:
    """Say how far somebody is; a stranger has nothing but ids."""
    return await store.find_standing(tx, server_id, member_id, what)


async def is_trusted(tx: Tx, server_id: int, member_id: int, what: What) -> bool:
    """Tell whether somebody may be asked for help now."""
    return (await store.find_standing(tx, server_id, member_id, what)).is_trusted(tx.now)


async def trusted_ids(tx: Tx, server_id: int, what: What) -> set[int]:
    """List who may be asked now in a server."""
    return await store.trusted_ids(tx, server_id, what)


async def where_to_look(tx: Tx, server_id: int, member_id: int, what: What) -> Place:
    """Name what to look at before somebody is asked: that they are here, or have the role."""
    standing = await store.find_standing(tx, server_id, member_id, what)
    role_id = (await servers.find_server(tx, server_id)).helper_role_id
    return Place(server_id, -role_id if standing.by_role and role_id else HERE)


async def everybody(tx: Tx, server_id: int) -> list[Standing]:
    """List everybody who offered something in a server, longest first."""
    return [one for one in await store.all_standings(tx, server_id) if one.adult_at]


# ---------------------------------------------------------------- 1. somebody offers


async def require_trust(tx: Tx, who: Who, what: What) -> Message | None:
    """Give the card that stands between this person and being asked; None: they may go on."""
    if who.server_id is None:
        raise Refused(of_servers.servers_only(await _language(tx, who)))
    server = await servers.find_server(tx, who.server_id)
    standing = await _follow_role(tx, who, server, what)
    return None if standing.is_trusted(tx.now) else await _card(tx, who, server, standing)


async def _follow_role(tx: Tx, who: Who, server: Server, what: What) -> Standing:
    """Approve who said they are an adult and has the role; who lost the role is not any more."""
    standing = await store.find_standing(tx, server.server_id, who.member_id, what)
    has = rules.has_role(server.helper_role_id, who.rights.role_ids)
    if standing.by_role and not has:
        return await store.change_standing(tx, standing, approved_at=None, by_role=False)
    if has and standing.adult_at and not standing.approved_at:
        return await store.change_standing(tx, standing, approved_at=tx.now, by_role=True)
    return standing


async def _card(tx: Tx, who: Who, server: Server, standing: Standing) -> Message:
    lang = await _language(tx, who)
    if standing.is_paused(tx.now):
        return messages.paused_card(lang)
    if standing.waits:
        told = server.moderators_channel_id is not None
        return messages.waiting_card(lang, standing, server.sponsor_word, told=told)
    if standing.declined_at:
        return messages.declined_card(lang, standing, may_ask=rules.may_ask(standing, tx.now))
    has = rules.has_role(server.helper_role_id, who.rights.role_ids)
    role_id = server.helper_role_id if has else None
    return messages.first_card(lang, standing.what, server.sponsor_word, role_id)


async def _confirm_adult(tx: Tx, who: Who, press: Press) -> Message:
    """They say that they are an adult; a moderator or who has the role is approved with it."""
    what = rules.read_what(press.ref)
    if who.server_id is None or what is None:
        raise Refused(of_servers.servers_only(await _language(tx, who)))
    await servers.add_server(tx, who.server_id)
    server = await servers.find_server(tx, who.server_id)
    standing = await _follow_role(tx, who, server, what)
    if not standing.is_paused(tx.now) and rules.may_ask(standing, tx.now):
        standing = await _ask(tx, who, server, standing)
    if standing.is_trusted(tx.now):
        return messages.approved_card(await _language(tx, who), what, server.sponsor_word)
    return await _card(tx, who, server, standing)


async def _ask(tx: Tx, who: Who, server: Server, standing: Standing) -> Standing:
    standing = await store.change_standing(
        tx, standing, adult_at=tx.now, asked_at=tx.now, declined_at=None
    )
    moderates = who.rights.manage_server or server.moderator_role_id in who.rights.role_ids
    if moderates and not rules.has_role(server.helper_role_id, who.rights.role_ids):
        return await store.change_standing(
            tx, standing, approved_at=tx.now, approved_by=who.member_id
        )
    standing = await _follow_role(tx, who, server, standing.what)
    if not standing.approved_at and server.moderators_channel_id is not None:
        await forget_closed(tx, who.member_id)
        await post(tx, _row(tx, standing, server.moderators_channel_id))
    return standing


def _row(tx: Tx, standing: Standing, channel_id: int) -> Owed:
    key = _key(standing)
    return Owed(
        key=key,
        kind=ASKED,
        ref=key.partition("vouch.")[2],
        channel_id=channel_id,
        server_id=standing.server_id,
        lane=Lane.MEETING,
        due=tx.now,
        not_after=tx.now + ASKING_LASTS,
        cancel_group=f"vouch.{standing.id}",
    )


def _key(standing: Standing) -> str:
    assert standing.asked_at is not None
    return f"{ASKED}.{standing.id}.{int(standing.asked_at.timestamp() * 1000)}"


async def _take_back(tx: Tx, who: Who, press: Press) -> Message:
    what = rules.read_what(press.ref)
    lang = await _language(tx, who)
    if who.server_id is None or what is None:
        raise Refused(of_servers.servers_only(lang))
    await step_back(tx, who.server_id, who.member_id, what)
    return messages.taken_back(lang)


async def step_back(tx: Tx, server_id: int, member_id: int, what: What) -> None:
    """Forget that somebody offered this, and remove what moderators were asked about it.

    A pause stays, so that nobody sheds it by coming back.
    """
    standing = await store.find_standing(tx, server_id, member_id, what)
    if not standing.id:
        return
    await _remove_question(tx, standing)
    if standing.is_paused(tx.now):
        gone = dict.fromkeys(("adult_at", "asked_at", "approved_at", "approved_by"))
        await store.change_standing(tx, standing, **gone, by_role=False)
    else:
        await store.drop_standing(tx, standing)


async def _remove_question(tx: Tx, standing: Standing) -> None:
    if standing.asked_at is not None:
        await follow_up(tx, standing, Verb.DELETE, "gone")


async def follow_up(tx: Tx, standing: Standing, verb: Verb, suffix: str) -> None:
    """Change or remove the message in the moderators' channel, if it went or will go out."""
    server = await servers.find_server(tx, standing.server_id)
    sent = await message_of(tx, _key(standing))
    channel_id = sent.channel_id if sent else server.moderators_channel_id
    if channel_id is None:
        return
    row = _row(tx, standing, channel_id)
    key, target = f"{row.key}.{suffix}", row.key
    owed = Owed(
        key=key,
        kind=ANSWERED,
        ref=row.ref,
        channel_id=channel_id,
        server_id=row.server_id,
        lane=row.lane,
        due=row.due,
        not_after=row.not_after,
        verb=verb,
        target=target,
    )
    await post(tx, owed)


# ---------------------------------------------------------------- 2. moderators answer


async def render(tx: Tx, ref: str) -> Message | Skip:
    """Word the message in the moderators' channel as things stand now."""
    standing = await store.find_by_id(tx, int(ref.partition(".")[0]))
    if standing is None or not standing.asked_at:
        return Skip("taken_back")
    server = await servers.find_server(tx, standing.server_id)
    lang = server.language or "en"
    word = messages.asked if standing.waits else messages.answered
    return word(lang, standing, server.sponsor_word)


# ---------------------------------------------------------------- 3. the person is told


async def tell(tx: Tx, standing: Standing) -> None:
    """Owe them a private note that something changed; what, they read when they open it."""
    note = Note(standing.member_id, "servers", NOTE, f"{standing.id}.{int(tx.now.timestamp())}")
    await post_note(tx, note, lane=Lane.MEETING, due=tx.now, not_after=tx.now + NOTE_LASTS)


async def render_note(tx: Tx, note: Note) -> Message | Skip:
    """Word the neutral private note, if what it is about still stands."""
    standing = await store.find_by_id(tx, int(note.ref.partition(".")[0]))
    if standing is None or standing.member_id != note.member_id:
        return Skip("gone")
    language = await servers.find_language(tx, note.member_id)
    return messages.note(choose_language(language, ""), standing)


async def _open_note(tx: Tx, who: Who, press: Press) -> Message:
    lang = await _language(tx, who)
    standing = await store.find_by_id(tx, rules.read_id(press.ref))
    if standing is None or standing.member_id != who.member_id:
        raise Refused(messages.already_answered(lang))
    server = await servers.find_server(tx, standing.server_id)
    if standing.is_trusted(tx.now):
        return messages.approved_card(lang, standing.what, server.sponsor_word)
    return await _card(tx, who, server, standing)


# ---------------------------------------------------------------- presses


async def press(tx: Tx, who: Who, press: Press) -> Edit:
    """Answer a press of this journey; each turns the card it stands on, if only they see it."""
    return Edit(await _OWN[press.action](tx, who, press))


_OWN: dict[str, Callable[[Tx, Who, Press], Awaitable[Message]]] = {
    "adult": _confirm_adult,
    "vouch_back": _take_back,
    "vouched": _open_note,
}


async def _language(tx: Tx, who: Who) -> str:
    return choose_language(await servers.find_language(tx, who.member_id), who.locale)
