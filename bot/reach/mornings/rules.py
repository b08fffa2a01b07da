"""When it is too early for the question of the morning after."""

from datetime import datetime
from typing import Final

NINE: Final = 9  # o'clock


def is_night(here: datetime) -> bool:
    """Tell whether it is too early to ask somebody on whose own clock it is this late."""
    return here.hour < NINE
