"""What is said when words in a form brought the help card."""

from bot.core.language import words


def why(lang: str) -> str:
    """Say why the card is there, without judging what was typed."""
    return words(lang)(
        "I show this because of some words you typed; maybe you meant something else. "
        "Nobody is told, and the words are not kept because of it."
    )
