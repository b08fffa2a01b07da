"""The words for a calm day, on which somebody chooses how they want help asked for."""

from bot.core.language import plural, words
from bot.core.message import Button, Message, Row
from bot.reach.ladder.rules import Choice
from bot.reach.leaving.messages import name_them, to_leave_out
from bot.reach.proposing import messages as proposing
from bot.reach.proposing.rules import Screen
from bot.servers.vouching.messages import sponsor_word

FEATURE = "reach"


def page(lang: str, shown: Screen, *, leaving: bool) -> Message:
    """Show what asking for help would do now; nothing of it is sent."""
    _ = words(lang)
    parts = [
        _("Nothing is sent. If you asked for help now, I would ask:"),
        proposing.say_steps(lang, shown),
        proposing.they_read(lang, shown),
        _only(lang, shown),
        proposing.say_how(lang, shown),
        _morning(lang, shown),
        name_them(lang, shown) if leaving else "",
    ]
    rows: tuple[Row, ...] = (_changes(lang, shown), _ways_back(lang, shown))
    return Message(
        "\n\n".join(part for part in parts if part),
        title=_("How I ask for help"),
        small=_("Only you can see this."),
        rows=(*rows, *to_leave_out(lang, shown)) if leaving else rows,
    )


def _only(lang: str, shown: Screen) -> str:
    """Say what **Ask my sponsor** does, to whoever has one."""
    _ = words(lang)
    word = sponsor_word(lang, shown.server.sponsor_word)
    if not shown.sponsors:
        return ""
    if shown.choice.only:
        said = _("**Ask my {word}** asks **only your {word}**, if they can answer then.")
    else:
        said = _("**Ask my {word}** asks the others too, one after the other.")
    return said.format(word=word)


def _morning(lang: str, shown: Screen) -> str:
    _ = words(lang)
    if shown.choice.morning:
        return _("If nobody came, **I ask you the next morning** whether somebody should write.")
    return _("If nobody came, I do **not** write to you the next morning.")


def _changes(lang: str, shown: Screen) -> tuple[Button, ...]:
    _ = words(lang)
    return (
        Button(_("Leave someone out"), FEATURE, "ask_leave", shown.ref),
        Button(_("Another way to meet"), FEATURE, "ask_way", shown.ref),
        Button(_("News: change"), FEATURE, "ask_news", shown.ref),
        Button(_("The morning after: change"), FEATURE, "ask_morning", shown.ref),
    )


def _ways_back(lang: str, shown: Screen) -> tuple[Button, ...]:
    _ = words(lang)
    word = sponsor_word(lang, shown.server.sponsor_word)
    only = Button(_("Only my {word}: change").format(word=word), FEATURE, "ask_wide", shown.ref)
    return (*((only,) if shown.sponsors else ()), Button(_("Back"), "privacy", "me"))


def is_asking(lang: str) -> str:
    """Say on one's own page that help is being asked for."""
    return words(lang)("You are asking for help now. Open Help to see how far it is.")


def would_ask(lang: str, choice: Choice) -> str:
    """Say on one's own page how help would be asked for."""
    _ = words(lang)
    way = {
        "them": _("they write to you"),
        "me": _("you write to them"),
        "thread": _("a private thread"),
    }[choice.way]
    said = _("If you ask for help: {way}").format(way=way)
    n = len(choice.left)
    left = plural(lang)("{n} left out", "{n} left out", n).format(n=n)
    return f"{said}; {left}" if n else said
