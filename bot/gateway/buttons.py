"""Every press finds its feature by its custom id, before and after a restart."""

import re
from functools import partial
from typing import Any

import discord

from bot.core.errors import Refused
from bot.core.message import Edit, Form, Message
from bot.core.press import Press
from bot.gateway import messages
from bot.gateway.render import MARK
from bot.gateway.replies import Attempt, answer_failure, answer_instantly, answering
from bot.gateway.rights import with_rights
from bot.gateway.submissions import correct_form
from bot.gateway.who import Interaction, text_of, who_of
from bot.journeys import Feature

GATEWAY = "form"  # the feature part of the gateway's own button, **Correct it**
PRESSED = re.compile(rf"ac:(?P<feature>[^:]+):(?P<action>[^:]+):(?P<ref>[^{MARK}]*)({MARK}.*)?")


class PressedItem(discord.ui.DynamicItem[discord.ui.Item[Any]], template=PRESSED):
    """Any button or select of ours, made anew from its custom id when it is used."""

    def __init__(self, item: discord.ui.Item[Any], feature: str, action: str, ref: str) -> None:
        super().__init__(item)
        self.feature, self.action, self.ref = feature, action, ref

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> "PressedItem":
        return cls(item, match["feature"], match["action"], match["ref"])

    async def callback(self, interaction: Interaction) -> None:
        data: Any = interaction.data
        values = tuple(str(value) for value in data.get("values") or ())
        press = Press(self.action, self.ref, values, text_of(interaction))
        await answer_press(interaction, self.feature, press)


async def answer_press(interaction: Interaction, name: str, press: Press) -> None:
    """Answer a press: instantly where the feature can, else in one transaction."""
    if name == GATEWAY:
        if await interaction.client.may_answer(interaction.guild_id):
            await correct_form(interaction, press)
        return
    feature = interaction.client.app.features.get(name)
    if feature is not None and press.action in feature.instant:
        await _answer_instant(interaction, feature, press)
    elif await interaction.client.may_answer(interaction.guild_id):
        await _answer_in_transaction(interaction, feature, press)


async def _answer_instant(interaction: Interaction, feature: Feature, press: Press) -> None:
    """Answer from memory. Nothing here may wait for, or fail with, the database."""
    message: Message | Edit | Form | None = None
    with Attempt() as attempt:
        message = feature.instant[press.action](who_of(interaction), press)
    if message is not None:
        await answer_instantly(interaction, message, feature.name)
    elif attempt.error is not None:
        await answer_failure(interaction, attempt.error)


async def _answer_in_transaction(
    interaction: Interaction, feature: Feature | None, press: Press
) -> None:
    opens_form = feature is not None and press.action in feature.opens_form
    async with answering(interaction, opens_form=opens_form) as answer:
        if feature is None or feature.press is None:
            raise Refused(messages.outdated(answer.lang))
        if press.action in feature.without_database:
            answer.otherwise = partial(feature.without_database[press.action], answer.who, press)
        async with answer.in_time():
            who = await with_rights(answer, feature, press)
            async with answer.db.begin() as tx:
                answer.say(await feature.press(tx, who, press))
