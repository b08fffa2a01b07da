"""The title of a room in which somebody is asked; whoever sees it learns nothing from it."""

from bot.core.language import words


def title(lang: str) -> str:
    return words(lang)("A quiet word")
