"""The words of a group's week, and of choosing when it comes."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.language import plural, words
from bot.core.message import Button, Message
from bot.core.recurrence import Rule
from bot.core.text import escape, join_words, timestamp
from bot.groups.rules import Group
from bot.meetings.messages import MEETINGS, day_name, describe_rule, remind_button, say_start

MOST_DATES = 20


def digest(lang: str, group: Group, dates: Sequence[tuple[datetime, str]]) -> Message:
    """List the meetings of seven days."""
    _ = words(lang)
    lines = [f"- {timestamp(start)} · {escape(title)}" for start, title in dates[:MOST_DATES]]
    more = len(dates) - MOST_DATES
    if more > 0:
        lines.append(plural(lang)("And {n} more.", "And {n} more.", more).format(n=more))
    body = "\n".join(lines) or _("No meetings in these seven days.")
    ahead = Button(_("Next meetings"), MEETINGS, "next_of_group", str(group.id))
    title = _("The week: {name}").format(name=escape(group.name))
    buttons = (ahead, remind_button(lang, f"g{group.id}"))
    return Message(body, title, rows=(buttons,))


def page(
    lang: str, group: Group, rule: Rule | None, ahead: datetime | None, lacks: Sequence[str]
) -> Message:
    """Say how the digest of a group stands."""
    _ = words(lang)
    title = _("The week: {name}").format(name=escape(group.name))
    if rule is None or ahead is None:
        return Message(
            _(
                "Off. With a day and a time I list the meetings of the next seven days in "
                "<#{channel}>, once a week."
            ).format(channel=group.channel_id),
            title,
        )
    lines = [
        f"**{describe_rule(lang, rule)}**",
        _("Next: {when}").format(when=say_start(lang, ahead)),
        _(
            "I list the meetings of the next seven days in <#{channel}>. The list follows changes, "
            "and next week's takes its place."
        ).format(channel=group.channel_id),
    ]
    if lacks:
        names = join_words(lang, [f"**{name}**" for name in lacks])
        lines.append(_("There I still need {names}.").format(names=names))
    return Message("\n".join(lines), title, _("`day: off` switches it off."))


def off(lang: str) -> str:
    return words(lang)("off")


def days_and_off(lang: str) -> list[str]:
    return [*(day_name(lang, weekday) for weekday in range(7)), off(lang)]


def one_day(lang: str) -> str:
    _ = words(lang)
    return _("Please choose one day and a time, such as “Sunday” and “18:00”.")


def no_zone(lang: str) -> str:
    _ = words(lang)
    return _("I do not know the time zone here yet. Please ask a moderator to set it in `/setup`.")
