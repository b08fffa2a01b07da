"""Discord's own published API contract, found beside the project; absent on other machines."""

import json
import sys
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

FOLDER = Path(__file__).parents[2].parent / "shared" / "discord-contract"
_found: dict[tuple[str, str, str], list[str]] = {}
MISSING = "../shared/discord-contract is not on this machine: requests were not checked"


class Contract:
    """Collects what Discord would have said against the requests it is shown."""

    def __init__(self) -> None:
        self.checked = 0
        self.problems: list[str] = []

    def check(self, method: str, path: str, query: Any, body: Any, files: int) -> None:
        """Note what is wrong with a request. Values are not repeated, only where they are."""
        contract = _load()
        if contract is None:
            return
        address = f"{path}?{urlencode(query)}" if query else path
        names = [f"files[{number}]" for number in range(files)]
        self.checked += 1
        problems = partial(contract.check_request, method, address, body, names)
        for problem in _only_once(body, problems) if method == "PUT" else problems():
            self.problems.append(f"{method} {path}: {problem}")


def _only_once(body: Any, check: partial[list[str]]) -> list[str]:
    """Check what every bot sends at its start, all its commands, the first time only."""
    key = (*check.args[:2], json.dumps(body))
    if key not in _found:
        _found[key] = check()
    return _found[key]


def is_here() -> bool:
    """Tell whether the contract is on this machine."""
    return FOLDER.is_dir()


@cache
def _load() -> Any:
    if not is_here():
        return None
    modules = {name: _import(name) for name in ("discord_schema", "discord_rules")}
    contract = _import("discord_contract").Contract
    return contract.load(FOLDER / "openapi.json", rules=modules["discord_rules"].check)


def _import(name: str) -> ModuleType:
    sys.path.insert(0, str(FOLDER))
    try:
        return __import__(name)
    finally:
        sys.path.remove(str(FOLDER))
