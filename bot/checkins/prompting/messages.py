"""The words of a group's prompt: in its channel, and for those who switch it on."""

from collections.abc import Sequence

from bot.checkins.messages import CHECKINS, days_field, form_button, say_rhythm
from bot.checkins.rules import EVERY_DAY
from bot.core.language import words
from bot.core.message import Button, Field, Form, Message, Tone, Values
from bot.core.recurrence import Rule
from bot.core.text import escape
from bot.groups.posting import messages as posting
from bot.groups.posting.messages import State
from bot.groups.posting.rules import Posting
from bot.groups.rules import Group

OPENINGS = 8


def prompt(lang: str, opening: int, question: str = "") -> Message:
    """Say in the channel that there is room for a private word; no name, no group, no need.

    A question of the day is for everybody's own thoughts: nothing is answered in the channel.
    """
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
    body, small = openings[opening % OPENINGS], _("Only you see your answer, and it is not kept.")
    if question:
        body += "\n\n" + _("**To think about today:** {question}").format(question=question)
        small = _(
            "The question is for your own thoughts. What you check in with, only you see, and it is"
            " not kept."
        )
    return Message(body, small=small, rows=((form_button(lang, _("Check in privately")),),))


# ---------------------------------------------------------------- for those who run the group


def page(lang: str, now: State) -> Message:
    """Say how it stands, what it does, and what can be done."""
    _ = words(lang)
    rhythm = ""
    if now.posting is not None:
        rule = now.posting.rule
        said = say_rhythm(lang, rule.weekdays, [rule.at], rule.zone)
        rhythm = _("It comes **{rhythm}**.").format(rhythm=said)
    title = _("Check-in prompt: {name}").format(name=escape(now.group.name))
    about = (_what_it_is(lang, now.group), *_question_lines(lang, now.posting))
    return posting.page(lang, now, title, rhythm, about, _buttons(lang, now))


def _what_it_is(lang: str, group: Group) -> str:
    _ = words(lang)
    return _(
        "It is one message in <#{channel}> with the button **Check in privately**. It mentions"
        " nobody, and the one before it goes away. Nobody sees who pressed it or what they said,"
        " not even you."
    ).format(channel=group.channel_id)


def _question_lines(lang: str, now: Posting | None) -> tuple[str, ...]:
    _ = words(lang)
    if now is None:
        return (_("It also carries a question to think about. You can leave that out later."),)
    if not now.more["asks"]:
        return (_("It comes without a question of the day."),)
    return (
        _(
            "It carries a question of the day to think about; none comes again before all were"
            " there. Nothing is answered in the channel."
        ),
    )


def _buttons(lang: str, now: State) -> tuple[Button, ...]:
    _ = words(lang)
    ref = str(now.group.id)
    if now.posting is None:
        return (Button(_("Choose days and time"), CHECKINS, "prompt_set", ref, Tone.MAIN),)
    question = Button(_("With a question of the day"), CHECKINS, "prompt_ask", f"{ref}.on")
    if now.posting.more["asks"]:
        question = Button(_("Without the question"), CHECKINS, "prompt_ask", f"{ref}.off")
    change = Button(_("Change"), CHECKINS, "prompt_set", ref)
    return (change, question, Button(_("Switch off"), CHECKINS, "prompt_off", ref))


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
