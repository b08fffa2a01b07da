"""The words of groups."""

from bot.core.language import words


def no_such_group(lang: str) -> str:
    _ = words(lang)
    return _("I could not find that group. Please pick one from `/group list`.")
