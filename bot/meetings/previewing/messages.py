"""The one preview through which every meeting and every change of one is saved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.language import plural, words
from bot.core.message import Button, Message, Option, Row, Select, Tone
from bot.core.recurrence import Rule, start_of
from bot.core.text import escape, join_words, timestamp
from bot.meetings.messages import (
    MEETINGS,
    defuse,
    describe_rule,
    say_date,
    say_minutes,
    say_monthly,
    say_start,
    say_time,
    wall_time,
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
    lines = [
        *([f"**{shown.said}**"] if shown.said else []),
        _("{group}, in <#{channel}>").format(
            group=escape(shown.group_name), channel=shown.channel_id
        ),
        *(_from_and_to if draft.only else _dates)(lang, shown),
        *(_clock_line(lang, rule, change) for change in shown.clock_changes[:2]),
        _("Length: {length}").format(length=say_minutes(lang, draft.minutes)),
        *([] if draft.only else [say_leads(lang, draft.leads)]),
        *_where(lang, draft),
        *([defuse(draft.note)] if draft.note else []),
    ]
    small = _("Not saved yet. I keep this preview for 15 minutes.")
    return Message("\n".join(lines), escape(draft.title), small, _rows(lang, shown))


def _dates(lang: str, shown: Preview) -> list[str]:
    """Say the rule, and the dates that it gives next."""
    rule = rule_of(shown.draft)
    dates = [f"- {timestamp(start)} · {_wall(rule, start)}" for start in shown.starts]
    return [f"**{describe_rule(lang, rule)}**", *dates, *_left_out(lang, rule)]


def _from_and_to(lang: str, shown: Preview) -> list[str]:
    """Say when one date is, or where it goes."""
    _ = words(lang)
    rule, was = rule_of(shown.draft), datetime.fromisoformat(shown.draft.was)
    to = start_of(rule, rule.first)
    wall = wall_time(lang, rule, to)
    if to == was:
        return [_("**When:** {when}").format(when=say_start(lang, to)), wall]
    return [
        _("**From:** {when}").format(when=say_start(lang, was)),
        _("**To:** {when}").format(when=say_start(lang, to)),
        wall,
    ]


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
    draft = shown.draft
    selects = [_scope_select(lang, draft, ref)] if draft.day else []
    if not draft.only:
        selects.append(_repeat_select(lang, draft, ref))
        selects += [_end_select(lang, draft, ref)] if draft.repeat != "once" else []
        selects.append(_leads_select(lang, draft, ref))
    return (*selects, _buttons(lang, draft, ref))


def _scope_select(lang: str, draft: Draft, ref: str) -> Select:
    """Let one choose for which dates a change counts."""
    _ = words(lang)
    chosen = "one" if draft.only else "later" if draft.since else "all"
    names = {
        "one": _("Only this date"),
        "later": _("That date and all after it"),
        "all": _("All dates ahead"),
    }
    options = tuple(Option(name, key, chosen=key == chosen) for key, name in names.items())
    return Select(_("Which dates change?"), MEETINGS, "scope", ref, options)


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
