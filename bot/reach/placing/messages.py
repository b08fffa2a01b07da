"""The words for somebody in our private chat: in which server people are asked for them."""

from collections.abc import Mapping

from bot.core.language import words
from bot.core.message import Button, Message, Option, Select, Tone
from bot.core.text import shorten
from bot.reach.lines import messages as lines
from bot.reach.rules import View

FEATURE = "reach"


def no_server(lang: str, view: View) -> Message:
    """Say where people can be asked; the numbers work everywhere."""
    _ = words(lang)
    text = _(
        "I do not know yet in which server to ask. Please open `/help` in yours and press"
        " **Ask a helper** there: then I know it here too."
    )
    people = "\n".join(lines.people(lang, view))
    body = "\n\n".join(part for part in (lines.danger(lang, view), people, text) if part)
    numbers = Button(_("Who to call"), FEATURE, "help", tone=Tone.MAIN)
    return Message(body, title=_("Where to ask"), rows=((numbers,),))


def choose_server(
    lang: str, mode: str, known: Mapping[int, str], named: Mapping[int, str]
) -> Message:
    """Let somebody in a private chat say whose people to ask."""
    _ = words(lang)
    labels = name_servers(lang, known, named)
    options = tuple(Option(label, str(server_id)) for server_id, label in labels.items())
    pick = Select(_("In which server?"), FEATURE, "ask_server", mode, options=options)
    return Message(_("In which server should I ask?"), rows=(pick,))


def name_servers(lang: str, known: Mapping[int, str], named: Mapping[int, str]) -> dict[int, str]:
    """Say what each server is called in a list: its name, else by a group there, else a number."""
    return {
        server_id: shorten(named[server_id], 100) or _server(lang, group, number)
        for number, (server_id, group) in enumerate(list(known.items())[:25], 1)
    }


def _server(lang: str, group: str, number: int) -> str:
    _ = words(lang)
    if not group:
        return _("Server {n}").format(n=number)
    return shorten(_("The server with {group}").format(group=group), 100)
