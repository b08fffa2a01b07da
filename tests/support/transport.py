"""A Discord in memory for the delivery engine: it keeps what was sent and fails as it is told."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.clock import Clock
from bot.core.message import Message
from bot.delivery.transport import Refusal, Sent, Unclear, Unsearchable
from bot.storage.database import forbid_transaction


class Killed(BaseException):
    """The process dies at this instruction."""


@dataclass
class Fault:
    """What goes wrong with one request: before it takes effect, or with its answer."""

    error: BaseException | None = None
    after: bool = False  # the effect took place, only the answer is lost
    wait: asyncio.Event | None = None


def refuse(code: int) -> Fault:
    return Fault(Refusal(code))


def unclear(retry_after: float = 0.0) -> Fault:
    return Fault(Unclear("broken", retry_after))


def unclear_after() -> Fault:
    return Fault(Unclear("broken"), after=True)


def killed() -> Fault:
    return Fault(Killed())


def killed_after() -> Fault:
    return Fault(Killed(), after=True)


def broken() -> Fault:
    return Fault(ValueError("a bug of the transport"))


def held(event: asyncio.Event) -> Fault:
    return Fault(wait=event)


@dataclass
class Posted:
    """A message that exists, or existed, on this Discord."""

    channel_id: int
    message_id: int
    message: Message
    nonce: str
    at: datetime
    deleted: bool = False
    edits: list[Message] = field(default_factory=list)

    @property
    def now_says(self) -> Message:
        return self.edits[-1] if self.edits else self.message


class RecordingTransport:
    """Implements `Transport`. `recognises` off: neither nonce nor marker is looked at."""

    def __init__(self, clock: Clock, *, recognises: bool = True) -> None:
        self.clock, self.recognises = clock, recognises
        self.nonce_window = timedelta(seconds=150)
        self.posted: list[Posted] = []
        self.requests: list[tuple] = []
        self.replies: dict[str, Message] = {}
        self.threads: dict[int, tuple[int, str, list[int]]] = {}
        self.chats: dict[int, int] = {}  # channel by member
        self.closed_chats: set[int] = set()  # members
        self.unreadable: set[int] = set()  # channels, and servers for threads
        self.visible: set[tuple[int, int]] = set()  # (member, channel)
        self._faults: dict[tuple[str, int | None], deque[Fault]] = defaultdict(deque)
        self._ids = 10_000

    def plan(self, method: str, *faults: Fault, at: int | None = None) -> None:
        """Let the next requests of this kind go wrong, in this order.

        Rows that are due together are sent together, and any of them may be the first: `at` names
        the channel (of `open_dm` the member, of `sees` the server) whose requests are meant.
        """
        self._faults[method, at].extend(faults)

    def said(self) -> list[str]:
        """List the bodies of the messages that exist, in the order they came."""
        return [one.now_says.body for one in self.posted if not one.deleted]

    def made(self, method: str) -> list[tuple]:
        """List the requests of one kind."""
        return [request for request in self.requests if request[0] == method]

    # ------------------------------------------------------------ Transport

    async def send(self, channel_id: int, message: Message, *, nonce: str) -> Sent:
        async with self._request("send", channel_id, nonce):
            if any(self.chats.get(member) == channel_id for member in self.closed_chats):
                raise Refusal(50007)
            known = self._find_nonce(channel_id, nonce)
            if known is not None and known.deleted:
                raise Refusal(10008)
            if known is None:
                known = Posted(channel_id, self._next_id(), message, nonce, self.clock.now())
                self.posted.append(known)
        return Sent(channel_id, known.message_id)

    async def edit(self, channel_id: int, message_id: int, message: Message, *, nonce: str) -> None:
        async with self._request("edit", channel_id, message_id):
            posted = self._find(channel_id, message_id)
            assert posted.nonce == nonce
            posted.edits.append(message)

    async def delete(self, channel_id: int, message_id: int) -> None:
        async with self._request("delete", channel_id, message_id):
            self._find(channel_id, message_id).deleted = True

    async def edit_reply(self, token: str, message: Message) -> None:
        async with self._request("edit_reply", token):
            self.replies[token] = message

    async def open_dm(self, member_id: int) -> int:
        async with self._request("open_dm", member_id):
            return self.chats.setdefault(member_id, self._next_id())

    async def open_thread(self, channel_id: int, title: str) -> int:
        async with self._request("open_thread", channel_id, title):
            thread_id = self._next_id()
            self.threads[thread_id] = (channel_id, title, [])
        return thread_id

    async def add_member(self, thread_id: int, member_id: int) -> None:
        async with self._request("add_member", thread_id, member_id):
            members = self.threads[thread_id][2]
            members += [] if member_id in members else [member_id]

    async def drop_member(self, thread_id: int, member_id: int) -> None:
        async with self._request("drop_member", thread_id, member_id):
            members = self.threads[thread_id][2]
            if member_id in members:
                members.remove(member_id)

    async def find_thread(
        self, server_id: int, channel_id: int, code: str, since: datetime
    ) -> int | None:
        async with self._request("find_thread", server_id, channel_id, code, since):
            if server_id in self.unreadable:
                raise Unsearchable
            found = [one for one, (_, title, _) in self.threads.items() if code in title]
        return found[0] if found and self.recognises else None

    async def find_marked(self, channel_id: int, nonce: str, since: datetime) -> Sent | None:
        async with self._request("find_marked", channel_id, nonce, since):
            if channel_id in self.unreadable:
                raise Unsearchable
            for one in self.posted:
                here = one.channel_id == channel_id and one.at >= since and not one.deleted
                if here and one.nonce == nonce and self.recognises:
                    return Sent(channel_id, one.message_id)
        return None

    async def sees(self, server_id: int, member_id: int, channel_id: int) -> bool:
        async with self._request("sees", server_id, member_id, channel_id):
            return (member_id, channel_id) in self.visible

    # ------------------------------------------------------------ inside

    def _request(self, method: str, place: int | str, *what: object) -> "_Request":
        forbid_transaction()
        self.requests.append((method, place, *what))
        faults = self._faults.get((method, place)) or self._faults.get((method, None))
        return _Request(faults.popleft() if faults else Fault())

    def _next_id(self) -> int:
        self._ids += 1
        return self._ids

    def _find_nonce(self, channel_id: int, nonce: str) -> Posted | None:
        young = self.clock.now() - self.nonce_window
        for one in self.posted:
            if one.nonce == nonce and one.channel_id == channel_id and one.at > young:
                return one if self.recognises else None
        return None

    def _find(self, channel_id: int, message_id: int) -> Posted:
        for one in self.posted:
            if (one.channel_id, one.message_id) == (channel_id, message_id) and not one.deleted:
                return one
        raise Refusal(10008)


class _Request:
    """One request in flight, with its fault."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    async def __aenter__(self) -> None:
        await asyncio.sleep(0)
        if self._fault.wait is not None:
            await self._fault.wait.wait()
        if self._fault.error is not None and not self._fault.after:
            raise self._fault.error

    async def __aexit__(self, kind: object, error: object, trace: object) -> None:
        if self._fault.error is not None and self._fault.after and error is None:
            raise self._fault.error
