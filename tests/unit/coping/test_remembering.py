"""What somebody lets the bot remember: off until pressed, sealed, forgotten after 30 days."""

import asyncio
import json
from datetime import date

import pytest
from sqlalchemy import delete

from bot.coping.remembering import rules
from bot.coping.rules import fitting_tips
from bot.coping.service import describe_mine
from bot.core.press import Press
from bot.privacy import service as privacy
from bot.storage.tables import member_keys, timers, vault_entries
from tests.support.who import ANA, BEN, buttons_of, somebody

ONCE = pytest.mark.parametrize("db_kind", ["sqlite"])
MEANS = "which tips you have seen, by their numbers"


def ana():
    return somebody(ANA)


async def remember(stage, need="stress", who=None):
    card = await stage.press(who or ana(), "tip", need)
    return await stage.press_on(who or ana(), card, "Remember which I have seen")


def tip_on(stage, card):
    return next(tip for tip in stage.library.tips.values() if tip.text in card.body)


def fit(stage, need):
    library = stage.library
    return fitting_tips(library.tips.values(), library.needs, library.needs[need])


async def seen_of(stage, who=None):
    """Give the numbers that are remembered, from the file somebody can download."""
    async with stage.db.read() as tx:
        answer = await privacy.press(tx, who or ana(), Press("download"), countries={})
    kept = json.loads(answer.file.content)["kept"].get("coping.seen")
    return None if kept is None else [int(n) for n in kept["rows"][0]["tips"].split()]


async def kept_card(stage):
    async with stage.db.read() as tx:
        return await privacy.press(tx, ana(), Press("kept"), countries={})


# ---------------------------------------------------------------- off, on, off


async def test_nothing_is_kept_before_it_is_asked_for(stage):
    card = await stage.press(ana(), "tip", "stress")
    for label in ("Another", "Helped", "Another", "Not now"):
        card = await stage.press_on(ana(), card, label)
    await stage.press(ana(), "forget", buttons_of(card)["Remember which I have seen"].ref)
    assert await stage.sealed() == []
    assert await stage.rows(timers) == []


async def test_it_begins_with_what_the_card_has_shown(stage):
    first = await stage.press(ana(), "tip", "stress")
    second = await stage.press_on(ana(), first, "Another")
    card = await stage.press_on(ana(), second, "Remember which I have seen")
    assert "From now on I remember which tips you have seen" in card.body
    assert tip_on(stage, card) == tip_on(stage, second)
    assert "Stop remembering" in buttons_of(card)
    assert await seen_of(stage) == sorted(tip_on(stage, c).number for c in (first, second))


async def test_on_other_days_none_comes_twice_before_all_were_there(stage):
    await remember(stage)
    numbers = [tip.number for tip in fit(stage, "stress")]
    known = await seen_of(stage)
    while len(known) < len(numbers):
        stage.clock.advance(days=1)
        card = await stage.press(ana(), "tip", "stress")
        assert tip_on(stage, card).number not in known
        known = await seen_of(stage)
    again = await stage.press(ana(), "tip", "stress")
    assert await seen_of(stage) == [tip_on(stage, again).number]


async def test_another_goes_on_with_what_is_new_and_is_remembered(stage):
    card = await remember(stage)
    shown = [tip_on(stage, card).number]
    for label in ("Another", "Not now", "Helped", "Another"):
        card = await stage.press_on(ana(), card, label)
        assert "Stop remembering" in buttons_of(card)
        shown.append(tip_on(stage, card).number)
    assert await seen_of(stage) == sorted(set(shown))
    assert len(set(shown)) == 4  # Helped stays on the same tip


async def test_what_was_seen_for_one_need_stays_when_another_begins_anew(stage):
    await remember(stage, "hope")
    before = await seen_of(stage)
    numbers = {tip.number for tip in fit(stage, "sleep")}
    card = await stage.press(ana(), "tip", "sleep")
    while "they start again" not in card.body:
        card = await stage.press_on(ana(), card, "Another")
    seen = set(await seen_of(stage))
    assert set(before) - numbers <= seen
    assert len(seen & numbers) == 2  # the one before and the one that begins the round


async def test_one_press_stops_it(stage):
    card = await remember(stage)
    stopped = await stage.press_on(ana(), card, "Stop remembering")
    assert "Forgotten." in stopped.body
    assert "Remember which I have seen" in buttons_of(stopped)
    assert await stage.sealed() == []
    assert await stage.rows(timers) == []
    twice = await stage.press_on(ana(), card, "Stop remembering")
    assert "Forgotten." in twice.body


async def test_an_old_card_does_not_switch_it_on_again(stage):
    card = await remember(stage)
    await stage.press_on(ana(), card, "Stop remembering")
    old = await stage.press_on(ana(), card, "Another")
    assert "Remember which I have seen" in buttons_of(old)
    assert await stage.sealed() == []


