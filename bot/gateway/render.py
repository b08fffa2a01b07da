"""Turn a `Message` into Discord's Components V2, and refuse what Discord would refuse.

The result is plain JSON: one text, the rows, and the small "Help now" button. Every component is
dispatched by its custom id (`bot.gateway.buttons`), so nothing has to be kept in memory.
"""

from collections.abc import Iterator
from typing import Any

import discord

from bot.core.message import Button, Link, Message, Option, Row, Select, Tone
from bot.gateway import messages

Component = dict[str, Any]

ACTION_ROW, BUTTON, STRING_SELECT, USER_SELECT, ROLE_SELECT, CHANNEL_SELECT = 1, 2, 3, 5, 6, 8
TEXT, FILE, LINK_STYLE = 10, 13, 5
STYLES = {Tone.QUIET: 2, Tone.MAIN: 1, Tone.DANGER: 4}
MESSAGE_CHANNELS = [0, 5]  # text and announcement channels
LISTED = {"person": USER_SELECT, "role": ROLE_SELECT}  # what Discord lists by itself

EPHEMERAL, SILENT, COMPONENTS_V2 = 1 << 6, 1 << 12, 1 << 15
TEXT_LIMIT, COMPONENT_LIMIT, ROW_LIMIT, OPTION_LIMIT = 4000, 40, 5, 25
LABEL_LIMIT, ID_LIMIT, URL_LIMIT, CHOICE_LIMIT, HINT_LIMIT = 80, 100, 512, 100, 150

# Stands between a custom id and the marker of the outbox row; no ref contains it.
MARK = "!"
HELP = "ac:reach:help:"


def render(
    message: Message, *, marker: str = "", lang: str = "en", file: str = ""
) -> list[Component]:
    """Give the components of a message; `file` is the name of an attachment to show.

    Raises ValueError when a limit of Discord is broken. The error never quotes the text.
    """
    parts: list[Component] = []
    if text := _text(message):
        parts.append({"type": TEXT, "content": text})
    if file:
        parts.append({"type": FILE, "file": {"url": f"attachment://{file}"}})
    rows = [_row(row) for row in message.rows if row]
    _add_help(rows, message, marker, message.lang or lang)
    parts += [{"type": ACTION_ROW, "components": row} for row in rows]
    _check_whole(parts, len(text))
    return parts


def carries(components: list[Component], marker: str) -> bool:
    """Tell whether these components belong to the message with this marker."""
    ends = (f":{marker}", f"{MARK}{marker}")
    return any(custom_id.endswith(ends) for custom_id in custom_ids(components))


def custom_ids(components: list[Component]) -> Iterator[str]:
    """List the custom ids in a message's raw components."""
    for component in components:
        if custom_id := component.get("custom_id"):
            yield str(custom_id)
        yield from custom_ids(component.get("components") or [])


def texts(components: list[Component]) -> Iterator[str]:
    """List the texts in a message's raw components."""
    for component in components:
        if component.get("type") == TEXT:
            yield str(component["content"])
        yield from texts(component.get("components") or [])


class Rendered(discord.ui.LayoutView):
    """Carries finished components through discord.py, which neither checks nor remembers them."""

    def __init__(self, components: list[Component]) -> None:
        super().__init__(timeout=None)
        self._components = components
        self.stop()  # a stopped view is not kept; presses find their way by custom id

    def to_components(self) -> list[Component]:
        return self._components

    def has_components_v2(self) -> bool:
        return True

    def is_dispatchable(self) -> bool:
        return False


def _text(message: Message) -> str:
    title = " ".join(message.title.split())
    parts = [f"### {title}" if title else "", message.body if message.body.strip() else ""]
    parts += [f"-# {line}" for line in message.small.splitlines() if line.strip()]
    return "\n".join(part for part in parts if part)


def _row(row: Row) -> list[Component]:
    if isinstance(row, Select):
        return [_select(row)]
    if len(row) > ROW_LIMIT:
        raise ValueError(f"a row has {len(row)} buttons; Discord allows {ROW_LIMIT}")
    return [_link(item) if isinstance(item, Link) else _button(item) for item in row]


