"""When this process reads that somebody used a command, and when it has written the answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from aiohttp import ClientRequest
from discord.gateway import DiscordWebSocket

ASKED = "INTERACTION_CREATE"


class Answers:
    """Pairs what came in with what went out, by the interaction's number."""

    def __init__(self) -> None:
        self._came: dict[str, float] = {}
        self.waits: list[float] = []

    def come(self, message: str | bytes) -> None:
        """Note a frame from the gateway."""
        now = monotonic()
        frame = json.loads(message)
        if frame["t"] == ASKED:
            self._came[frame["d"]["id"]] = now

    def go(self, path: str) -> None:
        """Note a request that was written."""
        parts = path.split("/")
        if parts[-1] == "callback" and (came := self._came.pop(parts[-3], None)) is not None:
            self.waits.append(monotonic() - came)


@contextmanager
def watching_answers() -> Iterator[Answers]:
    """Watch every command of this process during the block."""
    answers = Answers()
    receive, send = DiscordWebSocket.received_message, ClientRequest.send

    async def received(self: DiscordWebSocket, message: Any, /) -> None:
        answers.come(message)
        await receive(self, message)

    async def sent(self: ClientRequest, connection: Any) -> Any:
        response = await send(self, connection)
        answers.go(self.url.path)
        return response

    DiscordWebSocket.received_message, ClientRequest.send = received, sent  # type: ignore[method-assign]
    try:
        yield answers
    finally:
        DiscordWebSocket.received_message, ClientRequest.send = receive, send  # type: ignore[method-assign]
