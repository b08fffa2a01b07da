"""The gateway: sessions that can be resumed, shards, heartbeats, and what can go wrong there."""

import asyncio
import json
import secrets
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

from aiohttp import WSMsgType, web

from tests.support.wire.clock import MovableClock
from tests.support.wire.seams import Backend, Feed, Payload

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, MEMBERS = 0, 1, 2, 6, 7, 8
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
WRONG_TOKEN, WRONG_SHARD, UNKNOWN_ERROR = 4004, 4010, 4000
REMEMBERED: Final = 1000  # events kept for a session that comes back


class Session:
    """What Discord knows of one connected client, also while its socket is gone."""

    def __init__(self, backend: Backend, intents: int, shard: tuple[int, int]) -> None:
        self.id, self.shard = secrets.token_hex(16), shard
        self.feed = Feed(backend, intents, shard, self.send)
        self.outgoing: asyncio.Queue[Payload] | None = None
        self._number = 0
        self._sent: deque[Payload] = deque(maxlen=REMEMBERED)

    def send(self, event: str, payload: Payload) -> None:
        """Send an event, now or when the client resumes."""
        self._number += 1
        frame = {"op": DISPATCH, "t": event, "s": self._number, "d": payload}
        self._sent.append(frame)
        if self.outgoing is not None:
            self.outgoing.put_nowait(frame)

    def replay(self, after: int) -> None:
        """Send again what came after the last event that the client saw."""
        assert self.outgoing is not None
        for frame in self._sent:
            if frame["s"] > after:
                self.outgoing.put_nowait(frame)
        self.send("RESUMED", {})


@dataclass(eq=False)
class Line:
    """One socket, and the session that it carries once there is one."""

    socket: web.WebSocketResponse
    request: web.Request
    session: Session | None = None
    tasks: asyncio.TaskGroup = field(default_factory=asyncio.TaskGroup)
    pumps: list[asyncio.Task[None]] = field(default_factory=list)

    def open(self, session: Session) -> None:
        """Carry this session from now on."""
        self.session, session.outgoing = session, asyncio.Queue()
        self.pumps.append(self.tasks.create_task(self._pump(session.outgoing)))

    async def _pump(self, frames: asyncio.Queue[Payload]) -> None:
        while True:
            await self.socket.send_str(json.dumps(await frames.get()))


class Gateway:
    """Takes sockets. `acks` off: heartbeats stay unanswered. `is_open` off: nobody gets in.

    `identify_every` is how many seconds must lie between two identifies of the same bucket
    (`shard % max_concurrency`); one that comes too early is told that its session is invalid.
    """

    def __init__(self, backend: Backend, clock: MovableClock, token: str) -> None:
        self.acks = self.is_open = True
        self.heartbeat_every = 41.25
        self.max_concurrency, self.identify_every = 1, 0.0
        self.sessions: dict[str, Session] = {}
        self.counts: defaultdict[str, int] = defaultdict(int)
        self.url = ""
        self._backend, self._clock, self._token = backend, clock, token
        self._lines: list[Line] = []
        self._identified: dict[int, float] = {}
        backend.subscribers.append(self._tell)

    @property
    def connected(self) -> list[Session]:
        """The sessions that have a socket now."""
        return [line.session for line in self._lines if line.session is not None]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Talk to one client until either side is gone."""
        date = {"Date": self._clock.http_date}
        if not self.is_open:
            return web.Response(status=503, headers=date)
        socket = web.WebSocketResponse()
        socket.headers.update(date)
        await socket.prepare(request)
        line = Line(socket, request)
        self._lines.append(line)
        try:
            every = int(self.heartbeat_every * 1000)
            await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": every}})
            async with asyncio.TaskGroup() as line.tasks:
                await self._listen(line)
                for task in line.pumps:
                    task.cancel()
        except* ConnectionError:
            pass  # the client is gone in the middle of a word
        finally:
            self._lines.remove(line)
            if line.session is not None and line.session not in self.connected:
                line.session.outgoing = None
        return socket

    async def drop(self, code: int = UNKNOWN_ERROR, *, abort: bool = False) -> None:
        """Cut every socket; the sessions can be resumed."""
        for line in list(self._lines):
            if not abort:
                await line.socket.close(code=code)
            elif line.request.transport is not None:
                line.request.transport.abort()

    async def invalidate(self, *, resumable: bool) -> None:
        """Tell every client that its session is not valid; if not `resumable`, forget it too."""
        if not resumable:
            self.sessions.clear()
        for line in list(self._lines):
            await line.socket.send_json({"op": INVALID_SESSION, "d": resumable})

    def _tell(self, event: str, payload: Mapping[str, Any]) -> None:
        for session in list(self.sessions.values()):
            session.feed.tell(event, payload)

    async def _listen(self, line: Line) -> None:
        async for message in line.socket:
            if message.type is not WSMsgType.TEXT:
                continue
            frame = json.loads(message.data)
            code, told = frame["op"], frame.get("d")
            self.counts[str(code)] += 1
            if code == HEARTBEAT and self.acks:
                await line.socket.send_json({"op": HEARTBEAT_ACK})
            elif code == IDENTIFY:
                await self._identify(line, told)
            elif code == RESUME:
                await self._resume(line, told)
            elif code == MEMBERS and line.session is not None:
                await line.session.feed.send_members(told)

    async def _identify(self, line: Line, told: Payload) -> None:
        number, count = told.get("shard") or (0, 1)
        if told["token"] != self._token:
            await line.socket.close(code=WRONG_TOKEN)
        elif not 0 <= number < count:
            await line.socket.close(code=WRONG_SHARD)
        elif not self._may_identify(number):
            await line.socket.send_json({"op": INVALID_SESSION, "d": False})
        else:
            session = Session(self._backend, told["intents"], (number, count))
            self.sessions[session.id] = session
            line.open(session)
            session.feed.begin(session.id, self.url)

    def _may_identify(self, number: int) -> bool:
        bucket, now = number % self.max_concurrency, monotonic()
        last = self._identified.get(bucket)
        if last is not None and now - last < self.identify_every:
            self.counts["too_early"] += 1
            return False
        self._identified[bucket] = now
        return True

    async def _resume(self, line: Line, told: Payload) -> None:
        session = self.sessions.get(told["session_id"])
        if session is None or told["token"] != self._token:
            await line.socket.send_json({"op": INVALID_SESSION, "d": False})
            return
        line.open(session)
        session.replay(told["seq"] or 0)
