"""The words of a while of company: the warning before it, what it says, and how it ends."""

from collections.abc import Mapping
from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message, Option, Select, Tone
from bot.core.text import join_words, shorten, timestamp
from bot.privacy.trying.rules import Result
from bot.reach import rules
from bot.reach.lines import messages as lines
from bot.reach.rules import View

FEATURE = "reach"


def warning(lang: str, view: View, minutes: int, server_id: int) -> Message:
    """Say before anything starts what this is not, and whom to call instead."""
    _ = words(lang)
    body = _(
        "**Not for using alone. If you are about to use, or just did, this is too slow: an overdose"
        " can kill in minutes. {instead}** If I lose connection, nobody will be told.\n\n"
        "Otherwise: I stay with you in our private chat for {minutes} minutes. Then I ask if you"
        " are okay, and two minutes later once more. If you do not answer, I tell you whom I will"
        " ask to look after you, and in which words. Two minutes after that I ask them."
    ).format(instead=_instead(lang, view), minutes=minutes)
    call = Button(_("Call a line instead"), FEATURE, "help", tone=Tone.DANGER)
    start = Button(_("I understand, start"), FEATURE, "stay_start", f"{minutes}.{server_id}")
    return Message(body, title=_("Stay with me"), rows=((call, start),), help_now=False)


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


def choose_server(lang: str, minutes: int, known: Mapping[int, str]) -> Message:
    """Ask whose people should be asked if there is no answer."""
    _ = words(lang)
    options = tuple(
        Option(shorten(name, 100), f"{minutes}.{server_id}")
        for server_id, name in list(known.items())[:25]
    )
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
    said = [body, lines.danger(lang, view), *lines.people(lang, view)]
    return Message("\n".join(said), help_now=True)


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


def countdown(lang: str, view: View, ref: str, plan: str, at: datetime) -> Message:
    """Say whom it will ask, in which words, and when; or that there is nobody to ask."""
    _ = words(lang)
    if not plan:
        said = _(
            "There is nobody here whom I can ask now. That is about us, not about you. Please call:"
        )
        parts = [said, lines.danger(lang, view), *lines.people(lang, view)]
        return Message("\n".join(parts), rows=(_buttons(lang, ref),))
    said = _("**{when} I ask somebody to look after you.** This is whom, and what they read:")
    body = "\n".join([said.format(when=timestamp(at, "R")), plan])
    return Message(body, rows=(_buttons(lang, ref),))


def for_others(lang: str) -> str:
    """Say to whoever is asked why they are."""
    return words(lang)("They asked me to stay with them for a while, and have stopped answering.")


def asked(lang: str, view: View, *, anybody: bool) -> Message:
    """Say that people are asked now, with the numbers."""
    _ = words(lang)
    said = (
        _("I am asking people now. News comes here. Meanwhile:")
        if anybody
        else _("There was nobody whom I could ask. That is about us, not about you. Please call:")
    )
    parts = [said, lines.danger(lang, view), *lines.people(lang, view)]
    return Message("\n".join(parts))


def okay(lang: str) -> Message:
    _ = words(lang)
    again = Button(_("Stay with me again"), FEATURE, "stay")
    return Message(_("I am glad. I have stopped, and nobody was asked."), rows=((again,),))


def stopped(lang: str) -> Message:
    _ = words(lang)
    again = Button(_("Stay with me again"), FEATURE, "stay")
    return Message(_("Stopped. Nobody was asked, and nothing is kept."), rows=((again,),))


def over(lang: str) -> Message:
    _ = words(lang)
    again = Button(_("Stay with me again"), FEATURE, "stay")
    return Message(_("This is over already."), rows=((again,),))


def mine(lang: str) -> str:
    """Say it in one line, for somebody's own page."""
    return words(lang)("I am staying with you in our private chat just now")
