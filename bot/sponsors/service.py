"""Sponsors: offered, found, agreed with, told things, kept apart from. What others may ask."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.core.errors import Refused
from bot.core.message import Answer
from bot.core.press import Press, Who
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.privacy.trying.rules import RESULTS, TEST
from bot.servers.vouching import service as vouching
from bot.sponsors import store
from bot.sponsors.blocking import service as blocking
from bot.sponsors.blocking.service import (
    Above,
    FindOther,
    are_apart,
    block,
    blocked_by,
)
from bot.sponsors.checking import service as checking
from bot.sponsors.checking.service import has_supporter, offer_to_ask
from bot.sponsors.greeting.service import greet, has_news
from bot.sponsors.judging import service as judging
from bot.sponsors.judging.service import show_reports
from bot.sponsors.messages import gone, paused
from bot.sponsors.noting import service as noting
from bot.sponsors.noting.rules import DAILY, NOW, OVER
from bot.sponsors.noting.service import drop_item, items_of, leave_item
from bot.sponsors.nudging import service as nudging
from bot.sponsors.offering import service as offering
from bot.sponsors.offering.service import free_at
from bot.sponsors.offering.store import find_offer
from bot.sponsors.pairing import service as pairing
from bot.sponsors.pairing.rules import Wish
from bot.sponsors.pairing.service import open_ask
from bot.sponsors.reporting import service as reporting
from bot.sponsors.reporting.service import report_member
from bot.sponsors.resting import service as resting
from bot.sponsors.resting.service import on_lifted, on_paused
from bot.sponsors.reviewing import rules as reviewing
from bot.sponsors.reviewing.service import forget_pauses, is_under_review
from bot.sponsors.rules import FEATURE, Side, Supporter
from bot.sponsors.telling import service as telling
from bot.sponsors.telling import store as told
from bot.sponsors.telling.service import describe_mine, note_checkin, record_telling, show_mine
from bot.storage.database import Tx

__all__ = [
    "FEATURE",
    "Above",
    "FindOther",
    "Supporter",
    "Wish",
    "are_apart",
    "block",
    "blocked_by",
    "describe_mine",
    "forget",
    "greet",
    "has_news",
    "has_supporter",
    "is_free_now",
    "is_under_review",
    "make_journey",
    "may_reach",
    "note_checkin",
    "offer_to_ask",
    "on_lifted",
    "on_paused",
    "open_ask",
    "open_offer",
    "press_old",
    "record_telling",
    "report_member",
    "servers_of",
    "show_mine",
    "show_reports",
    "supporters_of",
]

PRESSES = {
    "offer": offering.show,
    "hours": offering.press_hours,
    "try": offering.try_again,
    **dict.fromkeys(("wake", "calls", "pause", "go_on", "stance", "away"), offering.press_switch),
    "holiday": resting.ask_holiday,
    "step_back": resting.ask_step_back,
    "step_back_yes": resting.step_back,
    "ask": pairing.ask,
    "cancel": pairing.cancel,
    "accept": pairing.accept,
    "not_now": pairing.decline_request,
    "confirm": pairing.confirm,
    "end": pairing.ask_to_end,
    "end_yes": pairing.end,
    "mine": telling.press_mine,
    "pair": telling.show_pair,
    "share": telling.press_share,
    "stop_sharing": telling.stop_sharing,
    "no_hello": telling.stop_hellos,
    "told": telling.show_told,
    "today": nudging.show_today,
    "read": nudging.mark_read,
    "done": nudging.done,
    "not_today": nudging.not_today,
    "hand": nudging.hand_over,
    "check_on_me": checking.offer_to_ask,
    "check_yes": checking.send,
    "blocks": blocking.show_blocks,
    "unblock": blocking.unblock,
    "reports": judging.show,
    "close_report": judging.close,
}


def make_journey(above: Above) -> Journey:
    """Wire it all."""
    return Journey(
        presses={
            **PRESSES,
            "block": partial(blocking.press_block, above=above),
            "report": partial(reporting.press_report, above=above),
            "pause_report": partial(judging.pause, above=above),
        },
        submits={"hours": offering.submit_hours, "report": partial(reporting.submit, above=above)},
        forms={"hours": offering.build_hours, "report": reporting.build_form},
        opens_form=frozenset({"hours", "report"}),
        plan_notes={
            DAILY: nudging.plan,
            OVER: noting.plan_over,
            reviewing.OVER: forget_pauses,
            telling.OVER: telling.plan_over,
        },
        render_notes={
            DAILY: nudging.render_daily,
            NOW: nudging.render_now,
            reporting.TOLD: reporting.render_note,
            **dict.fromkeys((TEST, *RESULTS), offering.render_trial),
        },
        plans={reporting.KIND: reporting.plan},
        find_servers={reporting.KIND: reporting.find_server},
        renders={reporting.KIND: reporting.render},
        settles=dict.fromkeys((f"{FEATURE}.{NOW}", f"{FEATURE}.{TEST}"), checking.settle),
        housekeep=(pairing.expire, reporting.housekeep),
    )


async def press_old(tx: Tx, who: Who, press: Press) -> Answer:
    """A button that nothing knows any more."""
    del press
    raise Refused(gone(await privacy.language_for(tx, who)))


# ---------------------------------------------------------------- what others may ask


async def supporters_of(tx: Tx, member_id: int, server_id: int) -> list[Supporter]:
    """List whom a member may have asked for them: the sponsor first, then the stand-in.

    Left out is who paused, was paused by moderators, or is under review.
    """
    found = []
    for side in await store.sides_of(tx, member_id):
        if side.part != "member" or not side.holds or side.server_id != server_id:
            continue
        offer = await find_offer(tx, side.other_id)
        if offer is None or offer.paused or not await _may_support(tx, side.other_id, server_id):
            continue
        found.append(Supporter(side.other_id, side.pair_id, side.role, offer.may_wake))
    return sorted(found, key=lambda one: one.role != "sponsor")


async def servers_of(tx: Tx, member_id: int) -> set[int]:
    """List the servers in which somebody is one side of a pair."""
    return {side.server_id for side in await store.sides_of(tx, member_id) if side.is_active}


async def _may_support(tx: Tx, person_id: int, server_id: int) -> bool:
    trusted = await vouching.is_trusted(tx, server_id, person_id, "sponsor")
    return trusted and not await is_under_review(tx, server_id, person_id)


async def is_free_now(
    tx: Tx, person_id: int, *, for_help: bool, at: datetime | None = None
) -> datetime | None:
    """Tell when somebody may be asked (again); None: now. Quiet hours, work and holiday count."""
    return await free_at(tx, person_id, for_help=for_help, at=at)


async def may_reach(
    tx: Tx, asker_id: int, person_id: int, server_id: int, *, own_blocks: bool = True
) -> bool:
    """Tell whether the bot may bring these two together: not when blocked, or under review."""
    if asker_id == person_id or await is_under_review(tx, server_id, person_id):
        return False
    if not own_blocks:
        return asker_id not in await blocked_by(tx, person_id)
    return not await are_apart(tx, asker_id, person_id)


async def open_offer(tx: Tx, who: Who) -> Answer:
    """Show how somebody offers here, or what stands before that."""
    if who.server_id and await is_under_review(tx, who.server_id, who.member_id):
        return paused(await privacy.language_for(tx, who))
    missing = await vouching.require_trust(tx, who, "sponsor")
    return missing or await offering.start(tx, who)


# ---------------------------------------------------------------- forgetting


async def forget(tx: Tx, key_ids: Sequence[str]) -> None:
    """Somebody is erased: their pairs go whole, and the others read only that it ended."""
    pair_ids = await store.pairs_under(tx, key_ids)
    for pair_id in pair_ids:
        for side in await store.sides_left(tx, pair_id):
            await _forget_other(tx, side)
    await store.drop_pairs(tx, pair_ids)
    await reporting.forget(tx, key_ids)


async def _forget_other(tx: Tx, side: Side) -> None:
    """Take the id of somebody who is erased out of what the other side keeps."""
    for item in await items_of(tx, side.member_id):
        if item.other_id == side.other_id:
            await drop_item(tx, item)
    held = await told.find_told(tx, side.member_id)
    kept = [replace(one, to_id=0) if one.to_id == side.other_id else one for one in held]
    if kept != held:
        await told.put_told(tx, side.member_id, kept)
    if side.is_active:
        await leave_item(tx, side.member_id, "ended", (0, side.server_id))
