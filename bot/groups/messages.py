"""The words of making a group and closing one."""

from collections.abc import Sequence

from bot.core.language import words
from bot.core.message import Button, Message, Tone
from bot.core.text import escape
from bot.groups.finding.messages import FEATURE, people
from bot.groups.rules import LONGEST_NAME, Group
from bot.servers.messages import channel_lacks


def bad_name(lang: str, length: int) -> str:
    _ = words(lang)
    if length > LONGEST_NAME:
        return _("That name has {length} characters. Please use at most {most}.").format(
            length=length, most=LONGEST_NAME
        )
    return _("A group needs a name that people can read, from 1 to {most} characters.").format(
        most=LONGEST_NAME
    )


def name_taken(lang: str, name: str, free: str) -> str:
    _ = words(lang)
    return _("There is a group called **{name}** already. **{free}** is still free.").format(
        name=escape(name), free=escape(free)
    )


def hidden_channel(lang: str) -> str:
    _ = words(lang)
    return _("You cannot see that channel. Please choose one that you can see.")


def bot_facilitator(lang: str) -> str:
    _ = words(lang)
    return _("A bot cannot facilitate a group. Please choose people.")


def created(
    lang: str,
    group: Group,
    facilitators: Sequence[int],
    shut_out: Sequence[int],
    lacks: Sequence[str],
) -> Message:
    """Tell the moderator that the group is there, and what still keeps it from working."""
    _ = words(lang)
    lines = [
        _("**{name}** is ready. People who can see <#{channel}> find it in `/group list`.").format(
            name=escape(group.name), channel=group.channel_id
        ),
        _("Facilitated by {people}. People who open the group can see that.").format(
            people=people(lang, facilitators)
        ),
    ]
    if shut_out:
        said = _(
            "{people} cannot see <#{channel}> yet, and so cannot run it. Let them see it first."
        )
        lines.append("\n" + said.format(people=people(lang, shut_out), channel=group.channel_id))
    if lacks:
        lines.append("\n" + channel_lacks(lang, group.channel_id, lacks))
    return Message(
        "\n".join(lines),
        title=_("New group"),
        small=_("Next step: `/meeting create`."),
        rows=((Button(_("See the group"), FEATURE, "card", str(group.id)),),),
    )


def confirm_close(lang: str, group: Group) -> Message:
    _ = words(lang)
    ref = str(group.id)
    body = _(
        "Its meetings are cancelled, which I say once in <#{channel}>. Reminders stop, nobody finds"
        " the group any more, and I forget who joined. This cannot be undone."
    ).format(channel=group.channel_id)
    buttons = (
        Button(_("Keep it"), FEATURE, "card", ref),
        Button(_("Close the group"), FEATURE, "close_yes", ref, Tone.DANGER),
    )
    title = _("Close {name}?").format(name=escape(group.name))
    return Message(body, title=title, rows=(buttons,))


def closed(lang: str, group: Group) -> Message:
    _ = words(lang)
    return Message(_("**{name}** is closed.").format(name=escape(group.name)))
