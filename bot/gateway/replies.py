"""Answer an interaction: in time, privately, and kindly when something fails."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any, Self

import discord
import structlog

from bot.core.errors import Busy, Refused, Unavailable
from bot.core.language import choose_language
from bot.core.message import Answer, ClearChat, Edit, File, Form, Message, Reply
from bot.core.press import Who
from bot.core.reference import make_reference
from bot.delivery.transport import Unclear
from bot.gateway import messages
from bot.gateway.adding import FindMore, find_afterwards, find_greeting
from bot.gateway.forms import show_form
from bot.gateway.render import Rendered, render
from bot.gateway.typed import keep_options
from bot.gateway.who import Interaction, who_of
from bot.storage.database import Database, forbid_transaction

log = structlog.get_logger()

DEFER_AFTER = 1.5  # seconds; Discord drops an interaction that nobody answered within three
AFTERWARDS_LIMIT = 2.0  # seconds; as long may a press take whose answer memory knows too
LATE = {10062, 40060}  # unknown interaction, already acknowledged: nobody is left to answer
COMMAND = discord.InteractionType.application_command
THINKING = discord.InteractionResponseType.deferred_channel_message


class Attempt:
    """One step of the interaction loop, whose failure must be answered and not end in silence."""

    error: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        self.error = error if isinstance(error, Exception) else None
        return self.error is not None


class Answering:
    """One interaction being answered. `say` collects; the words go out when the block ends."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction
        self.app: Any = interaction.client.app
        self.db: Database = self.app.db
        self.who: Who = who_of(interaction)
        self.lang = lang_of(interaction)
        self.said: list[Answer] = []
        self.otherwise: Callable[[], Answer] | None = None

    def say(self, answer: Answer) -> None:
        """Answer with this, privately. What is said second becomes a follow-up."""
        self.said.append(answer)

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Give up on the block after two seconds, where memory has an answer instead."""
        try:
            async with asyncio.timeout(AFTERWARDS_LIMIT if self.otherwise else None):
                yield
        except TimeoutError as error:
            raise Busy("the database does not answer") from error

    def explain(self, error: Exception) -> Answer:
        """Put a failure in words; a button of the help cards answers with the numbers instead."""
        explained = describe_failure(error, self.lang)
        if self.otherwise is not None and not isinstance(error, Refused):
            return self.otherwise()
        return keep_options(self.interaction, explained, self.lang)


@asynccontextmanager
async def answering(interaction: Interaction, opens_form: bool = False) -> AsyncIterator[Answering]:
    """Answer a command or press: `answer.say(...)` in the block, sent when the block is over.

    Discord is told to wait after 1.5 seconds, except where a form is the answer. Whatever is
    raised in the block is answered too: `Refused` with its words, the rest without details.
    """
    answer = Answering(interaction)
    with interaction.client.answers:
        async with _deferring(interaction, opens_form):
            with Attempt() as attempt:
                yield answer
                if not answer.said:
                    raise RuntimeError("the block ended without an answer")
        if attempt.error is not None:
            answer.said = [answer.explain(attempt.error)]
        await _send_all(interaction, answer.said, answer.lang)
        if interaction.type is COMMAND:
            await _say_more(interaction, find_greeting, "", answer.lang)


async def answer_instantly(
    interaction: Interaction,
    message: Message | Edit | Form,
    feature: str = "reach",
    *,
    heard: Sequence[Message] = (),
) -> None:
    """Send what needs no database at once, then what the feature wants to add afterwards.

    `heard` are cards that typed words call for. After a form there is nothing to add: it has not
    come back yet.
    """
    lang = lang_of(interaction)
    with interaction.client.answers:
        await _send_all(interaction, put_in_order([message], heard), lang)
        if not isinstance(message, Form):
            await _say_more(interaction, find_afterwards, feature, lang)


def put_in_order(said: Sequence[Answer], heard: Sequence[Message]) -> list[Answer]:
    """Put what was heard first; but an edit would replace whatever came before it."""
    return [*said, *heard] if isinstance(said[0], Edit) else [*heard, *said]


async def answer_failure(interaction: Interaction, error: Exception) -> None:
    """Answer for a failure that happened outside of `answering`."""
    lang = lang_of(interaction)
    if _is_late(error):
        log.warning("interaction_too_late", interaction=interaction.id)
        return
    await _send_all(interaction, [describe_failure(error, lang)], lang, last_try=True)


async def answer_refusal(interaction: Interaction, words: Callable[[str], str]) -> None:
    """Turn an interaction down that no door got to see."""
    lang = lang_of(interaction)
    await _send_all(interaction, [messages.refusal(lang, words(lang))], lang)


def lang_of(interaction: Interaction) -> str:
    """Tell the language for the gateway's own words: that of the person's Discord."""
    return choose_language(None, str(interaction.locale))


def describe_failure(error: Exception, lang: str) -> Message:
    """Put a failure in words. An unexpected one is logged under the code that people can quote."""
    if isinstance(error, Refused):
        return messages.refusal(lang, str(error))
    if isinstance(error, Busy | Unavailable):
        log.warning("database_out_of_reach", kind=type(error).__name__)
        return messages.busy(lang)
    if isinstance(error, Unclear):
        return messages.refusal(lang, messages.discord_unclear(lang))
    reference = make_reference()
    log.error("interaction_failed", reference=reference, exc_info=error)
    return messages.unexpected(lang, reference)


@asynccontextmanager
async def _deferring(interaction: Interaction, opens_form: bool) -> AsyncIterator[None]:
    """Tell Discord to wait when the block takes long, unless a form (no deferral) is to follow."""
    if opens_form:
        yield
        return
    async with asyncio.TaskGroup() as group:
        deferral = _Deferral(interaction)
        task = group.create_task(deferral.run())
        try:
            yield
        finally:
            if not deferral.begun:  # one that has begun is not cut off: did it arrive or not?
                task.cancel()


class _Deferral:
    def __init__(self, interaction: Interaction) -> None:
        self.interaction, self.begun = interaction, False

    async def run(self) -> None:
        await asyncio.sleep(DEFER_AFTER)
        self.begun = True
        await _defer(self.interaction)


async def _defer(interaction: Interaction) -> None:
    """Defer: a press on a private message keeps it as it is, all else shows that we are thinking.

    After a press on a public message nothing may be left open that points at it: the answer is
    edited later through its token (`edit_reply`), and would be shown to everybody.
    """
    if interaction.response.is_done():
        return
    try:
        if _may_edit(interaction):
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
    except (discord.DiscordException, OSError) as error:
        log.warning("deferral_failed", exc_info=error)


async def _send_all(
    interaction: Interaction, answers: Sequence[Answer], lang: str, *, last_try: bool = False
) -> None:
    """Send the answers; when that fails, say at least that it failed."""
    with Attempt() as attempt:
        for one in answers:
            await _send(interaction, one, lang)
    if attempt.error is None:
        return
    if last_try:
        log.warning("failure_not_told", exc_info=attempt.error)
    else:
        await answer_failure(interaction, attempt.error)


async def _send(interaction: Interaction, answer: Answer, lang: str) -> None:
    forbid_transaction()
    match answer:
        case Form():
            await _open_form(interaction, answer, lang)
        case Edit() if _may_edit(interaction):
            await _edit_pressed(interaction, answer.message, lang)
        case Edit():
            await _say(interaction, answer.message, lang)
        case Reply():
            await _say(interaction, answer.message, lang, answer.file)
        case ClearChat():
            await _clear_chat(interaction, answer, lang)
        case Message():
            await _say(interaction, answer, lang)


async def _say(
    interaction: Interaction, message: Message, lang: str, file: File | None = None
) -> None:
    """Say something only the person sees."""
    view = Rendered(render(message, lang=lang, file=file.name if file else ""))
    files = [discord.File(BytesIO(file.content), file.name)] if file else []
    if not interaction.response.is_done():
        await interaction.response.send_message(view=view, files=files, ephemeral=True)
    elif interaction.response.type is THINKING and not interaction.extras.get("answered"):
        await interaction.edit_original_response(view=view, attachments=files)
    else:
        await interaction.followup.send(view=view, files=files, ephemeral=True)
    interaction.extras["answered"] = True


async def _edit_pressed(interaction: Interaction, message: Message, lang: str) -> None:
    view = Rendered(render(message, lang=lang))
    if interaction.response.is_done():
        await interaction.edit_original_response(view=view)
    else:
        await interaction.response.edit_message(view=view)


def _may_edit(interaction: Interaction) -> bool:
    """Only a message that nobody else sees is replaced by a person's press."""
    pressed = interaction.message
    return pressed is not None and (pressed.flags.ephemeral or interaction.guild_id is None)


