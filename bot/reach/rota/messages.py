"""The words of the page that shows who is on duty when: for helpers without names."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.language import plural, words
from bot.core.message import Button, Message, Option, Row, Select
from bot.core.text import timestamp
from bot.reach.duty.messages import FEATURE, SHOWN, say_span, say_week
from bot.reach.duty.rules import Duty, Span
from bot.reach.rota.rules import Rota, count_hours
from bot.reach.serving.messages import is_off
from bot.servers.vouching.rules import Standing

MOST_LISTED = 20


def for_helpers(lang: str, rota: Rota) -> Message:
    """Show when help is needed, without names."""
    _ = words(lang)
    count = plural(lang)("{n} helper is on duty now.", "{n} helpers are on duty now.", len(rota.on))
    needed = [*_gap_lines(lang, rota.gaps), *_open_lines(lang, rota)]
    lines = [count.format(n=len(rota.on)), "", *needed]
    mine = Button(_("My duty"), FEATURE, "duty", str(rota.server_id))
    return Message(
        "\n".join(lines),
        title=_("Helpers and their duty"),
        small=_(
            "Only moderators see who is on duty when. Who asks for help reads no names before; they"
            " can see later who was asked for them."
        ),
        rows=(*_take_rows(lang, rota), (mine,)),
    )


def for_moderators(lang: str, rota: Rota, *, helps: bool) -> Message:
    """Show everything, with what can be done."""
    _ = words(lang)
    lines = [
        _on_line(lang, rota),
        *_gap_lines(lang, rota.gaps),
        *_unsure_lines(lang, rota),
        *_open_lines(lang, rota),
        "",
        *_people_lines(lang, rota),
    ]
    mine = (Button(_("My duty"), FEATURE, "duty", str(rota.server_id)),) if helps else ()
    last: tuple[Button, ...] = (*mine, Button(_("Check again"), FEATURE, "duty_rota"))
    rows: tuple[Row, ...] = (*_people_select(lang, rota), *_take_rows(lang, rota, helps), last)
    return Message(
        "\n".join(lines),
        title=_("Helpers and their duty"),
        small=_("Only moderators can see this. Please keep it to yourselves."),
        rows=rows,
    )


def _on_line(lang: str, rota: Rota) -> str:
    _ = words(lang)
    if not rota.on:
        return _("**On duty now:** nobody.")
    named = [_until(lang, one.member_id, one.until) for one in rota.on[:MOST_LISTED]]
    return _("**On duty now:** {people}").format(people=", ".join(named))


def _until(lang: str, member_id: int, until: datetime | None) -> str:
    _ = words(lang)
    if until is None:
        return f"<@{member_id}>"
    return _("<@{member}> until {when}").format(member=member_id, when=timestamp(until, "t"))


def _gap_lines(lang: str, gaps: Sequence[Span]) -> list[str]:
    _ = words(lang)
    if not gaps:
        return [_("**The coming week is covered:** somebody is on duty at every hour.")]
    hours = count_hours(gaps)
    if hours >= 168:
        return [_("**Nobody is on duty in the whole coming week.**")]
    head = plural(lang)(
        "**Nobody is on duty for {n} hour of the coming week:**",
        "**Nobody is on duty for {n} hours of the coming week:**",
        hours,
    )
    lines = [head.format(n=hours), *(f"• {say_span(gap)}" for gap in gaps[:SHOWN])]
    if len(gaps) > SHOWN:
        lines.append(_("… and {n} more.").format(n=len(gaps) - SHOWN))
    return lines


def _unsure_lines(lang: str, rota: Rota) -> list[str]:
    _ = words(lang)
    if not rota.unsure:
        return []
    shown = [
        f"• <@{one.member_id}>: {say_span((one.starts, one.ends))}" for one in rota.unsure[:SHOWN]
    ]
    return [_("**Not confirmed so far:**"), *shown]


def _open_lines(lang: str, rota: Rota) -> list[str]:
    _ = words(lang)
    if not rota.open:
        return []
    shown = [
        f"{n}) {say_span((one.starts, one.ends))}" for n, one in enumerate(rota.open[:SHOWN], 1)
    ]
    return [_("**Somebody is needed:**"), *shown]


def _take_rows(lang: str, rota: Rota, helps: bool = True) -> tuple[Row, ...]:
    _ = words(lang)
    if not helps or not rota.open:
        return ()
    label = _("I take {number}")
    buttons = [
        Button(label.format(number=n), FEATURE, "duty_take", str(one.id))
        for n, one in enumerate(rota.open[:5], 1)
    ]
    return (tuple(buttons),)


# ---------------------------------------------------------------- people, for moderators


def _people_lines(lang: str, rota: Rota) -> list[str]:
    _ = words(lang)
    if not rota.standings:
        return [_("**Helpers:** nobody yet. People offer themselves with `/duty on`.")]
    duties = {duty.member_id: duty for duty in rota.duties}
    lines = [
        f"{n}) <@{one.member_id}>{_person(lang, one, duties.get(one.member_id), rota)}"
        for n, one in enumerate(rota.standings[:MOST_LISTED], 1)
    ]
    if len(rota.standings) > MOST_LISTED:
        lines.append(_("… and {n} more.").format(n=len(rota.standings) - MOST_LISTED))
    return [_("**People:**"), *lines]


def _person(lang: str, standing: Standing, duty: Duty | None, rota: Rota) -> str:
    _ = words(lang)
    if standing.waits:
        return _(": **waits for your answer**")
    if standing.is_paused(rota.now):
        return _(": paused by a moderator")
    if not standing.approved_at:
        return _(": not now")
    return _(": offers to be a sponsor") if standing.what == "sponsor" else _duty(lang, duty, rota)


def _duty(lang: str, duty: Duty | None, rota: Rota) -> str:
    _ = words(lang)
    if duty is None or not duty.hours:
        return _(": a helper without weekly hours")
    if is_off(duty, rota.now):
        return _(": off duty")
    return f": {say_week(lang, duty.hours)} ({duty.zone})"


def _people_select(lang: str, rota: Rota) -> tuple[Row, ...]:
    _ = words(lang)
    if not rota.standings:
        return ()
    options = tuple(
        Option(_option(lang, n, one), str(one.id))
        for n, one in enumerate(rota.standings[:MOST_LISTED], 1)
    )
    return (Select(_("Answer or pause somebody"), "servers", "vouch", options=options),)


def _option(lang: str, number: int, standing: Standing) -> str:
    _ = words(lang)
    label = _("Number {n}, waits for your answer") if standing.waits else _("Number {n}")
    return label.format(n=number)


def not_for_you(lang: str) -> str:
    return words(lang)("This is for helpers and moderators. `/duty on` begins being a helper.")
