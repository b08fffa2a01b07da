"""The words of the set-up, for moderators."""

from bot.core.language import words


def moderators_only(lang: str, server_id: int | None) -> str:
    _ = words(lang)
    if server_id is None:
        return _("This works inside a server. Please use it there.")
    return _(
        "This is for moderators: people who may **Manage Server**, or who have the moderator role"
        " that was chosen in `/setup`. Please ask one of them."
    )