def _button(button: Button) -> Component:
    _check_length("a button's label", button.label, LABEL_LIMIT)
    _check_length("a custom id", button.custom_id, ID_LIMIT)
    return {
        "type": BUTTON,
        "style": STYLES[button.tone],
        "label": button.label,
        "custom_id": button.custom_id,
    }


def _link(link: Link) -> Component:
    _check_length("a button's label", link.label, LABEL_LIMIT)
    _check_length("a link", link.url, URL_LIMIT)
    return {"type": BUTTON, "style": LINK_STYLE, "label": link.label, "url": link.url}


def _select(select: Select) -> Component:
    _check_length("a select's hint", select.hint, HINT_LIMIT, least=0)
    _check_length("a custom id", select.custom_id, ID_LIMIT)
    _check_number("a select's least picks", select.least, 0, OPTION_LIMIT)
    shown: Component = {
        "custom_id": select.custom_id,
        "placeholder": select.hint,
        "min_values": select.least,
        "max_values": select.most,
    }
    if select.picks in LISTED:
        return {"type": LISTED[select.picks], **shown}
    if select.picks == "channel":
        return {"type": CHANNEL_SELECT, **shown, "channel_types": MESSAGE_CHANNELS}
    options = options_of(select.options)
    return {
        "type": STRING_SELECT,
        **shown,
        "max_values": min(select.most, len(options)),
        "options": options,
    }


def options_of(
    options: tuple[Option, ...], least: int = 1, most: int = OPTION_LIMIT
) -> list[Component]:
    """Give the choices of a select, a radio group or checkboxes."""
    _check_number("the number of options", len(options), least, most)
    if len({option.value for option in options}) < len(options):
        raise ValueError("two options have the same value")
    return [_option(option) for option in options]


def _option(option: Option) -> Component:
    _check_length("an option's label", option.label, CHOICE_LIMIT)
    _check_length("an option's value", option.value, CHOICE_LIMIT)
    _check_length("an option's description", option.about, CHOICE_LIMIT, least=0)
    shown: Component = {"label": option.label, "value": option.value}
    if option.about:
        shown["description"] = option.about
    if option.chosen:
        shown["default"] = True
    return shown


def _add_help(rows: list[list[Component]], message: Message, marker: str, lang: str) -> None:
    """Add "Help now", which also carries the marker; where it is not, another component does."""
    button = _button(Button(messages.help_now(lang), "reach", "help", marker))
    carriers = [item for row in rows for item in row if "custom_id" in item]
    has_help = any(item["custom_id"].startswith(HELP) for item in carriers)
    if (has_help or not message.help_now) and (carriers or not marker):
        if marker:
            carriers[0]["custom_id"] += MARK + marker
            _check_length("a custom id with its marker", carriers[0]["custom_id"], ID_LIMIT)
        return
    if rows and len(rows[-1]) < ROW_LIMIT and rows[-1][0]["type"] == BUTTON:
        rows[-1].append(button)
    else:
        rows.append([button])


def _check_whole(parts: list[Component], length: int) -> None:
    if not parts:
        raise ValueError("a message needs a text or a button")
    if length > TEXT_LIMIT:
        raise ValueError(f"a message has {length} characters; Discord allows {TEXT_LIMIT}")
    count = sum(1 + len(part.get("components", ())) for part in parts)
    if count > COMPONENT_LIMIT:
        raise ValueError(f"a message has {count} components; Discord allows {COMPONENT_LIMIT}")
    used = list(custom_ids(parts))
    if len(set(used)) < len(used):
        raise ValueError("two components have the same custom id")


def _check_length(what: str, text: str, limit: int, least: int = 1) -> None:
    _check_number(f"the length of {what}", len(text), least, limit)


def _check_number(what: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise ValueError(f"{what} is {number}; Discord allows {least} to {most}")
