"""The words of planning a meeting: its form, its preview, and what was not understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.language import plural, words
from bot.core.message import Button, Field, Form, Message, Option, Row, Select, Tone
from bot.core.recurrence import Rule
from bot.core.text import escape, join_words, timestamp
from bot.meetings.messages import (
    MEETINGS,
    defuse,
    describe_rule,
    say_date,
    say_minutes,
    say_monthly,
    say_time,
)
from bot.meetings.rules import LEADS
from bot.meetings.scheduling.rules import (
    WEEKLY,
    ClockChange,
    Draft,
    counts_for,
    leaves_out_months,
    repeats_for,
    rule_of,
)

# ---------------------------------------------------------------- the forms


def meeting_form(lang: str, name: str, ref: str, typed: Mapping[str, str]) -> Form:
    """Ask for what a meeting needs, filled in with what was typed before."""
    _ = words(lang)
    fields = (
        Field("title", _("Name"), _("People see it in the reminders. Keep it neutral.")),
        Field(
            "days",
            _("Days, or a date"),
            _("“Mon, Wed”, “1 Dec”, or all in one: “every other Tuesday 7pm until 1 June”."),
        ),
        Field("time", _("Time"), _("“19:00” or “7pm”, in its time zone."), required=False),
        Field("minutes", _("Minutes"), _("How long it lasts. Empty means 60."), required=False),
        Field(
            "note",
            _("Note"),
            _("Shown in each reminder. Everybody in the channel can read it."),
            required=False,
            kind="paragraph",
            longest=2000,
        ),
    )
    filled = tuple(replace(field, value=typed.get(field.name, "")) for field in fields)
    return Form(_("Plan a meeting"), MEETINGS, name, ref, filled)


def end_form(lang: str, name: str, ref: str, typed: str) -> Form:
    """Ask for the last day of a series."""
    _ = words(lang)
    about = _("“1 June”, “2027-06-01” or “next Friday”. That day still counts.")
    return Form(
        _("Until when?"), MEETINGS, name, ref, (Field("until", _("Last day"), about, typed),)
    )


# ---------------------------------------------------------------- the preview


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything a preview shows of a draft."""

    draft_id: str
    draft: Draft
    group_name: str
    channel_id: int
    starts: Sequence[datetime]
    clock_changes: Sequence[ClockChange]
    said: str = ""  # what the person must know first


def preview(lang: str, shown: Preview) -> Message:
    """Say what will be saved, with everything that can still be changed."""
    _ = words(lang)
    draft, rule = shown.draft, rule_of(shown.draft)
    dates = [f"- {timestamp(start)} · {_wall(rule, start)}" for start in shown.starts]
    lines = [
        *([f"**{shown.said}**"] if shown.said else []),
        _("{group}, in <#{channel}>").format(
            group=escape(shown.group_name), channel=shown.channel_id
        ),
        f"**{describe_rule(lang, rule)}**",
        *dates,
        *_left_out(lang, rule),
        *(_clock_line(lang, rule, change) for change in shown.clock_changes[:2]),
        _("Length: {length}").format(length=say_minutes(lang, draft.minutes)),
        say_leads(lang, draft.leads),
        *_where(lang, draft),
        *([defuse(draft.note)] if draft.note else []),
    ]
    small = _("Not saved yet. I keep this preview for 15 minutes.")
    return Message("\n".join(lines), escape(draft.title), small, _rows(lang, shown))


def _wall(rule: Rule, start: datetime) -> str:
    return f"{say_time(start.astimezone(ZoneInfo(rule.zone)).time())} {rule.zone}"


def _left_out(lang: str, rule: Rule) -> list[str]:
    _ = words(lang)
    if not leaves_out_months(rule):
        return []
    said = _(
        "A month without day {day} is left out. For every month, pick “On the last day” below."
    )
    return [said.format(day=rule.day)]


def _clock_line(lang: str, rule: Rule, change: ClockChange) -> str:
    _ = words(lang)
    said = _("On {date} the clocks go forward and {at} is left out: it will be at {said}.")
    if change.twice:
        said = _("On {date} the clocks go back and {at} comes twice: the first one counts.")
    return said.format(
        date=say_date(lang, change.date), at=say_time(rule.at), said=say_time(change.said)
    )


def say_leads(lang: str, leads: Sequence[int]) -> str:
    """Say when the channel is reminded: "Reminders: 1 day and 1 hour before"."""
    _ = words(lang)
    if not leads:
        return _("Reminders: none")
    before = join_words(lang, [say_minutes(lang, lead) for lead in leads if lead])
    if 0 not in leads:
        return _("Reminders: {before} before").format(before=before)
    if not before:
        return _("Reminders: at the start")
    return _("Reminders: {before} before, and at the start").format(before=before)


def _where(lang: str, draft: Draft) -> list[str]:
    _ = words(lang)
    if not draft.where:
        return []
    said = _("Where: {where} (I tell it only privately, to people who can see the channel)")
    if draft.where_in_public:
        said = _("Where: {where} (shown to everybody in the channel)")
    return [said.format(where=defuse(draft.where))]


