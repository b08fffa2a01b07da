"""Which part of the work a process does: everything, answering on some shards, or sending."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core.errors import SetupProblem

MOST_SHARDS: Final = 10_000
WRITTEN: Final = re.compile(r"(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)/(\d+)")
EXAMPLE: Final = "0-3/16 means the first four of sixteen"


class Role(StrEnum):
    """ALL answers, plans and sends. GATEWAY only answers. WORKER only plans and sends."""

    ALL = "all"
    GATEWAY = "gateway"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Shards:
    """Some of the `count` shards into which Discord divides the servers of a bot."""

    ids: tuple[int, ...]
    count: int

    @property
    def are_all(self) -> bool:
        return len(self.ids) == self.count

    def shard_of(self, server_id: int | None) -> int:
        """Tell on which shard a server is; private chats are on the first."""
        return 0 if server_id is None else (server_id >> 22) % self.count


ONE_SHARD: Final = Shards((0,), 1)


@dataclass(frozen=True, slots=True)
class Part:
    """What one process does. Without `shards` it answers nobody."""

    role: Role = Role.ALL
    shards: Shards | None = ONE_SHARD

    @property
    def delivers(self) -> bool:
        """Whether it plans, and may send."""
        return self.role is not Role.GATEWAY


EVERYTHING: Final = Part()


def read_part(role: str, shards: str | None, *, alone: bool) -> Part:
    """Read what the command line says; `alone`: no other process can use the database.

    Raises `SetupProblem` with one sentence that says what to change.
    """
    if role not in list(Role):
        raise SetupProblem(f"There is no role {role}: --role is all, gateway or worker.")
    chosen, named = Role(role), None if shards is None else read_shards(shards)
    if alone:
        _require_everything(chosen, named)
    if chosen is Role.GATEWAY and named is None:
        raise SetupProblem(f"--role gateway needs its shards too: --shards {EXAMPLE}.")
    if chosen is Role.WORKER:
        if named is not None:
            raise SetupProblem("--role worker answers nobody: leave --shards out.")
        return Part(chosen, None)
    return Part(chosen, named or ONE_SHARD)


def read_shards(text: str) -> Shards:
    """Read "0-3,8/16". Raises `SetupProblem`."""
    written = WRITTEN.fullmatch(text.replace(" ", ""))
    if written is None:
        raise SetupProblem(f"--shards {text!r} cannot be read: {EXAMPLE}.")
    count = int(written[2])
    if not 1 <= count <= MOST_SHARDS:
        raise SetupProblem(f"--shards {text!r}: there are 1 to {MOST_SHARDS} shards, not {count}.")
    times = Counter(_expand(text, written[1], count))
    twice = [shard for shard, often in times.items() if often > 1]
    if twice:
        raise SetupProblem(f"--shards {text!r} names shard {twice[0]} twice: name each once.")
    return Shards(tuple(sorted(times)), count)


def _expand(text: str, ranges: str, count: int) -> Iterator[int]:
    for one in ranges.split(","):
        first, _, last = one.partition("-")
        start, end = int(first), int(last or first)
        if end >= count:
            raise SetupProblem(
                f"--shards {text!r} names shard {end}: of {count} shards the last is {count - 1}."
            )
        if end < start:
            raise SetupProblem(f"--shards {text!r} counts backwards: write {end}-{start}.")
        yield from range(start, end + 1)


def _require_everything(role: Role, shards: Shards | None) -> None:
    if role is not Role.ALL:
        raise SetupProblem(
            f"--role {role} needs PostgreSQL: SQLite is for one process that does everything"
            " (docs/scaling.md)."
        )
    if shards is not None and not shards.are_all:
        raise SetupProblem(
            "SQLite is for one process, which needs every shard:"
            f" --shards 0-{shards.count - 1}/{shards.count}."
        )
