"""Turn a `Form` into a Discord modal with fixed ids, and read back what was sent in.

Values reach features as text for lines, paragraphs and radio groups, "yes" or "" for a checkbox,
and as a tuple for selects and groups of checkboxes.
"""

from typing import Any

import discord

from bot.core.message import Field, Form, Values
from bot.core.press import Submission
from bot.gateway.render import ID_LIMIT, Component, options_of
from bot.gateway.who import Interaction, text_of

PREFIX = "acf:"
TEXT_INPUT, STRING_SELECT, LABEL, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 4, 3, 18, 21, 22, 23
STYLES = {"line": 1, "paragraph": 2}
TITLE_LIMIT, LABEL_LIMIT, ABOUT_LIMIT, HINT_LIMIT, TEXT_LIMIT = 45, 45, 100, 100, 4000
FIELD_LIMIT, GROUP_LIMIT = 5, 10
YES = "yes"


class _Modal(discord.ui.Modal):
    """Carries a finished form through discord.py, which does not remember it."""

    def __init__(self, payload: Component) -> None:
        super().__init__(title=payload["title"], custom_id=payload["custom_id"])
        self._payload = payload
        self.stop()  # a stopped modal is not kept: the submission finds its way by custom id

    def to_dict(self) -> Component:
        return self._payload


async def show_form(interaction: Interaction, form: Form) -> None:
    """Open the form, as the first and only answer to an interaction."""
    await interaction.response.send_modal(_Modal(render_form(form)))


def render_form(form: Form) -> Component:
    """Give a form's JSON. Raises ValueError when a limit of Discord is broken."""
    _check("a form's title", len(form.title), 1, TITLE_LIMIT)
    _check("a form's id", len(form.custom_id), 1, ID_LIMIT)
    _check("the number of fields", len(form.fields), 1, FIELD_LIMIT)
    if len({field.name for field in form.fields}) < len(form.fields):
        raise ValueError("two fields have the same name")
    return {
        "custom_id": form.custom_id,
        "title": form.title,
        "components": [_label(field) for field in form.fields],
    }


def read_submission(interaction: Interaction) -> tuple[str, Submission]:
    """Say which feature a submitted form belongs to, and what was sent in."""
    data: Any = interaction.data
    _, feature, name, ref = str(data["custom_id"]).split(":", 3)
    values = _values(data["components"])
    return feature, Submission(form=name, ref=ref, values=values, text=text_of(interaction))


def _values(components: list[Component]) -> Values:
    controls = [part.get("component") or part for part in components]
    return {part["custom_id"]: _value(part) for part in controls if "custom_id" in part}


def _value(control: Component) -> str | tuple[str, ...]:
    if "values" in control:
        return tuple(str(value) for value in control["values"] or ())
    value = control.get("value")
    if isinstance(value, bool):
        return YES if value else ""
    return str(value or "")


def _label(field: Field) -> Component:
    _check("a field's label", len(field.label), 1, LABEL_LIMIT)
    _check("a field's explanation", len(field.about), 0, ABOUT_LIMIT)
    _check("a field's name", len(field.name), 1, ID_LIMIT)
    shown: Component = {"type": LABEL, "label": field.label, "component": _control(field)}
    return {**shown, "description": field.about} if field.about else shown


def _control(field: Field) -> Component:
    if field.kind in STYLES:
        return _text_input(field)
    if field.kind == "checkbox":
        return {"type": CHECKBOX, "custom_id": field.name, "default": bool(field.value)}
    least, most = (2, GROUP_LIMIT) if field.kind == "radio" else (1, GROUP_LIMIT)
    if field.kind == "select":
        most = 25
    options = options_of(field.options, least, most)
    for option in options:
        if option["value"] == field.value:
            option["default"] = True
    shown = {"custom_id": field.name, "required": field.required, "options": options}
    if field.kind == "radio":
        return {"type": RADIO_GROUP, **shown}
    return {**shown, **_picks(field, len(options))}


def _picks(field: Field, count: int) -> Component:
    least = 1 if field.required else 0
    if field.kind == "checkboxes":
        most = count if field.most == 1 else min(field.most, count)
        return {"type": CHECKBOX_GROUP, "min_values": least, "max_values": most}
    shown = {"type": STRING_SELECT, "min_values": least, "max_values": min(field.most, count)}
    return {**shown, "placeholder": field.placeholder} if field.placeholder else shown


def _text_input(field: Field) -> Component:
    _check("a field's longest text", field.longest, 1, TEXT_LIMIT)
    _check("a field's placeholder", len(field.placeholder), 0, HINT_LIMIT)
    shown: Component = {
        "type": TEXT_INPUT,
        "custom_id": field.name,
        "style": STYLES[field.kind],
        "required": field.required,
        "max_length": field.longest,
    }
    if field.value:
        shown["value"] = field.value[: field.longest]
    if field.placeholder:
        shown["placeholder"] = field.placeholder
    return shown


def _check(what: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise ValueError(f"{what}: {number}; Discord allows {least} to {most}")
