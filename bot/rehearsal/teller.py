"""Plays people in the rehearsal: what they type, press, choose and hear as time passes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult, ResponseMessage

from bot.rehearsal.community import DM, ROLES
from bot.rehearsal.reading import SELECTS, walk
from bot.rehearsal.scribe import READER, Heard, Scribe, Write, role_of, say_filled
from bot.rehearsal.stage import Stage
from bot.rehearsal.threads import PREFIX

THREAD = "a private thread"
MOST_STEPS = 60  # how many things the bot may have to do before it says what is waited for


class Teller:
    """Acts for people on a stage that nobody else uses."""

    def __init__(self, stage: Stage, write: Write) -> None:
        self._stage, self._write, self._scribe = stage, write, Scribe(stage, write)
        self._known: dict[int, list[Any]] = {}  # the components of what was heard, by message
        self._offered: dict[str, str] = {}  # what a picked value is called

    def chapter(self, title: str) -> None:
        self._write("")
        self._write(f"== {title} ==")

    def note(self, text: str) -> None:
        self._write("")
        self._write(text)

    def channel(self, key: str) -> ChannelHandle:
        """Find a channel, for an option of a command."""
        return self._stage.community.channels[key]

    def member(self, person: str) -> MemberActor:
        """Find a person, for an option of a command."""
        return self._stage.community.members[person]

    # ---------------------------------------------------------------- what people do

    async def command(self, person: str, place: str, name: str, /, **options: Any) -> Heard:
        """Type a slash command."""
        self._scribe.say_doing(person, place, f"types /{name}{self._say_options(options)}")
        member = self._stage.community.members[person]
        if place == DM:
            result = await member.user.slash(name, **options)
        else:
            result = await member.slash(self.channel(place), name, **options)
        return await self._hear(person, place, result)

    async def pick(
        self, person: str, place: str, name: str, option: str, typed: str, /, **filled: Any
    ) -> str:
        """Type into an option of a command and take the first value that is offered."""
        member = self._stage.community.members[person]
        offered = await member.autocomplete(self.channel(place), name, option, typed, **filled)
        value = str(offered[0]["value"])
        self._offered[value] = str(offered[0]["name"])
        return value

    async def press(self, heard: Heard, label: str, person: str | None = None) -> Heard:
        """Press a button of a message."""
        who = person or heard.person
        self._scribe.say_doing(who, heard.place, f"presses [{label}]")
        _, actor = self._stage.community.channel_of(who, heard.place)
        assert heard.message is not None
        result = await actor.click(heard.message, label=label)
        return await self._hear(who, heard.place, result)

    async def choose(self, heard: Heard, hint: str, channel: str) -> Heard:
        """Choose a channel in the select that shows this hint."""
        return await self._select(heard, _find_select(heard, hint), f"#{channel}", channel)

    async def choose_one(self, heard: Heard, hint: str, label: str) -> Heard:
        """Choose what is called so in the select that shows this hint."""
        found = _find_select(heard, hint)
        values = {str(one["label"]): str(one["value"]) for one in found["options"]}
        return await self._select(heard, found, f"“{label}”", values[label])

    async def _select(self, heard: Heard, found: Mapping[str, Any], said: str, value: str) -> Heard:
        what = f"chooses {said} under [{found['placeholder']}]"
        self._scribe.say_doing(heard.person, heard.place, what)
        _, actor = self._stage.community.channel_of(heard.person, heard.place)
        chosen = value if found.get("options") else self.channel(value)
        assert heard.message is not None
        result = await actor.select(heard.message, [chosen], custom_id=str(found["custom_id"]))
        return await self._hear(heard.person, heard.place, result)

    async def fill(self, heard: Heard, /, **values: Any) -> Heard:
        """Send in the form that was opened."""
        shown = heard.result
        assert shown is not None
        assert shown.modal is not None, "no form was opened"
        typed = say_filled(shown.modal, values)
        what = f"fills in “{shown.modal['title']}”: {typed}"
        self._scribe.say_doing(heard.person, heard.place, what)
        _, actor = self._stage.community.channel_of(heard.person, heard.place)
        result = await actor.submit_modal(shown, values)
        return await self._hear(heard.person, heard.place, result)

    # ---------------------------------------------------------------- what time brings

    async def until(self, saying: str, to: str) -> Heard:
        """Let time pass until the bot says this by itself, in a channel or in private to somebody.

        `to` is a channel, a person, or THREAD for any private thread. What it says before is
        written in brief.
        """
        return (await self.until_each(saying, to))[0]

    async def until_each(self, saying: str, *to: str) -> list[Heard]:
        """The same, until all of them have heard it."""
        return await self.until_all(dict.fromkeys(to, saying))

    async def until_all(self, saying: Mapping[str, str]) -> list[Heard]:
        """The same, until each has heard something of their own."""
        heard: dict[str, Heard] = {}
        for _ in range(MOST_STEPS):
            for one in self._collect():
                address = _address(one)
                wanted = saying.get(address) if address not in heard else None
                if self._tell(one, wanted):
                    heard[address] = one
            if len(heard) == len(saying) or not (await self._stage.move_to_next())["moved"]:
                break
        missed = {address: words for address, words in saying.items() if address not in heard}
        assert not missed, f"nobody said {missed}"
        return [heard[address] for address in saying]

    def find(self, saying: str, place: str) -> Heard:
        """Find what stands in a channel, for somebody who comes later."""
        for message in _said_by_bot(self.channel(place).history()):
            heard = Heard(READER, place, message=message)
            if saying in "\n".join(self._scribe.read(heard)):
                return heard
        raise AssertionError(f"nothing in #{place} says {saying!r}")

    def listen(self) -> list[Heard]:
        """Write down what the bot said in channels and private chats since the last time."""
        heard = self._collect()
        for one in heard:
            self._scribe.say_heard(one)
        return heard

    async def wait(self, **step: float) -> list[Heard]:
        """Let time pass: `wait(hours=2)`."""
        await self._stage.move(timedelta(**step).total_seconds())
        return self.listen()

    async def wait_until(self, clock: time, person: str) -> None:
        """Let time pass until somebody's clock next shows this; what is said is told in brief."""
        zone = ZoneInfo(role_of(person).zone)
        now = self._stage.clock.now()
        moment = datetime.combine(now.astimezone(zone).date(), clock, zone)
        later = moment if moment > now else moment + timedelta(days=1)
        await self._stage.move((later.astimezone(UTC) - now).total_seconds())
        for one in self._collect():
            self._tell(one, None)

    def look_around(self, person: str) -> None:
        """Write what somebody can open at this moment."""
        self._scribe.say_view(person, self._stage.community.has_chat(person))

    def _tell(self, heard: Heard, saying: str | None) -> bool:
        """Write one thing that was said; tell whether it is what is waited for."""
        wanted = saying is not None and saying in "\n".join(self._scribe.read(heard))
        if wanted or heard.changed:
            self._scribe.say_heard(heard)
        else:
            self._scribe.say_in_brief(heard)
        return wanted

    def _collect(self) -> list[Heard]:
        """Gather what is new or has other words, in channels and in private chats."""
        community = self._stage.community
        threads = {one.key: one.channel for r in ROLES for one in community.threads_of(r.key)}
        heard = [
            Heard(self._reader(place), place, message=message)
            for place, channel in (community.channels | threads).items()
            for message in _said_by_bot(channel.history())
        ]
        for role in ROLES:
            if community.has_chat(role.key):
                said = _said_by_bot(community.members[role.key].user.dm_channel.history())
                heard += [Heard(role.key, DM, message=message) for message in said]
        return [new for one in heard if (new := self._compare(one))]

    def _reader(self, place: str) -> str:
        """Say by whose clock a place is read: who can open it."""
        people = (READER, *(role.key for role in ROLES))
        places = self._stage.community.places_of
        return next((one for one in people if place in places(one)), READER)

    def _compare(self, heard: Heard) -> Heard | None:
        assert heard.message is not None
        before = self._known.get(heard.message.id)
        self._known[heard.message.id] = heard.components
        if before is None:
            return heard
        again = Heard(heard.person, heard.place, message=heard.message, changed=True)
        return again if before != heard.components else None

    async def _hear(self, person: str, place: str, result: InteractionResult) -> Heard:
        async with self._stage.lock:
            await self._stage.settle()
        shown = [message for message in (result.response, *result.followups) if message]
        heard = [Heard(person, place, result, message) for message in shown]
        for one in heard:
            self._scribe.say_answer(one)
            self._keep(one)
        if result.modal is not None:
            self._scribe.say_form(str(result.modal["title"]))
        return heard[-1] if heard else Heard(person, place, result)

    def _keep(self, heard: Heard) -> None:
        """Remember what somebody's press made of a message, so that it is not told again."""
        shown = heard.message
        if isinstance(shown, ResponseMessage) and not shown.ephemeral:
            there = Heard(heard.person, heard.place, message=shown.message)
            self._known[shown.id] = there.components

    def _say_options(self, options: Mapping[str, Any]) -> str:
        return "".join(f" {name}: {self._say_value(value)}" for name, value in options.items())

    def _say_value(self, value: Any) -> str:
        if isinstance(value, ChannelHandle):
            return f"#{value.name}"
        if isinstance(value, MemberActor):
            return next(f"@{r.name}" for r in ROLES if self.member(r.key) is value)
        return self._offered.get(str(value), str(value))


def _address(heard: Heard) -> str:
    """Name to whom or where something was said."""
    if heard.place == DM:
        return heard.person
    return THREAD if heard.place.startswith(PREFIX) else heard.place


def _find_select(heard: Heard, hint: str) -> Mapping[str, Any]:
    found = [one for one in walk(heard.components) if one.get("placeholder") == hint]
    assert [one["type"] in SELECTS for one in found] == [True], f"no select says {hint!r}"
    return found[0]


def _said_by_bot(history: Iterable[discord.Message]) -> list[discord.Message]:
    return [one for one in history if one.author.bot and not one.flags.ephemeral]
