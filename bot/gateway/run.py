"""Run on Discord until told to stop, and stop in order: sending, answers, Discord, database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import chain, repeat

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import App, open_database
from bot.core.errors import SetupProblem, Unavailable
from bot.core.parts import EVERYTHING, ONE_SHARD, Part
from bot.delivery.pacer import Pacer
from bot.gateway.client import AftercareClient
from bot.gateway.clock import DiscordClock
from bot.gateway.sharded import QuietClient, ShardedClient
from bot.gateway.shards import AllShards, LeasedShards
from bot.gateway.signals import stopping_on_signals
from bot.gateway.transport import DiscordTransport
from bot.settings import Settings

log = structlog.get_logger()

GRACE = 10.0  # seconds for what is being sent and answered when the stop comes
LAST_WORDS = 3.0  # seconds for the engine to record how its last sends ended
PAUSES = (1.0, 5.0, 15.0, 60.0)  # seconds between first tries: Discord allows 1,000 a day
API = "/api/v10"

NOT_ACCEPTED = (
    "Discord does not accept the bot's token. Copy it again from the Bot page of your "
    "application on discord.com/developers into AFTERCARE_TOKEN."
)
OUT_OF_REACH = "Discord cannot be reached. Check this machine's network, then start again."
CUT_OFF = "Discord closed the connection for good. The log says why."
NO_DATABASE = "The database cannot be used now; see whether it runs and its disk has room."
MORE_SHARDS = (
    "The bot is in too many servers for its number of shards: start it with more, such as"
    " --shards 0-1/2 (docs/scaling.md)."
)
CLOSED_FOR = {4004: NOT_ACCEPTED, 4010: MORE_SHARDS, 4011: MORE_SHARDS}  # by Discord's close code


Work = Callable[[], Awaitable[None]]  # runs beside the bot until it is cancelled
Beside = Callable[[App, AftercareClient], AbstractAsyncContextManager[Sequence[Work]]]


@asynccontextmanager
async def nothing_beside(_app: App, _client: AftercareClient) -> AsyncIterator[Sequence[Work]]:
    """Run the bot alone."""
    yield ()


async def run_client(
    settings: Settings, beside: Beside = nothing_beside, part: Part = EVERYTHING
) -> None:
    """Run until a signal, with what the operator wants `beside` it, opened before everything else.

    Raises `SetupProblem` with one sentence when Discord will not have us.
    """
    if settings.token is None:
        raise SetupProblem("AFTERCARE_TOKEN is not set.")
    point_discord_at(settings)
    clock = DiscordClock()
    pacer = Pacer(settings.requests_per_second, dm_opens=settings.new_chats_per_hour)
    db, transport = open_database(settings, clock), DiscordTransport()
    content, contact = settings.content, settings.operator_contact
    app = App(db, clock, transport, pacer, content=content, contact=contact, part=part)
    client, stopping = make_client(app), asyncio.Event()
    with stopping_on_signals(stopping.set):
        async with beside(app, client) as works:
            try:
                await app.start()
                await client.prepare()
                token = settings.token.get_secret_value()
                await serve(app, client, token, stopping, [*works, *app.works()])
            finally:
                await app.stop()
    log.info("stopped")


def make_client(app: App) -> AftercareClient:
    """Choose the client for this process's part."""
    shards = app.part.shards
    if shards is None:
        return QuietClient(app)
    if app.company is not None:
        return ShardedClient(app, LeasedShards(app.db, shards))
    return AftercareClient(app) if shards == ONE_SHARD else ShardedClient(app, AllShards(shards))


async def serve(
    app: App,
    client: AftercareClient,
    token: str,
    stopping: asyncio.Event,
    works: Sequence[Work] = (),
) -> None:
    """Answer and deliver until `stopping` is set or the connection is lost for good.

    `works` run beside it, from before the first request to Discord to after the last one.
    """
    async with client, asyncio.TaskGroup() as group:
        tasks = [group.create_task(_run(work)) for work in works]
        if await _log_in(client, token):
            tasks.append(group.create_task(app.delivery.run()))
            listening = group.create_task(_listen(client, stopping))
            tasks += [listening, *(group.create_task(_run(work)) for work in client.works())]
            await stopping.wait()
            log.info("stopping")
            await _finish(app, client)
            await asyncio.wait([listening], timeout=LAST_WORDS)  # it may be in a long pause
        for task in tasks:
            task.cancel()
    if client.problem is not None:
        raise client.problem


def point_discord_at(settings: Settings) -> None:
    """Send discord.py to a proxy or another server, where the settings name one."""
    if settings.discord_api:
        path = yarl.URL(settings.discord_api).path
        Route.BASE = settings.discord_api + (API if path in ("", "/") else "")
    if settings.discord_gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway)


async def _run(work: Work) -> None:
    await work()


async def _log_in(client: AftercareClient, token: str) -> bool:
    """Log in; where that fails, `client.problem` says why."""
    try:
        await client.login(token)
    except discord.LoginFailure:
        client.problem = SetupProblem(NOT_ACCEPTED)
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        log.exception("discord_out_of_reach")
        client.problem = SetupProblem(OUT_OF_REACH)
    except Unavailable:
        client.problem = SetupProblem(NO_DATABASE)
    else:
        return True
    return False


async def _listen(client: AftercareClient, stopping: asyncio.Event) -> None:
    try:
        await _connect(client)
    except (discord.ConnectionClosed, discord.GatewayNotFound) as error:
        log.exception("connection_lost", code=getattr(error, "code", None))
        why = CLOSED_FOR.get(getattr(error, "code", None) or 0, CUT_OFF)
        client.problem = client.problem or SetupProblem(why)
    except (AssertionError, AttributeError, RuntimeError):
        if not client.is_closed():
            raise
        log.info("closed_while_connecting")  # discord.py stumbles over what we closed under it
    finally:
        stopping.set()


async def _connect(client: AftercareClient) -> None:
    """Stay connected; discord.py comes back by itself, but only once it has been in.

    When its very first try fails, it stumbles over the socket it never had (discord.py 2.7.1).
    """
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        try:
            await client.connect()
        except AttributeError:
            if getattr(client, "ws", None) is not None or client.is_closed():
                raise
            log.warning("gateway_out_of_reach", seconds=pause)
        else:
            return
        await asyncio.sleep(pause)


async def _finish(app: App, client: AftercareClient) -> None:
    """Take no new work, let what has begun come to its end, and leave Discord."""
    try:
        async with asyncio.timeout(GRACE + LAST_WORDS), asyncio.TaskGroup() as group:
            group.create_task(app.delivery.stop(GRACE))
            group.create_task(client.answers.wait_empty())
    except TimeoutError:
        log.warning("stopped_before_all_was_done")
    await client.close()
