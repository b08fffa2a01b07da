"""Somebody leaves in the middle of a call for help: who asked, who is asked, the bot itself."""

import pytest

from tests.wire.calls import (
    COME,
    HELPERS,
    count_asked,
    count_notes,
    know_chats,
    let_time_pass,
    open_room,
    pair_up,
    propose,
)
from tests.wire.lives import wait_until

pytestmark = pytest.mark.more
PATIENT = 60.0  # seconds, on a machine that does much else
FAILURES = ("row_failed", "timer_failed", "interaction_failed", "settle_failed")


@pytest.fixture
async def room(ledger):
    """Two servers know ana; the call is in the second."""
    await ledger.open_servers(2)
    room = await open_room(ledger)
    await pair_up(ledger, "ana", "kit")
    await know_chats(ledger, "ana", "kit", *HELPERS)
    return room


@pytest.fixture
async def bot(room, begin, remote):
    bot = await begin()
    await remote.wait_connected()
    yield bot
    assert await bot.stop() == 0, bot.last_words
    assert [bot.logged(one) for one in FAILURES] == [[]] * len(FAILURES)


async def call(remote, ledger, label):
    screen = await propose(remote, ledger.rooms[-1], "ana", label)
    return await remote.press("ana", screen, "Send")


async def pass_time(ledger, begin, bot):
    """Let every deadline be over: the process ends, and another one begins."""
    assert await bot.stop() == 0, bot.last_words
    await let_time_pass(ledger)
    return await begin()


def chat(discord, name):
    return [one["text"] for one in discord.acting.read_chat(name)]


async def test_who_asked_leaves_and_gets_nothing_more(ledger, remote, discord, bot):
    await call(remote, ledger, "Ask a helper")
    await wait_until(lambda: count_asked(discord) == [1, 1] and chat(discord, "ana"), bot, PATIENT)
    for server_id in ledger.server_ids:
        discord.town.remove_person("ana", server_id)
    question = (await remote.read_chat("sam"))[-1]
    page = await remote.press("sam", question, COME)
    assert f"<@{discord.town.people['ana'].id}>" in page.text
    await wait_until(lambda: len(chat(discord, "sam")) == 2, bot, PATIENT)
    news = (await remote.read_chat("sam"))[-1]
    opened = await remote.press("sam", news, "Open")
    assert "That way does not work now." in opened.text
    await wait_until(lambda: "with them now" in chat(discord, "rio")[0], bot, PATIENT)
    assert len(chat(discord, "ana")) <= 1, "what was there before, if anything"


@pytest.mark.parametrize("when", ["before", "after"])
async def test_the_sponsor_leaves_and_helpers_are_asked(
    ledger, remote, discord, bot, begin, room, when
):
    if when == "before":
        discord.town.remove_person("kit", ledger.server_ids[-1])
    await call(remote, ledger, "Ask my sponsor")
    if when == "after":
        await wait_until(lambda: count_asked(discord, "kit") == [1], bot, PATIENT)
        discord.town.remove_person("kit", ledger.server_ids[-1])
        bot = await pass_time(ledger, begin, bot)
    await wait_until(lambda: count_asked(discord) == [1, 1], bot, PATIENT)
    assert count_asked(discord, "kit") == [when == "after"]
    assert count_notes(discord, room) == 0 or when == "after"
    if when == "after":
        assert await bot.stop() == 0, bot.last_words


async def test_the_bot_is_put_out_of_the_server_and_the_asker_reads_it(
    ledger, remote, discord, bot, begin
):
    await call(remote, ledger, "Ask my sponsor")
    await wait_until(lambda: count_asked(discord, "kit") == [1] and chat(discord, "ana"), bot)
    discord.town.remove_bot(ledger.server_ids[-1])
    later = await pass_time(ledger, begin, bot)
    await remote.wait_connected()
    nobody = "SELECT count(*) FROM requests WHERE state = 'nobody' AND calls < 0"
    await wait_until(lambda: ledger.ask(nobody) == [(1,)], later, PATIENT)
    await wait_until(lambda: len(chat(discord, "ana")) == 1, later, PATIENT)
    page = await remote.press("ana", (await remote.read_chat("ana"))[0], "Open")
    assert "No one has answered yet." in page.text
    assert "988" in page.text
    assert "I asked the moderators" not in page.text
    assert count_asked(discord) == [0, 0]
    assert count_asked(discord, "kit") == [1]
    assert await later.stop() == 0, later.last_words
