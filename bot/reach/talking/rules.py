"""What a button that chooses another way says."""

from bot.reach.ladder.rules import Way
from bot.reach.together.rules import WAYS


def read_way(ref: str) -> tuple[str, Way | None, int]:
    """Read which talk it is, the way that was chosen, and in which round."""
    person_id, _, rest = ref.partition(".")
    chosen, _, number = rest.partition(".")
    way = next((one for one in WAYS if one == chosen), None)
    return person_id, way, int(number) if number.isdecimal() and len(number) < 10 else 0
