"""How the trial of a private note can end, and which notes belong to one."""

from datetime import timedelta
from typing import Literal

Result = Literal["", "sending", "arrived", "closed", "late"]

TEST = "test"  # what the test note is called among a feature's notes
RESULTS: dict[str, Result] = {"arrived": "arrived", "closed": "closed", "late": "late"}
TRIED_FOR = timedelta(minutes=10)


def can_try_again(result: Result) -> bool:
    """Tell whether another test note makes sense after this."""
    return result in ("closed", "late")
