"""The words of reporting somebody, for the reporter and for moderators."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Field, Form, Message, Option, Row, Tone, Values
from bot.core.text import escape, timestamp
from bot.sponsors.messages import mine_button, person
from bot.sponsors.reporting.rules import LONGEST, REASONS, Report
from bot.sponsors.rules import FEATURE


def form(lang: str, ref: str, typed: Values) -> Form:
    """Ask why, and leave room for words that nobody has to write."""
    _ = words(lang)
    chosen = str(typed.get("reason") or "")
    fields = (
        Field(
            "reason",
            _("What happened?"),
            _("Moderators outside of it read this and your name. The other person is not told."),
            chosen,
            kind="radio",
            options=tuple(Option(label, value) for value, label in _labels(lang).items()),
        ),
        Field(
            "words",
            _("In your own words, if you like"),
            _("Only moderators read it. It is gone when they close the report."),
            str(typed.get("words") or ""),
            required=False,
            kind="paragraph",
            longest=LONGEST,
        ),
    )
    return Form(_("Report"), FEATURE, "report", ref, fields)


def _labels(lang: str) -> dict[str, str]:
    _ = words(lang)
    said = (
        _("They asked for money"),
        _("Sexual words, pictures or pressure"),
        _("They told me to stop or lower a medicine"),
        _("They asked for secrets, or told mine"),
        _("They would not leave me alone"),
        _("Something else"),
    )
    return dict(zip(REASONS, said, strict=True))


def say_reason(lang: str, reason: str) -> str:
    return _labels(lang).get(reason, words(lang)("Something else"))


def pick_reason(lang: str) -> str:
    return words(lang)("Please choose what happened.")


def thanks(lang: str, other_id: int) -> Message:
    """Tell the reporter what happens now."""
    _ = words(lang)
    body = _(
        "Thank you for saying so. Your report goes to moderators who are not part of it. They see"
        " your name.\n"
        "• {person} is not told who reported. They only read that they are paused.\n"
        "• Nobody is asked to talk with them until a moderator has looked.\n"
        "• They are blocked for you, too.\n"
        "• You get a note when a moderator has closed it."
    ).format(person=person(other_id))
    return Message(body, title=_("Reported"), rows=(_after(lang),))


def nobody_to_tell(lang: str, other_id: int, contact: str, *, noted: bool) -> Message:
    """Say whom to turn to where no moderator is known who is outside of it.

    `noted`: their channel was told, without names, so that others than those may still open it.
    """
    _ = words(lang)
    first = (
        _(
            "Thank you for saying so. A note without names is in the moderators' channel. I do not"
            " know yet of a moderator there who is not part of it, so please tell somebody else"
            " too:"
        )
        if noted
        else _(
            "Thank you for saying so. I know of no moderator here who is not part of it, so please"
            " tell somebody else too:"
        )
    )
    lines = [
        first,
        _("• Whoever runs this bot: {contact}").format(contact=contact)
        if contact
        else _("• The owner of this server."),
        _(
            "• Discord itself: press and hold their message (or right-click it), then **Apps** or"
            " **Report Message**."
        ),
        _("{person} is blocked for you and paused here. They are not told who reported.").format(
            person=person(other_id)
        ),
    ]
    return Message("\n".join(lines), title=_("Reported"), rows=(_after(lang),))


def _after(lang: str) -> tuple[Button, ...]:
    _ = words(lang)
    return (Button(_("Ask a helper"), "reach", "ask", "h"), mine_button(lang))


# ---------------------------------------------------------------- for moderators


def in_channel(lang: str) -> Message:
    """Tell the moderators' channel, naming nobody."""
    _ = words(lang)
    return Message(
        _("A report waits for a moderator who is not part of it. Nobody is named here."),
        rows=((Button(_("Open it privately"), FEATURE, "reports"),),),
    )


def in_private(lang: str) -> Message:
    """Lead a moderator to a report; the note itself says nothing."""
    _ = words(lang)
    return Message(
        _("A note for you as a moderator."),
        rows=((Button(_("Open"), FEATURE, "reports"),),),
    )


def closed_in_channel(lang: str) -> Message:
    return Message(words(lang)("This report is closed. Thank you."))


def open_in_server(lang: str) -> str:
    return words(lang)("Please open it in your server: `/sponsoring reports`.")


@dataclass(frozen=True, slots=True)
class Seen:
    """A report as a moderator sees it; `standing_id`: their offer to sponsor, 0 without one."""

    report: Report
    standing_id: int


def reports(lang: str, seen: list[Seen], hidden: int) -> Message:
    """Show a moderator the open reports that they are not part of, one at a time."""
    _ = words(lang)
    more = [_("One more is for another moderator.")] if hidden else []
    if not seen:
        said = [_("No report is open that you may read."), *more]
        return Message("\n".join(said), title=_("Reports"))
    first = seen[0]
    body = "\n".join([*_report_lines(lang, first.report), *more])
    if len(seen) > 1:
        body += "\n" + _("{n} more after this one.").format(n=len(seen) - 1)
    return Message(
        body,
        title=_("Reports"),
        small=_("Only you can see this. Please tell nobody who reported."),
        rows=(_report_rows(lang, first),),
    )


def _report_lines(lang: str, report: Report) -> list[str]:
    _ = words(lang)
    said = datetime.fromisoformat(report.made)
    lines = [
        _("{reporter} reported {other}, {when}.").format(
            reporter=person(report.reporter_id),
            other=person(report.other_id),
            when=timestamp(said, "R"),
        ),
        _("Why: {reason}").format(reason=say_reason(lang, report.reason)),
    ]
    if report.words:
        lines.append("> " + escape(report.words))
    return [
        *lines,
        "",
        _(
            "{other} is paused until you close this: nobody asks them for anything. They were told"
            " only that a moderator writes to them. **Please write to them.**"
        ).format(other=person(report.other_id)),
    ]


def _report_rows(lang: str, seen: Seen) -> Row:
    _ = words(lang)
    close = Button(_("Close: they may go on"), FEATURE, "close_report", seen.report.id)
    if not seen.standing_id:
        return (close,)
    stay = Button(_("Keep them paused"), "servers", "vouch_pause", str(seen.standing_id))
    return (close, Button(stay.label, stay.feature, stay.action, stay.ref, Tone.DANGER))


def closed(lang: str) -> Message:
    _ = words(lang)
    more = Button(_("Other reports"), FEATURE, "reports")
    body = _("Closed. Its words are gone. Whoever reported is told only that it was read.")
    return Message(body, rows=((more,),))


def not_for_you(lang: str) -> str:
    return words(lang)("This one goes to another moderator, or it is closed already.")
