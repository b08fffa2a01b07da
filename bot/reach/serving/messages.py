"""The words of somebody's own duty: their page, on and off, and stopping."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.language import plural, words
from bot.core.message import Button, Message, Row, Tone
from bot.core.text import shorten, timestamp
from bot.privacy.trying.messages import say_result
from bot.reach.duty.messages import FEATURE, SHOWN, hours_line, say_span
from bot.reach.duty.rules import Duty, Page, Said, Span

# ---------------------------------------------------------------- the page


def page(lang: str, page: Page) -> Message:
    """Show a helper how their duty stands, and what they can change."""
    _ = words(lang)
    lines = [
        _state_line(lang, page),
        *_rest_lines(lang, page),
        *_closed_lines(lang, page),
        "",
        hours_line(lang, page.duty),
        *_shift_lines(lang, page.shifts),
        _limit_line(lang, page),
    ]
    small = _(
        "When somebody calls for help, you may get a private message that says only: “Someone would"
        " like a word now”. You can always answer that you can't right now."
    )
    return Message(
        "\n".join(lines), title=_("My duty as a helper"), small=small, rows=_rows(lang, page)
    )


def _state_line(lang: str, page: Page) -> str:
    _ = words(lang)
    if page.is_on and page.until is None:
        return _("**You are on duty**, all week.")
    if page.is_on and page.until is not None:
        return _("**You are on duty** until {when}.").format(when=timestamp(page.until, "f"))
    off = is_off(page.duty, page.now)
    if off and page.duty.off_until:
        return _("**You are off duty** until {when}. Your weekly hours rest until then.").format(
            when=timestamp(page.duty.off_until, "f")
        )
    if off:
        return _("**You are off duty** until you change it. Your weekly hours rest until then.")
    ahead = next((start for start, _end in page.spans if start > page.now), None)
    if ahead is None:
        return _("**You are not on duty**, and no hours are ahead.")
    return _("**You are not on duty now.** Next: {when}.").format(when=timestamp(ahead, "f"))


def is_off(duty: Duty, now: datetime) -> bool:
    """Tell whether somebody said that they are off duty now."""
    return duty.off_since is not None and (duty.off_until is None or now < duty.off_until)


def _rest_lines(lang: str, page: Page) -> list[str]:
    _ = words(lang)
    if not page.duty.rests(page.now) or page.duty.rest_until is None:
        return []
    line = _("You rest until {when}: others are asked before you.")
    return [line.format(when=timestamp(page.duty.rest_until, "f"))]


def _closed_lines(lang: str, page: Page) -> list[str]:
    """Say how the test note went, and what closed private messages mean for being asked."""
    _ = words(lang)
    lines = [say_result(lang, page.result)] if page.result else []
    if page.result != "closed":
        return lines
    if page.has_room:
        return [*lines, _("Until then you are asked in a thread of the helpers' channel.")]
    return [*lines, _("Until then nobody can ask you.")]


def _shift_lines(lang: str, shifts: Sequence[tuple[Span, Said | None]]) -> list[str]:
    _ = words(lang)
    lines = [f"• {say_span(span)}{_said(lang, said)}" for span, said in shifts[:SHOWN]]
    if len(shifts) > SHOWN:
        lines.append(_("… and {n} more.").format(n=len(shifts) - SHOWN))
    return lines


def _said(lang: str, said: Said | None) -> str:
    _ = words(lang)
    if said is None:
        return ""
    known = {
        "asked": _(" (not confirmed yet)"),
        "confirmed": _(" (you said you will be there)"),
        "out": _(" (you said you can't)"),
        "offered": _(" (offered to others; yours until somebody takes it)"),
        "handed": _(" (somebody else took it)"),
    }
    return known[said.state]


def _limit_line(lang: str, page: Page) -> str:
    _ = words(lang)
    own = plural(lang)(
        "**Limit:** after {n} person in seven days, others are asked first.",
        "**Limit:** after {n} people in seven days, others are asked first.",
        page.limit,
    ).format(n=page.limit)
    now = plural(lang)("So far {n} person.", "So far {n} people.", page.taken)
    return f"{own} {now.format(n=page.taken)}"


def _rows(lang: str, page: Page) -> tuple[Row, ...]:
    _ = words(lang)
    ref = str(page.duty.server_id)
    turn = (
        Button(_("Off duty now"), FEATURE, "duty_off", ref)
        if page.is_on
        else Button(_("On duty now"), FEATURE, "duty_on", ref, Tone.MAIN)
    )
    back = (Button(_("Back to my hours"), FEATURE, "duty_back", ref),)
    off = is_off(page.duty, page.now)
    first = (turn, *(back if off else ()), Button(_("Weekly hours"), FEATURE, "duty_hours", ref))
    remind = _("No reminders") if page.duty.remind else _("Remind me before a shift")
    hours: tuple[Button, ...] = ()
    if page.duty.hours:
        hours = (
            Button(_("Hand over a shift"), FEATURE, "duty_give", ref),
            Button(remind, FEATURE, "duty_remind", ref),
            Button(_("Calendar file"), FEATURE, "duty_file", ref),
        )
    drill = _("No drills for me") if page.duty.drills_since else _("Take part in drills")
    last = (
        Button(_("All helpers"), FEATURE, "duty_rota", ref),
        Button(drill, FEATURE, "duty_drill", ref),
        Button(_("Stop being a helper"), FEATURE, "duty_stop", ref),
    )
    return tuple(row for row in (first, hours, last) if row)


# ---------------------------------------------------------------- stopping


def ask_stop(lang: str, ref: str) -> Message:
    _ = words(lang)
    body = _(
        "Your hours, shifts and the count of people you were with are forgotten, and moderators'"
        " approval too. Nobody is told why. Somebody you are with now can still write to you."
    )
    row = (
        Button(_("Yes, stop"), FEATURE, "duty_stop_yes", ref, Tone.DANGER),
        Button(_("Back"), FEATURE, "duty", ref),
    )
    return Message(body, title=_("Stop being a helper?"), rows=(row,))


def stopped(lang: str) -> Message:
    return Message(words(lang)("You are no longer a helper here. Thank you for the time you gave."))


# ---------------------------------------------------------------- /me


def only_in_servers(lang: str) -> str:
    return words(lang)(
        "Helpers are there for others in a server. `/duty on`, used there, begins it."
    )


def mine(lang: str, page: Page) -> str:
    """Say on somebody's own page that they are a helper."""
    _ = words(lang)
    state = _state_line(lang, page)
    return shorten(_("You are a helper. {state}").format(state=state), 240)


# ---------------------------------------------------------------- the calendar file


def handed_over(lang: str) -> Message:
    _ = words(lang)
    return Message(
        _(
            "Here are your weekly hours as a calendar file. Every entry is only called “Busy”. It"
            " does not change by itself: after a change, ask for it again."
        )
    )


def busy(lang: str) -> str:
    """Name an entry so that it says nothing to whoever sees the calendar."""
    return words(lang)("Busy")


def no_hours(lang: str) -> str:
    return words(lang)("You have no weekly hours yet. **Weekly hours** sets them.")
