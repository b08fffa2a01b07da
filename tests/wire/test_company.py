"""Several processes on one PostgreSQL: one sends, all plan, each shard is answered by one."""

import signal
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from tests.support.wire.launch import POINTS
from tests.wire.fleet import Fleet
from tests.wire.lives import Lives

FOUR = (
    "--role all --shards 0/2",
    "--role gateway --shards 1/2",
    "--role worker",
    "--role all --shards 0-1/2",
)
BOTH = "--role all --shards 0-1/2"
DEBTS = {"remind": 60, "prompt": 45, "whisper": 30, "close": 45}  # sent in four seconds at least


@pytest.fixture
def database(on_postgres):
    return on_postgres


@pytest.fixture
async def fleet(ledger, begin, discord):
    """Nobody runs yet; four servers, on two shards that may identify at the same time."""
    discord.gateway.max_concurrency = 2
    await ledger.open_servers(4, shards=2)
    return Fleet(ledger, begin)


async def owe_soon(fleet, seconds=0.5, **debts):
    """Let much fall due at once; returns how many messages stand already."""
    stands = fleet.count_sent()  # before: a busy machine sends while it is still owing
    due = datetime.now(UTC) + timedelta(seconds=seconds)
    await fleet.ledger.owe(due, 1.0, **(debts or DEBTS))
    fleet.ask("SELECT pg_notify('aftercare', 'test timers')")
    return stands


def tell(fleet, **figures):
    rest = fleet.ledger.discord.rest
    said = " ".join(f"{name}={value}" for name, value in figures.items())
    sys.stdout.write(
        f"\n{said} requests={len(rest.log)} peak={rest.limits.peak} refused={rest.limits.refused}"
        f" repeats={rest.nonces.repeated}\n"
    )


async def ask_everywhere(fleet, remote):
    """Let ana ask for a list, whose answer needs the database, in each server."""
    for room in fleet.ledger.rooms:
        reply = await remote.command("ana", room, "meeting list")
        assert reply.answered
        assert "No meetings" in reply.text or "meeting" in reply.text.lower()


def check_answered_once(fleet):
    """No interaction was answered twice, and nobody tried to."""
    rest = fleet.ledger.discord.rest
    answers = Counter(one.path for one in rest.log if one.path.endswith("/callback"))
    assert answers
    assert set(answers.values()) == {1}
    assert rest.codes[40060] == 0


async def test_the_leader_is_killed_and_another_one_goes_on(fleet, remote):
    await fleet.start(*FOUR)
    await remote.wait_connected({0, 1})
    leader = await fleet.wait_leader()
    stands = await owe_soon(fleet)
    await fleet.wait_sent(stands + 20)
    await leader.kill()
    took = await fleet.wait_key(await fleet.make_urgent(), within=10.0)
    await fleet.restart(leader)
    await fleet.wait_quiet()
    tell(fleet, first_help_after_kill=round(took, 2))
    fleet.check()
    await fleet.stop()


@pytest.mark.more
async def test_the_leader_is_stopped_and_hands_over(fleet, remote):
    await fleet.start(BOTH, BOTH)
    leader = await fleet.wait_leader()
    await remote.wait_connected({0, 1})
    await ask_everywhere(fleet, remote)
    stands = await owe_soon(fleet)
    await fleet.wait_sent(stands + 20)
    asked = monotonic()
    assert await leader.stop() == 0, leader.last_words
    stopped = monotonic() - asked
    took = await fleet.wait_key(await fleet.make_urgent(), within=10.0)
    await fleet.restart(leader)
    await remote.wait_connected({0, 1})
    await ask_everywhere(fleet, remote)
    await fleet.wait_quiet()
    tell(fleet, stopped_in=round(stopped, 2), first_help_after_stop=round(took, 2))
    fleet.check()
    check_answered_once(fleet)
    await fleet.stop()


@pytest.mark.long
async def test_the_leaders_connection_to_the_database_is_cut(fleet, remote):
    await fleet.start(*FOUR)
    await remote.wait_connected({0, 1})
    leader = await fleet.wait_leader()
    stands = await owe_soon(fleet)
    for number in (10, 20):
        await fleet.wait_sent(stands + number)
        fleet.cut_leader()
        await leader.wait_logged("leadership_lost", within=5.0)
        took = await fleet.wait_key(await fleet.make_urgent(), within=10.0)
        leader = await fleet.wait_leader()
        tell(fleet, first_help_after_cut=round(took, 2))
    await fleet.wait_quiet()
    fleet.check()
    await fleet.stop()


