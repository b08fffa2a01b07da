"""The words of leaving: everything is erased, or our private chat is cleared."""

from bot.core.language import words
from bot.core.message import Button, ClearChat, Message, Row, Tone
from bot.privacy.messages import FEATURE


def _row(*buttons: Button) -> tuple[Row, ...]:
    return (buttons,)


def confirm_erase(lang: str) -> Message:
    _ = words(lang)
    body = _(
        "This erases everything I keep about you: settings, groups, answers, reminders, notes.\n"
        "• Your reminders stop. You are no longer a member or facilitator of any group.\n"
        "• Who was your sponsor, or whom you sponsored, reads only that it ended.\n"
        "• In older backups your notes and what you typed cannot be read any more. Settings and"
        " groups stay in those until whoever runs this bot deletes them.\n"
        "• Meetings you planned for others stay, without your name.\n"
        "• Notes in our private chat stay in your Discord. **Clear our chat** removes them.\n"
        "It cannot be undone. You can start again whenever you like."
    )
    return Message(
        body,
        title=_("Erase everything?"),
        rows=_row(
            Button(_("Keep it"), FEATURE, "keep"),
            Button(_("Clear our chat"), FEATURE, "clear"),
            Button(_("Erase everything"), FEATURE, "erase_yes", tone=Tone.DANGER),
        ),
    )


def erasing(lang: str) -> Message:
    _ = words(lang)
    return Message(
        _(
            "I am erasing it now. This takes a few seconds. If I am switched off meanwhile,"
            " I finish as soon as I am back. You are always welcome here."
        ),
        title=_("Erasing"),
    )


def kept_as_it_is(lang: str) -> Message:
    return Message(words(lang)("Nothing was erased. Everything is as it was."))


def confirm_clear(lang: str) -> Message:
    _ = words(lang)
    return Message(
        _(
            "This removes every message of mine from our private chat. What you wrote stays; "
            "only you can delete that. Your reminders go on."
        ),
        title=_("Clear our chat?"),
        rows=_row(
            Button(_("Keep it"), FEATURE, "keep"),
            Button(_("Clear our chat"), FEATURE, "clear_yes", tone=Tone.DANGER),
        ),
    )


def clear_chat(lang: str, channel_id: int | None) -> ClearChat:
    _ = words(lang)
    return ClearChat(
        Message(_("I am removing my messages from our private chat. This can take a minute.")),
        channel_id,
        done=Message(_("Done. My messages are gone from our private chat.")),
        failed=Message(
            _("That did not work, so some messages may still be there. Please try again later.")
        ),
    )
