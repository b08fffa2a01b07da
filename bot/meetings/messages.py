"""The words of meetings: when they are, what is said before, during and after one."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.core.language import plural, words
from bot.core.message import Button, Message, Option, Row, Select, Tone
from bot.core.recurrence import Occurrence, Rule
from bot.core.text import escape, join_words, shorten, timestamp
from bot.meetings.rules import Meeting, Ref, is_few

MEETINGS = "meetings"

# ---------------------------------------------------------------- days, times and rules in words


def day_name(lang: str, weekday: int) -> str:
    _ = words(lang)
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )[weekday]


def month_name(lang: str, month: int) -> str:
    _ = words(lang)
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )[month - 1]


def say_date(lang: str, day: date) -> str:
    return words(lang)("{weekday} {day} {month} {year}").format(
        weekday=day_name(lang, day.weekday()),
        day=day.day,
        month=month_name(lang, day.month),
        year=day.year,
    )


def say_time(at: time) -> str:
    return at.isoformat("minutes")


def wall_time(lang: str, rule: Rule, start: datetime) -> str:
    """Say the date and time by the wall clock of the meeting, where timestamps cannot be shown."""
    local = start.astimezone(ZoneInfo(rule.zone))
    return f"{say_date(lang, local.date())}, {say_time(local.time())} ({rule.zone})"


def describe_rule(lang: str, rule: Rule) -> str:
    """Say a rule in words: "Every Tuesday at 19:00 (Europe/Berlin), 8 times"."""
    said = words(lang)("{days} at {time} ({zone})").format(
        days=_say_days(lang, rule), time=say_time(rule.at), zone=rule.zone
    )
    end = _say_end(lang, rule)
    return f"{said}, {end}" if end else said


def _say_days(lang: str, rule: Rule) -> str:
    _ = words(lang)
    if rule.repeat == "once":
        return _("Once, on {date}").format(date=say_date(lang, rule.first))
    if rule.repeat == "weekly":
        return _say_weekdays(lang, rule)
    every = _("Every month")
    if rule.every > 1:
        every = plural(lang)("Every {n} month", "Every {n} months", rule.every).format(n=rule.every)
    return every + " " + say_monthly(lang, rule)


def _say_weekdays(lang: str, rule: Rule) -> str:
    _ = words(lang)
    days = join_words(lang, [day_name(lang, day) for day in sorted(rule.weekdays)])
    if rule.every > 1:
        said = plural(lang)("Every {n} week on {days}", "Every {n} weeks on {days}", rule.every)
        return said.format(n=rule.every, days=days)
    if len(rule.weekdays) == 7:
        return _("Every day")
    if rule.weekdays == frozenset(range(5)):
        return _("Every day from Monday to Friday")
    return _("Every {days}").format(days=days)


def say_monthly(lang: str, rule: Rule) -> str:
    """Say which day of a month: "on the second Tuesday"."""
    _ = words(lang)
    if rule.repeat == "monthly_last":
        return _("on the last day")
    if rule.repeat == "monthly_day":
        return _("on day {day}").format(day=rule.day)
    named = (_("first"), _("second"), _("third"), _("fourth"), _("fifth"), _("last"))
    nth = named[-1 if rule.nth == -1 else rule.nth - 1]
    return _("on the {nth} {weekday}").format(nth=nth, weekday=day_name(lang, rule.weekday))


def _say_end(lang: str, rule: Rule) -> str:
    if rule.count is not None:
        return plural(lang)("{n} time", "{n} times", rule.count).format(n=rule.count)
    if rule.until is not None:
        return words(lang)("until {date}").format(date=say_date(lang, rule.until))
    return ""


def say_start(lang: str, start: datetime) -> str:
    """Say a start so that everybody reads their own time, and how far away it is."""
    return words(lang)("{when} ({relative})").format(
        when=timestamp(start), relative=timestamp(start, "R")
    )


def say_minutes(lang: str, minutes: int) -> str:
    """Say a length of time: "10 minutes", "1 hour", "2 hours", "1 day", "1 week"."""
    many = plural(lang)
    for unit, said in (
        (10080, many("{n} week", "{n} weeks", minutes // 10080)),
        (1440, many("{n} day", "{n} days", minutes // 1440)),
        (60, many("{n} hour", "{n} hours", minutes // 60)),
    ):
        if minutes and minutes % unit == 0:
            return said.format(n=minutes // unit)
    return many("{n} minute", "{n} minutes", minutes).format(n=minutes)


def defuse(text: str) -> str:
    """Keep links and line breaks of what a moderator wrote, but let it mention nobody."""
    return (
        text.replace("<@", "<\u200b@")
        .replace("@everyone", "@\u200beveryone")
        .replace("@here", "@\u200bhere")
    )


# ---------------------------------------------------------------- in the channel


def there_button(lang: str, ref: Ref) -> Button:
    return Button(words(lang)("I'll be there"), MEETINGS, "there", str(ref), Tone.MAIN)


def remind_button(lang: str, target: str) -> Button:
    return Button(words(lang)("Remind me"), MEETINGS, "remind", target)


def where_button(lang: str, ref: Ref) -> Button:
    return Button(words(lang)("Where?"), MEETINGS, "where", str(ref))


def reminder(lang: str, meeting: Meeting, ref: Ref, now: datetime) -> Message:
    """Remind the channel; `ref` names the date, whatever the series has moved on to since."""
    _ = words(lang)
    assert ref.start is not None
    first = _("**Starts:** {when}")
    if now > ref.start:
        first = _("**It has begun:** {when}. You can still come in.")
    lines = [first.format(when=say_start(lang, ref.start)), *_about(lang, meeting)]
    return Message(
        "\n".join(lines), title=escape(meeting.title), rows=(_presses(lang, meeting, ref),)
    )


def _about(lang: str, meeting: Meeting) -> list[str]:
    _ = words(lang)
    lines = [_("**Length:** {length}").format(length=say_minutes(lang, meeting.minutes))]
    if meeting.where and meeting.where_in_public:
        lines.append(_("**Where:** {where}").format(where=defuse(meeting.where)))
    return [*lines, defuse(meeting.note)] if meeting.note else lines


def _presses(lang: str, meeting: Meeting, ref: Ref) -> tuple[Button, ...]:
    date_ref = Ref(ref.meeting_id, ref.start)
    buttons = (there_button(lang, date_ref), remind_button(lang, f"m{meeting.id}"))
    hidden = meeting.where and not meeting.where_in_public
    return (*buttons, where_button(lang, date_ref)) if hidden else buttons


def over(lang: str, meeting: Meeting, following: datetime | None) -> Message:
    """Take the buttons off a reminder whose meeting has ended."""
    _ = words(lang)
    lines = [_("This meeting is over. Thank you to everybody who came.")]
    if following is not None:
        lines.append(_("**Next:** {when}").format(when=say_start(lang, following)))
    return Message("\n".join(lines), title=escape(meeting.title))


# ---------------------------------------------------------------- lists, for one reader


def list_page(lang: str, shown: list[tuple[Meeting, Occurrence]], page: int, pages: int) -> Message:
    """List meetings with their rule and next date; a select opens one."""
    _ = words(lang)
    blocks = [_list_block(lang, meeting, found.start) for meeting, found in shown]
    rows: tuple[Row, ...] = (choose_one(lang, shown),)
    if pages > 1:
        turn = Button(_("More meetings"), MEETINGS, "list", str((page + 1) % pages))
        rows = (*rows, (turn,))
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
            shorten(meeting.title, 100),
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
        *_about(lang, meeting),
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


def nothing_planned(lang: str, may_schedule: bool) -> Message:
    _ = words(lang)
    if may_schedule:
        return Message(_("No meetings are planned yet. `/meeting create` plans the first one."))
    return Message(
        _(
            "No meetings are planned in the channels you can see. "
            "A moderator can plan one. `/group list` shows the groups here."
        )
    )


def take_back_button(lang: str, ref: Ref) -> Button:
    return Button(words(lang)("I can't come after all"), MEETINGS, "not_there", str(ref))
