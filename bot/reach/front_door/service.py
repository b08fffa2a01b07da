"""The front-door message: numbers and buttons for everybody, in a channel that moderators choose.

1. A moderator opens its card from `/setup`, chooses a channel, and posts it: a row is owed.
2. It is worded when it goes out. When the new one is there, the one before is taken away.
3. What it says changes (the server's country, our numbers, the features): the planner compares
   fingerprints and owes an edit.
4. It may be gone one day, or out of reach: that is noted for moderators, and nothing is tried
   until they ask.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.delivery.outbox import keep, message_of, post
from bot.delivery.owed import End, Lane, Outcome, Owed, Skip, Verb
from bot.delivery.timers import Due, set_timers
from bot.privacy.service import language_for
from bot.reach.directory import HelpSnapshot
from bot.reach.front_door import messages, rules, store
from bot.reach.front_door.rules import LIVE, Posting, Sight, State
from bot.servers import messages as of_servers
from bot.servers import service as servers
from bot.storage.database import Tx

ACTIONS = frozenset({"front_door", "front_look", "front_pick", "front_post"})
TIMER, RENDERED = rules.TIMER, (rules.POST, rules.EDIT)
SETTLED = (*RENDERED, rules.REMOVE)


@dataclass(frozen=True, slots=True)
class Source:
    """What the message is made of: the help lines, and the names of the features there are."""

    snapshot: HelpSnapshot
    features: Collection[str]

    def word(self, server_id: int | None, country: str | None, language: str | None) -> Message:
        """Write the message for a server's country and language, with the lines it has."""
        view = replace(self.snapshot.view(country, server_id), now=None)
        buttons = rules.choose_buttons(self.features)
        return messages.front_door(language or "en", view, buttons)

    def has_lost(self, country: str | None) -> bool:
        """Tell whether this country's numbers could not be loaded."""
        return self.snapshot.view(country).missing


# ---------------------------------------------------------------- 1. a moderator posts it


async def describe(tx: Tx, who: Who) -> str:
    """Say in one line, for the set-up of the server, where the message stands."""
    assert who.server_id is not None
    postings = await store.postings_of(tx, [who.server_id])
    return messages.setup_line(await language_for(tx, who), Sight(postings))


async def press(tx: Tx, who: Who, press: Press, source: Source) -> Answer:
    """Answer a press on the card, for moderators only."""
    await servers.require_moderator(tx, who)
    if press.action == "front_look":
        return await _preview(tx, who, source)
    if press.action == "front_pick":
        return await _pick(tx, who, press, source)
    if press.action == "front_post":
        return await _post(tx, who, press, source)
    return Edit(await _open_card(tx, who, source))


async def _open_card(tx: Tx, who: Who, source: Source) -> Message:
    """Show the card, and have a look whether the message still stands: an edit tells."""
    sight = await _look(tx, who, source)
    if sight.standing is not None and not sight.lacks:
        await _owe_edit(tx, sight.standing, source)
    return messages.card(await language_for(tx, who), sight)


async def _look(tx: Tx, who: Who, source: Source) -> Sight:
    assert who.server_id is not None
    sight = Sight(await store.postings_of(tx, [who.server_id]))
    country = (await servers.server_of(tx, who.server_id)).country
    sight = replace(sight, country=source.snapshot.view(country).called)
    standing = sight.standing
    if standing is None:
        return sight
    sent = await message_of(tx, standing.key)
    place = f"{who.server_id}/{sent.channel_id}/{sent.message_id}" if sent else ""
    link = f"https://discord.com/channels/{place}" if place else ""
    return replace(sight, link=link, lacks=who.rights.bot_lacks(standing.channel_id))


async def _preview(tx: Tx, who: Who, source: Source) -> Message:
    assert who.server_id is not None
    server = await servers.server_of(tx, who.server_id)
    return source.word(server.server_id, server.country, server.language)


async def _pick(tx: Tx, who: Who, press: Press, source: Source) -> Edit:
    """Ask whether to post it in the channel that was chosen, if the bot may."""
    channel_id = await _read_channel(tx, who, press)
    sight, lacks = await _look(tx, who, source), who.rights.bot_lacks(channel_id)
    return Edit(messages.confirm(await language_for(tx, who), sight, channel_id, lacks))


