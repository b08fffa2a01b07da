"""Every touch of simcord's private parts, in one file, so that a new simcord costs one file.

simcord is pinned exactly. What each seam is for stands beside it; tests may use them too.
"""

import asyncio
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import discord
import simcord.preview
import simcord.preview._server as preview_server
from aiohttp import web
from simcord._clock import Clock as SimClock
from simcord.actors import MemberActor
from simcord.backend import Backend
from simcord.backend.access import channel_accessible
from simcord.backend.cdn import CDN_BASE
from simcord.backend.errors import SetupError
from simcord.builders import ChannelHandle, GuildHandle, UserHandle
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

from bot.rehearsal.frame import mend

Person = MemberActor | UserHandle
CHAT_COMMAND = 1  # Discord's type of a slash command

_STATIC = Path(simcord.preview.__file__).with_name("static")
# The frame's own addresses are absolute; made relative, many rooms can live under one server.
_TO_ROOM = re.compile(r'(?<=["`])/(?=api/)')
_TO_FRAME = re.compile(r'(?<=")/(?=backend-diagnostics|vendor/|preview\.css|app\.js)')
_TO_FONTS = re.compile(r'(?<=url\(")/(?=fonts/)')


def shorten_settling() -> None:
    """Make each simulated action 50 ms faster: simcord idles that long when nothing is left."""
    defaults = Env._settle_internal.__kwdefaults__
    assert defaults is not None
    defaults["idle"] = 0.001


class StartingAt(SimClock):
    """A simulated clock that starts at a given moment instead of simcord's fixed one."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self._epoch = start


def make_world(client: discord.Client, start: datetime, *, patience: float = 60.0) -> Env:
    """Prepare a simulated Discord for a client, whose clock starts at `start` and is moved by hand.

    `patience` is how many real seconds one action or one jump in time may take.
    """
    world = Env(client, check_errors=False, settle_timeout=patience)
    world.backend = Backend(clock=StartingAt(start))
    return world


def is_owned(world: Env) -> bool:
    """Tell whether simcord would wait for the running task to finish."""
    return asyncio.current_task() in world._work.tasks


async def wait_untouched(world: Env, event: asyncio.Event) -> None:
    """Wait for an event without simcord taking the wait for unfinished work."""
    if is_owned(world):
        await world.external_wait(event.wait(), reason="nothing to do")
    else:
        await event.wait()


def name_bot(world: Env, name: str) -> None:
    """Give the simulated bot account a name."""
    world.backend.edit_bot_profile(name)


def give_avatar(world: Env, user_id: int, picture: bytes) -> None:
    """Give somebody a picture (PNG)."""
    user = world.backend.get_user(user_id)
    user.avatar = f"avatar{user_id}"
    world.backend.cdn._blobs[f"{CDN_BASE}/avatars/{user_id}/{user.avatar}.png"] = picture


def sees(world: Env, channel: ChannelHandle, person: Person) -> bool:
    """Tell whether this person can read this channel now."""
    return channel_accessible(world.backend, channel.id, person.id, history=True)


def has_dm(world: Env, person: Person) -> bool:
    """Tell whether the bot and this person have a private chat already."""
    return person.id in world.backend.dm_channels


def list_threads(world: Env, server: GuildHandle) -> list[ChannelHandle]:
    """List a server's threads that are not archived, oldest first."""
    found = sorted(world.backend.active_threads(server.id), key=lambda one: one.id)
    return [ChannelHandle(world, server, one) for one in found]


def list_menu_entries(world: Env) -> list[tuple[str, int]]:
    """List the commands that stand in context menus, each with Discord's type of it."""
    everywhere = world.backend.commands.get(None, {})
    return [(name, int(kind)) for name, kind in everywhere if int(kind) != CHAT_COMMAND]


def list_bot_messages(world: Env, channel_id: int) -> list[int]:
    """List the ids of the bot's messages in a channel, without private answers to a command."""
    bot_id = world.backend.bot_user.id
    messages = world.backend.messages.get(channel_id, {}).values()
    return [m.id for m in messages if m.author_id == bot_id and not m.is_ephemeral]


def read_changes(world: Env, since: int) -> tuple[int, set[int] | None]:
    """Find which channels changed since a place in the record of everything that happened.

    Returns the new place, and the channels; None when an answer to an interaction was changed,
    whose channel the record does not name.
    """
    transcript = world.backend.transcript
    channels: set[int] = set()
    unnamed = False
    for kind, name, payload in transcript[since:]:
        if kind == "HTTP" and "/webhooks/" in name:
            unnamed = True
        elif name.startswith("MESSAGE_") and isinstance(payload, dict):
            channels.add(int(payload["channel_id"]))
    return len(transcript), None if unnamed else channels


class _Door(preview_server.PreviewServer):
    """Lets our one server answer for a preview, which then opens no port of its own."""

    async def start(self) -> None:
        self.port = self._requested_port

    async def close(self) -> None:
        self.port = None


