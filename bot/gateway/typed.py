"""Quote what a person typed into a form or a command; a form is read back from that text alone.

Nothing is stored between a refused form and **Correct it**: what was typed stands in the person's
own private message. Each value is a block of lines that begin with "> ", in the order of the
form's fields, and a line that looks empty gets one invisible mark, because Discord trims spaces.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from discord import app_commands

from bot.core.message import Field, Message, Values
from bot.gateway import messages
from bot.gateway.render import TEXT_LIMIT
from bot.gateway.who import Interaction

QUOTE = "> "
MARK = "\u200b"  # zero width space
_MARKED = re.compile(f"[{MARK}\\s]*")

Value = str | tuple[str, ...]


def quote_values(labels: Sequence[str], shown: Sequence[str], empty: str = "") -> str:
    """Write labels and values so that people can read them and `read_values` can too.

    `empty` stands beside the label of what was left empty; it is not read back.
    """
    named = [
        f"{label} {empty}" if empty and not text else label
        for label, text in zip(labels, shown, strict=True)
    ]
    return "\n\n".join(f"{label}\n{_quote(text)}" for label, text in zip(named, shown, strict=True))


def keep_options(interaction: Interaction, failed: Message, lang: str) -> Message:
    """Add what was typed into a command's options, which Discord does not show any more."""
    typed = _typed_options(interaction)
    if not typed:
        return failed
    labels = [messages.quoted(name) for name in typed]
    quoted = quote_values(labels, list(typed.values()), messages.left_empty(lang))
    body = f"{failed.body}\n\n{quoted}\n\n{messages.nothing_saved(lang)}"
    return failed if len(body) > TEXT_LIMIT else replace(failed, body=body)


def _typed_options(interaction: Interaction) -> dict[str, str]:
    """Give the options that hold words of their own; what was picked from a list is a number.

    One option alone is soon typed again.
    """
    command, given = interaction.command, dict(iter(interaction.namespace))
    if not isinstance(command, app_commands.Command) or len(given) < 2:
        return {}
    found = {name: value for name, value in given.items() if isinstance(value, str)}
    options = {name: command.get_parameter(name) for name in found}
    chosen = {name for name, option in options.items() if option is None or option.choices}
    return {n: v for n, v in found.items() if n not in chosen and not v.isdecimal()}


def show_value(field: Field | None, value: Value) -> str:
    """Show a value as the person saw it: options by their label."""
    if field is None or not field.options:
        return value if isinstance(value, str) else "\n".join(value)
    labels = {option.value: option.label for option in field.options}
    chosen = (value,) if isinstance(value, str) else value
    return "\n".join(labels.get(one, one) for one in chosen if one)


def read_values(text: str, fields: Sequence[Field]) -> Values:
    """Read the values of these fields back from the quoted text; a missing block reads as empty."""
    blocks = _blocks(text)[-len(fields) :]
    blocks += [""] * (len(fields) - len(blocks))
    return {field.name: _value(field, block) for field, block in zip(fields, blocks, strict=True)}


def _quote(text: str) -> str:
    return "\n".join(QUOTE + _mark(line) for line in text.split("\n"))


def _mark(line: str) -> str:
    return line + MARK if _MARKED.fullmatch(line) else line


def _unmark(line: str) -> str:
    return line.removesuffix(MARK) if _MARKED.fullmatch(line) else line


def _blocks(text: str) -> list[str]:
    blocks: list[list[str]] = []
    inside = False
    for line in text.split("\n"):
        if not line.startswith(QUOTE) and line != QUOTE.strip():
            inside = False
            continue
        if not inside:
            blocks.append([])
        inside = True
        blocks[-1].append(_unmark(line[len(QUOTE) :]))
    return ["\n".join(lines) for lines in blocks]


def _value(field: Field, block: str) -> Value:
    if not field.options:
        return block
    values: Mapping[str, str] = {option.label: option.value for option in field.options}
    chosen = tuple(values[line] for line in block.split("\n") if line in values)
    if field.kind == "radio":
        return chosen[0] if chosen else ""
    return chosen
