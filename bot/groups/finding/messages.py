"""The words of looking for a group and looking at one."""

from collections.abc import Sequence

from bot.core.language import plural, words
from bot.core.message import Button, Message, Option, Row, Select, Tone
from bot.core.text import escape, join_words, timestamp
from bot.groups.rules import LIST_PAGE, Group, Joined, View
from bot.servers.messages import channel_lacks

FEATURE = "groups"


def no_such_group(lang: str) -> str:
    _ = words(lang)
    return _("I could not find that group. Please pick one from `/group list`.")


def did_you_mean(lang: str, names: Sequence[str]) -> str:
    _ = words(lang)
    safe = [f"**{escape(name)}**" for name in names]
    return _("I could not find that group. Did you mean {names}?").format(
        names=join_words(lang, safe, either=True)
    )


def runners_only(lang: str) -> str:
    _ = words(lang)
    return _("Only the facilitators of this group and the moderators can see this.")


def people(lang: str, member_ids: Sequence[int]) -> str:
    return join_words(lang, [f"<@{member_id}>" for member_id in member_ids])


def list_card(
    lang: str, shown: Sequence[tuple[Group, Joined | None]], *, first: int, total: int
) -> Message:
    _ = words(lang)
    if not shown:
        return Message(
            _("There is no group here yet that you can see. Moderators make one: `/group create`."),
            title=_("Groups"),
        )
    lines = [_list_line(lang, group, mine) for group, mine in shown]
    options = tuple(Option(group.name, str(group.id)) for group, _mine in shown)
    rows: list[Row] = [Select(_("Open a group"), FEATURE, "show", options=options)]
    turns = (
        Button(_("Earlier"), FEATURE, "list", str(max(first - LIST_PAGE, 0))) if first else None,
        Button(_("More"), FEATURE, "list", str(first + LIST_PAGE))
        if first + len(shown) < total
        else None,
    )
    buttons = tuple(button for button in turns if button)
    return Message(
        "\n".join(lines),
        title=_("Groups"),
        small=_("You see the groups whose channel you can see."),
        rows=(*rows, buttons) if buttons else tuple(rows),
    )


def private_list(lang: str, mine: int) -> Message:
    """Name no group in a private chat; but somebody who left a server can leave its groups."""
    _ = words(lang)
    body = _(
        "In a private chat I name no groups, so that nobody reads them over your shoulder. In your"
        " server, **Me** and then **Groups here** show them."
    )
    if not mine:
        return Message(body, title=_("Groups"))
    count = plural(lang)("You are in {n} group.", "You are in {n} groups.", mine).format(n=mine)
    left = _("Have you left a server, or want to be in none any more? You can leave from here.")
    leave = Button(_("Leave all my groups"), FEATURE, "leave_all")
    return Message(f"{body}\n\n{count} {left}", title=_("Groups"), rows=((leave,),))


def _list_line(lang: str, group: Group, mine: Joined | None) -> str:
    line = f"• **{escape(group.name)}** · <#{group.channel_id}>"
    return f"{line} · {_state(lang, mine)}" if mine else line


def _state(lang: str, mine: Joined) -> str:
    _ = words(lang)
    said = {
        "joined": _("you joined"),
        "asked": _("you asked to join"),
        "notnow": _("not now; you can ask again"),
    }
    return said[mine.state]


def group_card(lang: str, view: View) -> Message:
    _ = words(lang)
    group = view.group
    lines = [
        _("Meets in <#{channel}>.").format(channel=group.channel_id),
        medicine_line(lang, group),
        _facilitators_line(lang, view.facilitators),
        "",
        _state_line(lang, view),
    ]
    if view.runs and view.lacks:
        lines += ["", channel_lacks(lang, group.channel_id, view.lacks)]
    return Message(
        "\n".join(lines),
        title=escape(group.name),
        small=_("Only you can see this."),
        rows=_card_rows(lang, view),
    )


def medicine_line(lang: str, group: Group) -> str:
    """Say how a group sees medicine for opioid use disorder."""
    _ = words(lang)
    said = {
        "welcome": _(
            "Medicine for opioid use disorder, such as methadone or buprenorphine, is welcome"
            " here. If you take it, you belong."
        ),
        "ask": _(
            "Do you take medicine for opioid use disorder? Ask a facilitator how this group"
            " works with it. Please do not stop a medicine because of a group."
        ),
        "unsaid": _(
            "This group has not said how it sees medicine for opioid use disorder."
            " You can ask a facilitator."
        ),
    }
    return said[group.medicine]


