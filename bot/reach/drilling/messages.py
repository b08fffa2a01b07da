"""The words of a drill, for the moderator who plays the one who asks."""

from bot.core.language import plural, words
from bot.core.message import Button, Message, Tone
from bot.core.text import timestamp
from bot.privacy.trying.messages import neutral_note, open_label
from bot.reach.drilling.rules import Drill, Line, Report

FEATURE = "reach"


def card(lang: str, agreed: int, *, channel: bool, last: Drill | None, told: str) -> Message:
    """Say what a drill is, whom it would ask, and how the last one went."""
    _ = words(lang)
    count = plural(lang)(
        "**{n} helper** on duty now agreed to drills.",
        "**{n} helpers** on duty now agreed to drills.",
        agreed,
    )
    lines = [
        _(
            "A drill plays a real call for help, and you play the one who asks: helpers are asked,"
            " then the moderators' channel, with the waiting times of this server. Everybody reads"
            " that it is a drill. It ends when somebody answers, and you read how long each step"
            " took."
        ),
        "",
        count.format(n=agreed) + " " + _("Helpers agree under `/duty hours`."),
        _("The moderators' channel is asked too.")
        if channel
        else _("The moderators' channel is not set, so it is not asked."),
    ]
    if last is not None and told:
        when = timestamp(last.started_at, "R")
        lines += ["", _("**The last drill** ({when}):").format(when=when), told]
    start = Button(_("Start the drill"), FEATURE, "drill_start", tone=Tone.MAIN)
    if not agreed and not channel:
        lines += ["", nobody_agreed(lang)]
        return Message("\n".join(lines), title=_("A drill"), rows=(_ways_on(lang),))
    return Message("\n".join(lines), title=_("A drill"), rows=((start,),))


def _ways_on(lang: str) -> tuple[Button, ...]:
    """Lead to what is missing, and back to look again."""
    _ = words(lang)
    return (
        Button(_("All helpers"), FEATURE, "duty_rota"),
        Button(_("Look again"), FEATURE, "drill_look"),
    )


def running(lang: str, drill: Drill, report: Report) -> Message:
    """Show how a drill stands that nobody ended so far."""
    _ = words(lang)
    lines = [
        _("The drill runs since {when}.").format(when=timestamp(drill.started_at, "R")),
        *say_lines(lang, report),
    ]
    row = (
        Button(_("How it stands"), FEATURE, "drill_look"),
        Button(_("End it now"), FEATURE, "drill_end"),
    )
    small = _("You get a private note when it is over.")
    return Message("\n".join(lines), title=_("A drill"), small=small, rows=(row,))


def note(lang: str, drill: Drill) -> Message:
    """Word the note that says nothing before it is opened."""
    opened = Button(open_label(lang), FEATURE, "drill_open", str(drill.id), Tone.MAIN)
    return neutral_note(lang, opened)


def over(lang: str, report: Report | None) -> Message:
    """Say what came of a drill."""
    _ = words(lang)
    body = say_report(lang, report) or _("The drill ended before anybody was asked.")
    return Message(body, title=_("How the drill went"))


def say_report(lang: str, report: Report | None) -> str:
    """Say how long each step took, without names; "" when there is nothing to say."""
    _ = words(lang)
    if report is None:
        return ""
    length = say_length(lang, report.seconds)
    head = (
        _("**Somebody answered after {length}.**")
        if report.taken
        else _(
            "**Nobody answered in {length}.** Worth a look: `/duty rota`, and the waiting times in"
            " `/setup`."
        )
    )
    return "\n".join([head.format(length=length), *say_lines(lang, report)])


def say_lines(lang: str, report: Report) -> list[str]:
    """Say of each who was asked how long it took, in the order of the steps."""
    _ = words(lang)
    lines = [_line(lang, one) for one in report.lines if one.role != "moderator"]
    if report.called is not None:
        called = _("• The moderators' channel had its note after {length}.")
        lines.append(called.format(length=say_length(lang, report.called)))
    return lines + [_line(lang, one) for one in report.lines if one.role == "moderator"]


def _line(lang: str, line: Line) -> str:
    _ = words(lang)
    who = _("A moderator") if line.role == "moderator" else _("A helper")
    facts = {
        "who": who,
        "arrived": say_length(lang, line.arrived or 0),
        "answered": say_length(lang, line.answered or 0),
    }
    if line.role == "moderator":
        return _("• {who} said “I'm with them”.").format(**facts)
    if line.arrived is None:
        return _("• {who} could not be asked.").format(**facts)
    known = {
        "taken": _("• {who} had the message after {arrived}, and said yes {answered} later."),
        "no": _("• {who} had the message after {arrived}, and said no {answered} later."),
    }
    waiting = _("• {who} had the message after {arrived}, and did not answer.")
    return known.get(line.state, waiting).format(**facts)


def say_length(lang: str, seconds: int) -> str:
    """Say a length of time: "48 s", "5 min 1 s"."""
    _ = words(lang)
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("{n} s").format(n=rest)
    return _("{m} min {n} s").format(m=minutes, n=rest)


def thanks(lang: str, report: Report) -> Message:
    """Thank whoever answered."""
    _ = words(lang)
    return Message(
        _("This was a drill: nobody is in need. You answered after {length}. Thank you.").format(
            length=say_length(lang, report.seconds)
        )
    )


def runs_already(lang: str) -> str:
    return words(lang)("A drill runs here already. Please wait until it is over.")


def own_call(lang: str) -> str:
    return words(lang)(
        "You have a call for help open yourself. Press **Help now**, and leave the drill for later."
    )


def nobody_agreed(lang: str) -> str:
    return words(lang)(
        "Nobody can be asked just now, and that is easy to change: ask a helper on duty to press"
        " **Take part in drills** under `/duty hours`, or choose the moderators' channel in"
        " `/setup`."
    )


def gone(lang: str) -> str:
    return words(lang)("I don't find that drill any more.")
