"""Small pieces of text: timestamps, lists, safe names, nearest words."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Literal

from bot.core.language import words

# Everything that Discord's markdown reads: marks anywhere, and list or heading marks at the start.
_MARKS = re.compile(r"([\\*_~`|<>\[\]()#]|:(?=//)|^(?:-|\d+(?=\.)))")
# What turns the direction of everything behind it; a number would be read backwards.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
_NO_BREAK = "\u200b"


def timestamp(moment: datetime, style: Literal["t", "T", "d", "D", "f", "F", "R"] = "F") -> str:
    """Write a moment so that Discord shows each reader their own time; "R" counts down."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return f"<t:{int(moment.timestamp())}:{style}>"


def join_words(lang: str, items: Sequence[str], *, either: bool = False) -> str:
    """Join words as a sentence does: "a, b and c"; with `either`, "a, b or c"."""
    _ = words(lang)
    if len(items) < 2:
        return "".join(items)
    pattern = _("{first} or {last}") if either else _("{first} and {last}")
    return pattern.format(first=", ".join(items[:-1]), last=items[-1])


def escape(name: str) -> str:
    """Make what a person typed safe to show on one line: no markdown, no mention, no link."""
    line = _SPACES.sub(" ", _TURNS.sub("", name)).strip()
    return _MARKS.sub(_escape_mark, line).replace("@", "@" + _NO_BREAK)


def _escape_mark(found: re.Match[str]) -> str:
    mark = found[0]
    # A backslash before a digit would be shown, so "1." is parted instead.
    return mark + _NO_BREAK if mark.isdigit() else "\\" + mark


def suggest(word: str, known: Iterable[str], n: int = 3) -> list[str]:
    """Find up to `n` known words that look most like what was typed, nearest first."""
    by_folded = {name.casefold(): name for name in known}
    nearest = get_close_matches(word.casefold().strip(), by_folded, n=n, cutoff=0.6)
    return [by_folded[name] for name in nearest]


def shorten(text: str, n: int) -> str:
    """Cut a text to at most `n` characters, between words where that loses little."""
    if len(text) <= n:
        return text
    cut = text[: max(n - 1, 0)].rstrip()
    space = cut.rfind(" ")
    kept = cut[:space] if space > n * 2 // 3 else cut
    return (kept.rstrip(" ,;:.–-") + "…")[:n]