async def _read_channel(tx: Tx, who: Who, press: Press) -> int:
    """Read the channel from a select or a button; one they cannot see is refused."""
    picked = press.values[0] if press.values else press.ref.partition(".")[2]
    channel_id = int(picked) if picked.isascii() and picked.isdigit() and len(picked) <= 20 else 0
    if not who.rights.sees(channel_id):
        raise Refused(of_servers.pick_again(await language_for(tx, who)))
    return channel_id


async def _post(tx: Tx, who: Who, press: Press, source: Source) -> Edit:
    """Owe the message, unless somebody posted it since this button was made."""
    assert who.server_id is not None
    channel_id, seen = await _read_channel(tx, who, press), rules.read_ref(press.ref)
    lacks = who.rights.bot_lacks(channel_id)
    sight = await _look(tx, who, source)
    if lacks:
        return Edit(messages.confirm(await language_for(tx, who), sight, channel_id, lacks))
    if seen is not None and seen[0] == sight.number:
        await _owe_posting(tx, who.server_id, seen[0] + 1, channel_id, source)
    return Edit(messages.card(await language_for(tx, who), await _look(tx, who, source)))


async def _owe_posting(
    tx: Tx, server_id: int, number: int, channel_id: int, source: Source
) -> None:
    await servers.ensure_server(tx, server_id)
    server = await servers.server_of(tx, server_id)
    words = rules.fingerprint_of(source.word(server.server_id, server.country, server.language))
    posting = Posting(server_id, number, channel_id, State.OWED, None, words, 0)
    if await store.add_posting(tx, posting):
        row = _row(tx, posting, rules.POST, posting.key)
        until = tx.now + rules.POST_WITHIN
        await post(tx, replace(row, lane=Lane.MEETING, not_after=until))


def _word(source: Source, posting: Posting) -> Message:
    return source.word(posting.server_id, posting.country, posting.language)


def _row(tx: Tx, posting: Posting, kind: str, key: str) -> Owed:
    return Owed(
        key=key,
        kind=kind,
        ref=posting.ref,
        channel_id=posting.channel_id,
        server_id=posting.server_id,
        lane=Lane.TIP,
        due=tx.now,
        not_after=tx.now + rules.EDIT_WITHIN,
    )


# ---------------------------------------------------------------- 2. it goes out


async def render(tx: Tx, ref: str, *, source: Source) -> Message | Skip:
    """Word it as the server is now, for the first time or anew, while it is still wanted."""
    named = rules.read_ref(ref)
    posting = await store.find_posting(tx, *named) if named else None
    if posting is None or posting.state not in LIVE:
        return Skip("replaced")
    return _word(source, posting)


async def settle(tx: Tx, outcome: Outcome) -> None:
    """Take note of how a row of the front door ended."""
    named = rules.read_ref(outcome.ref)
    posting = await store.find_posting(tx, *named) if named else None
    if posting is None:
        return
    if outcome.kind == rules.POST:
        await _settle_post(tx, posting, outcome)
    elif outcome.kind == rules.EDIT:
        await _settle_edit(tx, posting, outcome)
    elif outcome.kind == rules.REMOVE:
        await _settle_removal(tx, posting, outcome)


async def _settle_post(tx: Tx, posting: Posting, outcome: Outcome) -> None:
    if posting.state is not State.OWED or outcome.end is End.SKIPPED:
        return
    if outcome.end is not End.SENT:
        await store.change_posting(tx, posting, state=State.FAILED.value, trouble=outcome.code)
    elif outcome.sent is None:  # Discord knows that it was sent, and removed before we heard
        await store.change_posting(tx, posting, state=State.GONE.value)
    else:
        await store.change_posting(tx, posting, state=State.STANDING.value, trouble=None)
        await _take_away_older(tx, posting)


