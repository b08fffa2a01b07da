"""Everything the tests change inside simcord, in one place: what it does not model by itself.

simcord 3.2.1 waits 50 ms at the end of every action, ignores nonces, says en-US for everybody and
knows no user installs. See also `bot.rehearsal.seams`, which is the program's own.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest
import simcord.interactions
from simcord._clock import Clock
from simcord.backend import Backend
from simcord.backend.errors import BackendError, unknown_message
from simcord.env import Env
from simcord.http import router
from simcord.types import HttpLogEntry

from tests.support.contract import Contract

IDLE = 0.003  # seconds between two looks whether the bot has finished; each look takes 0.5 ms
ELSEWHERE = "424242424242424242"  # a server that the bot is not in
NONCE_WINDOW = timedelta(minutes=2)

Payload = dict[str, Any]


class StartClock(Clock):
    """simcord's clock, beginning at a moment of our choice."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self._epoch = start


@dataclass
class Seams:
    """What a test may set while it runs: people's languages, and who installed the bot how."""

    contract: Contract = field(default_factory=Contract)
    locales: dict[int, str] = field(default_factory=dict)
    # Who uses the bot as their own app: in servers it is not in, and in other private chats.
    user_installs: set[int] = field(default_factory=set)
    lost_replies: int = 0  # so many next messages are created, and their answer is lost
    nonces: dict[tuple[str, str], tuple[datetime, Payload]] = field(default_factory=dict)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put the seams in for one test."""
        settings = Env._settle_internal.__kwdefaults__
        monkeypatch.setitem(settings, "idle", IDLE)
        monkeypatch.setattr(router, "dispatch", self._around(router.dispatch))
        base = simcord.interactions.base_payload
        monkeypatch.setattr(simcord.interactions, "base_payload", self._personal(base))

    def _around(self, dispatch: Any) -> Any:
        def checked(backend: Backend, method: str, path: str, **given: Any) -> Any:
            body, files = given.get("json"), len(given.get("files") or ())
            self.contract.check(method, path, given.get("params"), body, files)
            nonce = body.get("nonce") if isinstance(body, dict) else None
            send = partial(dispatch, backend, method, path, **given)
            answer = self._once(backend, path, nonce, send) if nonce else send()
            if method == "POST" and path.endswith("/messages") and self.lost_replies:
                self.lost_replies -= 1
                raise aiohttp.ServerDisconnectedError
            return answer

        return checked

    def _once(self, backend: Backend, path: str, nonce: str, create: Any) -> Payload:
        """Create one message per nonce, as Discord does for about two minutes."""
        now = backend.clock.now()
        made_at, made = self.nonces.get((path, nonce), (now, None))
        if made is not None and now - made_at < NONCE_WINDOW:
            backend.http_requests.append(HttpLogEntry("POST", path, {}, {"nonce": nonce}, None))
            if not _still_there(backend, made):
                raise unknown_message()
            return made
        made = {**create(), "nonce": nonce}
        self.nonces[path, nonce] = (now, made)
        return made

    def _personal(self, base_payload: Any) -> Any:
        def personal(backend: Backend, **given: Any) -> Any:
            record, payload = base_payload(backend, **given)
            user_id, guild_id = given["user_id"], given["guild_id"]
            payload["locale"] = self.locales.get(user_id, "en-US")
            owners = {} if guild_id is None else {"0": str(guild_id)}
            if user_id in self.user_installs:
                owners = {"1": str(user_id)}
                payload |= {"guild_id": ELSEWHERE} if guild_id else {"context": 2}
            payload["authorizing_integration_owners"] = owners
            return record, payload

        return personal


def _still_there(backend: Backend, made: Payload) -> bool:
    try:
        backend.get_message(int(made["channel_id"]), int(made["id"]))
    except BackendError:
        return False
    return True
