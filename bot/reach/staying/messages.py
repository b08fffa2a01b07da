"""The words of a while of company: the warning before it, what it says, and how it ends."""

from collections.abc import Mapping
from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message, Option, Select, Tone
from bot.core.text import join_words, timestamp
from bot.privacy.trying.rules import Result
from bot.reach import rules
from bot.reach.lines import messages as lines
from bot.reach.rules import View
from bot.reach.staying.rules import Plan

FEATURE = "reach"


def warning(lang: str, view: View, minutes: int, server_id: int, plan: Plan) -> Message:
    """Say before anything starts what this is not, and whom to call instead."""
    _ = words(lang)
    body = _(
        "**Not for using alone. If you are about to use, or just did, this is too slow: an overdose"
        " can kill in minutes. {instead}** If I lose connection, nobody will be told.\n\n"
        "Otherwise: I stay with you in our private chat for {minutes} minutes. Then I ask if you"
        " are okay, and two minutes later once more. {silence}"
    ).format(instead=_instead(lang, view), minutes=minutes, silence=_silence(lang, plan))
    call = Button(_("Call a line instead"), FEATURE, "help", tone=Tone.DANGER)
    start = Button(_("I understand, start"), FEATURE, "stay_start", f"{minutes}.{server_id}")
    return Message(body, title=_("Stay with me"), rows=((call, start),), help_now=False)


def _silence(lang: str, plan: Plan) -> str:
    """Say what comes if they do not answer, as far as it is known before."""
    _ = words(lang)
    if plan.people:
        return _(
            "If you do not answer, I tell you whom I will ask to look after you, and in which"
            " words. Two minutes after that I ask them."
        )
    now = _("At this moment there is nobody here whom I could ask.")
    then = _("If that stays so and you do not answer, you get the numbers again, and that is all.")
    return f"**{plan.why or now}** {then}"


def _instead(lang: str, view: View) -> str:
    _ = words(lang)
    number = lines.number(lang, view)
    stay = [lines.mention(lang, view, line) for line in rules.overdose_lines(view.country)]
    if stay:
        named = join_words(lang, stay, either=True)
        return _("Call {line}, who stay on the phone with you, or {number}.").format(
            line=named.replace("**", ""), number=number
        )
    return _(
        "Call {number}, stay where someone can see you, and keep naloxone within their reach."
    ).format(number=number)


def choose_server(lang: str, minutes: int, labels: Mapping[int, str]) -> Message:
    """Ask whose people should be asked if there is no answer; `labels` name the servers."""
    _ = words(lang)
    options = tuple(Option(label, f"{minutes}.{server_id}") for server_id, label in labels.items())
    hint = _("Choose a server")
    return Message(
        _("Whose people should I ask, if you do not answer me?"),
        rows=(Select(hint, FEATURE, "stay_server", options=options),),
    )


def page(lang: str, view: View, result: Result) -> Message:
    """Say on the page where it was started whether it has."""
    _ = words(lang)
    if result == "sending":
        return Message(_("I am writing to you in our private chat now. One moment."))
    if result == "arrived":
        return Message(_("**I am with you.** Please open our private chat; it goes on there."))
    body = _(
        "**Nothing has started:** my message to you did not arrive, so I could not stay with you."
        " Your private messages are closed to me."
    )
    return Message("\n".join([body, *_numbers(lang, view)]), help_now=True)


def _buttons(lang: str, ref: str) -> tuple[Button, ...]:
    _ = words(lang)
    return (
        Button(_("I'm okay"), FEATURE, "stay_okay", ref, Tone.MAIN),
        Button(_("Stop this"), FEATURE, "stay_stop", ref),
    )


def begin(lang: str, ends: datetime) -> Message:
    """Be there, with something to do."""
    _ = words(lang)
    body = _(
        "I am here until {time}. Then I ask how you are.\n"
        "Put both feet on the floor. Breathe in slowly, and out a little longer. Five times.\n"
        "Then look around and name five things you can see."
    ).format(time=timestamp(ends, "t"))
    more = Button(_("Another exercise"), "coping", "exercise")
    return Message(body, rows=((*_buttons(lang, ""), more),))


def check(lang: str, ref: str, *, lost: bool = False) -> Message:
    """Ask whether all is well, the first time or after the bot was away."""
    _ = words(lang)
    away = _("I lost connection for a while, and nobody was told. I am back.\n") if lost else ""
    said = _("{away}The time is up. Are you okay? I ask once more in two minutes.")
    return Message(said.format(away=away), rows=(_buttons(lang, ref),))


def check_again(lang: str, ref: str) -> Message:
    _ = words(lang)
    said = _("I have not heard from you. Are you okay? One press is enough.")
    return Message(said, rows=(_buttons(lang, ref),))


def countdown(lang: str, view: View, ref: str, plan: Plan, at: datetime) -> Message:
    """Say whom it will ask, in which words, and when; or that there is nobody to ask."""
    _ = words(lang)
    if not plan.people:
        return Message(nobody(lang, view, plan).body, rows=(_buttons(lang, ref),))
    said = _("**{when} I ask somebody to look after you.** This is whom, and what they read:")
    body = "\n".join([said.format(when=timestamp(at, "R")), plan.people])
    return Message(body, rows=(_buttons(lang, ref),))


def nobody(lang: str, view: View, plan: Plan) -> Message:
    """Say that there is nobody to ask, or that asking is paused, with the numbers."""
    _ = words(lang)
    said = _("There is nobody here whom I can ask now. That is about us, not about you.")
    parts = [plan.why or said, _("Please call:"), *_numbers(lang, view)]
    return Message("\n".join(parts))


def for_others(lang: str) -> str:
    """Say to whoever is asked why they are."""
    return words(lang)("They asked me to stay with them for a while, and have stopped answering.")


def asked(lang: str, view: View) -> Message:
    """Say that people are asked now, with the numbers and a way out."""
    _ = words(lang)
    said = _("I am asking people now. News comes here. Meanwhile:")
    return Message("\n".join([said, *_numbers(lang, view)]), rows=(_ways_out(lang),))


def _numbers(lang: str, view: View) -> list[str]:
    return [lines.danger(lang, view), *lines.people(lang, view)]


def _ways_out(lang: str) -> tuple[Button, ...]:
    _ = words(lang)
    return (
        Button(_("I'm okay now"), FEATURE, "okay"),
        Button(_("Stop asking"), FEATURE, "stop_asking"),
    )


# ---------------------------------------------------------------- it ends


def okay(lang: str, *, before: bool) -> Message:
    """Be glad. `before`: they asked people for help before this, and that goes on."""
    return _ended(lang, words(lang)("I am glad. I have stopped."), before=before)


def stopped(lang: str, *, before: bool) -> Message:
    return _ended(lang, words(lang)("Stopped. Nothing of it is kept."), before=before)


def _ended(lang: str, said: str, *, before: bool) -> Message:
    _ = words(lang)
    if before:
        goes_on = _("You asked people for help before this. That goes on, until you stop it.")
        return Message(f"{said} {goes_on}", rows=(_ways_out(lang),))
    return Message(f"{said} " + _("Nobody was asked."), rows=((_again(lang),),))


def over(lang: str) -> Message:
    return Message(words(lang)("This is over already."), rows=((_again(lang),),))


def _again(lang: str) -> Button:
    return Button(words(lang)("Stay with me again"), FEATURE, "stay")


def mine(lang: str) -> str:
    """Say it in one line, for somebody's own page."""
    return words(lang)("I am staying with you in our private chat just now")
