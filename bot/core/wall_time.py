"""Reading a time of day as people type it."""

import re
from datetime import time

_PATTERN = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_NAMED = {"noon": time(12), "midday": time(12), "midnight": time(0), "24:00": time(0)}


def read_time(typed: str) -> time | None:
    """Read "19:30", "19.30", "1930", "7", "7pm", "7:30 pm", "noon"; None when it is no time."""
    text = " ".join(typed.casefold().split())
    if text in _NAMED:
        return _NAMED[text]
    found = _PATTERN.fullmatch(text)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None
