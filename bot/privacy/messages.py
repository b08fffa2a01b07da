"""The words of a member's own pages: /me, settings, what is kept, erasing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.language import plural, words
from bot.core.message import Button, Field, Form, Message, Option, Row, Select, Tone
from bot.core.text import escape, shorten, timestamp
from bot.privacy.rules import LANGUAGES, Column, Kept, Member

FEATURE = "privacy"
Countries = Mapping[str, str]
Lines = Sequence[str]


# ---------------------------------------------------------------- /me


def me_card(
    lang: str, member: Member, countries: Countries, lines: tuple[Lines, Lines, Lines, Lines]
) -> Message:
    """Show somebody their own page; `lines` are of groups, meetings, people, and theirs alone."""
    _ = words(lang)
    groups, meetings, people, alone = lines
    parts = [
        _part(lang, _("My groups"), groups, _("None yet. **Groups here** shows what there is.")),
        _part(lang, _("Next meetings and reminders"), meetings, _("None yet.")),
        _part(lang, _("People beside me"), people, _("Nobody is told anything about you.")),
        _part(lang, _("Just for me"), alone, _("None yet. **Check-in times** sends you notes.")),
        _part(lang, _("My settings"), _settings_lines(lang, member, countries), ""),
    ]
    first = (
        Button(_("Change settings"), FEATURE, "settings", tone=Tone.MAIN),
        Button(_("Groups here"), "groups", "list", "me"),
        Button(_("My reminders"), "meetings", "mine"),
        Button(_("Check-in times"), "checkins", "times"),
        Button(_("A tip a day"), "coping", "daily"),
    )
    beside = (
        Button(_("Who is told what"), "sponsors", "mine"),
        Button(_("How I ask for help"), "reach", "ask_calm"),
        Button(_("Be there for others"), "reach", "duty_mine"),
        Button(_("Block or report"), "sponsors", "blocks"),
    )
    kept = (
        Button(_("About this bot"), "servers", "about"),
        Button(_("What is kept about me"), FEATURE, "kept"),
        Button(_("Clear our chat"), FEATURE, "clear"),
    )
    return Message(
        "\n\n".join(parts),
        title=_("About you"),
        small=_("Only you can see this."),
        rows=(first, beside, kept + _data_buttons(lang)),
    )


def _part(lang: str, title: str, lines: Lines, nothing: str) -> str:
    _ = words(lang)
    shown = [shorten(line, 250) for line in lines[:6]]
    if len(lines) > len(shown):
        shown.append(_("… and {n} more.").format(n=len(lines) - len(shown)))
    return "\n".join([f"**{title}**", *(shown or [nothing])])


def _row(*buttons: Button) -> tuple[Row, ...]:
    return (buttons,)


def _data_buttons(lang: str) -> tuple[Button, ...]:
    _ = words(lang)
    return (
        Button(_("Download"), FEATURE, "download"),
        Button(_("Erase everything"), FEATURE, "erase", tone=Tone.DANGER),
    )


# ---------------------------------------------------------------- settings


def _settings_lines(lang: str, member: Member, countries: Countries) -> list[str]:
    _ = words(lang)
    country = countries.get(member.country or "", member.country)
    at_once = _("shown at once") if member.text_at_once else _("hidden until you press **Open**")
    return [
        _("Time zone: {zone}").format(zone=member.zone or _("not set")),
        _("Country: {country}").format(country=country or _("not set")),
        _("Language: {language}").format(language=_language(lang, member)),
        _("Quiet hours: {hours}").format(hours=_quiet(lang, member)),
        _("Text of private notes: {how}").format(how=at_once),
    ]


def _language(lang: str, member: Member) -> str:
    if member.language is None:
        return words(lang)("as in your Discord")
    return LANGUAGES.get(member.language, member.language)


def _quiet(lang: str, member: Member) -> str:
    _ = words(lang)
    if member.quiet is None:
        return _("none")
    return _("{start} to {end}").format(
        start=member.quiet.start.strftime("%H:%M"), end=member.quiet.end.strftime("%H:%M")
    )


def settings_card(lang: str, member: Member, countries: Countries) -> Message:
    _ = words(lang)
    lines = [
        *_settings_lines(lang, member, countries),
        "",
        _("In quiet hours, private notes wait or come without a sound. That needs your time zone."),
        _("Your country decides which numbers `/help` shows you first."),
    ]
    text = (
        Button(_("Hide the text of notes"), FEATURE, "text_off")
        if member.text_at_once
        else Button(_("Show the text of notes at once"), FEATURE, "text")
    )
    times = Button(_("Time zone and quiet hours"), FEATURE, "times", tone=Tone.MAIN)
    return Message(
        "\n".join(lines),
        title=_("My settings"),
        small=_("Only you can see this. All of it is optional."),
        rows=((times, text), *_choices(lang, member, countries)),
    )


def _choices(lang: str, member: Member, countries: Countries) -> tuple[Row, ...]:
    _ = words(lang)
    none = Option(_("No country"), "-", chosen=member.country is None)
    codes = list(countries)[:24]  # Discord shows at most 25 options
    if member.country in countries and member.country not in codes:
        codes[-1] = str(member.country)
    known = [Option(shorten(countries[c], 100), c, chosen=c == member.country) for c in codes]
    own = Option(_("As in my Discord"), "-", chosen=member.language is None)
    spoken = [Option(n, c, chosen=c == member.language) for c, n in LANGUAGES.items()]
    return (
        Select(_("My country"), FEATURE, "country", options=(none, *known)),
        Select(_("My language"), FEATURE, "language", options=(own, *spoken)),
    )


def times_form(lang: str, zone: str, start: str, end: str) -> Form:
    _ = words(lang)
    fields = (
        _line("zone", _("Time zone"), _("A big city near you. Empty removes it."), zone),
        _line("start", _("Quiet from"), _("Such as 22:00 or 10pm. Empty: no quiet hours."), start),
        _line("end", _("Quiet until"), _("Such as 07:00 or 7am."), end),
    )
    return Form(_("Time zone and quiet hours"), FEATURE, "times", "", fields)


def _line(name: str, label: str, about: str, value: str) -> Field:
    return Field(name, label, about=about, value=value, required=False, longest=64)


def not_a_time(lang: str, typed: str) -> str:
    _ = words(lang)
    return _("I could not read “{typed}” as a time. Please type it like 22:00 or 10pm.").format(
        typed=escape(shorten(typed, 30))
    )


def both_times(lang: str) -> str:
    return words(lang)(
        "Quiet hours need a start and a different end. Fill in both, or leave both empty."
    )


def zone_first(lang: str) -> str:
    return words(lang)(
        "Quiet hours need your time zone. Please type a big city near you, such as Dublin."
    )


def unknown_choice(lang: str) -> str:
    return words(lang)("I do not know that choice. Please pick one from the list.")


def confirm_text(lang: str) -> Message:
    _ = words(lang)
    body = _(
        "Now a private note only says “A note you asked for”. You press **Open** to read it.\n\n"
        "If the text is shown at once, anyone who sees your locked phone could read it: which"
        " group you go to, when it meets, that you check in, and your tip of the day."
    )
    return Message(
        body,
        title=_("Show the text of notes at once?"),
        rows=_row(
            Button(_("Keep it hidden"), FEATURE, "text_off", tone=Tone.MAIN),
            Button(_("Show it at once"), FEATURE, "text_on"),
        ),
    )


# ---------------------------------------------------------------- what is kept


def kept_card(lang: str, kept: Sequence[Kept], sealed: Sequence[str], notes: int) -> Message:
    """List what is kept; `sealed` is what is locked so that even that it exists is hidden."""
    _ = words(lang)
    lines = [line for table in kept for line in _kept_lines(lang, table)]
    lines += [f"• {_(means)}" for means in dict.fromkeys(sealed)]
    if notes:
        line = plural(lang)("{n} private note", "{n} private notes", notes).format(n=notes)
        lines.append(_("• {notes} you asked for, sent or still to come").format(notes=line))
    lines = lines or [_("Nothing. I keep nothing about you.")]
    return Message(
        shorten("\n".join(lines), 3500),
        title=_("What is kept about you"),
        small=_("I read no channels. What you say to others here is never stored."),
        rows=(_data_buttons(lang),),
    )


def _kept_lines(lang: str, kept: Kept) -> list[str]:
    _ = words(lang)
    if kept.single:
        told = [c for row in kept.rows for c in row if c.means and c.value not in (None, "", False)]
        return [f"• {_(c.means)}: {_value(lang, c)}" for c in told]
    means = _(kept.means)
    known = [_(c.means) for c in kept.rows[0] if c.means not in ("", kept.means)]
    more = _(" (with: {columns})").format(columns="; ".join(known)) if known else ""
    return [f"• {means}: {len(kept.rows)}{more}"]


def _value(lang: str, column: Column) -> str:
    _ = words(lang)
    if isinstance(column.value, bool):
        return _("yes")
    if isinstance(column.value, datetime):
        return timestamp(column.value, "f")
    return escape(shorten(str(column.value), 60))


def download(lang: str) -> Message:
    _ = words(lang)
    return Message(
        _(
            "This file holds everything I keep about you. Only you can see this message."
            " If other people use this phone or computer, delete the file when you have read it."
        ),
        title=_("Your data"),
    )
