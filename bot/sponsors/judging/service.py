"""Moderators read reports, pause whom one is about, and close it."""

from bot.core.errors import Refused
from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.delivery.outbox import post
from bot.delivery.owed import Verb
from bot.delivery.timers import clear_timer
from bot.privacy import service as privacy
from bot.servers import service as servers
from bot.servers.vouching import service as vouching
from bot.sponsors.blocking.service import Above
from bot.sponsors.judging import messages
from bot.sponsors.judging.messages import Seen
from bot.sponsors.noting.service import leave_item
from bot.sponsors.reporting import service as reporting
from bot.sponsors.reporting import store
from bot.sponsors.reporting.messages import open_in_server
from bot.sponsors.reporting.rules import Report, unpack
from bot.sponsors.veiling.service import hold
from bot.storage.database import Tx


async def show(tx: Tx, who: Who, press: Press) -> Answer:
    del press
    return await show_reports(tx, who)


async def show_reports(tx: Tx, who: Who) -> Message:
    """1. Show the open reports to a moderator, as far as they are not part of them."""
    lang = await privacy.language_for(tx, who)
    if who.server_id is None:
        raise Refused(open_in_server(lang))
    await servers.require_moderator(tx, who)
    mine = await _reports_for(tx, who.server_id, who.member_id)
    return messages.reports(lang, [await _look(tx, one) for one in mine])


async def _look(tx: Tx, report: Report) -> Seen:
    """Say how things stand with whom a report is about."""
    asked = [
        await vouching.standing_of(tx, report.server_id, report.other_id, what)
        for what in ("sponsor", "helper")
    ]
    offers = tuple(one for one in asked if one.id and not one.is_paused(tx.now))
    row = await store.find_report(tx, report.id)
    return Seen(
        report,
        offers,
        (await servers.server_of(tx, report.server_id)).sponsor_word,
        pausing=row is not None and row["pausing"],
        kept=any(one.id for one in asked) and not offers,
    )


async def _reports_for(tx: Tx, server_id: int, moderator_id: int) -> list[Report]:
    """List the open reports of which this moderator is no part, oldest first."""
    rows = await store.reports_in(tx, server_id)
    opened = await tx.vault.open_entries([row["entry_key"] for row in rows])
    found = sorted((unpack(packed) for packed in opened.values()), key=lambda one: one.made)
    return [one for one in found if moderator_id not in (one.reporter_id, one.other_id)]


async def pause(tx: Tx, who: Who, press: Press, *, above: Above) -> Answer:
    """2. A moderator confirms what a report could not do by itself: under review until closed."""
    report = await _require(tx, who, press.ref)
    if await store.set_pausing(tx, report.id):
        await reporting.put_under_review(tx, report, above)
    return Edit(await show_reports(tx, who))


async def _require(tx: Tx, who: Who, report_id: str) -> Report:
    """Open a report that this moderator may read, or turn them down."""
    await servers.require_moderator(tx, who)
    assert who.server_id is not None
    mine = await _reports_for(tx, who.server_id, who.member_id)
    report = next((one for one in mine if one.id == report_id), None)
    if report is None:
        raise Refused(messages.not_for_you(await privacy.language_for(tx, who)))
    return report


async def close(tx: Tx, who: Who, press: Press) -> Answer:
    """3. A moderator has looked: the words go, and whom it was about may go on."""
    report = await _require(tx, who, press.ref)
    seen = await _look(tx, report)
    await _close(tx, report)
    return Edit(messages.closed(await privacy.language_for(tx, who), seen))


async def _close(tx: Tx, report: Report) -> None:
    row = await store.find_report(tx, report.id)
    await store.drop_report(tx, report.id)
    await hold(tx, report.other_id)
    await clear_timer(tx, reporting.KIND, report.id)
    await tx.vault.drop_entries([await tx.vault.name(report.reporter_id, f"report:{report.id}")])
    about = (report.other_id, report.server_id)
    await leave_item(tx, report.reporter_id, "closed", about, at_once=True)
    channel_id = (await servers.server_of(tx, report.server_id)).moderators_channel_id
    if row is None or channel_id is None:
        return
    posted = reporting.channel_row(tx, report.id, report.server_id, channel_id, row["told"])
    await post(tx, reporting.follow_up(posted, "closed", Verb.EDIT))
