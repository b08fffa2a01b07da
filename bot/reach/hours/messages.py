"""The words of weekly duty hours: the form, what it means, and what could not be read."""

from collections.abc import Sequence
from typing import Any

from bot.core.language import words
from bot.core.message import Button, Field, Form, Message, Tone, Values
from bot.core.text import escape, join_words, shorten
from bot.reach.duty.messages import FEATURE, SHOWN, hours_line, say_span
from bot.reach.duty.rules import Duty, Span


def hours_form(lang: str, ref: str, given: Values) -> Form:
    _ = words(lang)
    fields = (
        Field(
            "week",
            _("Days and times"),
            about=_("Like Mon-Fri 18:00-22:00, Sat 10pm-2am. Empty: no weekly hours"),
            value=str(given.get("week", "")),
            required=False,
            longest=300,
            placeholder="Mon-Fri 18:00-22:00",
        ),
        Field(
            "zone",
            _("Time zone"),
            about=_("A big city near you, or a name such as Europe/Dublin"),
            value=str(given.get("zone", "")),
            longest=64,
            placeholder="Europe/Dublin",
        ),
        Field(
            "most",
            _("My limit: people in seven days"),
            about=_("Then others are asked first. Empty: as the server has it"),
            value=str(given.get("most", "")),
            required=False,
            longest=10,
        ),
    )
    return Form(_("My weekly duty hours"), FEATURE, "duty_hours", ref, fields)


def preview(
    lang: str, duty: Duty, shifts: Sequence[Span], changes: Sequence[Span], ref: str
) -> Message:
    """Show what the hours mean in the coming week, before they are kept."""
    _ = words(lang)
    lines = [hours_line(lang, duty)]
    if duty.hours:
        lines += [_("The coming week is:"), *(f"• {say_span(span)}" for span in shifts[:SHOWN])]
    if len(shifts) > SHOWN:
        lines.append(_("… and {n} more.").format(n=len(shifts) - SHOWN))
    lines += [
        _("The clocks change during this one: {shift}.").format(shift=say_span(span))
        for span in changes
    ]
    row = (
        Button(_("Keep it"), FEATURE, "duty_keep", ref, Tone.MAIN),
        Button(_("Change it"), FEATURE, "duty_fix", ref),
        Button(_("Leave it as it was"), FEATURE, "duty", ref.partition(".")[0]),
    )
    return Message("\n".join(lines), title=_("Is this right?"), rows=(row,))


def draft_gone(lang: str) -> str:
    return words(lang)("That was open for too long, so I let it go. Please start again.")


# ---------------------------------------------------------------- refusals


def no_week(lang: str, rest: str) -> str:
    _ = words(lang)
    return _(
        "I could not read “{typed}” as days and times. It looks like this: Mon-Fri 18:00-22:00,"
        " Sat 10pm-2am."
    ).format(typed=escape(shorten(rest, 80)))


def week_too_long(lang: str) -> str:
    return words(lang)("That is more than I can keep. Please join days: Mon-Fri 18:00-22:00.")


def no_day(lang: str, word: str, near: Sequence[str]) -> str:
    _ = words(lang)
    if near:
        meant = join_words(lang, [f"“{one}”" for one in near], either=True)
        return _("“{typed}” is not a day. Did you mean {near}?").format(
            typed=escape(shorten(word, 40)), near=meant
        )
    return _("“{typed}” is not a day. Days look like Mon, Tue-Thu or weekends.").format(
        typed=escape(shorten(word, 40))
    )


def no_time(lang: str, typed: str) -> str:
    _ = words(lang)
    return _("“{typed}” is not a time of day. Times look like 18:00-22:00 or 6pm-10pm.").format(
        typed=escape(shorten(typed, 40))
    )


def no_length(lang: str, typed: str) -> str:
    _ = words(lang)
    return _(
        "“{typed}” begins and ends at the same time. For a whole day, write 00:00-24:00."
    ).format(typed=escape(shorten(typed, 40)))


def no_until(lang: str, typed: str) -> str:
    _ = words(lang)
    return _(
        "I could not read “{typed}”. Please give a length such as 3h, or a time such as 22:00."
    ).format(typed=escape(shorten(typed, 40)))


def bad_length(lang: str, typed: str) -> str:
    _ = words(lang)
    return _("“{typed}” does not work: it can be up to 24 hours from now.").format(
        typed=escape(shorten(typed, 40))
    )


def no_zone_yet(lang: str) -> str:
    _ = words(lang)
    return _(
        "I don't know your time zone yet. Please give a length such as 3h, or set your zone with"
        " `/duty hours`."
    )


def no_zone(lang: str) -> str:
    return words(lang)("Please name your time zone: a big city near you, or Europe/Dublin.")


def bad_most(lang: str, typed: str, most: int) -> str:
    _ = words(lang)
    return _("“{typed}” should be a whole number from 1 to {most}, or empty.").format(
        typed=escape(shorten(typed, 40)), most=most
    )


def typed_again(given: Values) -> dict[str, Any]:
    """Keep what was typed for the draft."""
    return {name: str(given.get(name, "")) for name in ("week", "zone", "most")}
