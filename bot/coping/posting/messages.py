"""The words of a group's tip a day: in its channel, and for those who switch it on."""

from dataclasses import dataclass
from datetime import datetime

from bot.coping.entries import Tip
from bot.coping.messages import COPING, from_button, tip_button
from bot.core.language import words
from bot.core.message import Button, Field, Form, Message, Tone, Values
from bot.core.recurrence import Rule
from bot.core.text import escape, timestamp
from bot.groups.rules import Group
from bot.servers.messages import channel_lacks


def posted(lang: str, tip: Tip, ref: str) -> Message:
    """Show a tip to a channel; who wants another gets it privately."""
    _ = words(lang)
    return Message(
        tip.text,
        title=_("A small thing to try today"),
        small=_("Only you see what the buttons answer."),
        rows=((tip_button(lang, label=_("One just for me")), from_button(lang, "from", ref)),),
    )


# ---------------------------------------------------------------- for those who run the group


@dataclass(frozen=True, slots=True)
class State:
    """How a group's tip stands: its rule (None: off), and when the next one comes."""

    group: Group
    rule: Rule | None = None
    next_one: datetime | None = None
    lacks: tuple[str, ...] = ()
    switched_off: bool = False


def page(lang: str, now: State) -> Message:
    """Say how it stands, what it does, and what can be done."""
    _ = words(lang)
    lines = [*_state_lines(lang, now), "", _what_it_is(lang, now.group)]
    if now.lacks:
        lines += ["", channel_lacks(lang, now.group.channel_id, now.lacks)]
    return Message(
        "\n".join(lines),
        title=_("A tip a day: {name}").format(name=escape(now.group.name)),
        small=_("Only you can see this."),
        rows=(_buttons(lang, now),),
    )


def _state_lines(lang: str, now: State) -> list[str]:
    _ = words(lang)
    if now.rule is None:
        return [_("It is switched off now.") if now.switched_off else _("It is off.")]
    at, zone = now.rule.at.isoformat("minutes"), now.rule.zone
    lines = [_("It comes **every day at {time} ({zone})**.").format(time=at, zone=zone)]
    if now.next_one is not None:
        when, relative = timestamp(now.next_one), timestamp(now.next_one, "R")
        lines.append(_("The next one: {when} ({relative}).").format(when=when, relative=relative))
    return lines


def _what_it_is(lang: str, group: Group) -> str:
    _ = words(lang)
    return _(
        "It is one message in <#{channel}> with one small thing to try, good for anybody. It"
        " mentions nobody, and the one before it goes away. No tip comes twice before all were"
        " there."
    ).format(channel=group.channel_id)


def _buttons(lang: str, now: State) -> tuple[Button, ...]:
    _ = words(lang)
    ref = str(now.group.id)
    card = Button(_("See the group"), "groups", "card", ref)
    if now.rule is None:
        return (Button(_("Choose a time"), COPING, "group_set", ref, Tone.MAIN), card)
    change = Button(_("Change"), COPING, "group_set", ref)
    return (change, Button(_("Switch off"), COPING, "group_off", ref), card)


def form(lang: str, group: Group, rule: Rule | None, typed: Values) -> Form:
    """Ask for the time, filled in with what was typed or holds now."""
    _ = words(lang)
    at = str(typed.get("at") or (rule.at.isoformat("minutes") if rule else ""))
    field = Field("at", _("At what time?"), _("Such as 09:00 or 7pm."), at, longest=20)
    return Form(_("A tip a day"), COPING, "group", str(group.id), (field,))


def no_zone(lang: str) -> str:
    _ = words(lang)
    return _(
        "This server has no time zone yet, so I cannot know when that is. "
        "A moderator sets it with `/setup`."
    )
