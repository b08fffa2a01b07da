"""Plays people in the rehearsal and writes down what each of them reads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

import discord
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult, ResponseMessage

from bot.rehearsal.community import BOT, DM, ROLES, Role
from bot.rehearsal.reading import Reader, say_clock
from bot.rehearsal.stage import Stage

Write = Callable[[str], None]
MARGIN = "      "
WIDTH = 92


@dataclass(frozen=True, slots=True)
class Heard:
    """What one action brought back: to whom, where, and Discord's own record of it."""

    person: str
    place: str
    result: InteractionResult | None = None
    message: discord.Message | ResponseMessage | None = None


class Teller:
    """Acts for people on a stage that nobody else uses."""

    def __init__(self, stage: Stage, write: Write) -> None:
        self._stage, self._write = stage, write
        self._read: dict[str, int] = {}  # by place, or person's private chat: the last message
        self._offered: dict[str, str] = {}  # what a picked value is called

    def chapter(self, title: str) -> None:
        self._write("")
        self._write(f"== {title} ==")

    def note(self, text: str) -> None:
        self._write("")
        self._write(text)

    # ---------------------------------------------------------------- what people do

    async def command(self, person: str, place: str, name: str, /, **options: Any) -> Heard:
        """Type a slash command."""
        self._say_doing(person, place, f"types /{name}{self._say_options(options)}")
        member = self._stage.community.members[person]
        if place == DM:
            result = await member.user.slash(name, **options)
        else:
            channel = self._stage.community.channels[place]
            result = await member.slash(channel, name, **options)
        return await self._hear(person, place, result)

    async def pick(
        self, person: str, place: str, name: str, option: str, typed: str, /, **filled: Any
    ) -> str:
        """Type into an option of a command and take the first value that is offered."""
        channel, member = (
            self._stage.community.channels[place],
            self._stage.community.members[person],
        )
        offered = await member.autocomplete(channel, name, option, typed, **filled)
        value = str(offered[0]["value"])
        self._offered[value] = str(offered[0]["name"])
        return value

    async def press(self, heard: Heard, label: str, person: str | None = None) -> Heard:
        """Press a button of a message."""
        who = person or heard.person
        self._say_doing(who, heard.place, f"presses [{label}]")
        _, actor = self._stage.community.channel_of(who, heard.place)
        assert heard.message is not None
        result = await actor.click(heard.message, label=label)
        return await self._hear(who, heard.place, result)

    async def fill(self, heard: Heard, /, **values: str) -> Heard:
        """Send in the form that was opened."""
        shown = heard.result
        assert shown is not None
        assert shown.modal is not None, "no form was opened"
        typed = "; ".join(f"{name}: {value}" for name, value in values.items() if value)
        self._say_doing(heard.person, heard.place, f"fills in “{shown.modal['title']}”: {typed}")
        _, actor = self._stage.community.channel_of(heard.person, heard.place)
        result = await actor.submit_modal(shown, values)
        return await self._hear(heard.person, heard.place, result)

    # ---------------------------------------------------------------- what time brings

    async def until_next(self) -> list[Heard]:
        """Let time pass until the bot says something by itself; return what was said."""
        for _ in range(100):
            moved = await self._stage.move_to_next()
            heard = self.listen()
            if heard or not moved["moved"]:
                return heard
        return []

    async def wait(self, **step: float) -> list[Heard]:
        """Let time pass: `wait(hours=2)`."""
        await self._stage.move(timedelta(**step).total_seconds())
        return self.listen()

    def listen(self) -> list[Heard]:
        """Write down what the bot said in channels and private chats since the last time."""
        community = self._stage.community
        heard = [
            Heard("ana", place, message=message)
            for place, channel in community.channels.items()
            for message in self._new_messages(place, channel)
        ]
        for role in ROLES:
            if community.has_chat(role.key):
                chat = community.members[role.key].user.dm_channel
                new = self._new_messages(f"{DM} {role.key}", chat)
                heard += [Heard(role.key, DM, message=message) for message in new]
        for one in heard:
            self._say_heard(one)
        return heard

    # ---------------------------------------------------------------- writing it down

    async def _hear(self, person: str, place: str, result: InteractionResult) -> Heard:
        async with self._stage.lock:
            await self._stage.settle()
        shown = [message for message in (result.response, *result.followups) if message]
        for message in shown:
            self._say_lines(f"{BOT}, to {_role(person).name} alone:", person, message)
        if result.modal is not None:
            self._write(f"{MARGIN}A form opens: “{result.modal['title']}”")
        return Heard(person, place, result, shown[-1] if shown else None)

    def _new_messages(self, key: str, channel: ChannelHandle) -> list[discord.Message]:
        seen = self._read.get(key, 0)
        new = [m for m in channel.history() if m.id > seen and m.author.bot]
        if new:
            self._read[key] = new[-1].id
        return [m for m in new if not m.flags.ephemeral]

    def _say_doing(self, person: str, place: str, what: str) -> None:
        role = _role(person)
        where = "in private" if place == DM else f"in #{place}"
        self._write("")
        doing = f"{self._when(role)}  {role.name}, {where}, {what}"
        for part in wrap(doing, WIDTH, subsequent_indent=MARGIN, break_on_hyphens=False):
            self._write(part)

    def _say_heard(self, heard: Heard) -> None:
        assert heard.message is not None
        role = _role(heard.person)
        where = f"to {role.name}, in private" if heard.place == DM else f"in #{heard.place}"
        self._write("")
        self._say_lines(f"{self._when(role)}  {BOT}, {where}:", heard.person, heard.message)
        if heard.place != DM:
            self._say_other_clocks(heard.message)

    def _say_other_clocks(self, message: discord.Message | ResponseMessage) -> None:
        """Write the lines that somebody in another zone reads differently."""
        lines = self._lines("ana", message)
        for person in ("mona", "ben"):
            role = _role(person)
            for mine, theirs in zip(lines, self._lines(person, message), strict=True):
                if mine != theirs:
                    self._write(f"{MARGIN}{role.name} reads: {theirs}")
                    break

    def _say_lines(
        self, head: str, person: str, message: discord.Message | ResponseMessage
    ) -> None:
        self._write(head if head[0] != BOT[0] else MARGIN + head)
        for line in self._lines(person, message):
            for part in wrap(line, WIDTH, break_on_hyphens=False):
                self._write(f"{MARGIN}| {part}")

    def _lines(self, person: str, message: discord.Message | ResponseMessage) -> list[str]:
        reader = Reader(_role(person).zone, self._stage.clock.now(), self._names())
        if isinstance(message, ResponseMessage):
            return reader.read(message.components)
        return reader.read(part.to_dict() for part in message.components)

    def _names(self) -> dict[int, str]:
        community = self._stage.community
        names = {channel.id: f"#{key}" for key, channel in community.channels.items()}
        names |= {role.id: f"@{name}" for name, role in community.guild.roles.items()}
        return names | {community.members[r.key].id: f"@{r.name}" for r in ROLES}

    def _when(self, role: Role) -> str:
        local: datetime = self._stage.clock.now().astimezone(ZoneInfo(role.zone))
        return f"{local:%a} {local.day} {local:%b}, {say_clock(local)}"

    def _say_options(self, options: dict[str, Any]) -> str:
        return "".join(f" {name}: {self._say_value(value)}" for name, value in options.items())

    def _say_value(self, value: Any) -> str:
        if isinstance(value, ChannelHandle):
            return f"#{value.name}"
        return self._offered.get(str(value), str(value))


def _role(person: str) -> Role:
    return next(role for role in ROLES if role.key == person)
