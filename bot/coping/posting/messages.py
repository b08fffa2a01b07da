"""The words of a group's tip a day: in its channel, and for those who switch it on."""

from bot.coping.entries import Tip
from bot.coping.messages import COPING, from_button, tip_button
from bot.core.language import words
from bot.core.message import Button, Field, Form, Message, Tone, Values
from bot.core.recurrence import Rule
from bot.core.text import escape
from bot.groups.posting import messages as posting
from bot.groups.posting.messages import State
from bot.groups.rules import Group


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


def page(lang: str, now: State) -> Message:
    """Say how it stands, what it does, and what can be done."""
    _ = words(lang)
    rhythm = ""
    if now.posting is not None:
        rule = now.posting.rule
        rhythm = _("It comes **every day at {time} ({zone})**.").format(
            time=rule.at.isoformat("minutes"), zone=rule.zone
        )
    title = _("A tip a day: {name}").format(name=escape(now.group.name))
    about = (_what_it_is(lang, now.group),)
    return posting.page(lang, now, title, rhythm, about, _buttons(lang, now))


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
    if now.posting is None:
        return (Button(_("Choose a time"), COPING, "group_set", ref, Tone.MAIN),)
    change = Button(_("Change"), COPING, "group_set", ref)
    return (change, Button(_("Switch off"), COPING, "group_off", ref))


def form(lang: str, group: Group, rule: Rule | None, typed: Values) -> Form:
    """Ask for the time, filled in with what was typed or holds now."""
    _ = words(lang)
    at = str(typed.get("at") or (rule.at.isoformat("minutes") if rule else ""))
    field = Field("at", _("At what time?"), _("Such as 09:00 or 7pm."), at, longest=20)
    return Form(_("A tip a day"), COPING, "group", str(group.id), (field,))
