"""The lists of meetings and the card of one date, for one reader."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.language import plural, words
from bot.core.message import Button, Message, Option, Row, Select
from bot.core.recurrence import Occurrence
from bot.core.text import escape, shorten
from bot.meetings.messages import (
    MEETINGS,
    about,
    defuse,
    describe_rule,
    remind_button,
    say_start,
    take_back_button,
    there_button,
    wall_time,
    where_button,
)
from bot.meetings.rules import Meeting, Ref, is_few, on_day


def list_page(lang: str, shown: list[tuple[Meeting, Occurrence]], page: int, pages: int) -> Message:
    """List meetings with their rule and next date; a select opens one."""
    _ = words(lang)
    blocks = [_list_block(lang, meeting, found.start) for meeting, found in shown]
    rows: tuple[Row, ...] = (choose_one(lang, shown),)
    turn = Button(_("More meetings"), MEETINGS, "list", str((page + 1) % pages))
    rows = (*rows, (turn, _groups(lang)) if pages > 1 else (_groups(lang),))
    return Message("\n\n".join(blocks), title=_("Meetings here"), small=own_time(lang), rows=rows)


def _list_block(lang: str, meeting: Meeting, start: datetime) -> str:
    _ = words(lang)
    return _("**{title}** · {group}\n{rule}\nNext: {when}").format(
        title=escape(meeting.title),
        group=escape(meeting.group_name),
        rule=describe_rule(lang, meeting.rule),
        when=say_start(lang, start),
    )


def own_time(lang: str) -> str:
    return words(lang)("Dates are shown in your own time.")


def choose_one(lang: str, shown: list[tuple[Meeting, Occurrence]]) -> Select:
    """Let the reader pick one date, to see where it is and to answer."""
    options = tuple(
        Option(
            shorten(on_day(meeting, found.date).title, 100),
            str(Ref(meeting.id, found.start)),
            shorten(wall_time(lang, meeting.rule, found.start), 100),
        )
        for meeting, found in shown
    )
    return Select(words(lang)("Choose one to answer or be reminded"), MEETINGS, "show", "", options)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reader may know about a date: whether they come, and as a host how many do."""

    coming: bool
    number: int | None = None


def detail(
    lang: str, meeting: Meeting, start: datetime, seen: Seen, more: tuple[Row, ...] = ()
) -> Message:
    """Show one date of a meeting with everything to press."""
    _ = words(lang)
    ref = Ref(meeting.id, start)
    lines = [
        escape(meeting.group_name),
        _("**When:** {when}").format(when=say_start(lang, start)),
        describe_rule(lang, meeting.rule),
        *about(lang, meeting),
    ]
    if seen.number is not None:
        lines.append(say_number(lang, seen.number))
    if seen.coming:
        lines.append(_("You said that you will be there."))
    answer = take_back_button(lang, ref) if seen.coming else there_button(lang, ref)
    buttons = (answer, remind_button(lang, f"m{meeting.id}"), where_button(lang, ref))
    return Message("\n".join(lines), escape(meeting.title), own_time(lang), (buttons, *more))


def say_number(lang: str, number: int) -> str:
    """Tell a host how many come, never who; a small number is not told, not even none."""
    if is_few(number):
        return words(lang)("**Coming:** a few at most. I never show who.")
    said = plural(lang)(
        "**Coming:** {n} person. I never show who.",
        "**Coming:** {n} people. I never show who.",
        number,
    )
    return said.format(n=number)


def nothing_planned(lang: str, has_groups: bool, may_schedule: bool) -> Message:
    """Say what to do while there is no meeting to show."""
    _ = words(lang)
    if may_schedule:
        return Message(_("No meetings are planned yet. `/meeting create` plans the first one."))
    if has_groups:
        none = _("No meetings are planned in the channels you can see. Ask a moderator.")
        return Message(none, rows=((_groups(lang),),))
    return Message(
        _(
            "No meetings yet. There is no group here that you can see, and groups come first."
            " Ask a moderator."
        )
    )


def _groups(lang: str) -> Button:
    return Button(words(lang)("Groups here"), "groups", "list")


def list_button(lang: str) -> Button:
    return Button(words(lang)("All meetings"), MEETINGS, "list")


def where(lang: str, meeting: Meeting, start: datetime) -> Message:
    """Tell one person where a meeting is."""
    _ = words(lang)
    lines = [_("**When:** {when}").format(when=say_start(lang, start))]
    if meeting.where:
        lines.append(_("**Where:** {where}").format(where=defuse(meeting.where)))
    else:
        lines.append(_("It meets here: <#{channel}>").format(channel=meeting.place.channel_id))
    small = "" if meeting.where_in_public else _("Please keep this to yourself. Only you see it.")
    return Message("\n".join(lines), escape(meeting.title), small if meeting.where else "")
