"""What Discord refuses and simcord does not, and the addresses that simcord does not know."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from simcord.backend import errors

from tests.support.wire.seams import Backend, BackendError, Payload
from tests.support.wire.threads import check_member, list_joined

SEND: Final = re.compile(r"/channels/(\d+)/messages")
EVENTS: Final = re.compile(r"/guilds/(\d+)/scheduled-events(?:/(\d+))?")
MOST_EVENTS: Final = 100
LIVE: Final = {1, 2}  # scheduled, active
DM: Final = 1


class Rules:
    """Looks at a request before simcord does. `closed` holds who takes no private messages."""

    def __init__(self, backend: Backend, gateway: Callable[[], Payload]) -> None:
        self.closed: set[int] = set()
        self._backend, self._gateway = backend, gateway

    def check(self, method: str, path: str, body: Any) -> None:
        """Raise `BackendError` for what Discord would refuse."""
        if method == "POST" and (found := SEND.fullmatch(path)):
            self._check_private(int(found[1]))
        elif method in ("POST", "PATCH") and (found := EVENTS.fullmatch(path)):
            self._check_event(method, int(found[1]), found[2], body or {})
        check_member(self._backend, method, path)

    def answer(self, method: str, path: str, query: Payload) -> Payload | None:
        """Answer what simcord does not know; None: it does."""
        if (method, path) == ("GET", "/gateway/bot"):
            return self._gateway()
        return list_joined(self._backend, method, path, query)

    def _check_private(self, channel_id: int) -> None:
        channel = self._backend.get_channel(channel_id)
        if channel.type != DM:
            return
        for person in channel.recipient_ids:
            if person in self.closed:
                raise BackendError(403, 50007, "Cannot send messages to this user")
            if not any(person in one.members for one in self._backend.guilds.values()):
                raise BackendError(403, 50278, "Cannot send messages: no mutual guilds")

    def _check_event(
        self, method: str, server_id: int, event_id: str | None, body: Payload
    ) -> None:
        self._backend.activate_due_scheduled_events()
        events = self._backend.get_guild(server_id).scheduled_events
        if method == "POST":
            me = self._backend.bot_user.id
            self._backend.require_permissions(server_id, me, None, "create_events")
            if sum(one.status in LIVE for one in events.values()) >= MOST_EVENTS:
                raise BackendError(400, 30038, "Maximum number of server events reached (100)")
        elif event_id and (known := events.get(int(event_id))) and known.status not in LIVE:
            raise BackendError(400, 180000, "Cannot update a finished event")
        start = body.get("scheduled_start_time")
        if start and datetime.fromisoformat(start) <= self._backend.clock.now():
            raise errors.invalid_form_body("Cannot schedule event in the past.")
