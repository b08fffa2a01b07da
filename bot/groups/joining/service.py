"""Joining a group: ask, be told who will see it, be answered, get a note, leave again."""

from datetime import timedelta

from bot.core.errors import Refused
from bot.core.language import choose_language
from bot.core.message import Message
from bot.core.press import Place, Press, Who
from bot.delivery.notes import post_note
from bot.delivery.owed import Lane, LookFirst, Note, Skip
from bot.delivery.private import forget_closed
from bot.delivery.sightings import sighting
from bot.groups import rules, store
from bot.groups.finding.service import (
    choose_group,
    read_group,
    require_runner,
    show_card,
    visible_groups,
)
from bot.groups.joining import messages
from bot.groups.rules import Group, Joined
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.storage.database import Tx

ANSWER_LASTS = timedelta(days=2)  # a private note that could not be sent by then is not sent
TRY_LASTS = timedelta(minutes=10)


async def ask_before(tx: Tx, who: Who, group: Group) -> Message:
    """1. Say who will see it, before anything is kept; whoever is in already sees the card."""
    mine = await store.find_membership(tx, group.id, who.member_id)
    if mine and mine.state != "notnow":
        return await show_card(tx, who, group)
    return messages.confirm_join(await privacy.language_for(tx, who), group)


async def join(tx: Tx, who: Who, group: Group) -> Message:
    """2. They pressed Join: they are in, or their request waits. No role or permission changes."""
    mine = await store.find_membership(tx, group.id, who.member_id)
    if mine is None or mine.state == "notnow":
        state: rules.State = "joined" if group.admission == "open" else "asked"
        await store.put_membership(tx, group.id, Joined(who.member_id, state, tx.now))
    return await show_card(tx, who, group)


async def tell_privately(tx: Tx, who: Who, group: Group) -> Message:
    """3. They want the answer as a private note; a first one shows now that it arrives."""
    mine = await store.find_membership(tx, group.id, who.member_id)
    if mine is None or mine.state != "asked":
        raise Refused(messages.no_request(await privacy.language_for(tx, who)))
    mine = Joined(mine.member_id, mine.state, mine.since, tell=True)
    await store.put_membership(tx, group.id, mine)
    await forget_closed(tx, who.member_id)
    await _post(tx, group, mine, f"try.{int(tx.now.timestamp())}", TRY_LASTS)
    return await show_card(tx, who, group)


async def _post(tx: Tx, group: Group, mine: Joined, what: str, lasts: timedelta) -> None:
    since = int(mine.since.timestamp() * 1000)
    note = Note(mine.member_id, "groups", what, f"{group.id}.{since}")
    await post_note(tx, note, lane=Lane.MEETING, due=tx.now, not_after=tx.now + lasts)


async def show_requests(tx: Tx, who: Who) -> Message:
    """4. Facilitators and moderators see who waits in the groups they run, longest first."""
    run = {group.id: group for group in await _groups_run_by(tx, who)}
    asked = await store.list_asked(tx, list(run))
    shown = [(run[group_id], one) for group_id, one in asked[: rules.REQUEST_PAGE]]
    lang = await privacy.language_for(tx, who)
    return messages.requests_card(lang, shown, total=len(asked))


async def _groups_run_by(tx: Tx, who: Who) -> list[Group]:
    visible = await visible_groups(tx, who)
    if await servers.is_moderator(tx, who):
        return visible
    led = {group.id for group in await store.groups_of_facilitator(tx, who.member_id)}
    return [group for group in visible if group.id in led]


async def answer(tx: Tx, who: Who, press: Press) -> Message:
    """5. One of them answers: in, or not now. The asker gets a note only if they wanted one."""
    group = await read_group(tx, who, press)
    await require_runner(tx, who, group)
    numbers = rules.read_ref(press.ref) or ()
    asked = await store.find_membership(tx, group.id, numbers[1]) if len(numbers) == 2 else None
    if asked is None or asked.state != "asked":
        raise Refused(messages.request_gone(await privacy.language_for(tx, who)))
    state: rules.State = "joined" if press.action == "accept" else "notnow"
    answered = Joined(asked.member_id, state, tx.now)
    await store.put_membership(tx, group.id, answered)
    if asked.tell:
        await _post(tx, group, answered, "answer", ANSWER_LASTS)
    return await show_requests(tx, who)