def _facilitators_line(lang: str, facilitators: Sequence[int]) -> str:
    _ = words(lang)
    if not facilitators:
        return _("No facilitator at the moment. The moderators look after it.")
    return _("Facilitated by {people}.").format(people=people(lang, facilitators))


def _state_line(lang: str, view: View) -> str:
    _ = words(lang)
    if view.mine is None:
        if view.group.admission == "open":
            return _("Everyone who can see its channel may join.")
        return _("You can ask to join. A facilitator answers.")
    if view.mine.state == "joined":
        return _("**You joined this group.**")
    if view.mine.state == "notnow":
        return _(
            "**The group could not say yes this time.** This says nothing about you. You are"
            " welcome to ask again, or to look at other groups."
        )
    asked = _("**You asked to join** {when}. The answer shows here and in `/me`.").format(
        when=timestamp(view.mine.since, "R")
    )
    return "\n".join([asked, *_note_lines(lang, view)])


def _note_lines(lang: str, view: View) -> list[str]:
    _ = words(lang)
    if not (view.mine and view.mine.tell):
        return []
    if view.chat_closed:
        return [
            _(
                "I could not write to you: your private messages are closed. To open them, press"
                " this server's name → **Privacy Settings** → **Direct Messages**."
            )
        ]
    return [_("I will also send you a private note. It only says “A note you asked for”.")]


def _card_rows(lang: str, view: View) -> tuple[Row, ...]:
    _ = words(lang)
    ref = str(view.group.id)
    own = (
        *_join_buttons(lang, view),
        Button(_("Next meetings"), "meetings", "next_of_group", ref),
        Button(_("Remind me"), "meetings", "remind", f"g{ref}"),
    )
    running: list[Button] = []
    daily: list[Button] = []
    if view.runs:
        joined = _("Who joined ({n})").format(n=view.joined)
        asked = _("Requests ({n})").format(n=view.asked)
        running += [
            Button(joined, FEATURE, "joined", f"{ref}.0"),
            Button(asked, FEATURE, "requests"),
        ]
        daily += [
            Button(_("Check-in prompt"), "checkins", "prompt", ref),
            Button(_("A tip a day"), "coping", "group", ref),
        ]
    if view.facilitates:
        running.append(Button(_("Stop facilitating"), FEATURE, "step_down", ref))
    if view.moderates:
        running.append(Button(_("Close this group"), FEATURE, "close", ref, Tone.DANGER))
    return tuple(row for row in (own, tuple(running), tuple(daily)) if row)


def _join_buttons(lang: str, view: View) -> tuple[Button, ...]:
    _ = words(lang)
    ref, state = str(view.group.id), view.mine.state if view.mine else None
    if state == "joined":
        return (Button(_("Leave"), FEATURE, "leave", ref),)
    if state == "asked":
        back = Button(_("Take my request back"), FEATURE, "leave", ref)
        tell = Button(_("Tell me privately"), FEATURE, "tell", ref, Tone.MAIN)
        return (back,) if view.mine and view.mine.tell and not view.chat_closed else (tell, back)
    label = _("Join") if view.group.admission == "open" else _("Ask to join")
    return (Button(label, FEATURE, "join", ref, Tone.MAIN),)


# ---------------------------------------------------------------- on somebody's own page


def mine_line(lang: str, group: Group, mine: Joined) -> str:
    return _list_line(lang, group, None if mine.state == "joined" else mine)


def facilitator_line(lang: str, group: Group) -> str:
    _ = words(lang)
    return f"{_list_line(lang, group, None)} · {_('you facilitate it')}"


def elsewhere(lang: str, count: int) -> str:
    line = plural(lang)(
        "• {n} group in another server. Use `/me` there to see it.",
        "• {n} groups in other servers. Use `/me` there to see them.",
        count,
    )
    return line.format(n=count)


def hidden(lang: str, count: int) -> str:
    line = plural(lang)(
        "• {n} group whose channel you cannot see now. To leave it, type its name in"
        " `/group leave`.",
        "• {n} groups whose channels you cannot see now. To leave one, type its name in"
        " `/group leave`.",
        count,
    )
    return line.format(n=count)
