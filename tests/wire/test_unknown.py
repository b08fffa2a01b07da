"""Nobody knows whether a message arrived, and the bot was down for longer than the nonce lives."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.wire.lives import Lives, wait_until

SENDING = "SELECT address_id, nonce FROM outbox WHERE state = 'sending' AND verb = 'send'"
BRIEFLY, LONG = timedelta(seconds=20), timedelta(minutes=5)


@pytest.fixture
async def lives(ledger, begin):
    """A process was killed after Discord had taken a message, and before that was written down."""
    await ledger.open_servers(1)
    await ledger.owe(datetime.now(UTC) - timedelta(seconds=2), 1.0, remind=5)
    lives = Lives(ledger, begin)
    await lives.die("before_record", at=1)
    return lives


@pytest.fixture
def unknown(lives, ledger):
    """The room and the nonce of a message that arrived without anybody knowing."""
    created = ledger.discord.rest.nonces.created
    found = [row for row in ledger.ask(SENDING) if created[row]]
    assert found
    return found[0]


def let_time_pass(lives, ledger, time):
    """Time passes for Discord and for the bot's machine alike."""
    ledger.discord.clock.advance(time.total_seconds())
    lives.clock.set(lives.clock.ahead + time)


async def test_soon_after_the_nonce_decides(lives, unknown, ledger, discord):
    let_time_pass(lives, ledger, BRIEFLY)
    await lives.live_on()
    assert ledger.find_faults() == {}
    assert discord.rest.nonces.repeated >= 1
    assert discord.count_requests("GET", "/messages$") == 0


async def test_after_long_the_marker_decides(lives, unknown, ledger, discord):
    let_time_pass(lives, ledger, LONG)
    await lives.live_on()
    assert ledger.find_faults() == {}
    assert discord.rest.nonces.repeated == 0
    assert discord.count_requests("GET", "/messages$") >= 1
    assert ledger.list_incidents() == []


async def test_the_marker_is_found_behind_much_that_was_said_since(lives, unknown, ledger, discord):
    discord.town.say("ana", unknown[0], "Hello!", times=350)
    let_time_pass(lives, ledger, LONG)
    await lives.live_on()
    assert discord.rest.nonces.created[unknown] == 1
    assert discord.count_requests("GET", f"/{unknown[0]}/messages$") == 4
    assert ledger.list_incidents() == []


async def test_what_moderators_removed_meanwhile_is_not_said_again(lives, unknown, ledger, discord):
    room, nonce = unknown
    for seen in discord.acting.read(None, room):
        discord.town.remove_message(room, seen["id"])
    let_time_pass(lives, ledger, BRIEFLY)
    await lives.live_on()
    assert discord.acting.read(None, room) == []
    assert discord.rest.codes[10008] >= 1
    assert ledger.ask(f"SELECT state FROM outbox WHERE nonce = '{nonce}'") == [("sent",)]


async def test_without_the_right_to_look_it_is_reported_and_not_sent_again(
    lives, unknown, ledger, discord, remote
):
    room, nonce = unknown
    discord.town.deny_bot(room, ["read_message_history"])
    let_time_pass(lives, ledger, LONG)
    bot = await lives.begin()
    state = f"SELECT state FROM outbox WHERE nonce = '{nonce}'"
    await wait_until(lambda: ledger.count_kept() >= 4, bot)
    await wait_until(lambda: ledger.ask(state) == [("unknown",)], bot)
    assert await bot.stop() == 0

    let_time_pass(lives, ledger, timedelta(minutes=30))  # until it is of no use any more
    bot = await lives.begin()
    await lives.wait_quiet(bot)
    assert discord.rest.nonces.created[unknown] == 1
    assert ("meetings.reminder", "expired") in ledger.list_incidents()

    setup = await remote.command("mona", ledger.general, "setup")
    wrong = await remote.press("mona", setup.first, "What went wrong")
    assert f"<#{room}>" in wrong.text
    assert await bot.stop() == 0
