"""Private messages: sealed, unlinkable, opened late, gone with the member."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.press import Place
from bot.delivery.notes import (
    OwedNote,
    name_note,
    post_notes,
    set_note_timer,
)
from bot.delivery.outbox import cancel_keys
from bot.delivery.owed import End, Lane, Verb
from bot.delivery.private import dm_of, forget_closed
from bot.storage.tables import metadata
from tests.support.clock import START
from tests.support.transport import refuse, unclear, unclear_after
from tests.unit.delivery.stage import HOUR, MEMBER, SERVER, make_note, make_owed

ROOM = Place(SERVER, 600)


async def chat_of(stage, member_id=MEMBER):
    async with stage.db.read() as tx:
        return await dm_of(tx, member_id)


async def test_a_note_opens_the_chat_once_and_keeps_it(stage):
    await stage.whisper()
    await stage.step()
    await stage.whisper(make_note("2"))
    await stage.step()
    assert stage.transport.said() == ["1", "2"]
    assert len(stage.transport.made("open_dm")) == 1
    assert (await chat_of(stage)).channel_id == stage.transport.chats[MEMBER]
    assert await stage.entries() == 0
    outcome = stage.outcomes[0]
    assert (outcome.kind, outcome.ref, outcome.end) == ("talk.whisper", "1", End.SENT)
    assert outcome.note.member_id == MEMBER
    assert outcome.sent.channel_id == stage.transport.chats[MEMBER]


async def test_the_same_note_twice_is_one(stage):
    first = await stage.whisper()
    assert await stage.whisper() == first
    await stage.step()
    assert await stage.whisper() == first
    await stage.step()
    assert stage.transport.said() == ["1"]
    assert await stage.entries() == 0


async def test_many_notes_at_once(stage):
    note = {"lane": Lane.MEETING, "due": START, "not_after": START + HOUR}
    owed = [OwedNote(note=make_note("1", member), **note) for member in range(1, 1201)]
    async with stage.db.begin() as tx:
        keys = await post_notes(tx, [*owed, owed[0]])
        assert await post_notes(tx, []) == []
    assert len(set(keys)) == 1200
    assert keys[-1] == keys[0]
    assert len(await stage.rows()) == await stage.entries() == 1200


async def test_rows_and_timers_name_nobody(stage):
    """Searched in every column of every table, before and after sending."""
    async with stage.db.begin() as tx:
        await set_note_timer(tx, make_note(), START + HOUR)
    await stage.whisper()
    await stage.whisper(make_note("secret-ref", reply_token="token-123"))
    hidden = (str(MEMBER), "secret-ref", "token-123", "whisper")
    assert await _tables_with(stage, hidden) == set()
    await stage.step()
    chat = str(stage.transport.chats[MEMBER])
    assert await _tables_with(stage, (*hidden, chat)) == {"dm_channels"}


async def _tables_with(stage, hidden):
    found = set()
    async with stage.db.read() as tx:
        for table in metadata.sorted_tables:
            for row in await tx.rows(select(table)):
                texts = [_text(value) for value in row.values()]
                if any(secret in text for text in texts for secret in hidden):
                    found.add(table.name)
    return found


def _text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize("tried", [False, True])
async def test_the_note_of_an_erased_member_is_removed_unsent(stage, tried):
    if tried:
        stage.transport.plan("send", unclear())
    await stage.whisper()
    if tried:
        await stage.step()
    await stage.db.keys.delete(MEMBER)
    stage.clock.advance(minutes=5)
    await stage.step()
    assert await stage.rows() == []
    assert await stage.entries() == 0
    assert stage.transport.said() == []
    assert stage.outcomes == []


async def test_late_notes_expire_and_those_of_the_erased_vanish(stage):
    await stage.whisper()
    await stage.whisper(make_note(member_id=9002))
    await stage.db.keys.delete(MEMBER)
    stage.clock.advance(hours=1)
    await stage.step()
    assert [row["state"] for row in await stage.rows()] == ["expired"]
    assert await stage.incidents() == [("note", "expired", None, None)]
    assert stage.outcomes[0].note.member_id == 9002


async def test_a_note_that_is_cancelled_leaves_nothing_behind(stage):
    key = await stage.whisper()
    async with stage.db.begin() as tx:
        assert await name_note(tx, make_note()) == key
        await cancel_keys(tx, [key])
    assert await stage.entries() == 0
    await stage.step()
    assert stage.transport.requests == []


# ---------------------------------------------------------------- closed chats


@pytest.mark.parametrize("code", [50007, 50278])
async def test_a_closed_chat_is_remembered_and_left_alone(stage, code):
    stage.transport.plan("send", refuse(code))
    await stage.whisper()
    await stage.step()
    assert stage.ends() == [("1", "refused", str(code))]
    assert (await chat_of(stage)).closed_at == START
    assert (await chat_of(stage)).channel_id is not None
    await stage.whisper(make_note("2"))
    await stage.step()
    assert stage.ends()[1:] == [("2", "refused", "closed")]
    assert len(stage.transport.made("send")) == 1
    assert await stage.incidents() == []  # it concerns the member, not the moderators


async def test_a_chat_that_cannot_be_opened_is_closed(stage):
    stage.transport.plan("open_dm", refuse(50278))
    await stage.whisper()
    await stage.step()
    assert stage.ends() == [("1", "refused", "50278")]
    assert (await chat_of(stage)).closed_at == START


async def test_who_asks_again_is_tried_again(stage):
    stage.transport.plan("send", refuse(50007))
    await stage.whisper()
    await stage.step()
    async with stage.db.begin() as tx:
        await forget_closed(tx, MEMBER)
    await stage.whisper(make_note("2"))
    await stage.step()
    assert stage.transport.said() == ["2"]


async def test_a_closed_channel_says_nothing_about_a_chat(stage):
    stage.transport.plan("send", refuse(50007))
    await stage.owe(make_owed())
    await stage.step()
    assert (await chat_of(stage)).closed_at is None


# ---------------------------------------------------------------- opening chats


async def test_opening_chats_has_a_budget_and_nothing_is_lost(stage):
    now = {"t": 0.0}
    stage.pacer.__init__(100_000, dm_opens=2, monotonic=lambda: now["t"])
    for member in range(1, 6):
        await stage.whisper(make_note(member_id=member), not_after=START + 5 * HOUR)
    opened = []
    for _ in range(4):
        await stage.step()
        opened.append(len(stage.transport.made("open_dm")))
        now["t"] += 1800
        stage.clock.advance(minutes=30)
    assert opened == [2, 3, 4, 5]
    assert len(stage.transport.said()) == 5
    assert {row["attempts"] for row in await stage.rows()} == {1}


async def test_an_unclear_opening_is_tried_again(stage):
    stage.transport.plan("open_dm", unclear(retry_after=600))
    await stage.whisper()
    await stage.step()
    (row,) = await stage.rows()
    assert (row["state"], row["try_after"]) == ("waiting", START + timedelta(minutes=10))
    stage.clock.advance(minutes=10)
    await stage.step()
    assert stage.transport.said() == ["1"]


async def test_opening_is_all_an_open_dm_row_does(stage):
    await stage.whisper(verb=Verb.OPEN_DM)
    await stage.step()
    assert (await chat_of(stage)).channel_id is not None
    assert stage.transport.said() == []
    assert [row["state"] for row in await stage.rows()] == ["sent"]


async def test_an_unclear_note_is_searched_in_its_chat(stage):
    stage.transport.plan("send", unclear_after())
    await stage.whisper()
    await stage.step()
    stage.clock.advance(minutes=3)
    await stage.step()
    assert stage.transport.made("find_marked")[0][1] == stage.transport.chats[MEMBER]
    assert stage.transport.said() == ["1"]
    (row,) = await stage.rows()
    assert (row["state"], row["channel_id"]) == ("sent", None)


async def test_where_no_chat_was_ever_opened_nothing_needs_searching(stage):
    await stage.whisper()
    dispatcher = stage.engine.dispatcher
    await dispatcher._claim(await dispatcher._reserve())  # and then the process dies
    stage.clock.advance(minutes=5)
    stage.start_engine()
    await stage.step()
    assert stage.transport.made("find_marked") == []
    assert stage.transport.said() == ["1"]