async def _take_away_older(tx: Tx, posting: Posting) -> None:
    """Owe the removal of what stood before, and forget what had come to nothing."""
    everything = await store.postings_of(tx, [posting.server_id])
    older = [one for one in everything if one.number < posting.number]
    live = [one for one in older if one.state in LIVE]
    for one in live:
        await store.change_posting(tx, one, state=State.REPLACED.value, trouble=None)
        row = _row(tx, one, rules.REMOVE, f"{one.key}.gone")
        await post(tx, replace(row, verb=Verb.DELETE, target=one.key))
    removing = [one for one in older if one.state is State.REPLACED and not one.trouble]
    over = [one.number for one in older if one not in live + removing]
    await store.drop_postings(tx, posting.server_id, over)


async def _settle_removal(tx: Tx, posting: Posting, outcome: Outcome) -> None:
    if outcome.end in (End.SENT, End.SKIPPED):
        await store.drop_postings(tx, posting.server_id, [posting.number])
    else:
        await store.change_posting(tx, posting, trouble=outcome.code)


# ---------------------------------------------------------------- 3. its words change


async def refresh(tx: Tx, server_id: int) -> None:
    """Have the planner compare what stands in this server with what it should say."""
    await _wake(tx, await store.postings_of(tx, [server_id]))


async def refresh_all(tx: Tx) -> None:
    """The same for every server, at the start: numbers or features may be others now."""
    await _wake(tx, await store.live_postings(tx))


async def _wake(tx: Tx, postings: Sequence[Posting]) -> None:
    subjects = dict.fromkeys(str(one.server_id) for one in postings if one.state in LIVE)
    await set_timers(tx, rules.TIMER, [(subject, tx.now) for subject in subjects])


async def plan(tx: Tx, dues: Sequence[Due], *, source: Source) -> None:
    """Owe an edit wherever the words are others than those last owed."""
    word = lru_cache(source.word)
    for posting in await store.postings_of(tx, [int(due.subject_id) for due in dues]):
        scope = source.snapshot.scope_of(posting.server_id)
        words = rules.fingerprint_of(word(scope, posting.country, posting.language))
        if posting.state in LIVE and words != posting.fingerprint:
            await _owe_edit(tx, posting, source)


async def _owe_edit(tx: Tx, posting: Posting, source: Source) -> None:
    if source.has_lost(posting.country):
        return  # what stands there is better than what we could say now
    words = rules.fingerprint_of(_word(source, posting))
    edits = posting.edits + 1
    await store.change_posting(tx, posting, edits=edits, fingerprint=words)
    row = _row(tx, posting, rules.EDIT, f"{posting.key}.e{edits}")
    await post(tx, replace(row, verb=Verb.EDIT, target=posting.key))


async def find_server(_tx: Tx, subject_id: str) -> int | None:
    """Tell whose moderators should hear of a timer that fails."""
    return int(subject_id)


# ---------------------------------------------------------------- 4. it is gone, or out of reach


async def _settle_edit(tx: Tx, posting: Posting, outcome: Outcome) -> None:
    """Note that it is gone or cannot be changed. Only a start or a moderator tries again."""
    if posting.state is not State.STANDING:
        return
    refused = outcome.end in (End.REFUSED, End.EXPIRED)
    if outcome.end is not End.SENT and outcome.code in rules.GONE_CODES:
        await store.change_posting(tx, posting, state=State.GONE.value, trouble=outcome.code)
    elif refused:
        await store.change_posting(tx, posting, trouble=outcome.code, fingerprint="")
    elif outcome.end is End.SENT and posting.trouble:
        await store.change_posting(tx, posting, trouble=None)


async def close_gone(tx: Tx, server_id: int, channel_id: int) -> None:
    """Note that the channel in which it stood was removed."""
    for posting in await store.postings_of(tx, [server_id]):
        if posting.channel_id == channel_id and posting.state is State.STANDING:
            await store.change_posting(tx, posting, state=State.GONE.value, trouble="10003")


async def housekeep(tx: Tx) -> None:
    """Every night: keep what stands editable, and forget what made room long ago."""
    await keep(tx, [posting.key for posting in await store.live_postings(tx)])
    await store.forget_old_postings(tx, tx.now - rules.KEEP_OLD)
