"""The stage of a rehearsal: the real bot in a simulated community, with time that can be moved."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import discord
import structlog
from simcord.env import Env

from bot.core.errors import Busy, Unavailable
from bot.rehearsal import apps, seams
from bot.rehearsal.clock import StageClock
from bot.rehearsal.community import DM, PLACES, ROLES, SERVER, Community
from bot.rehearsal.naming import name_all_in_chats

log = structlog.get_logger()

TICK = 0.5  # real seconds between two looks at what the bot has said
MOST_STOPS = 5000  # how often one jump in time may stop for something that is due


class Bot(Protocol):
    """The bot under rehearsal."""

    client: discord.Client
    due: datetime | None  # when there is something to do next

    async def start(self) -> None:
        """Open what it needs, before the client logs in."""
        ...

    async def work(self) -> None:
        """Do everything that is due now."""
        ...

    async def stop(self) -> None: ...


MakeBot = Callable[[StageClock, Path], Bot]


class Stage:
    """One rehearsal.

    Every action, jump in time and refresh holds the one lock: simcord refuses two at once, and a
    page whose action was refused stays frozen.
    """

    def __init__(self, make_bot: MakeBot, tell_time: Callable[[], datetime]) -> None:
        self._make_bot, self._tell_time = make_bot, tell_time
        self.port = 0
        self.lock = asyncio.Lock()
        self.scene = 0  # counts how often it began anew
        self._rooms: dict[tuple[str, str], seams.Room] = {}
        self._seen: dict[tuple[str, str], int] = {}  # the newest message somebody looked at
        self._place_in_record = 0

    async def start(self) -> None:
        """Raise the curtain: a new database, a new community, the time is now."""
        seams.shorten_settling()
        name_all_in_chats()
        self._folder = TemporaryDirectory(prefix="aftercare-rehearsal-")
        self.clock = StageClock(self._tell_time())
        self.bot = self._make_bot(self.clock, Path(self._folder.name))
        await self.bot.start()
        self.world: Env = seams.make_world(self.bot.client, self.clock.start)
        await self.world.start()
        self.clock.world = self.world
        self.community = Community(self.world)
        await self.world.settle()
        await self.settle()
        self._place_in_record, _ = seams.read_changes(self.world, 0)
        self._moved_at = asyncio.get_running_loop().time()
        self.scene += 1

    async def stop(self) -> None:
        """End it and remove everything it kept."""
        for room in self._rooms.values():
            await room.close()
        self._rooms.clear()
        self._seen.clear()
        try:
            await self.world.shutdown()
            await self.bot.stop()
        finally:
            self._folder.cleanup()

    async def start_over(self) -> None:
        """Throw everything away and begin anew, at the real time."""
        async with self.lock:
            await self.stop()
            await self.start()

    async def run(self) -> None:
        """Let time flow and refresh what people look at, until cancelled."""
        while True:
            await asyncio.sleep(TICK)
            async with self.lock:
                try:
                    await self._flow()
                    await self._show_changes()
                except (Busy, Unavailable, TimeoutError):
                    log.warning("rehearsal_stumbled", exc_info=True)

    async def move(self, seconds: float) -> dict[str, Any]:
        """Move time on, stopping at everything that is due on the way."""
        async with self.lock:
            await self._move_to(self.clock.now() + timedelta(seconds=seconds))
            await self._show_changes(everything=True)
        return {"moved": True}

    async def move_to_next(self) -> dict[str, Any]:
        """Move time to the next thing the bot has to do; `moved` tells if there was any."""
        async with self.lock:
            await self.settle()
            if self.bot.due is None:
                return {"moved": False}
            await self._move_to(max(self.bot.due, self.clock.now()))
            await self._show_changes(everything=True)
        return {"moved": True}

    async def open_room(self, person: str, place: str) -> seams.Room | None:
        """Open one person's view of a channel; None if there is no such view."""
        async with self.lock:
            if person not in self.community.members or place not in self._places_of(person):
                return None
            key = (person, place)
            if key not in self._rooms:
                self._rooms[key] = await self._build_room(person, place)
            return self._rooms[key]

    def find_room(self, person: str, place: str) -> seams.Room | None:
        """Find a room that was opened."""
        return self._rooms.get((person, place))

    async def use_entry(self, asked: Mapping[str, Any]) -> bool:
        """Use an entry of a context menu in a room; False: that cannot be done."""
        room = self.find_room(str(asked.get("me")), str(asked.get("place")))
        if room is None:
            return False
        return await apps.use_entry(room, self.community.members, asked)

    def describe(self, person: str, place: str) -> dict[str, Any]:
        """Tell the shell page what to show for this person, who looks at this place."""
        if person not in self.community.members:
            person = ROLES[0].key
        if place in self._places_of(person):
            self._seen[person, place] = max(self._messages(person, place), default=0)
        now, due = self.clock.now(), self.bot.due
        return {
            "scene": self.scene,
            "server": SERVER,
            "now": now.isoformat(),
            "next": due.isoformat() if due else None,
            "people": [self._describe_person(role.key, now) for role in ROLES],
            "places": [self._describe_place(person, key) for key in self._places_of(person)],
            "threads": {one.key: one.name for one in self.community.threads_of(person)},
            "apps": apps.list_entries(self.world),
        }

    def _describe_person(self, key: str, now: datetime) -> dict[str, Any]:
        role = next(role for role in ROLES if role.key == key)
        local = now.astimezone(ZoneInfo(role.zone))
        return {
            "key": key,
            "name": role.name,
            "about": role.about,
            "color": role.color,
            "city": role.zone.rpartition("/")[2].replace("_", " "),
            "day": f"{local:%a} {local.day} {local:%b}",
            "time": f"{local:%I:%M %p}".lstrip("0"),
            "unread": sum(self._unread(key, place) for place in self._places_of(key)),
        }

    def _describe_place(self, person: str, key: str) -> dict[str, Any]:
        hidden = any(place.key == key and place.hidden for place in PLACES)
        return {"key": key, "hidden": hidden, "unread": self._unread(person, key)}

    def _unread(self, person: str, place: str) -> int:
        seen = self._seen.get((person, place), 0)
        return sum(message > seen for message in self._messages(person, place))

    def _messages(self, person: str, place: str) -> list[int]:
        if place == DM and not self.community.has_chat(person):
            return []
        channel, _ = self.community.channel_of(person, place)
        return seams.list_bot_messages(self.world, channel.id)

    def _places_of(self, person: str) -> list[str]:
        return self.community.places_of(person)

    async def _build_room(self, person: str, place: str) -> seams.Room:
        channel, viewer = self.community.channel_of(person, place)
        zone = next(role.zone for role in ROLES if role.key == person)
        room = seams.Room(self.world, channel, viewer, zone, self.port, self.lock)
        await room.open()
        return room

    async def _flow(self) -> None:
        """Move the simulated time by as much as real time has passed."""
        now = asyncio.get_running_loop().time()
        passed, self._moved_at = now - self._moved_at, now
        await self._move_to(self.clock.now() + timedelta(seconds=passed))

    async def _move_to(self, target: datetime) -> None:
        await self.settle()
        for _ in range(MOST_STOPS):
            due, now = self.bot.due, self.clock.now()
            stop = target if due is None or due <= now else min(target, due)
            await self.world.advance_time(max(0.0, (stop - now).total_seconds()))
            await self.settle()
            if stop >= target:
                break
        self._moved_at = asyncio.get_running_loop().time()

    async def settle(self) -> None:
        """Let the bot finish everything that is due. The lock must be held."""
        self.clock.wake_due()
        await self.bot.work()
        await self.world.settle()

    async def _show_changes(self, *, everything: bool = False) -> None:
        """Refresh the watched rooms in which something happened."""
        self._place_in_record, channels = seams.read_changes(self.world, self._place_in_record)
        for room in self._rooms.values():
            changed = everything or channels is None or room.channel_id in channels
            if changed and room.is_watched:
                await room.refresh()
