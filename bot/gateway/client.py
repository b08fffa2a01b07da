"""The Discord client: what it listens to, which doors it opens, what Discord knows of them."""

from collections.abc import Awaitable, Callable, Sequence
from importlib.util import find_spec
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.core.errors import SetupProblem
from bot.core.language import speaks_others
from bot.gateway import messages
from bot.gateway.buttons import PressedItem
from bot.gateway.clock import DiscordClock
from bot.gateway.forms import PREFIX
from bot.gateway.lean import forget_topics
from bot.gateway.limits import quicken
from bot.gateway.offering import guard_offers
from bot.gateway.replies import answer_failure, answer_refusal
from bot.gateway.submissions import answer_form
from bot.gateway.sync import sync_commands
from bot.gateway.tally import Tally
from bot.gateway.tracing import Hear, hear_nothing, trace_requests
from bot.gateway.translator import CatalogueTranslator
from bot.gateway.who import Interaction

log = structlog.get_logger()

OptionType = discord.AppCommandOptionType
Work = Callable[[], Awaitable[None]]  # runs until it is cancelled

LONGEST_WAIT = 30.0  # seconds on a rate limit, before the engine hears of it
HELP_DOOR = "cogs.help"  # first: help answers even when every other door is broken
FROM_MEMORY = {"help", "overdose"}  # commands that may be answered twice, but never not at all


def _ear_of(app: Any) -> Hear:
    """Find who wants to know Discord's time."""
    clock = getattr(app, "clock", None)
    return clock.hear if isinstance(clock, DiscordClock) else hear_nothing


class CommandTree(app_commands.CommandTree["AftercareClient"]):
    """Lets commands through, and answers for those that failed before their door could."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Leave a command to the process that has its shard now, if that is another one."""
        data: Any = interaction.data
        if data.get("name") in FROM_MEMORY:
            return True
        return await self.client.may_answer(interaction.guild_id)

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await answer_refusal(interaction, messages.commands_changed)
        elif isinstance(error, app_commands.NoPrivateMessage):
            await answer_refusal(interaction, messages.server_only)
        elif isinstance(error, app_commands.TransformerError) and error.type is OptionType.user:
            await answer_refusal(interaction, messages.not_a_member)
        else:
            cause = getattr(error, "original", error)
            await answer_failure(interaction, cause)


class AftercareClient(commands.Bot):
    """The one client: no privileged intent, no member in memory, no message kept."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=CommandTree,
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=LONGEST_WAIT,
            http_trace=trace_requests(app.pacer, _ear_of(app)),
            **options,
        )
        self.app = app
        self.answers = Tally()
        self.problem: SetupProblem | None = None
        app.transport.attach(self)

    async def setup_hook(self) -> None:
        self.quicken()
        if speaks_others():
            await self.tree.set_translator(CatalogueTranslator())
        self.add_dynamic_items(PressedItem)
        opened = await self._open_doors()
        guard_offers(self.tree.walk_commands())
        if opened:
            await sync_commands(self, self.app.db)

    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return  # commands and presses have found their way already
        data: Any = interaction.data
        ours = str(data["custom_id"]).startswith(PREFIX)
        if ours and await self.may_answer(interaction.guild_id):
            await answer_form(interaction)

    async def prepare(self) -> None:
        """Look, before anything is asked of Discord, whether this process may begin at all."""

    def works(self) -> Sequence[Work]:
        """List what must run while the client is connected."""
        return ()

    def quicken(self) -> None:
        """Make discord.py's memory of rate limits quick; see `limits`."""
        quicken(self.http, LONGEST_WAIT)
        forget_topics(self)

    async def may_answer(self, server_id: int | None) -> bool:
        """Tell whether this process answers for a server, or for private chats (None)."""
        del server_id
        return True

    def serves(self, server_id: int) -> bool:
        """Tell whether what is in memory of a server is as it is now."""
        del server_id
        return self.is_ready()

    @property
    def online(self) -> bool:
        """Whether Discord's events reach us at this moment.

        Asked of the socket: an `on_disconnect` of ours would fail when Discord is gone at the stop.
        """
        socket = getattr(self, "ws", None)
        return socket is not None and bool(getattr(socket, "open", True))

    async def on_ready(self) -> None:
        log.info("ready", servers=len(self.guilds))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        log.info("left_server", server=guild.id)

    async def on_token_refused(self) -> None:
        """Stop: repeating requests with a refused token gets the whole machine blocked."""
        self.problem = SetupProblem("Discord does not accept the bot's token any more.")
        await self.close()

    async def _open_doors(self) -> bool:
        """Load every door; a broken one leaves the others open. True when all are."""
        names = [HELP_DOOR, *(f"cogs.{name}" for name in self.app.features)]
        opened = True
        for name in dict.fromkeys(names):
            if find_spec(name) is None:
                continue  # not every feature has commands of its own
            try:
                await self.load_extension(name)
            except commands.ExtensionError:
                log.exception("door_broken", door=name)
                opened = False
        return opened