@pytest.mark.long
async def test_a_leader_that_stood_still_sends_nothing_more(fleet, remote):
    await fleet.start(BOTH, BOTH, "--role worker")
    leader = await fleet.wait_leader()
    await remote.wait_connected({0, 1})
    stands = await owe_soon(fleet)
    await fleet.wait_sent(stands + 20)
    leader.send(signal.SIGSTOP)
    took = await fleet.wait_key(await fleet.make_urgent(), within=10.0)
    other = await fleet.wait_leader(other_than=leader)
    await remote.wait_until(lambda report: len(report["sessions"]) >= 4, within=20.0)
    await ask_everywhere(fleet, remote)
    await other.wait_logged("leading_at_full_speed", within=20.0)
    await owe_soon(fleet, remind=60)
    leader.send(signal.SIGCONT)
    await leader.wait_logged("leadership_lost", within=10.0)
    await ask_everywhere(fleet, remote)
    await fleet.wait_quiet()
    tell(fleet, first_help_after_pause=round(took, 2))
    fleet.check()
    check_answered_once(fleet)
    await fleet.stop()


@pytest.mark.long
async def test_one_that_stood_still_answers_nothing_that_another_has_answered(fleet, remote):
    only_answers = "--role gateway --shards 0-1/2"
    await fleet.start(only_answers, only_answers)
    await remote.wait_connected({0, 1})
    (holder,) = [one for one in fleet.processes if one.logged("shard_taken")]
    (other,) = [one for one in fleet.processes if one is not holder]
    holder.send(signal.SIGSTOP)
    await other.wait_logged("shard_ready", times=2, within=30.0)
    taken = [one["shard"] for one in other.logged("shard_taken")]
    await ask_everywhere(fleet, remote)
    assert (await remote.command("ana", None, "me")).answered, (
        "private chats are on the first shard"
    )
    holder.send(signal.SIGCONT)
    await holder.wait_logged("shard_left", times=2, within=10.0)
    await ask_everywhere(fleet, remote)
    tell(fleet, taken=taken, left_to_others=len(holder.logged("answered_by_another_process")))
    assert taken == [0, 1]
    check_answered_once(fleet)
    await fleet.stop()


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(3))
async def test_any_of_four_is_killed_at_random(fleet, remote, seed):
    fleet.chance.seed(seed)
    await fleet.start(*FOUR)
    await remote.wait_connected({0, 1})
    await owe_soon(fleet, remind=150, prompt=80, whisper=40, close=80)
    for _ in range(8):
        await fleet.rest_a_while(0.5, 4.0)
        victim = fleet.chance.choice(fleet.processes)
        await victim.kill()
        await fleet.rest_a_while(0.1, 2.0)
        await fleet.restart(victim)
    await fleet.wait_quiet(within=180.0)
    tell(fleet, seed=seed)
    fleet.check()
    await remote.wait_connected({0, 1})
    await fleet.stop()


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_killed_at_every_named_point_on_postgresql(fleet, begin):
    """One process after the other; each begins slowly, for the one before may still be sending."""
    await owe_soon(fleet, remind=20, prompt=15, whisper=15, close=15)
    lives = Lives(fleet.ledger, begin)
    await lives.die_often(2 * (len(POINTS) + 1))
    await lives.live_on()
    lives.tell()
    fleet.check()


@pytest.mark.long
async def test_shards_identify_one_after_the_other(fleet, remote, discord):
    discord.gateway.max_concurrency, discord.gateway.identify_every = 1, 5.0
    await fleet.start("--shards 0-1/4", "--shards 2-3/4")
    await remote.wait_connected({0, 1, 2, 3}, within=60.0)
    assert discord.gateway.counts["too_early"] == 0
    await ask_everywhere(fleet, remote)
    check_answered_once(fleet)
    await fleet.stop()


@pytest.mark.long
@pytest.mark.parametrize("rivals", [{"WIRE_RIVAL": "1"}, {}], ids=["two leaders", "one"])
async def test_without_the_lock_discord_says_stop(fleet, discord, rivals):
    """The control: the tests above bite, because this one finds too many requests.

    A Discord that allows 15 a second, so that a busy machine reaches it too.
    """
    discord.rest.limits.per_second = 15
    worker = "--role worker"
    await fleet.start(worker, worker, AFTERCARE_REQUESTS_PER_SECOND="15", **rivals)
    for one in fleet.processes if rivals else [await fleet.wait_leader()]:
        await one.wait_logged("leading_at_full_speed", within=40.0)
    await owe_soon(fleet, remind=60, prompt=60)
    await fleet.wait_quiet()
    tell(fleet)
    assert (discord.rest.limits.peak > 15) == bool(rivals)
    assert (discord.rest.limits.refused > 0) == bool(rivals)
