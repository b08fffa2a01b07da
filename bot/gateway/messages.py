"""Every word the gateway says by itself; `lang` comes first."""

from collections.abc import Sequence

from bot.core.language import words
from bot.core.message import Button, Message, Tone


def help_now(lang: str) -> str:
    return words(lang)("Help now")


def refusal(_lang: str, why: str, rows: tuple[tuple[Button, ...], ...] = ()) -> Message:
    return Message(body=why, rows=rows)


def busy(lang: str) -> Message:
    _ = words(lang)
    return Message(
        body=_(
            "I could not reach my notes just now, so nothing was changed. Please try again in a "
            "minute. The button below works even now."
        )
    )


def discord_unclear(lang: str) -> str:
    _ = words(lang)
    return _(
        "I could not check with Discord just now, so nothing was changed. Please try again in a "
        "minute."
    )


def unexpected(lang: str, reference: str) -> Message:
    _ = words(lang)
    said = _(
        "Something went wrong on my side. If it keeps happening, tell a moderator this code: "
        "{reference}."
    )
    return Message(body=said.format(reference=reference))


def outdated(lang: str) -> str:
    return words(lang)("This button is from an older version of me. Please start again.")


def too_slow_for_form(lang: str) -> Message:
    return Message(body=words(lang)("That took me too long to open. Please press again."))


def server_only(lang: str) -> str:
    return words(lang)("This works only in a server. Please use it there.")


def not_a_member(lang: str) -> str:
    return words(lang)("I cannot find that person: they are not in this server, or have left it.")


def cannot_see(lang: str) -> str:
    _ = words(lang)
    return _("I could not find that any more, or it is not open to you at the moment.")


def commands_changed(lang: str) -> str:
    _ = words(lang)
    return _("This command has just changed. Please wait a minute and try again.")


def quoted(label: str) -> str:
    return f"**{label}**"


def left_empty(lang: str) -> str:
    return words(lang)("(left empty)")


def keep_typing(lang: str) -> str:
    _ = words(lang)
    return _("This is what you typed. Nothing was saved. **Correct it** opens the form again.")


def nothing_saved(lang: str) -> str:
    return words(lang)("This is what you typed. Nothing was saved.")


def typed_attached(lang: str) -> str:
    return words(lang)("What you typed is in the attached file, so that nothing is lost.")


def correct_it(lang: str, ref: str) -> Button:
    return Button(words(lang)("Correct it"), "form", "correct", ref, tone=Tone.MAIN)


def typed_file_name(_lang: str) -> str:
    return "what-you-typed.txt"


def permission_names(names: Sequence[str]) -> tuple[str, ...]:
    """Name permissions as Discord's settings show them."""
    return tuple(_PERMISSIONS.get(name, name.replace("_", " ").title()) for name in names)


_PERMISSIONS = {
    "manage_guild": "Manage Server",
    "read_messages": "View Channel",
    "send_messages_in_threads": "Send Messages in Threads",
    "use_application_commands": "Use Application Commands",
    "mention_everyone": "Mention @everyone, @here, and All Roles",
}