class Room:
    """One person's live view of one channel, which our own server hands out."""

    _SAFE = {  # noqa: RUF012 - never changed
        **preview_server.PreviewServer._SECURITY_HEADERS,
        "X-Frame-Options": "SAMEORIGIN",
        "Content-Security-Policy": preview_server.PreviewServer._SECURITY_HEADERS[
            "Content-Security-Policy"
        ].replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    }

    def __init__(
        self,
        world: Env,
        channel: ChannelHandle,
        person: Person,
        zone: str,
        port: int,
        lock: asyncio.Lock,
    ) -> None:
        world._preview = None  # simcord allows one preview; ours share one lock instead
        self._world, self._lock, self.channel_id = world, lock, channel.id
        self._channel, self._person = channel, person
        self._preview = world.preview(
            channel, viewers=[person], layout="channel", timezone=zone, port=port
        )
        self._door = _Door(self._preview, port)
        self._door._SECURITY_HEADERS = self._SAFE  # type: ignore[misc]
        self._preview._server = self._door
        self._preview._PAGE_LEASE_SECONDS = 7 * 86400.0  # type: ignore[misc]
        self._act = self._preview._action
        self._preview._action = self._act_alone  # type: ignore[method-assign]

    @property
    def capability(self) -> str:
        """The secret its pages present with each request."""
        return str(self._preview.capability)

    @property
    def is_watched(self) -> bool:
        """Whether a page shows this room now."""
        return len(self._preview._pages) > 1

    async def open(self) -> None:
        preview_server.web = web  # type: ignore[attr-defined]
        await self._preview.__aenter__()

    async def close(self) -> None:
        await self._preview.close()

    async def refresh(self) -> None:
        """Show what has changed. The lock must be held."""
        await self._preview.refresh()

    async def use_entry(self, entry: str, target: MemberActor | ResponseMessage) -> None:
        """Use an entry of a context menu, on a person or on a message of this room."""
        async with self._lock:
            self._world._preview = self._preview
            result = await self._member.context_menu(self._channel, entry, target)
            await self._preview.refresh()
            if result.modal is not None:
                self._show_form(result)

    async def use_entry_on_message(self, entry: str, message_id: int, *, author: bool) -> None:
        """Use an entry on a message, or on who wrote it."""
        message = self._world.backend.get_message(self.channel_id, message_id)
        target: MemberActor | ResponseMessage = ResponseMessage(self._world, message)
        if author:
            writer = UserHandle(self._world, self._world.backend.get_user(message.author_id))
            target = MemberActor(self._world, self._member.guild, writer)
        await self.use_entry(entry, target)

    @property
    def _member(self) -> MemberActor:
        if not isinstance(self._person, MemberActor):
            raise SetupError("a private chat has no such entries")
        return self._person

    def _show_form(self, result: InteractionResult) -> None:
        """Open the form that an entry answered with, in every page of this room."""
        for number, page in enumerate(self._preview._pages.values()):
            page.modal, page.modal_handle = result, f"m_{result._interaction.id}_{number}"
            page.generation += 1
            self._preview._publish(page, reason="navigation")

    async def _act_alone(self, context_id: str | None, body: Any) -> Any:
        async with self._lock:
            self._world._preview = self._preview  # so that an action is counted as this preview's
            return await self._act(context_id, self._as_of_now(context_id, body))

    def _as_of_now(self, context_id: str | None, body: Any) -> Any:
        """Forgive a page that it acts on what it showed half a second ago, as Discord does.

        Whether the message, button or command is still there is checked all the same.
        """
        page = self._preview._pages.get(context_id or "")
        if page is None or not isinstance(body, dict) or "published_revision" not in body:
            return body
        return {**body, "published_revision": page.revision}

    def make_space(self) -> None:
        """Forget the page silent longest: there may be 16, and a closed tab may not say so."""
        pages = [page for page in self._preview._pages.values() if page.id != "python"]
        if len(pages) >= self._preview._MAX_PAGES:
            self._preview._close_page(min(pages, key=lambda page: page.last_activity).id)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer what one of the room's pages asks for."""
        path = request.match_info.route.resource.canonical.rpartition("/api/")[2]  # type: ignore[union-attr]
        if path == "pages":
            self.make_space()
        answer = getattr(self._door, _ANSWERS[(request.method, path)])
        return cast("web.StreamResponse", await answer(request))


_ANSWERS = {
    ("POST", "pages"): "_pages",
    ("DELETE", "pages/{context_id}"): "_delete_page",
    ("GET", "state"): "_state",
    ("GET", "commands"): "_commands",
    ("GET", "action-result"): "_action_result",
    ("POST", "action"): "_action",
    ("GET", "assets/{asset_id}"): "_asset",
}
ROOM_PATHS = tuple((method, f"api/{path}") for method, path in _ANSWERS)
FRAME_HEADERS = MappingProxyType(Room._SAFE)


@cache
def read_frame_text(name: str, frame: str) -> str | None:
    """Read a file of the preview's page, its addresses made relative to a room.

    `frame` leads from a room to the folder these files are in. None if there is no such file.
    """
    if name not in preview_server.PreviewServer._STATIC_FILES.values():
        return None
    text = (_STATIC / name).read_text(encoding="utf-8")
    if name.endswith(".css"):
        return _TO_FONTS.sub("", text)
    return _TO_FRAME.sub(frame, _TO_ROOM.sub("", mend(name, text)))


def find_font(name: str) -> Path | None:
    """Find a font file of the preview's page."""
    return _STATIC / name if name in preview_server.PreviewServer._FONT_FILES else None
