"""Private messages: answers to presses, edits, who can see the place, timers."""

from datetime import timedelta

import pytest

from bot.core.message import Message
from bot.core.press import Place
from bot.delivery.notes import (
    clear_note_timer,
    set_note_timer,
    set_note_timers,
)
from bot.delivery.owed import LookFirst, Skip, Verb
from bot.delivery.private import dm_of, remember_dm
from bot.delivery.sightings import forget_old_sightings, remember_sighting, sighting
from tests.support.clock import START
from tests.support.transport import refuse, unclear, unclear_after
from tests.unit.delivery.stage import HOUR, MEMBER, SERVER, make_note

ROOM = Place(SERVER, 600)


async def chat_of(stage, member_id=MEMBER):
    async with stage.db.read() as tx:
        return await dm_of(tx, member_id)


async def test_a_reply_is_edited_while_it_can_be(stage):
    await stage.whisper(make_note(reply_token="t1"), verb=Verb.EDIT)
    await stage.step()
    assert stage.transport.replies == {"t1": Message("1")}
    assert stage.transport.said() == []
    assert await stage.entries() == 0


async def test_a_reply_that_is_too_old_is_skipped(stage):
    await stage.whisper(make_note(reply_token="t1"), due=START + timedelta(minutes=10))
    stage.clock.advance(minutes=15)
    await stage.step()
    assert stage.transport.requests == []
    assert stage.ends() == [("1", "skipped", "late")]
    assert await stage.incidents() == []


async def test_an_unclear_reply_is_simply_made_again(stage):
    stage.transport.plan("edit_reply", unclear_after())
    await stage.whisper(make_note(reply_token="t1"))
    await stage.step()
    stage.clock.advance(minutes=4)
    await stage.step()
    assert len(stage.transport.made("edit_reply")) == 2
    assert stage.ends() == [("1", "sent", "")]


async def test_a_refused_reply(stage):
    stage.transport.plan("edit_reply", refuse(50027))
    await stage.whisper(make_note(reply_token="t1"))
    await stage.step()
    assert stage.ends() == [("1", "refused", "50027")]


async def test_the_token_is_sealed_and_dropped_after_15_minutes(stage):
    """Whatever becomes of the edit, and although nobody knows whether it arrived."""
    token = "a-token-that-nobody-may-read"
    stage.transport.plan("edit_reply", *(unclear() for _ in range(9)))
    await stage.whisper(make_note(reply_token=token))
    assert token not in str([dict(row) for row in await stage.rows()])
    assert await stage.entries() == 1
    for _ in range(8):
        await stage.step()
        stage.clock.advance(minutes=2)
    await stage.step()
    assert await stage.entries() == 0
    assert stage.ends() == [("1", "skipped", "late")]
    assert token not in str([dict(row) for row in await stage.rows()])


# ---------------------------------------------------------------- edits


async def test_a_note_is_edited_and_removed(stage):
    first = await stage.whisper()
    await stage.step()
    stage.words["2"] = Message("changed")
    await stage.whisper(make_note("2"), verb=Verb.EDIT, target=first)
    await stage.step()
    assert stage.transport.said() == ["changed"]
    await stage.whisper(make_note("3"), verb=Verb.DELETE, target=first)
    await stage.step()
    assert stage.transport.said() == []
    assert len(stage.transport.made("open_dm")) == 1


async def test_a_note_that_waits_is_cancelled_by_its_removal(stage):
    first = await stage.whisper(due=START + HOUR / 2)
    await stage.whisper(make_note("2"), verb=Verb.DELETE, target=first)
    await stage.step()
    assert sorted(row["state"] for row in await stage.rows()) == ["cancelled", "skipped"]
    assert await stage.entries() == 0
    assert stage.ends() == [("2", "skipped", "unsent")]


# ---------------------------------------------------------------- who can see the place


async def test_who_sees_the_place_is_told(stage):
    stage.places["1"] = ROOM
    stage.transport.visible.add((MEMBER, 600))
    await stage.whisper()
    await stage.step()
    assert stage.transport.said() == ["1"]
    stage.places["2"] = ROOM
    await stage.whisper(make_note("2"))
    await stage.step()
    assert stage.transport.made("sees") == [("sees", SERVER, MEMBER, 600)]  # once in 24 hours
    assert stage.transport.said() == ["1", "2"]


