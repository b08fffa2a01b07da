"""The words of a group's prompt: in its channel, and for those who switch it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.checkins.messages import CHECKINS, days_field, form_button, say_rhythm
from bot.checkins.rules import EVERY_DAY
from bot.core.language import words
from bot.core.message import Button, Field, Form, Message, Tone, Values
from bot.core.recurrence import Rule
from bot.core.text import escape, timestamp
from bot.groups.rules import Group
from bot.servers.messages import channel_lacks

OPENINGS = 8


def prompt(lang: str, opening: int) -> Message:
    """Say in the channel that there is room for a private word; no name, no group, no need."""
    _ = words(lang)
    openings = (
        _("Hello. How are you doing right now?"),
        _("A short pause, for whoever likes one."),
        _("How has today been so far?"),
        _("One breath in, one breath out. And how are you?"),
        _("Half a minute for yourself?"),
        _("How are you, really?"),
        _("Good to have you here. What do you need right now?"),
        _("Time to look in on yourself, if you like."),
    )
    return Message(
        openings[opening % OPENINGS],
        small=_("Only you see your answer, and it is not kept."),
        rows=((form_button(lang, _("Check in privately")),),),
    )


# ---------------------------------------------------------------- for those who run the group


@dataclass(frozen=True, slots=True)
class State:
    """How a group's prompt stands: its rule (None: off), and when the next one comes."""

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
        title=_("Check-in prompt: {name}").format(name=escape(now.group.name)),
        small=_("Only you can see this."),
        rows=(_buttons(lang, now),),
    )


def _state_lines(lang: str, now: State) -> list[str]:
    _ = words(lang)
    if now.rule is None:
        return [_("It is switched off now.") if now.switched_off else _("It is off.")]
    rhythm = say_rhythm(lang, now.rule.weekdays, [now.rule.at], now.rule.zone)
    lines = [_("It comes **{rhythm}**.").format(rhythm=rhythm)]
    if now.next_one is not None:
        when, relative = timestamp(now.next_one), timestamp(now.next_one, "R")
        lines.append(_("The next one: {when} ({relative}).").format(when=when, relative=relative))
    return lines


def _what_it_is(lang: str, group: Group) -> str:
    _ = words(lang)
    return _(
        "It is one message in <#{channel}> with the button **Check in privately**. It mentions"
        " nobody, and the one before it goes away. Nobody sees who pressed it or what they said,"
        " not even you."
    ).format(channel=group.channel_id)


def _buttons(lang: str, now: State) -> tuple[Button, ...]:
    _ = words(lang)
    ref = str(now.group.id)
    card = Button(_("See the group"), "groups", "card", ref)
    if now.rule is None:
        return (Button(_("Choose days and time"), CHECKINS, "prompt_set", ref, Tone.MAIN), card)
    change = Button(_("Change"), CHECKINS, "prompt_set", ref)
    return (change, Button(_("Switch off"), CHECKINS, "prompt_off", ref), card)


def form(lang: str, group: Group, rule: Rule | None, typed: Values) -> Form:
    """Ask for the days and the time, filled in with what was typed or holds now."""
    _ = words(lang)
    weekdays = typed.get("days") or tuple(str(d) for d in (rule.weekdays if rule else EVERY_DAY))
    at = str(typed.get("at") or (rule.at.isoformat("minutes") if rule else ""))
    fields = (
        days_field(lang, [int(day) for day in weekdays]),
        Field("at", _("At what time?"), _("Such as 19:00 or 7pm."), at, longest=20),
    )
    return Form(_("Check-in prompt"), CHECKINS, "prompt", str(group.id), fields)


# ---------------------------------------------------------------- refusals


def no_zone(lang: str) -> str:
    _ = words(lang)
    return _(
        "This server has no time zone yet, so I cannot know when that is. "
        "A moderator sets it with `/setup`."
    )


def no_time(lang: str) -> str:
    _ = words(lang)
    return _("Please say at what time too, such as `time: 19:00`.")


def days_only(lang: str, typed: str) -> str:
    _ = words(lang)
    return _(
        "Please name days of the week, such as “every day” or “Mon, Wed”, not “{typed}”."
    ).format(typed=escape(typed))


def day_choices(lang: str) -> Sequence[str]:
    """Offer days while somebody types; every one of them can be read back."""
    _ = words(lang)
    return (
        _("every day"),
        _("Monday to Friday"),
        _("Saturday and Sunday"),
        _("Monday, Wednesday, Friday"),
        _("Tuesday and Thursday"),
    )
