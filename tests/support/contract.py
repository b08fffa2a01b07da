"""Discord's own published API contract, found beside the project; absent on other machines."""

import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

FOLDER = Path(__file__).parents[2].parent / "shared" / "discord-contract"
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
        for problem in contract.check_request(method, address, body, names):
            self.problems.append(f"{method} {path}: {problem}")


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
