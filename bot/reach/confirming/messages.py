"""The words for moderators who look after their server's help lines, and for who reports one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from bot.core.language import plural, words
from bot.core.message import Button, Field, Form, Message, Option, Row, Select, Tone
from bot.core.text import escape, shorten, timestamp
from bot.reach.confirming.rules import FEATURE, OWN_KINDS, Fault, ServerLines, Wanted, is_own
from bot.reach.lines import messages as lines
from bot.reach.rules import Line, View

LINES = "lines"  # the press that opens the list, from any message


def setup_line(lang: str, lines_known: int, due: int) -> str:
    """Say in the set-up how many help lines wait to be checked."""
    _ = words(lang)
    if not lines_known:
        return _("**Help lines:** choose the country first, then check its lines here.")
    if not due:
        return _("**Help lines:** all {n} checked within the last 180 days. Thank you.").format(
            n=lines_known
        )
    return plural(lang)(
        "**Help lines:** {n} line waits for somebody to call it and say that it is right.",
        "**Help lines:** {n} lines wait for somebody to call them and say that they are right.",
        due,
    ).format(n=due)


def open_button(lang: str) -> Button:
    """Lead to the list of lines."""
    return Button(words(lang)("Help lines"), FEATURE, LINES)


def no_country(lang: str) -> Message:
    _ = words(lang)
    return Message(
        _("Choose your server's country in `/setup` first. Then its help lines stand here."),
        title=_("Help lines of this server"),
        rows=((Button(_("Back to the set-up"), "servers", "card"),),),
    )


def list_card(lang: str, view: View, every: Sequence[Line], said: ServerLines) -> Message:
    """List each line with what somebody here said of it, and let a moderator pick one."""
    _ = words(lang)
    intro = _(
        "People see these numbers for {country} in `/help`. Please call each one now and then. "
        "Nobody will be cross: say that you are checking the number for a group."
    ).format(country=view.called)
    body = "\n".join([intro, *(f"• {_short(lang, line, said)}" for line in every)])
    add = Button(_("Add a line"), FEATURE, "line_add")
    return Message(shorten(body, 3800), title=_("Help lines of this server"),
                   small=_("The emergency number always stays first and cannot be hidden."),
                   rows=(*line_select(lang, "line_pick", every), (add,)))  # fmt: skip


def _short(lang: str, line: Line, said: ServerLines) -> str:
    return f"**{escape(line.name)}**: {_state(lang, line, said)}"


def _state(lang: str, line: Line, said: ServerLines) -> str:
    _ = words(lang)
    if line.id in said.hidden:
        return _("hidden here")
    if line.checked_on is None:
        return _("not checked yet")
    return _("checked on {date}").format(date=_day(line.checked_on))


def line_select(lang: str, action: str, every: Sequence[Line], ref: str = "") -> tuple[Row, ...]:
    """Let somebody pick one of these lines."""
    options = tuple(Option(shorten(line.name, 100), line.id) for line in every[:25])
    hint = words(lang)("Choose a line")
    return (Select(hint, FEATURE, action, ref, options),) if options else ()


def line_card(lang: str, view: View, line: Line, said: ServerLines, by: str) -> Message:
    """Show one line whole, and ask whether it is right."""
    _ = words(lang)
    hidden = line.id in said.hidden
    state = [f"{_state(lang, line, said)[:1].upper()}{_state(lang, line, said)[1:]}.", by]
    found = _("Found at: {sources}.").format(sources=", ".join(line.sources))
    told = "\n".join(
        part for part in (lines.describe(lang, view, line), found, " ".join(state).strip()) if part
    )
    if hidden:
        told += "\n" + _("Nobody here sees it. If you know the right number, add it.")
    return Message(told, title=_("Is this line right?"), rows=(_verdicts(lang, line, hidden),))


def said_by(lang: str, member_id: int, at: datetime) -> str:
    return words(lang)("The last word on it: <@{member}>, {when}.").format(
        member=member_id, when=timestamp(at, "D")
    )


def _verdicts(lang: str, line: Line, hidden: bool) -> tuple[Button, ...]:
    _ = words(lang)
    right = Button(_("I called, it is right"), FEATURE, "line_right", line.id, Tone.MAIN)
    wrong = Button(_("It is wrong, hide it"), FEATURE, "line_wrong", line.id, Tone.DANGER)
    again = Button(_("Show it again"), FEATURE, "line_again", line.id)
    fix = Button(_("Add the right number"), FEATURE, "line_add", line.id)
    remove = Button(_("Remove it"), FEATURE, "line_remove", line.id)
    back = Button(_("Back"), FEATURE, "lines_back")
    of_own = (remove,) if is_own(line.id) else ()
    return (again, fix, *of_own, back) if hidden else (right, wrong, *of_own, back)


# ---------------------------------------------------------------- a line of one's own


def line_form(lang: str, ref: str, typed: Wanted) -> Form:
    """Ask for a line: what it is for, its name, how to reach it, when, and a few words."""
    _ = words(lang)
    kinds = tuple(
        Option(kind_name(lang, kind), kind, chosen=kind == typed.kind) for kind in OWN_KINDS
    )
    return Form(
        _("A help line of your own"),
        FEATURE,
        "line",
        ref,
        (
            Field("kind", _("What is it for?"), kind="select", options=kinds),
            Field("name", _("Its name"), value=typed.name, longest=80),
            Field(
                "reach",
                _("Phone number or web address"),
                _("As people dial it, or like: text HELLO to 50808, or starting with https://"),
                typed.reach,
                longest=200,
            ),
            Field(
                "hours",
                _("When is it open?"),
                _("24/7, or like Mon-Fri 09:30-17:30, Sat 10am-2pm"),
                typed.hours,
                required=False,
                longest=100,
            ),
            Field(
                "about",
                _("Anything else in one short sentence"),
                _("What it costs, which languages, for whom"),
                typed.about,
                required=False,
                longest=150,
            ),
        ),
    )


def kind_name(lang: str, kind: str) -> str:
    """Name a kind of line the way people look for it."""
    _ = words(lang)
    return {
        "crisis": _("Somebody to talk to in a crisis"),
        "drugs": _("Drugs and alcohol"),
        "overdose": _("Stays on the phone with somebody who uses alone"),
        "health": _("Health advice"),
        "poison": _("Poisoning"),
        "treatment": _("Finds treatment"),
        "family": _("For family and friends"),
        "mutual_aid": _("Meetings of people in recovery"),
    }[kind]


def unusable(lang: str, fault: Fault) -> str:
    """Say how to put a typed line right."""
    _ = words(lang)
    return {
        "kind": _("Please pick from the list what the line is for."),
        "name": _("Please give the line a name, as it calls itself."),
        "reach": _("Please write one phone number, like 1800 459 459 or text HELLO to 50808, or"
                   " one web address that starts with https://."),
        "outdated": _("That number is out of date and no longer leads there. Please look for"
                      " the new one on the line's own page."),
        "hours": _("I could not read those hours. Write 24/7, or like"
                   " Mon-Fri 09:30-17:30, Sat 10am-2pm."),
        "enough": _("There are three lines of your own for that already, and more would be too"
                    " many to read. Please remove one first."),
        "long": _("Together with your other lines that would be too long for a card. Please"
                  " shorten it, or remove a line first."),
        "no_zone": _("Please set the time zone in `/setup` first, so that opening hours can be"
                     " right. Or leave the hours empty."),
    }[fault]  # fmt: skip


def preview(lang: str, view: View, line: Line, draft: str) -> Message:
    """Show how people will read it, with a warning about lines that sell."""
    _ = words(lang)
    warning = _(
        "**Does it sell something?** Many numbers that look like help lines belong to companies"
        " that sell places in treatment. Add only lines run by the public, a charity, or people you"
        " know. If in doubt, leave it out."
    )
    keep = Button(_("Nobody sells there: add it"), FEATURE, "line_keep", draft, Tone.MAIN)
    change = Button(_("Correct it"), FEATURE, "line_retype", draft)
    back = Button(_("Cancel"), FEATURE, "lines_back")
    return Message(
        f"{lines.describe(lang, view, line)}\n\n{warning}",
        title=_("This is how people will read it"),
        rows=((keep, change, back),),
    )


def too_many(lang: str, most: int) -> str:
    return words(lang)("A server can have {n} lines of its own. Please remove one first.").format(
        n=most
    )


def too_late(lang: str) -> str:
    return words(lang)("That line is not here any more. Open **Help lines** again, please.")


# ---------------------------------------------------------------- due again


def due_note(lang: str, due: int) -> Message:
    """Ask moderators, in their channel, to call the lines again."""
    said = plural(lang)(
        "{n} help line of this server was not checked for 180 days. Please call it when it suits"
        " you, and say here whether it is right.",
        "{n} help lines of this server were not checked for 180 days. Please call them when it"
        " suits you, and say here whether they are right.",
        due,
    )
    return Message(said.format(n=due), title=words(lang)("Are our numbers still right?"),
                   rows=((open_button(lang),),))  # fmt: skip


def _day(day: date) -> str:
    return timestamp(datetime.combine(day, time(12), UTC), "D")
