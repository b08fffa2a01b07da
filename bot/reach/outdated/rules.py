"""Numbers that lead nowhere any more, and other texts that no help line may show."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from bot.reach.rules import Entry, Number, Words


class Outdated(Entry):
    """A number that is still on many pages and leads nowhere, or no longer to the line."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    number: Number
    was: Words


def find_unfit_text(text: str, outdated: Sequence[Outdated]) -> str | None:
    """Say why a text of the directory may not be shown; None if it may."""
    if re.search(r"\bmemory\b", text, re.IGNORECASE):
        return "what is only known from memory is not shown; leave it out"
    if "CHECK" in text:
        return "what still has to be checked is not shown; leave it out"
    old = find_outdated(text, outdated)
    return f"{old.number} is an outdated number ({old.was})" if old else None


def find_outdated(text: str, outdated: Sequence[Outdated]) -> Outdated | None:
    """Find the first outdated number that a text names, however it is written."""
    digits = re.sub(r"(?<=\d)[ ./-]+(?=\d)", "", text)
    return next((old for old in outdated if re.sub(r"\D", "", old.number) in digits), None)
