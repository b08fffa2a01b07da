"""A call that is over, for a day: until then it is known who asked and who was asked."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked. `unreal`: they said that it was not a real one."""

    person_id: str
    member_id: int
    call_id: str
    unreal: bool


@dataclass(frozen=True, slots=True)
class Past:
    """A call that is over. `people` are the random ids of who was asked."""

    call_id: str
    server_id: int
    asker_id: int
    people: tuple[str, ...]
