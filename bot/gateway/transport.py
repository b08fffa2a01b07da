"""Speaks to Discord for the delivery engine, and says how each request ended.

Ends are told apart by Discord's error code, never by the HTTP status alone. Retrying is left to
the engine, which knows the nonce: a request that discord.py would silently repeat is stopped.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import aiohttp
import discord
from discord.http import Route

from bot.core.message import Message
from bot.delivery.transport import Refusal, Sent, Unclear, Unsearchable
from bot.gateway.places import Places
from bot.gateway.render import COMPONENTS_V2, SILENT, Component, carries, render
from bot.gateway.tracing import read_limit
from bot.storage.database import forbid_transaction

MESSAGES: Final = "/channels/{channel_id}/messages"
MESSAGE: Final = "/channels/{channel_id}/messages/{message_id}"
REPLY: Final = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
CHANNEL: Final = "/channels/{channel_id}"
MEMBER_OF_THREAD: Final = "/channels/{channel_id}/thread-members/{user_id}"
ARCHIVED: Final = "/channels/{channel_id}/users/@me/threads/archived/private"

PRIVATE_CHAT, PRIVATE_THREAD, THREADS = 1, 12, (10, 11, 12)
IN_SERVER = discord.abc.GuildChannel | discord.Thread
IS_ARCHIVED: Final = 50083
A_DAY: Final = 1440  # minutes without a word, after which a thread leaves the list of channels
# Channel, server, member or person unknown, or closed to the bot.
NOT_HERE = {10003, 10004, 10007, 10013, 50001}
# Refusals that pass with time: chats opened too fast, slow mode, channel and server write limits,
# Discord overloaded.
LATER = {40003: 600.0, 20016: 60.0, 20022: 10.0, 20028: 10.0, 20029: 10.0, 130000: 60.0}
PAGE, PAGES = 100, 20
LONGEST_LOOK = 5.0  # seconds; discord.py would repeat a 5xx for 16
NO_MENTIONS: Final[Component] = {"parse": []}


class DiscordTransport:
    """The `Transport` of a running client. Nothing here may be awaited inside a transaction."""

    def __init__(self) -> None:
        self._client: discord.Client | None = None
        self._places: Places | None = None

    def attach(self, client: discord.Client) -> None:
        """Speak through this client from now on."""
        self._client, self._places = client, Places(client)

    async def send(self, channel_id: int, message: Message, *, nonce: str) -> Sent:
        body = _body(message, nonce) | {"nonce": nonce, "enforce_nonce": True}
        if message.silent:
            body["flags"] |= SILENT
        made = await self._request(Route("POST", MESSAGES, channel_id=channel_id), body)
        return Sent(channel_id=channel_id, message_id=int(made["id"]))

    async def edit(self, channel_id: int, message_id: int, message: Message, *, nonce: str) -> None:
        route = Route("PATCH", MESSAGE, channel_id=channel_id, message_id=message_id)
        await self._wake_for(channel_id, route, _body(message, nonce))

    async def delete(self, channel_id: int, message_id: int) -> None:
        route = Route("DELETE", MESSAGE, channel_id=channel_id, message_id=message_id)
        await self._request(route)

    async def edit_reply(self, token: str, message: Message) -> None:
        application = self._here.application_id
        route = Route("PATCH", REPLY, webhook_id=application, webhook_token=token)
        await self._request(route, _body(message, ""))

    async def open_dm(self, member_id: int) -> int:
        body = {"recipient_id": str(member_id)}
        return int((await self._request(Route("POST", "/users/@me/channels"), body))["id"])

    async def open_thread(self, channel_id: int, title: str) -> int:
        body = {"name": title, "type": PRIVATE_THREAD, "invitable": False}
        body["auto_archive_duration"] = A_DAY
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=channel_id)
        return int((await self._request(route, body))["id"])

    async def add_member(self, thread_id: int, member_id: int) -> None:
        await self._change_member("PUT", thread_id, member_id)

    async def drop_member(self, thread_id: int, member_id: int) -> None:
        await self._change_member("DELETE", thread_id, member_id)

    async def _change_member(self, method: str, thread_id: int, member_id: int) -> None:
        route = Route(method, MEMBER_OF_THREAD, channel_id=thread_id, user_id=member_id)
        await self._wake_for(thread_id, route)

    async def _wake_for(self, thread_id: int, route: Route, body: Component | None = None) -> None:
        """Make a request that a thread refuses while it is archived, opening it again first."""
        try:
            await self._request(route, body)
        except Refusal as refusal:
            if refusal.code != IS_ARCHIVED:
                raise
            await self._request(Route("PATCH", CHANNEL, channel_id=thread_id), {"archived": False})
            await self._request(route, body)

    async def find_thread(
        self, server_id: int, channel_id: int, code: str, since: datetime
    ) -> int | None:
        active = Route("GET", "/guilds/{guild_id}/threads/active", guild_id=server_id)
        try:
            found = self._pick_thread(await self._request(active), code)
            return found or await self._find_archived(channel_id, code, since)
        except Refusal as refusal:
            raise Unsearchable from refusal

    async def _find_archived(self, channel_id: int, code: str, since: datetime) -> int | None:
        """Look through the archived private threads that we are in, newest first."""
        first = discord.utils.time_snowflake(since)
        query: dict[str, int] = {"limit": PAGE}
        for _ in range(PAGES):
            route = Route("GET", ARCHIVED, channel_id=channel_id)
            page = await self._request(route, query=query)
            found = self._pick_thread(page, code)
            before = min((int(one["id"]) for one in page["threads"]), default=0)
            if found or not page["has_more"] or before < first:
                return found
            query["before"] = before
        raise Unsearchable

    def _pick_thread(self, page: Any, code: str) -> int | None:
        me = self._me
        ours = (one for one in page["threads"] if int(one.get("owner_id") or 0) == me)
        return next((int(one["id"]) for one in ours if code in one["name"]), None)

    async def find_marked(self, channel_id: int, nonce: str, since: datetime) -> Sent | None:
        await self._check_history_right(channel_id)
        me, first = self._me, discord.utils.time_snowflake(since)
        before: int | None = None
        for _ in range(PAGES):
            page = await self._history(channel_id, before)
            for message in page:
                ours = int(message["author"]["id"]) == me and int(message["id"]) >= first
                if ours and carries(message["components"], nonce):
                    return Sent(channel_id=channel_id, message_id=int(message["id"]))
            before = min((int(message["id"]) for message in page), default=0)
            if len(page) < PAGE or before < first:
                return None
        raise Unsearchable  # too much was said since: not having found it proves nothing

    async def sees(self, server_id: int, member_id: int, channel_id: int) -> bool:
        places = self._known_places
        try:
            with self._telling_ends_apart():
                async with asyncio.timeout(LONGEST_LOOK):
                    return await places.sees(server_id, member_id, channel_id)
        except Refusal as refusal:
            if refusal.code in NOT_HERE:
                return False
            raise

    async def clear_chat(self, channel_id: int) -> int:
        removed = 0
        before: int | None = None
        while page := await self._history(channel_id, before):
            before = min(int(message["id"]) for message in page)
            for message in page:
                if int(message["author"]["id"]) == self._me:
                    await self.delete(channel_id, int(message["id"]))
                    removed += 1
        return removed

    @property
    def _here(self) -> discord.Client:
        if self._client is None:
            raise Unclear("not_connected")
        return self._client

    @property
    def _known_places(self) -> Places:
        if self._places is None:
            raise Unclear("not_connected")
        return self._places

    @property
    def _me(self) -> int:
        user = self._here.user
        if user is None:
            raise Unclear("not_connected")
        return user.id

    async def _history(self, channel_id: int, before: int | None) -> list[Any]:
        """Fetch the newest messages before this one, newest first."""
        query = {"limit": PAGE} | ({} if before is None else {"before": before})
        page: list[Any] = await self._request(
            Route("GET", MESSAGES, channel_id=channel_id), query=query
        )
        return page

    async def _check_history_right(self, channel_id: int) -> None:
        """Raise `Unsearchable` where Discord, for want of a right, would answer an empty list."""
        known = self._here.get_channel(channel_id)
        server_id = known.guild.id if isinstance(known, IN_SERVER) else 0
        if known is None:  # a private chat, a thread that was archived, or a server not known here
            found = await self._request(Route("GET", CHANNEL, channel_id=channel_id))
            if found["type"] == PRIVATE_CHAT:
                return
            server_id = int(found.get("guild_id") or 0)
            channel_id = int(found["parent_id"]) if found["type"] in THREADS else channel_id
        with self._telling_ends_apart():
            if not server_id or not await self._known_places.may_read(server_id, channel_id):
                raise Unsearchable

    async def _request(
        self, route: Route, body: Component | None = None, query: Component | None = None
    ) -> Any:
        options: dict[str, Any] = {"raise_for_status": _stop_silent_retry}
        if body is not None:
            options["json"] = body
        if query is not None:
            options["params"] = query
        with self._telling_ends_apart():
            return await self._here.http.request(route, **options)

    @contextmanager
    def _telling_ends_apart(self) -> Iterator[None]:
        forbid_transaction()
        try:
            yield
        except discord.RateLimited as error:
            raise Unclear("rate_limited", error.retry_after) from error
        except discord.HTTPException as error:
            if error.status == 401 and error.code == 0:  # a worn-out reply token has a code
                self._here.dispatch("token_refused")
            raise _judge(error) from error
        except (aiohttp.ClientError, OSError) as error:
            raise Unclear("connection") from error


def _body(message: Message, marker: str) -> Component:
    role = message.notifies_role
    return {
        "components": render(message, marker=marker),
        "flags": COMPONENTS_V2,
        "allowed_mentions": {"parse": [], "roles": [str(role)]} if role else NO_MENTIONS,
    }


def _judge(error: discord.HTTPException) -> Refusal | Unclear:
    """Tell a final no from a result nobody knows. Without a code it was not Discord that spoke."""
    if error.status >= 500:
        return Unclear("server_error")
    if error.status == 429:
        return Unclear("rate_limited")
    if error.code == 0:
        return Unclear(f"http_{error.status}")
    if error.code in LATER:
        return Unclear(f"code_{error.code}", LATER[error.code])
    return Refusal(error.code)


async def _stop_silent_retry(response: aiohttp.ClientResponse) -> None:
    """Leave repeating to the engine: discord.py would repeat a 5xx although it may have worked."""
    if response.status >= 500:
        response.release()
        raise Unclear("server_error")
    if response.status == 429:
        response.release()
        raise read_limit(response)
