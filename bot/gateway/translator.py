"""Names and descriptions of commands in other languages, from the same catalogues."""

import discord
from discord import app_commands

from bot.core.language import words


class CatalogueTranslator(app_commands.Translator):
    """Looks a command's words up in the catalogues. Without a translation Discord shows English."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        del context
        translated = words(str(locale))(string.message)
        return translated if translated != string.message else None
