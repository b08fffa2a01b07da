"""The words for two people who were brought together."""

from bot.core.language import words
from bot.core.message import Message


def with_you(lang: str, helper_id: int) -> Message:
    """Tell the member who came."""
    _ = words(lang)
    who = f"<@{helper_id}>" if helper_id else _("Someone")
    return Message(_("**{who} is with you now.**").format(who=who))


def with_them(lang: str, asker_id: int) -> Message:
    """Tell whoever came who asked."""
    _ = words(lang)
    return Message(_("Thank you. **You are with <@{member}> now.**").format(member=asker_id))
