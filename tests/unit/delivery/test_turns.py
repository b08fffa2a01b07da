"""Whose turn it is: lanes, shares, servers, private notes, busy channels."""

from collections import Counter
from datetime import timedelta

from bot.delivery.claim import claim, take
from bot.delivery.owed import Lane
from bot.delivery.turns import Candidate, Turns
from bot.storage.database import BATCH
from tests.support.clock import START
from tests.unit.delivery.stage import CHANNEL, HOUR, make_note, make_owed


def one(lane, server=None, row=1):
    return Candidate(row, lane, server, server)


def chosen(turns, waiting, times):
    return [turns.choose(waiting) for _ in range(times)]


def test_the_urgent_lane_goes_first_but_every_lane_has_a_share():
    waiting = [one(lane, server=7, row=lane) for lane in Lane]
    lanes = [pick.lane for pick in chosen(Turns(), waiting, 400)]
    assert Counter(lanes) == {0: 360, 1: 10, 2: 10, 3: 10, 4: 10}
    assert lanes[:9] == [0] * 9


def test_a_share_is_for_those_who_wait():
    waiting = [one(2, 7), one(4, 7)]
    assert Counter(pick.lane for pick in chosen(Turns(), waiting, 100)) == {2: 90, 4: 10}
    assert {pick.lane for pick in chosen(Turns(), [one(4, 7)], 100)} == {4}


def test_a_single_urgent_row_never_waits_for_the_share_of_others():
    turns, waiting = Turns(), [one(2, 7), one(4, 7)]
    lanes = []
    for number in range(200):
        urgent = [one(0, 7)] if number % 3 == 0 else []
        lanes.append(turns.choose(urgent + waiting).lane)
    assert lanes[::3] == [0] * 67
    assert Counter(lanes) == {0: 67, 2: 120, 4: 13}


def test_servers_take_turns():
    waiting = [one(2, server) for server in (30, 10, 20)]
    assert [pick.server_id for pick in chosen(Turns(), waiting, 6)] == [10, 20, 30] * 2


def test_private_notes_and_servers_take_turns():
    waiting = [one(2, 10), one(2, None), one(2, 20)]
    servers = [pick.server_id for pick in chosen(Turns(), waiting, 6)]
    assert servers == [None, 10, None, 20, None, 10]
    assert {pick.server_id for pick in chosen(Turns(), [one(2, None)], 5)} == {None}


def test_each_lane_remembers_its_own_turns():
    turns = Turns()
    both = [one(0, 10), one(0, 20), one(3, 10), one(3, 20)]
    picks = chosen(turns, both, 20)
    assert [p.server_id for p in picks if p.lane == 3] == [10, 20]


# ---------------------------------------------------------------- on the tables


async def claimed(stage, most, busy=()):
    async with stage.db.begin(BATCH) as tx:
        rows = await claim(tx, stage.turns, busy, most)
    return [row.key for row in rows]


async def test_the_earliest_row_of_each_server_in_turn(stage):
    stage.turns = Turns()
    for server in (1, 2):
        for n in (3, 1, 2):
            await stage.owe(
                make_owed(
                    f"{server}.{n}",
                    server_id=server,
                    channel_id=100 * server + n,
                    due=START - timedelta(minutes=9 - n),
                )
            )
    await stage.owe(make_owed("future", due=START + HOUR))
    assert await claimed(stage, 3) == ["1.1", "2.1", "1.2"]
    assert await claimed(stage, 9) == ["2.2", "1.3", "2.3"]
    assert await claimed(stage, 9) == []


async def test_a_big_server_does_not_starve_a_small_one(stage):
    big = [make_owed(f"big.{n}", server_id=1, channel_id=1000 + n) for n in range(100)]
    small = make_owed("small", server_id=2, channel_id=2000, due=START + timedelta(seconds=1))
    await stage.owe(*big)
    await stage.owe(small)
    stage.clock.advance(seconds=1)
    await stage.step()
    assert "small" in stage.transport.said()[:10]  # the first claim's worth


async def test_one_row_at_a_time_for_each_channel(stage):
    stage.turns = Turns()
    await stage.owe(*(make_owed(f"talk.{n}") for n in range(3)), make_owed("talk.x", channel_id=1))
    assert await claimed(stage, 9) == ["talk.0", "talk.x"]
    assert await claimed(stage, 9, busy={CHANNEL}) == []


async def test_a_channel_at_its_limit_is_passed_over(stage):
    await stage.owe(*(make_owed(f"talk.{n}") for n in range(1000)))
    await stage.owe(*(make_owed(f"walk.{n}", channel_id=n + 1) for n in range(10)))
    stage.pacer.close_channel(CHANNEL, 60.0)
    await stage.step()
    assert sorted(stage.transport.said()) == [f"walk.{n}" for n in range(10)]
    stage.pacer._reopens.clear()
    await stage.engine.dispatcher.send_all_now()
    assert stage.transport.said()[-1] == "talk.0"


async def test_help_goes_before_all_that_waits(stage):
    for server in range(1, 5):
        rows = (
            make_owed(f"tip.{server}.{n}", server_id=server, channel_id=n + 1, lane=Lane.TIP)
            for n in range(500)
        )
        await stage.owe(*rows)
    for _ in range(3):
        await stage.engine.dispatcher.send_all_now()
    await stage.whisper(lane=Lane.HELP)
    await stage.engine.dispatcher.send_all_now()
    said = stage.transport.said()
    assert "1" in said[-10:]
    assert len(said) == 40


async def test_notes_keep_their_order(stage):
    for n in (3, 1, 2):
        await stage.whisper(make_note(str(n), n), due=START - timedelta(minutes=9 - n))
    stage.turns = Turns()
    async with stage.db.begin(BATCH) as tx:
        rows = await claim(tx, stage.turns, (), 9)
    assert [row.id for row in rows] == [2, 3, 1]
    assert {row.first_tried for row in rows} == {START}


async def test_what_another_took_meanwhile_is_left_out(stage):
    """Between finding and taking, on a database where two may look at once."""
    await stage.owe(make_owed("talk.1"), make_owed("talk.2"))
    async with stage.db.begin(BATCH) as tx:
        assert [row.key for row in await take(tx, [2, 1])] == ["talk.2", "talk.1"]
        assert await take(tx, [1, 2]) == []
