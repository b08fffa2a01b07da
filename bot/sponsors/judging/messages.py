"""The words for moderators who read a report, perhaps at night, perhaps for the first time."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message, Row, Tone
from bot.core.text import escape, timestamp
from bot.servers.rules import SponsorWord
from bot.servers.vouching.messages import as_what
from bot.servers.vouching.rules import Standing
from bot.sponsors.messages import person, profile
from bot.sponsors.reporting.messages import say_reason
from bot.sponsors.reporting.rules import Report
from bot.sponsors.rules import FEATURE


@dataclass(frozen=True, slots=True)
class Seen:
    """A report as a moderator sees it; `offers`: as what somebody could still be kept paused.

    `pausing`: they are paused until it is closed. `kept`: they stay paused after that, too.
    """

    report: Report
    offers: tuple[Standing, ...] = ()
    word: SponsorWord = "sponsor"
    pausing: bool = True
    kept: bool = False


def reports(lang: str, seen: list[Seen]) -> Message:
    """Show a moderator the open reports that they are not part of, one at a time."""
    _ = words(lang)
    if not seen:
        return Message(_("No report is open that you may read."), title=_("Reports"))
    first = seen[0]
    body = "\n".join([*_what_happened(lang, first.report), "", *_what_now(lang, first)])
    if len(seen) > 1:
        body += "\n\n" + _("{n} more after this one.").format(n=len(seen) - 1)
    return Message(
        body,
        title=_("Reports"),
        small=_("Only you can see this. Please tell nobody who reported."),
        rows=_rows(lang, first),
    )


def _what_happened(lang: str, report: Report) -> list[str]:
    _ = words(lang)
    first = _("{reporter} reported {other}, {when}.").format(
        reporter=person(report.reporter_id),
        other=person(report.other_id),
        when=timestamp(datetime.fromisoformat(report.made), "R"),
    )
    lines = [first, _("Why: {reason}").format(reason=say_reason(lang, report.reason))]
    return [*lines, "> " + escape(report.words)] if report.words else lines


def _what_now(lang: str, seen: Seen) -> list[str]:
    """Say how things stand, and what there is to do, one step after the other."""
    _ = words(lang)
    both = {"reporter": person(seen.report.reporter_id), "other": person(seen.report.other_id)}
    return [
        _("The two are kept apart already.") + " " + _state(lang, seen).format(**both),
        "",
        _("If somebody is in danger now, call the emergency number first. All else can wait."),
        _("1. Write to {reporter}: ask how they are, and what they need.").format(**both),
        _("2. Write to {other}. **Never say who reported**, or what only the two know.").format(
            **both
        ),
        _("3. Not sure? Ask another moderator, or sleep on it: this stays open."),
        _("4. {decide}").format(decide=_decide(lang, seen)),
    ]


def _decide(lang: str, seen: Seen) -> str:
    """Say what the buttons do."""
    _ = words(lang)
    if seen.kept:
        return _("**Close it** when you are done.")
    if not seen.pausing:
        return _("**Pause them** lasts until you close this. **Close it** if there is no need.")
    if not seen.offers:
        return _("**Close** it when you are done: then they may go on.")
    return _(
        "Is all well? **Close: they may go on**. Is it not? **Keep them paused** lasts until a"
        " moderator lifts it; then close this, too."
    )


def _state(lang: str, seen: Seen) -> str:
    _ = words(lang)
    if seen.kept:
        return _("{other} is paused by a moderator and stays so when you close this.")
    if seen.pausing:
        return _(
            "{other} is paused until you close this: nobody is sent to them for help. They are told"
            " only that a moderator writes to them."
        )
    return _(
        "{other} is **not paused yet**: they are the only helper on duty, or {reporter} reported"
        " somebody else in the last two weeks. So a moderator decides. If you pause them, they are"
        " told only that a moderator writes to them."
    )


def _rows(lang: str, seen: Seen) -> tuple[Row, ...]:
    _ = words(lang)
    report = seen.report
    stays = seen.kept or not seen.pausing
    done = _("Close it") if stays else _("Close: they may go on")
    close = Button(done, FEATURE, "close_report", report.id)
    pause = Button(_("Pause them"), FEATURE, "pause_report", report.id, Tone.DANGER)
    keep = [] if seen.kept else [_keep(lang, seen, one) for one in seen.offers]
    people = (
        replace(profile(lang, report.reporter_id), label=_("Write to who reported")),
        replace(profile(lang, report.other_id), label=_("Write to who was reported")),
    )
    return ((close, *keep) if seen.pausing else (pause, close), people)


def _keep(lang: str, seen: Seen, offer: Standing) -> Button:
    _ = words(lang)
    label = (
        _("Keep them paused")
        if len(seen.offers) == 1
        else _("Keep them paused as {what}").format(what=as_what(lang, offer.what, seen.word))
    )
    return Button(label, "servers", "vouch_pause", str(offer.id), Tone.DANGER)


def closed(lang: str, seen: Seen) -> Message:
    _ = words(lang)
    other = person(seen.report.other_id)
    now = (
        _("{other} stays paused until a moderator lifts it.")
        if seen.kept
        else _("{other} may go on, but where a moderator keeps them paused.")
    ).format(other=other)
    body = _(
        "Closed. Its words are gone. Whoever reported is told only that it was read, and stays"
        " apart from {other}."
    ).format(other=other)
    more = Button(_("Other reports"), FEATURE, "reports")
    return Message(f"{body} {now}", rows=((more,),))


def not_for_you(lang: str) -> str:
    return words(lang)("This one goes to another moderator, or it is closed already.")