@pytest.mark.parametrize("fault", [None, refuse(10004)])
async def test_who_does_not_see_the_place_is_not_told(stage, fault):
    stage.places |= {"1": ROOM, "2": ROOM}
    if fault is not None:
        stage.transport.plan("sees", fault)
    await stage.whisper()
    await stage.step()
    await stage.whisper(make_note("2"))
    await stage.step()
    assert stage.transport.said() == []
    assert stage.ends() == [("1", "skipped", "unseen"), ("2", "skipped", "unseen")]
    assert len(stage.transport.made("sees")) == 1


async def test_a_check_counts_for_a_day(stage):
    async with stage.db.begin() as tx:
        await remember_sighting(tx, ROOM, MEMBER, sees=True)
    stage.clock.advance(hours=23, minutes=59)
    async with stage.db.begin() as tx:
        assert await sighting(tx, ROOM, MEMBER) is True
        assert await sighting(tx, ROOM, 1) is None
        await forget_old_sightings(tx)
        assert await sighting(tx, ROOM, MEMBER) is True
        await remember_sighting(tx, ROOM, 1, sees=False)
    stage.clock.advance(minutes=1)
    async with stage.db.begin() as tx:
        assert await sighting(tx, ROOM, MEMBER) is None
        assert await sighting(tx, ROOM, 1) is False


async def test_an_unclear_look_is_made_again(stage):
    stage.places["1"] = ROOM
    stage.transport.visible.add((MEMBER, 600))
    stage.transport.plan("sees", unclear())
    await stage.whisper()
    await stage.step()
    assert [row["state"] for row in await stage.rows()] == ["waiting"]
    stage.clock.advance(seconds=2)
    await stage.step()
    assert stage.transport.said() == ["1"]


@pytest.mark.parametrize("knows", [True, False])
async def test_a_feature_that_never_stops_asking_is_a_bug(stage, knows):
    class Never(dict):
        def get(self, _ref):
            return Place(SERVER, 600 if knows else next(rooms))

    rooms = iter(range(700, 800))

    async def render(_tx, _note):
        return LookFirst(Never().get(""))

    stage.engine.dispatcher._sender._handlers.render_notes["talk"] = render
    stage.transport.visible |= {(MEMBER, room) for room in range(600, 800)}
    await stage.whisper()
    await stage.step()
    assert await stage.incidents() == [("note", "failed", None, None)]


# ---------------------------------------------------------------- private timers


async def test_private_timers_are_planned_by_their_feature(stage):
    seen = []

    async def plan(tx, pairs):
        seen.extend((note.ref, note.member_id, due.due) for note, due in pairs)
        await set_note_timers(tx, [(n, tx.now + HOUR) for n, _ in pairs if n.ref == "again"])

    stage.plan_notes["talk"] = plan
    async with stage.db.begin() as tx:
        await set_note_timer(tx, make_note("once"), START)
        await set_note_timer(tx, make_note("again"), START)
        await set_note_timer(tx, make_note("cleared"), START)
        await clear_note_timer(tx, make_note("cleared"))
        await set_note_timer(tx, make_note("erased", 9002), START)
    await stage.db.keys.delete(9002)
    await stage.step()
    assert sorted(seen) == [("again", MEMBER, START), ("once", MEMBER, START)]
    assert list((await stage.timers()).values()) == [START + HOUR]
    assert await stage.entries() == 1


async def test_a_note_that_is_no_longer_wanted_is_skipped(stage):
    stage.words["1"] = Skip("stopped")
    await stage.whisper()
    await stage.step()
    assert stage.ends() == [("1", "skipped", "stopped")]
    assert await stage.entries() == 0


async def test_a_chat_opened_elsewhere_is_used(stage):
    stage.transport.chats[MEMBER] = 333
    async with stage.db.begin() as tx:
        await remember_dm(tx, MEMBER, 333)
    await stage.whisper()
    await stage.step()
    assert stage.transport.posted[0].channel_id == 333
    assert stage.transport.made("open_dm") == []
