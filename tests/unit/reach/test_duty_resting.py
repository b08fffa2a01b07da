"""Calendar files, rest after a hard talk, and what is forgotten; on both databases."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from bot.core.errors import Refused
from bot.core.press import Press
from bot.reach.duty import service as duty
from bot.reach.duty import store
from bot.reach.rota import service as rota
from tests.support.who import ANA, BEN, CLEO, SERVER, somebody
from tests.unit.reach.duty_stage import SHIFT, DutyStage, private


@pytest.fixture
async def stage(db, clock):
    stage = DutyStage(db, clock)
    await stage.begin()
    return stage


async def open_question(stage):
    """Three hours before the shift, Ana is asked; give the opened note."""
    await stage.pass_time(hours=3)
    (note,) = stage.notes(ANA)
    return await stage.press_on(note, "Open", private(ANA))


async def test_the_calendar_file_names_nothing_and_leaves_out_what_was_given_up(stage):
    await stage.press_on(await open_question(stage), "I can't", private(ANA))
    async with stage.db.begin() as tx:
        reply = await stage.journey.presses["duty_file"](
            tx, somebody(ANA), Press("duty_file", str(SERVER))
        )
    events = Calendar.from_ical(reply.file.content).walk("VEVENT")
    assert {str(event["summary"]) for event in events} == {"Busy"}
    assert [event["rrule"]["BYDAY"] for event in events] == [["FR"], ["MO"]]
    assert b"EXDATE:20261120T180000Z" in reply.file.content
    assert not re.search(b"(?i)helper|duty|aftercare|recovery", reply.file.content)


async def test_what_is_over_is_forgotten_after_eight_days(stage, clock):
    await stage.press_on(await open_question(stage), "I'll be there", private(ANA))
    async with stage.db.begin() as tx:
        await duty.count_taken(tx, SERVER, ANA, "r1", hard=True)
    clock.advance(days=9)
    async with stage.db.begin() as tx:
        await rota.housekeep(tx)
        assert await store.takings_of(tx, "r1") == []
        assert await store.shifts_of(tx, SERVER, SHIFT[0] - timedelta(days=1)) == []


async def test_after_a_hard_talk_a_neutral_note_and_a_rest(stage):
    async with stage.db.begin() as tx:
        await store.change_duty(tx, SERVER, BEN, on_until=tx.now + timedelta(days=1))
        await store.change_duty(tx, SERVER, CLEO, on_until=tx.now + timedelta(days=1))
        await duty.count_taken(tx, SERVER, BEN, "r1", hard=True)
    await stage.engine.step()
    (note,) = stage.notes(BEN)
    assert note.body == "A note you asked for."
    card = await stage.press_on(note, "Open", private(BEN))
    assert "Nothing of this is sent or kept" in card.body
    assert await stage.on_duty() == [CLEO, BEN]
    assert "in turn again" in (await stage.press_on(card, "I'm fine, no rest", private(BEN))).body
    assert await stage.on_duty() == [BEN, CLEO]
    await stage.press_on(card, "Off duty until tomorrow", private(BEN))
    assert await stage.on_duty() == [CLEO]
    await stage.pass_time(hours=24)
    assert await stage.on_duty() == []


async def test_a_helper_says_that_it_was_hard_only_of_their_own_talks(stage):
    async with stage.db.begin() as tx:
        await duty.count_taken(tx, SERVER, BEN, "r1", hard=False)
    with pytest.raises(Refused):
        await stage.press("duty_hard", f"{SERVER}.r1", who=private(CLEO))
    with pytest.raises(Refused):
        await stage.press("duty_hard", f"{SERVER}.r2", who=private(BEN))
    card = await stage.press("duty_hard", f"{SERVER}.r1", who=private(BEN))
    assert "You rest until" in card.body
    assert stage.notes(BEN) == [], "they are reading it"


async def test_after_a_talk_a_helper_is_asked_how_it_was(stage):
    async with stage.db.begin() as tx:
        await duty.count_taken(tx, SERVER, BEN, "r1", hard=False)
        await duty.ask_after(tx, SERVER, BEN, "r1")
        await duty.ask_after(tx, SERVER, 5, "r1")
    await stage.pass_time(minutes=4)
    assert stage.notes(BEN) == []
    await stage.pass_time(minutes=1)
    (note,) = stage.notes(BEN)
    assert note.body == "A note you asked for."
    card = await stage.press_on(note, "Open", private(BEN))
    assert "How was it for you?" in card.body
    assert "Good to hear" in (await stage.press_on(card, "It was okay", private(BEN))).body
    assert (
        "You rest until" in (await stage.press_on(card, "That was hard for me", private(BEN))).body
    )
