"""Speaks to the control API of a wire server, from whichever process the test runs in."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Any, Self

import aiohttp

NO_OPTIONS: Mapping[str, Any] = {}


class CannotBeDone(Exception):
    """A person on Discord could not do this; the message says why."""


@dataclass(frozen=True)
class Seen:
    """A message as somebody sees it."""

    id: int
    channel_id: int
    text: str
    buttons: dict[str, str]  # label: custom id
    links: dict[str, str]
    ephemeral: bool
    by_bot: bool
    edited: bool


@dataclass(frozen=True)
class Replied:
    """What a command, a press or a form brought back. Not `answered`: nothing, in all the time."""

    id: int
    answered: bool
    seconds: float
    messages: list[Seen] = field(default_factory=list)
    form: dict[str, Any] | None = None

    @property
    def first(self) -> Seen:
        assert self.messages, f"nothing was said; answered: {self.answered}"
        return self.messages[0]

    @property
    def text(self) -> str:
        return "\n".join(one.text for one in self.messages)


class Remote:
    """A Discord somewhere else, at this address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def do(self, verb: str, /, **given: Any) -> Any:
        """Do one verb of the control API. Raises `CannotBeDone`."""
        address = f"{self.address}/control/{verb}"
        async with self._session.post(address, json=given) as response:
            answer = await response.json()
        if response.status != 200:
            raise CannotBeDone(answer["why"])
        return answer["result"]

    # ------------------------------------------------------------ people act

    async def command(
        self,
        name: str,
        channel_id: int | None,
        command: str,
        options: Mapping[str, Any] = NO_OPTIONS,
    ) -> Replied:
        """Type a slash command, in the private chat if there is no channel."""
        return _replied(
            await self.do(
                "command", name=name, channel_id=channel_id, command=command, options=options
            )
        )

    async def press(self, name: str, seen: Seen, label: str) -> Replied:
        """Press the button with this label."""
        where = {"channel_id": seen.channel_id, "message_id": seen.id}
        return _replied(await self.do("press", name=name, label=label, **where))

    async def pick(self, name: str, seen: Seen, values: Sequence[Any]) -> Replied:
        """Choose in a select."""
        where = {"channel_id": seen.channel_id, "message_id": seen.id}
        return _replied(await self.do("pick", name=name, values=values, **where))

    async def fill(self, name: str, reply: Replied, **values: Any) -> Replied:
        """Send in the form that a reply opened."""
        return _replied(await self.do("fill", name=name, reply=reply.id, values=values))

    async def look_again(self, reply: Replied) -> Replied:
        """Read what an answer shows by now."""
        return _replied(await self.do("look_again", reply=reply.id))

    # ------------------------------------------------------------ people see

    async def read(self, name: str | None, channel_id: int) -> list[Seen]:
        """Read a channel as somebody; None: all that is not private."""
        found = await self.do("read", name=name, channel_id=channel_id)
        return [Seen(**one) for one in found]

    async def read_chat(self, name: str) -> list[Seen]:
        """Read somebody's private chat with the bot."""
        return [Seen(**one) for one in await self.do("read_chat", name=name)]

    # ------------------------------------------------------------ watching

    async def report(self) -> dict[str, Any]:
        """Read what went on so far."""
        answer: dict[str, Any] = await self.do("report")
        return answer

    async def wait_until(
        self, come: Callable[[dict[str, Any]], bool], within: float = 30.0, what: str = ""
    ) -> dict[str, Any]:
        """Wait until the report says so. Raises TimeoutError with the last report."""
        ends = monotonic() + within
        while not come(report := await self.report()):
            if monotonic() > ends:
                raise TimeoutError(f"{what or 'it'} did not come in {within} s: {report}")
            await asyncio.sleep(0.02)
        return report

    async def wait_connected(self, shards: Iterable[int] = (0,), within: float = 30.0) -> None:
        """Wait until each of these shards has a session."""
        wanted = set(shards)

        def all_there(report: dict[str, Any]) -> bool:
            return wanted <= {number for number, _ in report["sessions"]}

        await self.wait_until(all_there, within, f"shards {sorted(wanted)}")


def _replied(answer: dict[str, Any]) -> Replied:
    messages = [Seen(**one) for one in answer.pop("messages")]
    return Replied(messages=messages, **answer)
