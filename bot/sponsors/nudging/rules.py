"""What a supporter's day holds. Everything here is true at the moment it is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.sponsors.noting.rules import TO_DO, Item
from bot.sponsors.rules import Side
from bot.sponsors.telling.rules import say_checked

AT_ONCE: Final = 4  # people on one page: Discord allows 40 parts
NEWS_AT_ONCE: Final = 8
FRESH: Final = timedelta(hours=25)  # news older than this is no reason for another daily note


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the page of today: what there is to read, and who could take it over."""

    side: Side
    hello: bool = False
    checked: Literal["checked", "not_yet", ""] = ""
    asked: tuple[Item, ...] = ()
    stand_in_id: int = 0
    stand_in_pair: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.hello or self.checked or self.asked)


@dataclass(frozen=True, slots=True)
class Today:
    """What waits for somebody: answers to give, people to look in on, news to read."""

    requests: tuple[Side, ...] = ()
    lines: tuple[Line, ...] = ()
    news: tuple[Item, ...] = ()
    paused: bool = field(default=False, kw_only=True)

    @property
    def is_empty(self) -> bool:
        return not (self.requests or self.lines or self.news)

    @property
    def servers(self) -> set[int]:
        """The servers that this is about."""
        found = {side.server_id for side in self.requests}
        found |= {item.server_id for item in self.news}
        return found | {line.side.server_id for line in self.lines}

    def deserves_note(self, now: datetime) -> bool:
        """Tell whether there is something in it that a daily note should come for."""
        fresh = [one for one in self.news if datetime.fromisoformat(one.made) > now - FRESH]
        asked = [one for one in self.requests if one.part == "supporter"]
        return not self.paused and bool(self.lines or fresh or asked)


def line_of(mine: Side, theirs: Side, items: Sequence[Item], zone: ZoneInfo, now: datetime) -> Line:
    """Work out what a supporter (`mine`) may read about a member (`theirs`) now."""
    today = now.astimezone(zone).date()
    asked = [one for one in items if one.kind in TO_DO and one.pair_id == mine.pair_id]
    put_off = datetime.fromisoformat(mine.not_today) if mine.not_today else None
    if put_off is None or put_off.astimezone(zone).date() != today:
        return Line(mine, is_hello_due(mine, today), say_checked(theirs, zone, now), tuple(asked))
    return Line(mine, asked=tuple(i for i in asked if datetime.fromisoformat(i.made) > put_off))


def is_hello_due(mine: Side, today: date) -> bool:
    """Tell whether it is time to say hello again."""
    if not mine.hello_days or not mine.hello_from:
        return False
    return today >= date.fromisoformat(mine.hello_from) + timedelta(days=mine.hello_days)