async def render_note(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """6. The note goes out: one neutral line, or its text for who chose that, if still true."""
    group, mine = await _about(tx, note.ref, note.member_id)
    if group is None or mine is None:
        return Skip("gone")
    seen = await sighting(tx, group.place, note.member_id)
    if seen is None:
        return LookFirst(group.place)
    if not seen:
        return Skip("hidden")
    member = await privacy.member_of(tx, note.member_id)
    lang = choose_language(member.language, "")
    if member.text_at_once:
        return messages.note_at_once(lang, group, mine, note.ref)
    return messages.neutral_note(lang, note.ref)


async def _about(tx: Tx, ref: str, member_id: int) -> tuple[Group | None, Joined | None]:
    numbers = rules.read_ref(ref) or (0,)
    group = await store.find_group(tx, numbers[0])
    if group is None or group.closed:
        return None, None
    return group, await store.find_membership(tx, group.id, member_id)


async def find_place(tx: Tx, press: Press) -> Place | None:
    """7. A press in a private chat says which channel they must be able to see; Stop needs none."""
    if press.action == "stop":
        return None
    group, _mine = await _about(tx, press.ref, 0)
    return group.place if group else None


async def open_note(tx: Tx, who: Who, press: Press) -> Message:
    """8. They pressed Open: now the note says what it is about."""
    group = await read_group(tx, who, press)
    mine = await store.find_membership(tx, group.id, who.member_id)
    lang = await privacy.language_for(tx, who)
    if mine is None:
        raise Refused(messages.not_in_it(lang))
    return messages.opened_note(lang, group, mine)


async def stop_notes(tx: Tx, who: Who, press: Press) -> Message:
    """They pressed Stop these: the answer will only stand on the card and in /me."""
    numbers = rules.read_ref(press.ref) or (0,)
    mine = await store.find_membership(tx, numbers[0], who.member_id)
    if mine:
        await store.put_membership(tx, numbers[0], Joined(mine.member_id, mine.state, mine.since))
    return messages.stopped(await privacy.language_for(tx, who))


async def show_joined(tx: Tx, who: Who, press: Press) -> Message:
    """9. Facilitators and moderators may see who joined, as was said before joining."""
    group = await read_group(tx, who, press)
    await require_runner(tx, who, group)
    first = (rules.read_ref(press.ref) or (0,))[-1]
    shown = await store.list_members(tx, group.id, "joined", after=first, limit=rules.MEMBER_PAGE)
    total = await store.count_members(tx, group.id, "joined")
    lang = await privacy.language_for(tx, who)
    return messages.joined_card(lang, group, shown, first=first, total=total)


async def choose_own_group(tx: Tx, who: Who, typed: str) -> Group:
    """Find a group of theirs by its id or name, also one whose channel they cannot see any more."""
    wanted = rules.fold_name(rules.tidy_name(typed))
    found = [
        group
        for group, _mine in await store.groups_of_member(tx, who.member_id)
        if group.server_id == who.server_id
        and wanted in (str(group.id), rules.fold_name(group.name))
    ]
    if not found:
        return await choose_group(tx, who, typed)
    return min(found, key=lambda g: (str(g.id) != wanted, not who.rights.sees(g.channel_id)))


async def leave_pressed(tx: Tx, who: Who, press: Press) -> Message:
    """They pressed Leave, perhaps on a card from before the channel was hidden from them."""
    return await leave(tx, who, await choose_own_group(tx, who, press.ref))


async def leave(tx: Tx, who: Who, group: Group) -> Message:
    """10. They leave, or take their request back; nobody is told."""
    lang = await privacy.language_for(tx, who)
    mine = await store.find_membership(tx, group.id, who.member_id)
    if mine is None:
        raise Refused(messages.not_in_it(lang))
    await store.drop_membership(tx, group.id, who.member_id)
    seen = who.rights.sees(group.channel_id)
    if seen and mine.state != "joined":
        return await show_card(tx, who, group)
    return messages.left(lang, group, seen=seen)


async def ask_to_leave_all(tx: Tx, who: Who, press: Press) -> Message:
    """11. They want out of every group, perhaps of a server they left: say first what that does."""
    del press
    mine = await store.groups_of_member(tx, who.member_id)
    return messages.confirm_leave_all(await privacy.language_for(tx, who), len(mine))


async def leave_all(tx: Tx, who: Who, press: Press) -> Message:
    """They leave every group, wherever it is; nobody is told."""
    del press
    for group, _mine in await store.groups_of_member(tx, who.member_id):
        await store.drop_membership(tx, group.id, who.member_id)
    return messages.left_all(await privacy.language_for(tx, who))


async def step_down(tx: Tx, who: Who, group: Group) -> Message:
    """A facilitator stops facilitating."""
    await store.drop_facilitator(tx, group.id, who.member_id)
    return messages.stepped_down(await privacy.language_for(tx, who), group)
