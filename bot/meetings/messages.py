"""The words of meetings: when they are, what is said before, during and after one."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.core.language import plural, words
from bot.core.message import Button, Tone
from bot.core.recurrence import Rule, start_of
from bot.core.text import join_words, timestamp
from bot.meetings.rules import Meeting, Ref

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
    if rule.repeat == "once":
        rule = _as_the_clocks_go(rule)
    said = words(lang)("{days} at {time} ({zone})").format(
        days=_say_days(lang, rule), time=say_time(rule.at), zone=rule.zone
    )
    end = _say_end(lang, rule)
    return f"{said}, {end}" if end else said


def _as_the_clocks_go(rule: Rule) -> Rule:
    """Give what happens once at the time at which it does, where the clocks leave out its own."""
    local = start_of(rule, rule.first).astimezone(ZoneInfo(rule.zone))
    return replace(rule, first=local.date(), at=local.time())


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


# ---------------------------------------------------------------- pieces of several messages


def there_button(lang: str, ref: Ref) -> Button:
    return Button(words(lang)("I'll be there"), MEETINGS, "there", str(ref), Tone.MAIN)


def remind_button(lang: str, target: str) -> Button:
    return Button(words(lang)("Remind me"), MEETINGS, "remind", target)


def where_button(lang: str, ref: Ref) -> Button:
    return Button(words(lang)("Where?"), MEETINGS, "where", str(ref))


def take_back_button(lang: str, ref: Ref) -> Button:
    return Button(words(lang)("I can't come after all"), MEETINGS, "not_there", str(ref))


def about(lang: str, meeting: Meeting) -> list[str]:
    """Say how long it is, where (unless that is told privately), and its note."""
    _ = words(lang)
    lines = [_("**Length:** {length}").format(length=say_minutes(lang, meeting.minutes))]
    if meeting.where and meeting.where_in_public:
        lines.append(_("**Where:** {where}").format(where=defuse(meeting.where)))
    return [*lines, defuse(meeting.note)] if meeting.note else lines


def next_line(lang: str, start: datetime) -> str:
    return words(lang)("**Next:** {when}").format(when=say_start(lang, start))


def moved_line(lang: str, start: datetime, to: datetime) -> str:
    said = words(lang)("**Moved:** the meeting on {when} is now on {new}.")
    return said.format(when=say_start(lang, start), new=say_start(lang, to))


def date_cancelled_line(lang: str, start: datetime) -> str:
    said = words(lang)("**Cancelled:** the meeting on {when}.")
    return said.format(when=say_start(lang, start))


def series_cancelled_line(lang: str, meeting: Meeting) -> str:
    said = words(lang)("**Cancelled:** this meeting does not take place any more ({rule}).")
    return said.format(rule=describe_rule(lang, meeting.rule))


def date_presses(lang: str, meeting: Meeting, start: datetime) -> tuple[Button, ...]:
    """Offer what one can press under a date: come, be reminded, and ask where if that is hidden."""
    ref = Ref(meeting.id, start)
    buttons = (there_button(lang, ref), remind_button(lang, f"m{meeting.id}"))
    hidden = meeting.where and not meeting.where_in_public
    return (*buttons, where_button(lang, ref)) if hidden else buttons


def may_not_change(lang: str) -> str:
    _ = words(lang)
    return _(
        "Only moderators and the facilitators of the group may change or cancel its meetings. "
        "Please ask one of them."
    )


def no_such_meeting(lang: str) -> str:
    """Refuse in the same words whether it is hidden, over, made up or never was."""
    return words(lang)("I could not find that meeting. `/meeting list` shows the ones you can see.")


def was_cancelled(lang: str) -> str:
    return words(lang)("That meeting was cancelled. `/meeting list` shows what is planned.")


def is_over(lang: str, following: datetime | None) -> str:
    _ = words(lang)
    said = _("That meeting is over.")
    if following is not None:
        said += " " + _("The next one is {when}.").format(when=say_start(lang, following))
    return said


def was_moved(lang: str) -> str:
    return words(lang)("That date has changed. `/meeting next` shows what comes next.")
