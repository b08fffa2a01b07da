"""Writes down what people in the rehearsal do, and what each of them reads in their own time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten, wrap
from typing import Any
from zoneinfo import ZoneInfo

import discord
from simcord.results import InteractionResult, ResponseMessage

from bot.rehearsal.community import BOT, DM, ROLES, Role
from bot.rehearsal.reading import Reader, say_clock
from bot.rehearsal.stage import Stage
from bot.rehearsal.threads import Thread

Write = Callable[[str], None]
MARGIN = "      "
WIDTH = 92
READER = "ana"  # by whose clock the times in channels are told, if she can open them
OTHERS = ("mona", "ben")  # who is asked what they read instead


@dataclass(frozen=True, slots=True)
class Heard:
    """What one action brought back, or what the bot said: to whom, where, and Discord's record."""

    person: str
    place: str
    result: InteractionResult | None = None
    message: discord.Message | ResponseMessage | None = None
    changed: bool = False  # it stood there before, with other words

    @property
    def components(self) -> list[Mapping[str, Any]]:
        """Give the raw components of the message."""
        assert self.message is not None, "nothing was said"
        if isinstance(self.message, ResponseMessage):
            return list(self.message.components)
        return [part.to_dict() for part in self.message.components]


class Scribe:
    """Writes line by line; a message is read by somebody, with their clock and their names."""

    def __init__(self, stage: Stage, write: Write) -> None:
        self._stage, self.write = stage, write

    def read(self, heard: Heard, person: str = "") -> list[str]:
        """Read a message as this person, or as the one it was said to."""
        zone = role_of(person or heard.person).zone
        return Reader(zone, self._stage.clock.now(), self._names()).read(heard.components)

    def say_doing(self, person: str, place: str, what: str) -> None:
        role = role_of(person)
        self.write("")
        self._wrap(f"{self._when(role)}  {role.name}, {self._where(place)}, {what}")

    def say_answer(self, heard: Heard) -> None:
        """Write what somebody alone was answered."""
        self.write(f"{MARGIN}{BOT}, to {role_of(heard.person).name} alone:")
        self._say_lines(heard)

    def say_form(self, title: str) -> None:
        self.write(f"{MARGIN}A form opens: “{title}”")

    def say_heard(self, heard: Heard) -> None:
        """Write what the bot said by itself, and what others read there by their clocks."""
        self.write("")
        self.write(f"{self._head(heard)}:")
        self._say_lines(heard)
        if heard.place != DM:
            self._say_other_clocks(heard)

    def say_in_brief(self, heard: Heard) -> None:
        """Write only how it begins."""
        texts = [line for line in self.read(heard) if not line.startswith("[")]
        begins = shorten(" · ".join(texts[:2]), WIDTH, placeholder=" …")
        self.write("")
        self._wrap(f"{self._head(heard)}: {begins}")

    def say_view(self, person: str, chat: bool) -> None:
        """Write which places somebody can open, and whether they have a chat with the bot."""
        role = role_of(person)
        places = [one for one in self._stage.community.places_of(person) if one != DM]
        seen = ", ".join(self._where(one).removeprefix("in ") for one in places)
        chats = f"a private chat with {BOT}" if chat else f"nothing in private from {BOT}"
        self.write("")
        self._wrap(f"{self._when(role)}  {role.name} looks around: {seen}; {chats}.")

    def _head(self, heard: Heard) -> str:
        role = role_of(heard.person)
        where = self._where(heard.place)
        where = f"to {role.name}, {where}" if heard.place == DM else where
        said = f"{BOT} changes what it said {where}" if heard.changed else f"{BOT}, {where}"
        return f"{self._when(role)}  {said}"

    def _say_other_clocks(self, heard: Heard) -> None:
        """Write the first line that somebody in another zone reads differently."""
        lines = self.read(heard)
        for person in self._others(heard):
            pairs = zip(lines, self.read(heard, person), strict=True)
            other = next((theirs for mine, theirs in pairs if mine != theirs), None)
            if other is not None:
                said = f"{role_of(person).name} reads: {other}"
                for part in wrap(said, WIDTH, break_on_hyphens=False):
                    self.write(f"{MARGIN}{part}")

    def _others(self, heard: Heard) -> list[str]:
        """List whose clocks are asked too: who can open the place."""
        places = self._stage.community.places_of
        return [one for one in OTHERS if one != heard.person and heard.place in places(one)]

    def _where(self, place: str) -> str:
        if place == DM:
            return "in private"
        thread = self._threads().get(place)
        return f"in the private thread “{thread.name}”" if thread else f"in #{place}"

    def _threads(self) -> dict[str, Thread]:
        community = self._stage.community
        return {one.key: one for role in ROLES for one in community.threads_of(role.key)}

    def _say_lines(self, heard: Heard) -> None:
        for line in self.read(heard):
            for part in wrap(line, WIDTH, break_on_hyphens=False):
                self.write(f"{MARGIN}| {part}")

    def _wrap(self, text: str) -> None:
        for part in wrap(text, WIDTH, subsequent_indent=MARGIN, break_on_hyphens=False):
            self.write(part)

    def _names(self) -> dict[int, str]:
        community = self._stage.community
        names = {channel.id: f"#{key}" for key, channel in community.channels.items()}
        names |= {role.id: f"@{name}" for name, role in community.guild.roles.items()}
        names |= {one.channel.id: f"“{one.name}”" for one in self._threads().values()}
        return names | {community.members[r.key].id: f"@{r.name}" for r in ROLES}

    def _when(self, role: Role) -> str:
        local: datetime = self._stage.clock.now().astimezone(ZoneInfo(role.zone))
        return f"{local:%a} {local.day} {local:%b}, {say_clock(local)}"


def role_of(person: str) -> Role:
    return next(role for role in ROLES if role.key == person)


# ---------------------------------------------------------------- a form that is filled in


def say_filled(modal: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Say what is typed and chosen in a form, by the words that stand in it."""
    said = []
    for part in modal["components"]:
        control = part["component"]
        value = values.get(control["custom_id"])
        if value:
            said.append(f"{_question(part['label'])} {', '.join(_answers(control, value))}")
    return "; ".join(said)


def _question(label: str) -> str:
    return label if label.endswith(("?", ":")) else f"{label}:"


def _answers(control: Mapping[str, Any], value: Any) -> Iterator[str]:
    labels = {one["value"]: str(one["label"]) for one in control.get("options") or ()}
    if value is True:
        yield "yes"
        return
    for one in [value] if isinstance(value, str) else value:
        yield labels.get(one, str(one))
