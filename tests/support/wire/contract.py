"""Both sides against Discord's published contract: what bots ask, and what this server answers."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from tests.support.contract import _load


class WireContract:
    """Collects what is wrong with requests and with answers; values are not repeated."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answered: list[str] = []
        self.checked = 0
        self._contract = _load()

    def check_asked(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Any,
        files: Sequence[str],
    ) -> None:
        """Note what Discord would not take."""
        if self._contract is None:
            return
        self.checked += 1
        address = f"{path}?{urlencode(query)}" if query else path
        for problem in self._contract.check_request(method, address, body, files):
            self.asked.append(f"{method} {path}: {problem}")

    def check_answered(self, method: str, path: str, status: int, body: Any) -> None:
        """Note what Discord would not say."""
        if self._contract is None or self._contract.find(method, path) is None:
            return
        for problem in self._contract.check_response(method, path, status, body):
            self.answered.append(f"{method} {path} {status}: {problem}")