async def test_pressing_it_twice_is_once(stage):
    card = await stage.press(ana(), "tip", "stress")
    for _ in range(2):
        said = await stage.press_on(ana(), card, "Remember which I have seen")
        assert "Stop remembering" in buttons_of(said)
    assert len(await stage.sealed()) == 1


@ONCE
@pytest.mark.parametrize("action", ["another_kept", "pick_kept", "open_kept", "remember", "forget"])
async def test_a_card_that_nobody_can_read_leads_to_a_tip(stage, action):
    card = await stage.press(ana(), action, "nonsense~")
    assert "Another" in buttons_of(card)
    assert await stage.sealed() == []
    await remember(stage)
    assert "Another" in buttons_of(await stage.press(ana(), action, "nonsense~"))


async def test_what_nobody_knows_is_asked_again_and_still_remembered(stage):
    await remember(stage)
    asked = await stage.press(ana(), "tip", "xqzw")
    select = asked.rows[0]
    assert select.action == "pick_kept"
    card = await stage.press(ana(), "pick_kept", "0", [select.options[0].value])
    assert tip_on(stage, card).number in await seen_of(stage)
    other = await stage.press_on(ana(), asked, "Nothing special")
    assert tip_on(stage, other).number in await seen_of(stage)


async def test_presses_at_once_are_all_remembered(stage):
    card = await remember(stage)
    cards = await asyncio.gather(
        *(stage.press_on(ana(), card, "Another") for _ in range(6)), stage.engine.step()
    )
    shown = {tip_on(stage, one).number for one in [card, *cards[:-1]]}
    assert await seen_of(stage) == sorted(shown)
    assert len(await stage.rows(timers)) == 1


async def test_stopped_while_another_is_pressed_it_stays_stopped(stage):
    card = await remember(stage)
    presses = [stage.press_on(ana(), card, "Another") for _ in range(3)]
    await asyncio.gather(*presses, stage.press_on(ana(), card, "Stop remembering"))
    assert await seen_of(stage) is None
    assert await stage.rows(timers) == []
    assert await stage.sealed() == []


# ---------------------------------------------------------------- how it is kept


async def test_it_is_sealed_and_its_row_names_nobody(stage):
    await remember(stage)
    (entry,) = await stage.sealed()
    (timer,) = await stage.rows(timers)
    assert timer["subject_id"] == entry["subject_id"]
    assert timer["kind"] == "note"
    for word in (b"coping", b"seen", b"stress", str(ANA).encode()):
        assert word not in entry["sealed"]


async def test_thirty_days_after_the_last_tip_it_is_forgotten(stage):
    await remember(stage)
    await stage.run_until("2026-12-10 12:00")
    await stage.press(ana(), "tip", "stress")
    await stage.run_until("2027-01-09 23:59")
    assert len(await seen_of(stage)) == 2
    await stage.run_until("2027-01-10 00:00")
    assert await seen_of(stage) is None
    assert await stage.sealed() == []
    assert await stage.rows(timers) == []
    assert stage.transport.requests == []


async def test_it_is_told_on_ones_own_pages(stage):
    assert describe_mine in stage.features["privacy"].press.keywords["mine"]
    await remember(stage)
    async with stage.db.read() as tx:
        (line,) = await describe_mine(tx, ana())
    assert line == "Tips I remember you have seen: 1, until <t:1797811200:D>"
    said = (await kept_card(stage)).body
    assert f"• {MEANS}" in said
    assert "private note" not in said
    page = await stage.press(ana(), "daily")
    assert line in page.body
    after = await stage.press_on(ana(), page, "Stop remembering tips")
    assert "remember" not in after.body
    assert await stage.sealed() == []


async def test_erased_it_is_gone(stage):
    await remember(stage)
    await remember(stage, who=somebody(BEN))
    async with stage.db.begin() as tx:
        await privacy.press(tx, ana(), Press("erase_yes"), countries={})
    await stage.engine.step()
    assert len(await stage.sealed()) == 1
    assert len(await stage.rows(timers)) == 1
    card = await stage.press(ana(), "tip", "stress")
    assert "Remember which I have seen" in buttons_of(card)
    assert await seen_of(stage) is None


@ONCE
async def test_a_key_that_is_gone_counts_as_nothing_remembered(stage):
    await remember(stage)
    async with stage.db.keys._engine.begin() as keys:
        await keys.execute(delete(member_keys))
    assert await seen_of(stage) is None
    await stage.run_until("2027-02-01 00:00")
    assert await stage.rows(timers) == []


def test_the_day_is_kept_and_no_time_of_day():
    seen = rules.Seen(frozenset({3, 17}), date(2026, 11, 20))
    assert rules.pack(seen) == {"tips": "3 17", "last_day": "2026-11-20"}
    assert rules.unpack(rules.pack(seen)) == seen
    assert seen.forgotten_at.isoformat() == "2026-12-21T00:00:00+00:00"
    assert vault_entries.c.sealed.info["personal"]
