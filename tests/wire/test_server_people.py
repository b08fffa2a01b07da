"""People on the wire server, a bot as an operator starts it, and a server in another process."""

import asyncio
import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.wire.client import CannotBeDone, Remote
from tests.support.wire.process import ROOT, begin_plainly
from tests.wire.lives import wait_until


async def make_harbor(remote):
    """Make a server with a moderator and a member over the control API; returns its ids."""
    server_id = await remote.do("add_server", name="Harbor")
    moderators = await remote.do(
        "add_role", server_id=server_id, name="Moderators", permissions=["manage_guild"]
    )
    general = await remote.do("add_channel", server_id=server_id, name="general")
    quiet = await remote.do("add_channel", server_id=server_id, name="quiet", only_for=[moderators])
    await remote.do("add_person", name="mona", server_id=server_id, roles=[moderators])
    for name in ("ana", "rio"):
        await remote.do("add_person", name=name, server_id=server_id)
    return server_id, general, quiet


async def walk_through(remote, general, quiet):
    """Let people set up, press, fill in, pick and read, each as they can."""
    card = await remote.command("ana", general, "help")
    assert "emergency number" in card.text
    assert card.first.ephemeral
    more = await remote.press("ana", card.first, "Overdose")
    assert "Naloxone" in more.text or "naloxone" in more.text
    assert await remote.read("rio", general) == []
    assert [seen.id for seen in await remote.read("ana", general)] == [card.first.id]

    setup = await remote.command("mona", general, "setup")
    zone = await remote.press("mona", setup.first, "Set the time zone")
    assert zone.form is not None
    (name,) = zone.form["values"]
    done = await remote.fill("mona", zone, **{name: "Berlin"})
    assert "Europe/Berlin" in done.text

    made = await remote.command(
        "mona", general, "group create", {"name": "Mornings", "channel": {"channel": general}}
    )
    assert "Mornings" in made.text
    with pytest.raises(CannotBeDone, match="not visible"):
        await remote.command("ana", general, "setup")
    with pytest.raises(CannotBeDone, match="Missing Access"):
        await remote.command("ana", quiet, "help")
    with pytest.raises(CannotBeDone, match="No application command"):
        await remote.command("ana", general, "dance")
    assert "emergency number" in (await remote.command("ana", None, "help")).text
    assert (await remote.do("chat_id", name="rio")) is None


def check(report):
    assert report["asked_wrongly"] == report["answered_wrongly"] == report["broken"] == []
    assert report["limited"] == 0


async def test_people_and_a_bot_as_an_operator_starts_it(ledger, remote, begin):
    _, general, quiet = await make_harbor(remote)
    bot = await begin(plainly=True)
    await remote.wait_connected()
    await walk_through(remote, general, quiet)
    check(await remote.report())
    assert await bot.stop() == 0, bot.last_words
    assert bot.logged("stopped")


async def test_the_same_with_the_server_in_another_process(nursery, tmp_path):
    """Whatever process a test runs in, it acts and reads through the control API."""
    command = [sys.executable, "-m", "tests.support.wire"]
    server = await asyncio.to_thread(subprocess.Popen, command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        told = json.loads(await asyncio.to_thread(server.stdout.readline))
        address, database = told.pop("address"), f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
        async with Remote(address) as remote:
            _, general, quiet = await make_harbor(remote)
            bot = await nursery.begin(tmp_path, {**told, "AFTERCARE_DATABASE_URL": database})
            await remote.wait_connected()
            await walk_through(remote, general, quiet)
            await remote.do("plan", kind="status", status=503, path="/users/@me$")
            check(await remote.report())
            assert await bot.stop() == 0, bot.last_words
    finally:
        server.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(server.wait, 30) == 0
        server.stdout.close()


async def test_nobody_answers_when_no_bot_is_there(discord, remote, ledger, begin):
    _, general, _ = await make_harbor(remote)
    bot = await begin()
    await remote.wait_connected()
    assert (await remote.command("ana", general, "help")).answered
    await bot.kill()
    discord.env.answer_within = 0.3
    silent = await remote.command("ana", general, "help")
    assert not silent.answered
    assert silent.messages == []


async def test_closed_private_messages_as_ana_sees_it(ledger, remote, begin, discord):
    """The test note does not arrive, and the page that asked for it says so."""
    await ledger.open_servers(1)
    ago = datetime.now(UTC) - timedelta(seconds=2)
    (promise,) = await ledger.owe(ago, 0.1, remind=1)
    await remote.do("close_chat", name="ana")
    bot = await begin()
    await wait_until(lambda: ledger.count_kept() == 1, bot)
    reminder = (await remote.read("ana", promise.channel_id))[0]
    page = await remote.press("ana", reminder, "Remind me")
    await wait_until(lambda: discord.rest.codes[50007] == 1, bot)
    await wait_until(lambda: discord.count_requests("PATCH", "/webhooks/") == 1, bot)
    assert "did not get through" in (await remote.look_again(page)).text
    assert await remote.read_chat("ana") == []
    await remote.do("close_chat", name="ana", closed=False)
    await remote.press("ana", (await remote.look_again(page)).first, "Try again")
    await wait_until(lambda: len(discord.acting.read_chat("ana")) == 1, bot)


async def test_what_cannot_be_done_is_told(remote):
    with pytest.raises(CannotBeDone, match="no such verb"):
        await remote.do("fly")
    with pytest.raises(CannotBeDone, match="KeyError"):
        await remote.command("nobody", 1, "help")
    with pytest.raises(CannotBeDone, match="Unknown Channel"):
        await remote.do("delete_channel", channel_id=1)


def test_a_plain_bot_without_a_discord_ends_in_one_sentence(tmp_path):
    async def run():
        environment = {
            "AFTERCARE_TOKEN": "x.y.z",
            "AFTERCARE_DISCORD_API": "http://127.0.0.1:9",
            "AFTERCARE_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'a.db'}",
        }
        bot = begin_plainly(tmp_path, environment)
        assert await bot.wait() == 2
        await asyncio.sleep(0.1)
        assert "cannot be reached" in bot.last_words

    asyncio.run(run())
