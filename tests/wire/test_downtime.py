"""The bot was off when things fell due: what is still of use is said late, the rest is reported."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.wire.lives import Lives

DEBTS = {"remind": 8, "whisper": 6, "close": 6}


@pytest.fixture
async def lives(ledger, begin):
    """Everything fell due just now, ten minutes before the meetings begin."""
    await ledger.open_servers(2)
    await ledger.owe(datetime.now(UTC) - timedelta(seconds=3), 2.0, **DEBTS)
    return Lives(ledger, begin)


def off_for(lives, ledger, **time):
    """The bot is off for so long; Discord and the machine go on."""
    off = timedelta(**time)
    ledger.discord.clock.advance(off.total_seconds())
    lives.clock.set(off)


async def test_what_is_still_of_use_is_said_late_with_words_that_fit(lives, ledger, discord):
    off_for(lives, ledger, minutes=15)  # the meetings began five minutes ago
    await lives.live_on()
    assert ledger.find_faults() == {}
    assert ledger.list_incidents() == []
    late = [one for one in ledger.promises if one.kind == "remind"]
    for promise in late:
        (seen,) = discord.acting.read(None, promise.channel_id)
        assert "It has begun" in seen["text"]
        assert "You can still come in" in seen["text"]


async def test_a_late_note_says_so_when_it_is_opened(lives, ledger, remote):
    off_for(lives, ledger, minutes=15)
    bot = await lives.begin()
    await lives.wait_quiet(bot)
    whispered = next(one for one in ledger.promises if one.kind == "whisper")
    (note,) = await remote.read_chat(whispered.person)
    opened = await remote.press(whispered.person, note, "Open")
    assert f"Meeting {whispered.number}" in opened.text
    assert "begun" in opened.text or "began" in opened.text
    assert await bot.stop() == 0


async def test_what_is_of_no_use_any_more_is_reported_to_moderators(lives, ledger, remote, discord):
    off_for(lives, ledger, hours=3)
    bot = await lives.begin()
    await lives.wait_quiet(bot)
    states = ledger.count_states()
    assert states["expired"] == DEBTS["remind"] + DEBTS["whisper"]
    assert ledger.list_incidents().count(("meetings.reminder", "expired")) == DEBTS["remind"]
    for promise in ledger.promises:
        said = discord.acting.read(None, promise.channel_id)
        assert all("Starts" not in seen["text"] for seen in said), "an old reminder was sent"
    setup = await remote.command("mona", ledger.general, "setup")
    wrong = await remote.press("mona", setup.first, "What went wrong")
    rooms = [p.channel_id for p in ledger.promises if p.kind == "remind"]
    assert any(f"<#{room}>" in wrong.text for room in rooms)
    assert await bot.stop() == 0
