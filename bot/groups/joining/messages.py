"""The words of joining, asking to join, answering, leaving, and the private note about it."""

from collections.abc import Sequence

from bot.core.language import plural, words
from bot.core.message import Button, Message, Row, Tone
from bot.core.text import escape, timestamp
from bot.groups.finding.messages import FEATURE
from bot.groups.rules import MEMBER_PAGE, Group, Joined
from bot.privacy.trying import messages as trying


def confirm_join(lang: str, group: Group) -> Message:
    _ = words(lang)
    ask = group.admission == "ask"
    lines = [
        _("**The facilitators and moderators of this group can see that you joined.**")
        if group.admission == "open"
        else _("**The facilitators and moderators of this group can see that you asked to join.**"),
        _("Other members are not shown this. Your roles and permissions stay as they are."),
        _("You can leave whenever you like."),
    ]
    if ask:
        lines.append(_("A facilitator answers you. You find the answer here and in `/me`."))
    yes = Button(
        _("Ask to join") if ask else _("Join"), FEATURE, "join_yes", str(group.id), Tone.MAIN
    )
    name = escape(group.name)
    return Message(
        "\n".join(lines),
        title=_("Ask to join {name}?").format(name=name)
        if ask
        else _("Join {name}?").format(name=name),
        rows=((yes, Button(_("Back"), FEATURE, "card", str(group.id))),),
    )


def not_in_it(lang: str) -> str:
    _ = words(lang)
    return _("You are not in that group. `/me` shows the groups you joined.")


def confirm_leave_all(lang: str, mine: int) -> Message:
    _ = words(lang)
    if not mine:
        return Message(_("You are in no group."))
    asked = plural(lang)(
        "Leave your {n} group? Nobody is told.", "Leave all your {n} groups? Nobody is told.", mine
    ).format(n=mine)
    yes = Button(_("Yes, leave"), FEATURE, "leave_all_yes", tone=Tone.DANGER)
    return Message(asked, rows=((yes, Button(_("Keep them"), FEATURE, "list")),))


def left_all(lang: str) -> Message:
    _ = words(lang)
    return Message(
        _("You are in no group any more. Nobody was told. **My reminders** in `/me` stops those."),
        rows=((Button(_("My reminders"), "meetings", "mine"),),),
    )


def left(lang: str, group: Group, *, seen: bool) -> Message:
    """Say that they are out; `seen` False leaves out the way to a card they could not open."""
    _ = words(lang)
    card = (Button(_("See the group"), FEATURE, "card", str(group.id)),) if seen else ()
    return Message(
        _(
            "You left **{name}**. Nobody was told. Reminders you asked for go on until you stop"
            " them."
        ).format(name=escape(group.name)),
        rows=(
            (
                *card,
                Button(_("Stop its reminders"), "meetings", "stop", f"g{group.id}"),
            ),
        ),
    )


def no_request(lang: str) -> str:
    _ = words(lang)
    return _("You have no open request there, so there is nothing to tell you about.")


# ---------------------------------------------------------------- who runs it


def joined_card(
    lang: str, group: Group, shown: Sequence[Joined], *, first: int, total: int
) -> Message:
    _ = words(lang)
    ref = str(group.id)
    counted = plural(lang)("{n} person joined", "{n} people joined", total).format(n=total)
    people = ", ".join(f"<@{one.member_id}>" for one in shown)
    more = first + len(shown) < total
    onward = Button(_("More"), FEATURE, "joined", f"{ref}.{first + MEMBER_PAGE}")
    back = Button(_("Back"), FEATURE, "card", ref)
    return Message(
        f"{counted}:\n{people}" if shown else _("Nobody has joined yet."),
        title=escape(group.name),
        small=_("Only facilitators and moderators can see this. Please keep it to yourselves."),
        rows=((onward, back),) if more else ((back,),),
    )


def requests_card(lang: str, asked: Sequence[tuple[Group, Joined]], *, total: int) -> Message:
    _ = words(lang)
    if not asked:
        return Message(_("Nobody is waiting for an answer."), title=_("Requests to join"))
    lines = [_request_line(lang, n, *one) for n, one in enumerate(asked, 1)]
    if total > len(asked):
        lines.append(_("… and {n} more after these.").format(n=total - len(asked)))
    return Message(
        "\n".join(lines),
        title=_("Requests to join"),
        small=_("Each person sees your answer on the group's card and in /me."),
        rows=tuple(_answer_row(lang, n, *one) for n, one in enumerate(asked, 1)),
    )


def _request_line(lang: str, number: int, group: Group, asked: Joined) -> str:
    _ = words(lang)
    return _("{number}) <@{member}> asked to join **{name}** {when}").format(
        number=number,
        member=asked.member_id,
        name=escape(group.name),
        when=timestamp(asked.since, "R"),
    )


def _answer_row(lang: str, number: int, group: Group, asked: Joined) -> Row:
    _ = words(lang)
    ref = f"{group.id}.{asked.member_id}"
    yes, no = _("Accept {number}"), _("Not now {number}")
    return (
        Button(yes.format(number=number), FEATURE, "accept", ref, Tone.MAIN),
        Button(no.format(number=number), FEATURE, "notnow", ref),
    )


def request_gone(lang: str) -> str:
    _ = words(lang)
    return _("That request is no longer open: it was taken back, or somebody answered it.")


def stepped_down(lang: str, group: Group) -> Message:
    _ = words(lang)
    return Message(
        _("You no longer facilitate **{name}**. Thank you for what you gave.").format(
            name=escape(group.name)
        )
    )


# ---------------------------------------------------------------- the private note


def neutral_note(lang: str, ref: str) -> Message:
    """Say nothing that anybody reading along could understand: all private notes look the same."""
    opened = Button(trying.open_label(lang), FEATURE, "open", ref, Tone.MAIN)
    return trying.neutral_note(lang, opened, _stop_button(lang, ref))


def note_at_once(lang: str, group: Group, mine: Joined, ref: str) -> Message:
    return Message(_note(lang, group, mine), rows=((_stop_button(lang, ref),),))


def opened_note(lang: str, group: Group, mine: Joined) -> Message:
    return Message(_note(lang, group, mine), title=escape(group.name))


def _stop_button(lang: str, ref: str) -> Button:
    return Button(trying.stop_label(lang), FEATURE, "stop", ref)


def _note(lang: str, group: Group, mine: Joined) -> str:
    _ = words(lang)
    said = {
        "joined": _("**{name}** said yes. You are in. It meets in <#{channel}>."),
        "asked": _("This is where I tell you when **{name}** has answered. It works."),
        "notnow": _(
            "**{name}** could not say yes this time. This says nothing about you. You are welcome"
            " to ask again, or to look at other groups with `/group list`."
        ),
    }
    return said[mine.state].format(name=escape(group.name), channel=group.channel_id)


def stopped(lang: str) -> Message:
    _ = words(lang)
    return Message(_("I will not send you these any more."))