def _rows(lang: str, shown: Preview) -> tuple[Row, ...]:
    ref = f"{shown.draft_id}.{shown.draft.version}"
    selects = [_repeat_select(lang, shown.draft, ref)]
    if shown.draft.repeat != "once":
        selects.append(_end_select(lang, shown.draft, ref))
    return (*selects, _leads_select(lang, shown.draft, ref), _buttons(lang, shown.draft, ref))


def _buttons(lang: str, draft: Draft, ref: str) -> tuple[Button, ...]:
    _ = words(lang)
    shows = _("Tell the place privately") if draft.where_in_public else _("Show the place to all")
    place = (Button(shows, MEETINGS, "place", ref),) if draft.where else ()
    return (
        Button(_("Save"), MEETINGS, "save", ref, Tone.MAIN),
        Button(_("Change"), MEETINGS, "change", ref),
        *place,
        Button(_("Cancel"), MEETINGS, "drop", ref),
    )


def _repeat_select(lang: str, draft: Draft, ref: str) -> Select:
    options = tuple(
        Option(_say_repeat(lang, draft, repeat), repeat, chosen=repeat == draft.repeat)
        for repeat in repeats_for(draft)
    )
    return Select(words(lang)("How often?"), MEETINGS, "repeat", ref, options)


def _say_repeat(lang: str, draft: Draft, repeat: str) -> str:
    _ = words(lang)
    if repeat == "once":
        return _("Once")
    if repeat in WEEKLY:
        weeks = int(repeat[-1])
        return plural(lang)("Every week", "Every {n} weeks", weeks).format(n=weeks)
    rule = rule_of(replace(draft, repeat=repeat, ends="never"))
    return _("Every month, {day}").format(day=say_monthly(lang, rule))


def _end_select(lang: str, draft: Draft, ref: str) -> Select:
    _ = words(lang)
    many = plural(lang)
    options = [Option(_("No end"), "never", chosen=draft.ends == "never")]
    for count in counts_for(draft):
        said = many("After {n} time", "After {n} times", count).format(n=count)
        options.append(Option(said, str(count), chosen=draft.ends == str(count)))
    until = rule_of(draft).until
    said = _("Until {date}").format(date=say_date(lang, until)) if until else _("Until a date…")
    options.append(Option(said, "date", chosen=until is not None))
    return Select(_("When does it end?"), MEETINGS, "end", ref, tuple(options))


def _leads_select(lang: str, draft: Draft, ref: str) -> Select:
    _ = words(lang)
    options = tuple(
        Option(
            _("{time} before").format(time=say_minutes(lang, lead)) if lead else _("At the start"),
            str(lead),
            chosen=lead in draft.leads,
        )
        for lead in LEADS
    )
    return Select(_("No reminders"), MEETINGS, "leads", ref, options, least=0, most=len(options))


def look_again(lang: str) -> str:
    return words(lang)("This has changed since. Please look again before you save.")


def saved(lang: str, title: str, channel_id: int, start: datetime, leads: Sequence[int]) -> Message:
    _ = words(lang)
    lines = (
        _("The first one is {when}.").format(when=timestamp(start)),
        say_leads(lang, leads) + ".",
        _("I remind people in <#{channel}> and mention nobody.").format(channel=channel_id),
        _("`/meeting list` shows it. `/meeting cancel` takes back one date or all of them."),
    )
    return Message("\n".join(lines), title=_("Saved: {title}").format(title=escape(title)))


def dropped(lang: str) -> Message:
    return Message(words(lang)("Nothing was saved. `/meeting create` starts again."))


# ---------------------------------------------------------------- what stands in the way


def nothing_to_plan_for(lang: str) -> str:
    _ = words(lang)
    return _(
        "Meetings are planned by moderators and by the facilitators of a group. "
        "Please ask one of them. If you are one: `/group create` makes the first group."
    )


def no_such_group(lang: str, names: Sequence[str]) -> str:
    _ = words(lang)
    known = join_words(lang, [f"“{escape(name)}”" for name in names], either=True)
    return _("Please pick the group from the list that opens as you type: {names}.").format(
        names=known
    )


def no_zone(lang: str) -> str:
    _ = words(lang)
    return _(
        "I do not know the time zone here yet. Fill in `zone`, or ask a moderator to set it "
        "for all in `/setup`."
    )


def may_not_plan(lang: str) -> str:
    _ = words(lang)
    return _(
        "Only moderators and the facilitators of this group may plan its meetings. "
        "Please ask one of them to do it, or to make you a facilitator."
    )


def cannot_write(lang: str, channel_id: int, lacks: Sequence[str]) -> str:
    _ = words(lang)
    return _(
        "I cannot write in <#{channel}> yet. There I still need {permissions}. Open that channel's"
        " **Edit Channel → Permissions**, add my role, allow it there, and try again."
    ).format(channel=channel_id, permissions=join_words(lang, [f"**{name}**" for name in lacks]))


def draft_expired(lang: str) -> str:
    _ = words(lang)
    return _(
        "I keep an unfinished meeting for 15 minutes, and this one is gone. Nothing was saved. "
        "`/meeting create` starts again."
    )


def already_there(lang: str, title: str) -> str:
    _ = words(lang)
    return _(
        "“{title}” with these dates is planned already, so nothing was added. "
        "If you mean another meeting, **Change** gives it another name."
    ).format(title=escape(title))


def time_has_passed(lang: str) -> str:
    return words(lang)("The time of this meeting has just passed. **Change** gives it a later one.")
