"""The words of the front-door message, and of the card with which moderators post it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.language import words
from bot.core.message import Button, Link, Message, Row, Select, Tone
from bot.reach import rules as reach
from bot.reach.front_door.rules import FEATURE, Posting, Sight, State
from bot.reach.lines import messages as lines
from bot.reach.rules import Country, View
from bot.servers.messages import channel_lacks, explain_code

# ---------------------------------------------------------------- the message that everybody sees


def front_door(lang: str, view: View, buttons: Sequence[tuple[str, str]]) -> Message:
    """Write the message for the channel: true for months, and readable while the bot is off."""
    _ = words(lang)
    body = _(
        "{numbers}\n\n"
        "**Press, don't type.** Only you see what a button answers. If you type a command and "
        "Discord does not know it, everybody here can read it.\n"
        "If a button does not answer, I am offline. The numbers above still work."
    ).format(numbers=_numbers(lang, view))
    small = [
        lines.small_print(lang, view, numbers=True) or _unchecked(lang),
        _own_clock(lang, view),
    ]
    small.append(_("I am a bot. I read no messages, and I cannot see if you are safe."))
    return Message(
        body,
        title=_("Start here"),
        small="\n".join(line for line in small if line),
        rows=(tuple(_button(lang, *address) for address in buttons),),
    )


def _numbers(lang: str, view: View) -> str:
    _ = words(lang)
    parts = [lines.danger(lang, view)]
    if view.country is not None:
        parts += lines.people(lang, view)
    else:
        first = [one for one in view.countries if one.country in reach.FIRST_COUNTRIES]
        parts += [_in_short(lang, view, country) for country in first]
        parts.append(_("• **Anywhere else:** press **Help now** and choose your country."))
    return "\n".join([*parts, lines.if_no_answer(lang, view)])


def _in_short(lang: str, view: View, country: Country) -> str:
    _ = words(lang)
    there = replace(view, country=country)
    chosen = [*reach.crisis_lines(country)[:1], *reach.drug_lines(country)[:1]]
    named = dict.fromkeys(lines.mention(lang, there, line) for line in chosen)
    emergency = _("• **{country}:** emergency **{number}**").format(
        country=country.name, number=lines.number(lang, there)
    )
    return " · ".join([emergency, *named])


def _unchecked(lang: str) -> str:
    return words(lang)(
        "These numbers come from official and public pages. "
        "Nobody in this community has called them yet."
    )


def _own_clock(lang: str, view: View) -> str:
    shown = [*reach.crisis_lines(view.country), *reach.drug_lines(view.country)]
    if all(line.hours in {None, "always"} for line in shown):
        return ""
    return words(lang)("Opening hours are by the clock of the place where the line is.")


def _button(lang: str, feature: str, action: str) -> Button:
    _ = words(lang)
    labels = {
        "reach": _("Help now"),
        "meetings": _("Next meetings"),
        "checkins": _("Check in"),
        "coping": _("A tip"),
        "privacy": _("Me"),
    }
    tone = Tone.MAIN if feature == FEATURE else Tone.QUIET
    return Button(labels[feature], feature, action, tone=tone)


# ---------------------------------------------------------------- in the set-up of the server


def setup_line(lang: str, sight: Sight) -> str:
    """Say in one line of the set-up where it stands."""
    _ = words(lang)
    if sight.newest is None:
        return _(
            "**Front-door message:** not posted yet. It shows everybody whom to call, and buttons"
            " for all that members need."
        )
    return _("**Front-door message:** {status}").format(status=_status(lang, sight))


def _status(lang: str, sight: Sight) -> str:
    _ = words(lang)
    newest, standing = sight.newest, sight.standing
    if newest is None:
        return _("not posted yet.")
    said = {
        State.OWED: _("on its way to {channel}."),
        State.STANDING: _("in {channel}."),
        State.GONE: _("gone from {channel}: somebody removed it, or the channel. Post it again."),
        State.FAILED: _("could not be posted in {channel}: {why}."),
        State.REPLACED: "",
    }[newest.state].format(channel=_channel(newest), why=explain_code(lang, newest.trouble or ""))
    if standing is not None and standing is not newest:
        said += " " + _("The one in {channel} still stands.").format(channel=_channel(standing))
    return said


def _channel(posting: Posting) -> str:
    return f"<#{posting.channel_id}>"


# ---------------------------------------------------------------- the card that posts it


def card(lang: str, sight: Sight) -> Message:
    """Show moderators what the message is for, where it stands, and what to do next."""
    _ = words(lang)
    now = _("**Now:** {status}").format(status=_status(lang, sight))
    parts = [f"{_purpose(lang, sight)}\n{now}", *_please_pin(lang, sight)]
    parts += _to_fix(lang, sight) + _left_over(lang, sight)
    return Message(
        "\n\n".join(parts),
        title=_("Front-door message"),
        small=_looking(lang, sight),
        rows=_rows(lang, sight),
    )


def _purpose(lang: str, sight: Sight) -> str:
    _ = words(lang)
    whose = _("**Numbers:** those of {country}. When they change, I change the message.")
    if not sight.country:
        whose = _(
            "**Numbers:** of six countries, because this server has none set. It is better to go "
            "back and choose the country first."
        )
    purpose = _(
        "One message in a channel that everybody can see. It says whom to call in plain text, "
        "readable even while I am offline, and has buttons for all that members need. Nobody has "
        "to type a command."
    )
    return f"{purpose}\n\n{whose.format(country=sight.country)}"


def _please_pin(lang: str, sight: Sight) -> list[str]:
    _ = words(lang)
    if sight.newest is None or sight.newest.state not in (State.OWED, State.STANDING):
        return []
    return [
        _(
            "**Please pin it,** so that people find it: hold the message, or press the three dots "
            "beside it, and choose **Pin Message**. I leave this to you, because pinning would "
            "need one more permission for me."
        )
    ]


def _to_fix(lang: str, sight: Sight) -> list[str]:
    _ = words(lang)
    standing = sight.standing
    if standing is None:
        return []
    if sight.lacks:
        return [channel_lacks(lang, standing.channel_id, sight.lacks)]
    if standing.trouble:
        late = _("**It is not up to date:** {why}. I try again when you open this page.")
        return [late.format(why=explain_code(lang, standing.trouble))]
    return []


def _left_over(lang: str, sight: Sight) -> list[str]:
    _ = words(lang)
    old = sight.left_over
    if old is None:
        return []
    said = _("An older one may still stand in {channel}: {why}. Please delete it yourself.")
    return [said.format(channel=_channel(old), why=explain_code(lang, old.trouble or ""))]


def _looking(lang: str, sight: Sight) -> str:
    _ = words(lang)
    if sight.newest is not None and sight.newest.state is State.OWED:
        return _("This takes a moment. **Look again** shows whether it is there.")
    if sight.standing is not None:
        return _("I am looking whether it is still there. **Look again** shows what I found.")
    return ""


def _rows(lang: str, sight: Sight) -> tuple[Row, ...]:
    _ = words(lang)
    newest = sight.newest
    choose = _("Choose a channel to post it in") if newest is None else _("Post it again: where?")
    select = Select(choose, FEATURE, "front_pick", str(sight.number), picks="channel")
    buttons: list[Button | Link] = [_look_first(lang)]
    if newest is not None:
        buttons.append(Button(_("Look again"), FEATURE, "front_door"))
    if sight.link:
        buttons.append(Link(_("Go to it"), sight.link))
    return (select, (*buttons, Button(_("Back"), "servers", "card")))


def _look_first(lang: str) -> Button:
    return Button(words(lang)("See it first"), FEATURE, "front_look")


def confirm(lang: str, sight: Sight, channel_id: int, lacks: Sequence[str]) -> Message:
    """Ask before everybody sees it; or name what the bot may not do in that channel yet."""
    _ = words(lang)
    ref = f"{sight.number}.{channel_id}"
    back = Button(_("Back"), FEATURE, "front_door")
    if lacks:
        again = Button(_("Check again"), FEATURE, "front_pick", ref, Tone.MAIN)
        fix = channel_lacks(lang, channel_id, lacks)
        return Message(fix, title=_("I cannot post there yet"), rows=((again, back),))
    body = _("Everybody who can see <#{channel}> can read it. Nobody is pinged.").format(
        channel=channel_id
    )
    if sight.standing is not None:
        body += "\n" + _("As soon as it is there, the one in {channel} goes away.").format(
            channel=_channel(sight.standing)
        )
    post = Button(_("Post it"), FEATURE, "front_post", ref, Tone.MAIN)
    return Message(body, title=_("Post it there?"), rows=((post, _look_first(lang), back),))
