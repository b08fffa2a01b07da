"""Messages created once per nonce, for as long as Discord remembers it."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from simcord.backend import Backend

from tests.support.wire.seams import Payload, read_message

CREATE: Final = re.compile(r"/channels/(\d+)/messages")


class Nonces:
    """Answers a repeated nonce with the message that exists already.

    `window` is in seconds of Discord's clock; 0 forgets every nonce at once. `created` counts the
    messages that really were made, by channel and nonce: more than one is a message said twice.
    """

    def __init__(self, backend: Backend, window: float = 150.0) -> None:
        self.window = window
        self.created: Counter[tuple[int, str]] = Counter()
        self.repeated = 0
        self._backend = backend
        self._made: dict[tuple[int, str], tuple[float, int]] = {}

    def send(self, path: str, body: Payload, create: Callable[[], Any]) -> Any:
        """Create a message, or find the one that this nonce created. A removed one is a 404."""
        found = CREATE.fullmatch(path)
        nonce = body.get("nonce")
        if found is None or nonce is None:
            return create()
        key, now = (int(found[1]), str(nonce)), self._backend.clock.now().timestamp()
        made_at, message_id = self._made.get(key, (0.0, 0))
        if body.get("enforce_nonce") and now - made_at < self.window:
            self.repeated += 1
            return {**read_message(self._backend, key[0], message_id), "nonce": nonce}
        made = create()
        self._made[key] = (now, int(made["id"]))
        self.created[key] += 1
        return {**made, "nonce": nonce}