async def _open_form(interaction: Interaction, form: Form, lang: str) -> None:
    if interaction.response.is_done():
        log.error("form_after_deferral", feature=form.feature, form=form.name)
        await _say(interaction, messages.too_slow_for_form(lang), lang)
    else:
        await show_form(interaction, form)


async def _say_more(interaction: Interaction, find: FindMore, feature: str, lang: str) -> None:
    """Say what is to be added to an answer that is out; its failure is only logged."""
    more: Message | None = None
    with Attempt() as attempt:
        async with asyncio.timeout(AFTERWARDS_LIMIT):
            more = await find(interaction, feature)
    if attempt.error is not None:
        log.warning("afterwards_failed", feature=feature, exc_info=attempt.error)
    elif more is not None:
        await _send_all(interaction, [more], lang, last_try=True)


async def _clear_chat(interaction: Interaction, answer: ClearChat, lang: str) -> None:
    await _say(interaction, answer.message, lang)
    transport = interaction.client.app.transport
    with Attempt() as attempt:
        channel_id = answer.channel_id or await transport.open_dm(interaction.user.id)
        await transport.clear_chat(channel_id)
    if attempt.error is not None:
        log.warning("chat_not_cleared", exc_info=attempt.error)
    await _say(interaction, answer.failed if attempt.error else answer.done, lang)


def _is_late(error: Exception) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in LATE
