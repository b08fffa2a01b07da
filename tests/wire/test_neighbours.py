"""One handler that always fails, one room at its limit, one huge server: the others go on."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, update

from bot.delivery.outbox import make_nonce
from bot.storage.tables import meetings, outbox
from tests.support.wire.promises import LENGTH
from tests.wire.lives import Lives, asking_for_help, wait_until


def just_now():
    return datetime.now(UTC) - timedelta(seconds=2)


async def test_a_handler_that_always_fails(ledger, begin, remote):
    """Some meetings cannot be read any more: neither planned, nor worded."""
    await ledger.open_servers(2)
    well = await ledger.owe(just_now(), 1.0, remind=12, whisper=8, close=12)
    ill = await ledger.owe(just_now(), 1.0, remind=4)
    numbers = [promise.number for promise in ill]
    broken = update(meetings).where(meetings.c.id.in_(numbers)).values(rule='{"at": "soon"}')
    unwordable = [row_without_words(ill[0], number) for number in range(3)]
    await ledger.execute((broken, None), (insert(outbox), unwordable))
    lives = Lives(ledger, begin)
    bot = await lives.begin()
    await bot.wait_logged("ready")
    async with asking_for_help(remote, ledger.general) as asker:
        await wait_until(lambda: ledger.count_kept(well) == len(well), bot)
        await bot.wait_logged("timer_failed", times=len(ill))
        await bot.wait_logged("row_failed", times=len(unwordable))
        await wait_until(lambda: len(ledger.list_incidents()) == 7, bot)
    asker.check()
    assert ledger.list_incidents().count(("meetings.next", "failed")) == len(ill)
    put_off = ledger.ask("SELECT attempts, count(*) FROM timers WHERE attempts > 0 GROUP BY 1")
    assert put_off == [(1, len(ill))]
    assert ledger.ask("SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(3,)]
    setup = await remote.command("mona", ledger.general, "setup")
    assert (await remote.press("mona", setup.first, "What went wrong")).answered
    assert await bot.stop() == 0


def row_without_words(promise, number):
    """A row of a meeting that can no longer be read."""
    key = f"meetings.{promise.number}.{number}"
    return {
        "key": key,
        "kind": "meetings.reminder",
        "ref": f"{promise.number}.{int(promise.due.timestamp())}.10",
        "verb": "send",
        "address_kind": "channel",
        "address_id": promise.channel_id + number + 1,
        "server_id": promise.server_id,
        "lane": 2,
        "due": promise.due,
        "not_after": promise.due + LENGTH,
        "try_after": promise.due,
        "nonce": make_nonce(key),
    }


def said_before_the_last_of(promises, discord):
    """List the rooms of all that was said before these were kept, in order."""
    rooms = {promise.channel_id for promise in promises}
    said = [room for room, _ in discord.rest.nonces.created]
    return said[: max(at for at, room in enumerate(said) if room in rooms)]


async def test_a_room_at_its_limit(ledger, begin, discord):
    """Discord takes five messages in five seconds from a room; the others are not kept waiting."""
    await ledger.open_servers(2)
    crowded = discord.town.add_channel(ledger.server_ids[0], "crowded")
    first = ledger.server_ids[:1]
    await ledger.owe(just_now(), 0.1, server_ids=first, room=crowded, remind=40)
    others = await ledger.owe(just_now(), 0.1, remind=40)
    lives = Lives(ledger, begin)
    bot = await lives.begin()
    await wait_until(lambda: ledger.count_kept(others) == len(others), bot)
    assert 5 <= said_before_the_last_of(others, discord).count(crowded) < 40
    assert discord.rest.limits.refused == 0
    assert discord.rest.codes == {}
    assert await bot.stop() == 0


async def test_a_huge_server(ledger, begin, discord):
    """A small server's few messages, owed after a huge one's hundreds, go out among the first."""
    await ledger.open_servers(2)
    huge, small = ledger.server_ids
    await ledger.owe(just_now(), 0.1, server_ids=[huge], remind=350)
    few = await ledger.owe(just_now() + timedelta(seconds=1), 0.1, server_ids=[small], remind=6)
    lives = Lives(ledger, begin)
    bot = await lives.begin()
    await wait_until(lambda: ledger.count_kept(few) == len(few), bot)
    assert len(said_before_the_last_of(few, discord)) < 100
    assert discord.rest.limits.refused == 0
    assert await bot.stop() == 0
