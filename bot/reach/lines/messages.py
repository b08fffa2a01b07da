"""How a help line is written: in full, within a sentence, and after the emergency number."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.core import messages as core
from bot.core.hours import read_hours
from bot.core.language import words
from bot.core.text import escape, timestamp
from bot.reach import rules
from bot.reach.rules import Line, View

_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")  # the site's name, behind it its address


def number(lang: str, view: View) -> str:
    """Give the emergency number, or say that it is the local one."""
    return view.tel or words(lang)("your local emergency number")


def danger(lang: str, view: View) -> str:
    """Say when to call for an ambulance, and what else one can do."""
    _ = words(lang)
    said = _(
        "**In danger now, thinking of ending your life, or someone will not wake up or breathe "
        "well: call {number}.**\n"
        "You can also go to the nearest emergency room, or ask someone to take you."
    )
    return said.format(number=number(lang, view))


def if_no_answer(lang: str, view: View) -> str:
    """Say what to do when no line picks up."""
    again = words(lang)("If no one picks up, try again, then call {number}.")
    own = view.country.if_no_answer if view.country else None
    return again.format(number=own or number(lang, view))


def people(lang: str, view: View) -> list[str]:
    """Say whom to talk to: the crisis lines, then the drug lines, each in full."""
    _ = words(lang)
    crisis = _answering_first(view, rules.crisis_lines(view.country))
    drugs = _answering_first(view, rules.drug_lines(view.country))
    talk = _("Talk to a person:")
    if crisis[:1] == drugs[:1]:
        talk, drugs = _("Talk to a person, also about drugs or alcohol:"), []
    drugs = [line for line in drugs if line not in crisis]
    labels = [talk, *[_("Or:")] * len(crisis)][: len(crisis)]
    labels += [*[drug_label(lang, line) for line in drugs[:1]], *[_("Or:")] * len(drugs[1:])]
    shown = zip(labels, crisis + drugs, strict=True)
    return [f"{label} {describe(lang, view, line)}" for label, line in shown]


def _answering_first(view: View, found: Sequence[Line]) -> list[Line]:
    """Put the lines that are closed now behind those that answer."""
    return sorted(found, key=lambda line: isinstance(rules.opening_of(line, view), datetime))


def drug_label(lang: str, line: Line) -> str:
    """Name the kind of line that drug lines of this country are."""
    _ = words(lang)
    return _("Drug and alcohol line:") if "drugs" in line.kinds else _("Health advice line:")


def describe(lang: str, view: View, line: Line) -> str:
    """Say everything that helps to reach a line."""
    ways = ", ".join(_ways(lang, line))
    said = f"**{name_of(line)}**: {ways}{_facts(lang, view, line)}."
    return said + (f" {_as_typed(line, line.about)}" if line.about else "")


def name_of(line: Line) -> str:
    """Give a line's name for a text; what moderators typed is shown as they typed it."""
    return _as_typed(line, line.name)


def _as_typed(line: Line, text: str) -> str:
    return escape(text) if line.own else text


def _ways(lang: str, line: Line) -> list[str]:
    _ = words(lang)
    say = {
        "both": _("call or text {to}"),
        "call": _("call {to}"),
        "text": _("text {to}"),
        "whatsapp": _("WhatsApp {to}"),
        "chat": _("chat at {to}"),
        "email": _("email {to}"),
        "tty": _("TTY {to}"),
        "url": _("see {to}"),
    }
    return [say[way].format(to=to) for way, to in rules.ways_of(line)]


def plain(lang: str, line: Line) -> str:
    """Name a line with the ways to reach it and no marks, for a text that is copied."""
    ways = ", ".join(_ways(lang, line))
    return _LINK.sub(r"\1", f"{line.name}: {ways}".replace("**", ""))


def kind_label(lang: str, line: Line, kind: str) -> str:
    """Say what a line is for, in front of it."""
    _ = words(lang)
    return {
        "treatment": _("Find treatment:"),
        "drugs": drug_label(lang, line),
        "health": _("Health advice line:"),
        "poison": _("Poison line:"),
        "family": _("For family and friends:"),
        "mutual_aid": _("Meetings of people in recovery:"),
    }[kind]


def mention(lang: str, view: View, line: Line) -> str:
    """Name a line within a sentence, with the first way to reach it."""
    return f"**{name_of(line)}** {rules.ways_of(line)[0][1]}{_facts(lang, view, line)}"


def _facts(lang: str, view: View, line: Line) -> str:
    sends_help = words(lang)("may send help") if line.may_send_help else ""
    facts = [*_hours(lang, view, line), line.hours_note, line.cost, sends_help]
    said = ", ".join(fact for fact in facts if fact)
    return f" ({said})" if said else ""


def _hours(lang: str, view: View, line: Line) -> list[str]:
    _ = words(lang)
    said = core.opening_hours(lang, read_hours(line.hours)) if line.hours else []
    match rules.opening_of(line, view):
        case "open":
            return [*said, _("open now")]
        case datetime() as opens:
            return [*said, _("closed now, opens {when}").format(when=timestamp(opens, "R"))]
    return said


def small_print(lang: str, view: View, *, numbers: bool) -> str:
    """Say whose numbers these are, and who has checked them."""
    _ = words(lang)
    if view.country is None:
        return ""
    unsure = _("Call your local emergency number. We have not confirmed it for {country}.")
    said = [
        "" if view.said else _("Numbers for {country}."),
        "" if view.tel else unsure,
        _checked(lang, view) if numbers else "",
    ]
    return "\n".join(line.format(country=view.called) for line in said if line)


def _checked(lang: str, view: View) -> str:
    _ = words(lang)
    checked = [line.checked_on is not None for line in rules.shown_lines(view.country)]
    if all(checked):
        return _("Somebody of this community called all of these numbers.")
    if any(checked):
        return _(
            "Somebody of this community called some of these numbers; "
            "**Where is this from?** says which."
        )
    return _(
        "These numbers come from official and public pages. "
        "Nobody in this community has called them yet."
    )
