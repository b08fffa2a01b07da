"""One's own page: what comes next, where one said to come, and every private reminder."""

from bot.core.errors import Refused
from bot.core.message import Answer, Message
from bot.core.press import Press, Who
from bot.core.text import escape
from bot.delivery.private import dm_of
from bot.groups import service as groups
from bot.meetings import rules, store
from bot.meetings.mine import messages
from bot.meetings.mine.messages import Mine
from bot.meetings.private import service as private
from bot.meetings.private import store as reminders
from bot.meetings.reading.service import can_see
from bot.meetings.rules import Ref
from bot.privacy import service as privacy
from bot.storage.database import Tx

SHOWN = 2  # lines of each kind; /me has room for little

# ---------------------------------------------------------------- lines of /me


async def describe_mine(tx: Tx, who: Who) -> list[str]:
    """Write the lines of /me. Only what they can see now is named; the rest is counted."""
    lang = await privacy.language_for(tx, who)
    ahead = await _next_meetings(tx, who, lang)
    answers, all_answers = await _answers(tx, who, lang)
    mine = await _my_reminders(tx, who)
    named = [one for one in mine if one.name is not None][:SHOWN]
    lines = [*ahead[:SHOWN], *answers[:SHOWN]]
    lines += [escape(messages.my_reminder(lang, one)) for one in named]
    more = (len(mine) - len(named), all_answers - len(answers[:SHOWN]))
    lines += [messages.more_of_mine(lang, *more)] if any(more) else []
    if (mine or all_answers) and (await dm_of(tx, who.member_id)).closed_at is not None:
        lines.append(messages.chat_closed(lang))
    return lines


async def _next_meetings(tx: Tx, who: Who, lang: str) -> list[str]:
    mine = [g.id for g in await groups.joined_groups(tx, who.member_id)]
    found = [m for m in await store.meetings_of_groups(tx, mine) if can_see(who, m)] if mine else []
    ahead = [(next(rules.coming(meeting, tx.now), None), meeting) for meeting in found]
    dates = [(first.start, rules.on_day(one, first.date).title) for first, one in ahead if first]
    return [messages.my_next(lang, title, start) for start, title in sorted(dates)]


async def _answers(tx: Tx, who: Who, lang: str) -> tuple[list[str], int]:
    """Write the lines of dates they can see now, and count all dates they come to.

    An answer to a date that was left out or pauses is kept for an undo, but is none of these.
    """
    given = await store.answers_of_member(tx, who.member_id)
    ids = {meeting_id for meeting_id, _ in given}
    found = {meeting.id: meeting for meeting in await store.find_meetings(tx, ids)}
    held = [(found[one], start) for one, start in given]
    held = [(m, start) for m, start in held if not rules.is_cancelled(m, Ref(m.id, start))]
    seen = [(meeting, start) for meeting, start in held if can_see(who, meeting)]
    named = [(rules.on_date(meeting, start).title, start) for meeting, start in seen]
    return [messages.my_answer(lang, title, start) for title, start in named], len(held)


async def _my_reminders(tx: Tx, who: Who) -> list[Mine]:
    """List their private reminders, with the names that they may see now."""
    mine = await reminders.reminders_of_member(tx, who.member_id)
    ids = {one.meeting_id for one in mine if one.meeting_id is not None}
    names = {f"m{m.id}": m.title for m in await store.find_meetings(tx, ids) if can_see(who, m)}
    names |= {f"g{g.id}": g.name for g in await groups.visible_groups(tx, who)}
    return [Mine(one.target, one.lead, names.get(one.target)) for one in mine]


# ---------------------------------------------------------------- the page of reminders


async def show_mine(tx: Tx, who: Who, press: Press) -> Answer:
    """Show all their private reminders."""
    del press
    lang = await privacy.language_for(tx, who)
    return messages.my_reminders(lang, await _my_reminders(tx, who))


async def show_one(tx: Tx, who: Who, press: Press) -> Answer:
    """Show the picked reminder, to change or to stop it."""
    target = press.values[0] if press.values else press.ref
    for one in await _my_reminders(tx, who):
        if one.target == target and one.name is not None:
            return await _show(tx, who, target)
    return messages.unnamed(await privacy.language_for(tx, who), target)


async def _show(tx: Tx, who: Who, target: str) -> Message:
    try:
        return await private.show_reminder(tx, who, target)
    except Refused:  # it is over, or was cancelled
        return messages.unnamed(await privacy.language_for(tx, who), target)
