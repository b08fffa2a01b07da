"""After a slip: cards that keep nothing, and notes that say nothing until they are opened."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core.press import Press
from bot.privacy.store import change_member
from bot.reach import service
from bot.reach.slips import rules
from bot.reach.slips.rules import Step
from bot.storage.tables import metadata, timers, vault_entries
from tests.support.transport import refuse
from tests.support.who import ANA, buttons_of, somebody
from tests.unit.reach.stage import Stage

NOTE = "A note you asked for."
SCOLDING = re.compile(r"\b(relapse|again\?|clean|fail|streak|day 0|must|should)\b", re.IGNORECASE)


def ana():
    return replace(somebody(ANA), reply_token="ana's way back")


@pytest.fixture
async def stage(db, clock):
    return Stage(db, clock)


def chat(stage):
    """Give what stands in the private chat now."""
    return [one.now_says for one in stage.transport.posted if not one.deleted]


async def ask_for_notes(stage):
    page = await stage.press("after", who=ana())
    await stage.engine.step()
    return page


# ---------------------------------------------------------------- the cards


def test_safety_comes_first_and_nothing_is_kept(stage):
    actions = service.instant_actions(stage.snapshot)
    first = actions["slip"](ana(), Press("slip", "US"))
    assert first.body.splitlines()[0] == "**Are you safe right now? If not: call 911.**"
    assert list(buttons_of(first))[:3] == ["Someone is with me", "I'm alone", "Something is wrong"]
    alone = actions["see"](ana(), Press("see", "slip_alone.US")).message
    for said in ("Unlock the door", "naloxone within reach", "can take less than before"):
        assert said in alone.body
    assert "may send help" in alone.body
    wrong = actions["see"](ana(), Press("see", "slip_wrong.US")).message
    assert wrong.body.startswith("**Overdose? Call 911 now.**")


def test_none_of_it_scolds(stage):
    for card in ("slip", "slip_with", "slip_alone", "slip_nobody"):
        for code in ("US", "IE", "IN", "-"):
            shown = service.instant_actions(stage.snapshot)["see"](
                ana(), Press("see", f"{card}.{code}")
            )
            assert not SCOLDING.search(shown.message.body), card


def test_a_country_without_such_a_line_names_none(stage):
    see = service.instant_actions(stage.snapshot)["see"]
    assert "stay on the phone" not in see(ana(), Press("see", "slip_alone.FR")).message.body


# ---------------------------------------------------------------- the notes


async def test_a_test_note_shows_at_once_that_they_arrive(stage):
    page = await ask_for_notes(stage)
    assert "I am sending you a test note now." in page.body
    assert [one.body for one in chat(stage)] == [NOTE]
    assert "**Your test note arrived.**" in stage.transport.replies["ana's way back"].body


async def test_a_closed_chat_is_said(stage):
    stage.transport.plan("open_dm", refuse(50007))
    await ask_for_notes(stage)
    assert "did not get through" in stage.transport.replies["ana's way back"].body


async def test_four_notes_come_and_then_no_more(stage):
    async with stage.db.begin() as tx:
        await change_member(tx, ANA, {"zone": "America/New_York"})
    await ask_for_notes(stage)
    came = []
    for _day in range(20):
        stage.clock.advance(days=1)
        await stage.engine.step()
        came.append(len(stage.transport.posted) - 1)
    # Noon in New York is five hours after the clock's own noon: each is seen a day later.
    assert [came.index(number) + 1 for number in (1, 2, 3, 4)] == [2, 4, 8, 15]
    assert came[-1] == len(rules.DAYS)
    assert await stage.armed() == 0


async def test_the_next_note_takes_the_one_before_away(stage):
    await ask_for_notes(stage)
    for _day in range(4):
        stage.clock.advance(days=1)
        await stage.engine.step()
    assert [one.body for one in chat(stage)] == [NOTE, NOTE]  # the test note, and the newest


async def test_a_note_says_nothing_until_opened_even_to_who_sees_others_at_once(stage):
    async with stage.db.begin() as tx:
        await change_member(tx, ANA, {"text_at_once": True})
    await ask_for_notes(stage)
    stage.clock.advance(days=1, hours=1)
    await stage.engine.step()
    note = chat(stage)[-1]
    assert note.body == NOTE
    opened = await stage.press_on(note, "Open", ana())
    assert opened.body.startswith("Yesterday was hard")
    assert (await stage.press_on(opened, "Hide it again", ana())).body == NOTE


async def test_one_press_stops_them_all(stage):
    await ask_for_notes(stage)
    stage.clock.advance(days=1, hours=1)
    await stage.engine.step()
    said = await stage.press_on(chat(stage)[-1], "Stop these", ana())
    assert said.body == "Stopped. These notes do not come any more."
    assert await stage.armed() == 0
    stage.clock.advance(days=20)
    await stage.engine.step()
    assert len(chat(stage)) == 2


async def test_asked_for_twice_they_begin_anew(stage):
    await ask_for_notes(stage)
    stage.clock.advance(hours=5)
    await ask_for_notes(stage)
    assert await stage.armed() == 1


async def test_no_row_says_whose_they_are_or_what_about(stage):
    await ask_for_notes(stage)
    async with stage.db.read() as tx:
        for table in metadata.tables.values():
            if table.name in ("dm_channels", "members", "drafts", "sightings"):
                continue
            for row in await tx.rows(select(table)):
                told = " ".join(str(value) for value in row.values())
                assert str(ANA) not in told, table.name
                assert "after" not in told, table.name
        (timer,) = await tx.rows(select(timers))
        sealed = [row["subject_id"] for row in await tx.rows(select(vault_entries))]
    assert timer["kind"] == "note"
    assert timer["subject_id"] in sealed


# ---------------------------------------------------------------- when


@pytest.mark.parametrize(
    ("zone", "asked", "first"),
    [
        ("America/New_York", (2026, 11, 1, 7, 30), (2026, 11, 2, 17)),  # the clocks change that day
        ("Europe/Dublin", (2026, 3, 28, 23, 30), (2026, 3, 29, 11)),
        ("Pacific/Auckland", (2026, 11, 20, 12), (2026, 11, 21, 23)),
        (None, (2026, 11, 20, 3), (2026, 11, 21, 3)),
    ],
)
def test_the_first_comes_at_noon_of_the_next_day(zone, asked, first):
    step = rules.first_step(datetime(*asked, tzinfo=UTC))
    assert rules.first_moment(step, zone) == datetime(*first, tzinfo=UTC)


def test_the_pauses_add_up():
    steps = [Step(1, number) for number in range(3)]
    assert sum((rules.pause_after(step) for step in steps), timedelta(days=1)) == timedelta(days=14)


@pytest.mark.parametrize("ref", ["", "x", "1.9", "1.-1", "zz.1", "1.1.1", f"{1 << 60:x}.1"])
def test_an_odd_ref_is_no_step(ref):
    assert rules.read_step(ref) is None


def test_a_ref_is_read_back():
    step = rules.first_step(datetime(2026, 11, 20, tzinfo=UTC))
    assert rules.read_step(step.ref) == step
