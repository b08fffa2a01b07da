"""Reporting somebody: to moderators who are neither of the two, and under review until closed."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.core.errors import Refused
from bot.core.message import Answer, Form, Message, Values
from bot.core.press import Place, Press, Submission, Who
from bot.delivery.notes import OwedNote, post_notes
from bot.delivery.outbox import post
from bot.delivery.owed import Lane, LookFirst, Note, Owed, Skip, Verb
from bot.delivery.sightings import sighting
from bot.delivery.timers import Due, set_timer
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.sponsors.blocking.messages import yourself
from bot.sponsors.blocking.service import Above, block, find_other, named_in
from bot.sponsors.messages import servers_only
from bot.sponsors.reporting import messages, rules, store
from bot.sponsors.reporting.rules import Report, mark_of, pack, unpack
from bot.sponsors.reviewing.service import count_pause, pauses_at_once
from bot.sponsors.rules import FEATURE
from bot.sponsors.store import entries
from bot.sponsors.veiling.service import rest
from bot.storage.database import Tx

KIND = "sponsors.report"  # the note in the moderators' channel, and the timer that renews it
TOLD = "report"  # the private note to a moderator
HERE = 0  # as a channel: only whether they are in the server


# ---------------------------------------------------------------- 1. the form


async def press_report(tx: Tx, who: Who, press: Press, *, above: Above) -> Answer:
    """They pressed Report."""
    await find_other(tx, who, named_in(press), above.sources)
    return await build_form(tx, who, named_in(press), {})


async def report_member(tx: Tx, who: Who, other_id: int) -> Form:
    """Open the form about somebody who was named in a command."""
    if other_id == who.member_id:
        raise Refused(yourself(await privacy.language_for(tx, who)))
    return await build_form(tx, who, f"member~{other_id}", {})


async def build_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    return messages.form(await privacy.language_for(tx, who), ref, typed)


async def submit(tx: Tx, who: Who, sent: Submission, *, above: Above) -> Answer:
    """2. Keep the report, sealed; pause whom it is about; tell moderators. Both are kept apart.

    Where it does not pause them at once, a moderator decides, and whoever reports reads the same.
    """
    lang = await privacy.language_for(tx, who)
    other_id, server_id = await find_other(tx, who, sent.ref, above.sources)
    reason = str(sent.values.get("reason") or "")
    if reason not in rules.REASONS:
        raise Refused(messages.pick_reason(lang))
    if not server_id:
        raise Refused(servers_only(lang))
    await servers.ensure_server(tx, server_id)
    await store.wait_in_line(tx, server_id)
    typed = str(sent.values.get("words") or "").strip()[: rules.LONGEST]
    report = await _add_to_open(tx, who.member_id, other_id, server_id, typed)
    if report is not None:
        return messages.thanks(lang, other_id)
    report_id, made = secrets.token_hex(8), tx.now.isoformat()
    report = Report(report_id, server_id, who.member_id, other_id, reason, typed, made)
    at_once = await _pauses_at_once(tx, report, above)
    await _keep(tx, report, pausing=at_once)
    if at_once:
        await count_pause(tx, who.member_id)
        await put_under_review(tx, report, above)
    await block(tx, who.member_id, other_id)
    await above.on_apart(tx, who.member_id, other_id)
    if await _tell_moderators(tx, report):
        return messages.thanks(lang, other_id)
    noted = (await servers.server_of(tx, server_id)).moderators_channel_id is not None
    return messages.nobody_to_tell(lang, other_id, above.contact, noted=noted)


async def _pauses_at_once(tx: Tx, report: Report, above: Above) -> bool:
    """Not a second person in two weeks, and not the only one who could be asked for help now."""
    last = await above.is_last_on_duty(tx, report.server_id, report.other_id)
    return not last and await pauses_at_once(tx, report.reporter_id)


async def put_under_review(tx: Tx, report: Report, above: Above) -> None:
    """From now on they are asked for nothing, and what others began with them rests."""
    await rest(tx, report.other_id, reporter_id=report.reporter_id)
    await above.on_review(tx, report.server_id, report.other_id)


async def _add_to_open(
    tx: Tx, reporter_id: int, other_id: int, server_id: int, typed: str
) -> Report | None:
    """Add words to a report of theirs about the same person that is still open, if there is one."""
    for packed in await entries(tx, reporter_id, TOLD):
        report = unpack(packed) if "reason" in packed else None
        if report and (report.other_id, report.server_id) == (other_id, server_id):
            said = "\n".join(part for part in (report.words, typed) if part)
            await _seal(tx, replace(report, words=said[-rules.LONGEST :]))
            return report
    return None


async def _seal(tx: Tx, report: Report) -> str:
    key = await tx.vault.name(report.reporter_id, f"report:{report.id}")
    await tx.vault.put_entry(key, report.reporter_id, pack(report))
    return key


async def _keep(tx: Tx, report: Report, *, pausing: bool) -> None:
    key = await _seal(tx, report)
    values = {"report_id": report.id, "server_id": report.server_id, "entry_key": key}
    about = tx.vault.mark(report.other_id, mark_of(report.server_id))
    await store.add_report(tx, values | {"about": about, "pausing": pausing})


async def _tell_moderators(tx: Tx, report: Report) -> bool:
    """3. Owe a neutral note to each moderator outside of it, and one to their channel.

    False when no moderator is known who is neither of the two.
    """
    two = {report.reporter_id, report.other_id}
    reached = [one for one in await store.moderators_of(tx, report.server_id) if one not in two]
    notes = [
        OwedNote(
            note=Note(one, FEATURE, TOLD, report.id),
            lane=Lane.ESCALATION,
            due=tx.now,
            not_after=tx.now + rules.NOTE_LASTS,
        )
        for one in reached
    ]
    await post_notes(tx, notes)
    await _post_in_channel(tx, report.id, report.server_id, 0)
    return bool(reached)


async def _post_in_channel(tx: Tx, report_id: str, server_id: int, told: int) -> None:
    """Owe the note in the channel, in place of the one before, and look again in a day."""
    await set_timer(tx, KIND, report_id, tx.now + rules.REMIND_AFTER)
    channel_id = (await servers.server_of(tx, server_id)).moderators_channel_id
    if channel_id is None:
        return
    await post(tx, channel_row(tx, report_id, server_id, channel_id, told))
    if told:
        before = channel_row(tx, report_id, server_id, channel_id, told - 1)
        await post(tx, follow_up(before, "gone", Verb.DELETE))


async def plan(tx: Tx, dues: Sequence[Due]) -> None:
    """Remind moderators once a day of a report that is still open."""
    for due in dues:
        row = await store.find_report(tx, due.subject_id)
        if row is not None and row["told"] < rules.MOST_TOLD:
            await store.count_telling(tx, due.subject_id)
            await _post_in_channel(tx, due.subject_id, row["server_id"], row["told"] + 1)


async def find_server(tx: Tx, report_id: str) -> int | None:
    """Tell whose moderators see that it keeps failing."""
    row = await store.find_report(tx, report_id)
    return row["server_id"] if row else None


def channel_row(tx: Tx, report_id: str, server_id: int, channel_id: int, told: int) -> Owed:
    return Owed(
        key=f"{KIND}:{report_id}:{told}",
        kind=KIND,
        ref=report_id,
        channel_id=channel_id,
        server_id=server_id,
        lane=Lane.ESCALATION,
        due=tx.now,
        not_after=tx.now + rules.NOTE_LASTS,
    )


def follow_up(posted: Owed, suffix: str, verb: Verb) -> Owed:
    return Owed(
        key=f"{posted.key}:{suffix}",
        kind=posted.kind,
        ref=posted.ref,
        channel_id=posted.channel_id,
        server_id=posted.server_id,
        lane=posted.lane,
        due=posted.due,
        not_after=posted.not_after,
        verb=verb,
        target=posted.key,
    )


async def render(tx: Tx, ref: str) -> Message | Skip:
    """4. Word the note in the channel; once the report is closed it says only that."""
    report = await store.find_report(tx, ref)
    if report is None:
        return messages.closed_in_channel("en")
    lang = (await servers.server_of(tx, report["server_id"])).language or "en"
    return messages.in_channel(lang)


async def render_note(tx: Tx, note: Note) -> Message | Skip | LookFirst:
    """Word the private note to a moderator who is still here, if the report is still open."""
    report = await store.find_report(tx, note.ref)
    if report is None:
        return Skip("closed")
    server = await servers.server_of(tx, report["server_id"])
    place = Place(server.server_id, server.moderators_channel_id or HERE)
    if not await sighting(tx, place, note.member_id):
        return LookFirst(place)
    member = await privacy.member_of(tx, note.member_id)
    return messages.in_private(member.language or "en")


# ---------------------------------------------------------------- 5. who moderates


async def meet_moderator(tx: Tx, who: Who) -> None:
    """Keep that somebody moderates here, or that they do not any more, as their rights say now."""
    if who.server_id is None:
        return
    if await servers.is_moderator(tx, who):
        await store.remember_moderator(tx, who.server_id, who.member_id)
    else:
        await store.forget_moderator(tx, who.server_id, who.member_id)


async def must_meet(tx: Tx, who: Who) -> bool:
    """Tell whether what is known of them as a moderator is missing, old or wrong."""
    if who.server_id is None:
        return False
    seen = await store.moderator_seen(tx, who.server_id, who.member_id)
    if not await servers.is_moderator(tx, who):
        return seen is not None
    return seen is None or seen < tx.now - rules.SEEN_AGAIN_AFTER


async def housekeep(tx: Tx) -> None:
    """6. Every night: forget moderators who were not seen for long."""
    await store.forget_old_moderators(tx, rules.MODERATORS_KEPT)


async def forget(tx: Tx, key_ids: Sequence[str]) -> None:
    """7. Whoever sent a report is erased: the report goes with them."""
    await store.drop_reports_under(tx, list(key_ids))
