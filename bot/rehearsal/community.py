"""The small community that a rehearsal is played in."""

from dataclasses import dataclass
from io import BytesIO

import discord
from PIL import Image, ImageDraw, ImageFont
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env

from bot.rehearsal.seams import Person, give_avatar, has_dm, name_bot, sees
from bot.rehearsal.threads import Thread, find_thread, list_threads, mend_threads

SERVER = "Riverside Recovery"
BOT = "Aftercare"
DM = "dm"


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody one can be in the rehearsal, and the zone their Discord shows times in."""

    key: str
    name: str
    about: str
    zone: str
    color: str
    moderates: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of the simulated server; `guests` see a hidden one besides the moderators."""

    key: str
    topic: str
    hidden: bool = False
    guests: tuple[str, ...] = ()


ROLES = (
    Role("mona", "Mona", "Moderator", "America/New_York", "#8a4fbe", moderates=True),
    Role("ana", "Ana", "Member", "America/Los_Angeles", "#b3541e"),
    Role("ben", "Ben", "Member", "Europe/London", "#1f7a5c"),
    Role("cleo", "Cleo", "Member", "Australia/Sydney", "#2b6cb0"),
    Role("sam", "Sam", "Sponsor", "America/New_York", "#a83262"),
)
PLACES = (
    Place("welcome", "Say hello and meet the others."),
    Place("announcements", "News for everybody."),
    Place("evening-circle", "A peer group. What is said here stays here."),
    Place("helpers", "Helpers and moderators see this channel.", hidden=True, guests=("ben",)),
    Place("moderators", "Only moderators see this channel.", hidden=True),
)


class Community:
    """The simulated server with its channels and people."""

    def __init__(self, world: Env) -> None:
        self.world = world
        mend_threads(world.backend)
        name_bot(world, BOT)
        give_avatar(world, world.backend.bot_user.id, _draw_avatar("A", "#2f6f62"))
        self.guild: GuildHandle = world.create_guild(SERVER)
        self._moderators = self.guild.create_role(
            "Moderators", permissions=discord.Permissions(manage_guild=True)
        )
        self.members = {role.key: self._join(role) for role in ROLES}
        self.channels = {place.key: self._build(place) for place in PLACES}

    def channel_of(self, person: str, key: str) -> tuple[ChannelHandle, Person]:
        """Find a channel, or this person's private chat with the bot, and who looks at it."""
        member = self.members[person]
        if key == DM:
            return member.user.dm_channel, member.user
        thread = find_thread(self.world, self.guild, key)
        return thread or self.channels[key], member

    def places_of(self, person: str) -> list[str]:
        """List what this person can open: the channels and threads they see, and their chat."""
        member = self.members[person]
        seen = [key for key, channel in self.channels.items() if sees(self.world, channel, member)]
        return [*seen, *(thread.key for thread in self.threads_of(person)), DM]

    def threads_of(self, person: str) -> list[Thread]:
        """List the threads this person can read now."""
        return list_threads(self.world, self.guild, self.members[person])

    def has_chat(self, person: str) -> bool:
        """Whether the bot has written to this person in private."""
        return has_dm(self.world, self.members[person])

    def _join(self, role: Role) -> MemberActor:
        user = self.world.create_user(role.key, global_name=role.name)
        give_avatar(self.world, user.id, _draw_avatar(role.name[0], role.color))
        return self.guild.add_member(user, roles=[self._moderators] if role.moderates else [])

    def _build(self, place: Place) -> ChannelHandle:
        if not place.hidden:
            return self.guild.create_text_channel(place.key, topic=place.topic)
        shown = discord.PermissionOverwrite(view_channel=True)
        return self.guild.create_text_channel(
            place.key,
            topic=place.topic,
            overwrites={
                self.guild.default_role: discord.PermissionOverwrite(view_channel=False),
                self._moderators: shown,
                self.guild.roles[BOT]: shown,
                **{self.members[guest]: shown for guest in place.guests},
            },
        )


def _draw_avatar(letter: str, color: str) -> bytes:
    picture = Image.new("RGB", (96, 96), color)
    font = ImageFont.load_default(size=56)
    ImageDraw.Draw(picture).text((48, 48), letter, fill="white", font=font, anchor="mm")
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
