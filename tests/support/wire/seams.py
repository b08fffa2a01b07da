"""Every private part of simcord that the wire server uses, in one file."""

import asyncio
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import discord
from simcord.backend import Backend, serializers
from simcord.backend.access import message_accessible
from simcord.backend.errors import BackendError
from simcord.backend.models import Interaction, Message
from simcord.env import Env
from simcord.gateway import FakeGateway, FakeWebSocket
from simcord.http import router
from simcord.results import InteractionResult, ResponseMessage

__all__ = [
    "Backend",
    "BackendError",
    "Discordlike",
    "Feed",
    "InteractionResult",
    "Payload",
    "ResponseMessage",
    "Upload",
    "list_messages",
    "parse_form",
    "read_message",
    "run_route",
]

Payload = dict[str, Any]

_asked: ContextVar[Interaction | None] = ContextVar("asked_interaction", default=None)
_opener: ContextVar[Interaction | None] = ContextVar("opener", default=None)


@dataclass
class Upload:
    """A file in a request."""

    fp: io.BytesIO
    filename: str
    description: str | None = None


def run_route(
    backend: Backend,
    method: str,
    path: str,
    *,
    body: Any,
    query: Mapping[str, str],
    files: list[Upload],
    reason: str | None,
) -> Any:
    """Do what a request asks and return the answer's body; None is 204. Raises `BackendError`."""
    return router.dispatch(
        backend, method, path, json=body, params=dict(query), files=files, reason=reason
    )


def parse_form(form: list[Payload], files: list[Upload]) -> tuple[Any, list[Upload]]:
    """Read the fields of a multipart body; the descriptions of its files stand in its JSON."""
    body, uploads = router.parse_form(form, files)
    described = (body or {}).get("attachments") or []
    for upload, told in zip(uploads, described, strict=False):
        upload.description = told.get("description")
    return body, uploads


def read_message(backend: Backend, channel_id: int, message_id: int) -> Payload:
    """Read a stored message as Discord would send it. Raises 10008 when it is gone."""
    message = backend.get_message(channel_id, message_id)
    return dict(serializers.message_payload(backend, message))


def list_messages(backend: Backend, channel_id: int, viewer: int | None) -> list[Message]:
    """List what a person can read in a channel, oldest first; None: everything not private."""
    found = backend.messages.get(channel_id, {}).values()
    if viewer is None:
        return [message for message in found if not message.is_ephemeral]
    return [m for m in found if message_accessible(backend, channel_id, m, viewer, history=True)]


class Discordlike(Env):
    """simcord's people and builders without a bot in the same process: the bots are on the wire.

    `answer_within` is how many seconds a bot has for its first answer. `touched` holds the tokens
    through which something was edited or said since, `opened_by` what opened a form that was sent.
    """

    def __init__(self, backend: Backend, answer_within: float) -> None:
        super().__init__(discord.Client(intents=discord.Intents(guilds=True)))
        self.backend = backend
        self.answer_within = answer_within
        self.touched: set[str] = set()
        self.opened_by: dict[int, Interaction] = {}
        self.news = asyncio.Event()

    def _begin_operation(self, label: str) -> None:
        """Let people act at the same time, which simcord does not need."""

    def _end_operation(self) -> None: ...

    def _notify_dispatch_observers(self, interaction: Any) -> None:
        within = timedelta(seconds=self.answer_within)
        interaction.initial_response_deadline = (self.now() + within).isoformat()
        _asked.set(interaction)
        if (opener := _opener.get()) is not None:
            self.opened_by[interaction.id] = opener

    @contextmanager
    def answering(self, shown: InteractionResult) -> Iterator[None]:
        """Remember, for what is sent inside, which interaction opened the form."""
        token = _opener.set(shown._interaction)
        try:
            yield
        finally:
            _opener.reset(token)

    async def _settle_internal(self, **_options: Any) -> None:
        """Wait for the answer to what this person just did; no answer is one too."""
        asked = _asked.get()
        if asked is None:
            return
        _asked.set(None)
        try:
            async with asyncio.timeout(self.answer_within):
                await self._wait_for(lambda: asked.responded)
            async with asyncio.timeout(4 * self.answer_within):
                await self._wait_for(lambda: self._is_complete(asked))
        except TimeoutError:
            return

    async def _wait_for(self, come: Callable[[], bool]) -> None:
        while not come():
            self.news.clear()
            await self.news.wait()

    def _is_complete(self, asked: Interaction) -> bool:
        """Tell whether a deferred answer was given in the end."""
        return not asked.deferred or asked.token in self.touched


class _AllEvents(dict[str, Callable[[Payload], None]]):
    """Stands for discord.py's parsers: every event goes down the wire."""

    def __init__(self, send: Callable[[str, Payload], None]) -> None:
        super().__init__()
        self._send = send

    def __missing__(self, event: str) -> Callable[[Payload], None]:
        return lambda payload: self._send(event, payload)

    def get(self, event: str, _default: Any = None) -> Any:
        return self[event]


@dataclass
class _State:
    """What simcord's gateway wants to know of a client."""

    intents: discord.Intents
    parsers: _AllEvents


class Feed:
    """What one session gets of everything that happens: by its intents and its shard."""

    def __init__(
        self,
        backend: Backend,
        intents: int,
        shard: tuple[int, int],
        send: Callable[[str, Payload], None],
    ) -> None:
        self._backend, self._shard, self._send = backend, shard, send
        state = _State(discord.Intents._from_value(intents), _AllEvents(send))
        self._gateway = FakeGateway(backend, state)
        self._upstream = FakeWebSocket(backend, self._gateway, shard_id=shard[0])

    def begin(self, session_id: str, resume_url: str) -> None:
        """Say READY, and tell of every server of this shard."""
        servers = [g for g in self._backend.guilds.values() if self._is_ours(g.id)]
        self._send(
            "READY",
            {
                "v": 10,
                "user": dict(serializers.user_payload(self._backend.bot_user)),
                "guilds": [{"id": str(one.id), "unavailable": True} for one in servers],
                "session_id": session_id,
                "resume_gateway_url": resume_url,
                "shard": list(self._shard),
                "application": {"id": str(self._backend.application_id), "flags": 0},
            },
        )
        for one in servers:
            payload = serializers.guild_create_payload(self._backend, one)
            self._gateway.feed("GUILD_CREATE", payload)

    def tell(self, event: str, payload: Mapping[str, Any]) -> None:
        """Pass an event on if it is for this shard; what belongs to no server goes to shard 0."""
        server_id = payload.get("guild_id")
        if server_id is None and event in ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"):
            server_id = payload["id"]
        ours = self._shard[0] == 0 if server_id is None else self._is_ours(int(server_id))
        if ours:
            self._gateway.feed(event, payload)

    async def send_members(self, asked: Payload) -> None:
        """Answer a request for a server's members."""
        ids = asked.get("user_ids") or []
        await self._upstream.request_chunks(
            int(asked["guild_id"]),
            asked.get("query"),
            limit=asked.get("limit") or 0,
            user_ids=[int(one) for one in (ids if isinstance(ids, list) else [ids])] or None,
            presences=bool(asked.get("presences")),
            nonce=asked.get("nonce"),
        )

    def _is_ours(self, server_id: int) -> bool:
        number, count = self._shard
        return (server_id >> 22) % count == number
