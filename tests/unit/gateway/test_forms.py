"""A form becomes a modal, and what comes back becomes values."""

from types import SimpleNamespace

import pytest

from bot.core.message import Field, Form, Option
from bot.core.press import Submission
from bot.gateway.forms import read_submission, render_form

DAYS = tuple(Option(name, str(number)) for number, name in enumerate(["Mon", "Tue", "Wed"]))


def form(*fields, **changes):
    given = {"title": "A title", "feature": "probe", "name": "day", "ref": "7", **changes}
    return Form(**given, fields=fields)


def control(field):
    return render_form(form(field))["components"][0]["component"]


def test_ids_are_fixed():
    shown = render_form(form(Field("when", "When?", about="Any day")))
    assert shown["custom_id"] == "acf:probe:day:7"
    assert shown["components"] == [
        {
            "type": 18,
            "label": "When?",
            "description": "Any day",
            "component": {
                "type": 4,
                "custom_id": "when",
                "style": 1,
                "required": True,
                "max_length": 200,
            },
        }
    ]


def test_a_paragraph_with_a_value_and_a_placeholder():
    shown = control(
        Field("a", "A", kind="paragraph", value="x" * 60, longest=50, placeholder="type")
    )
    assert (shown["style"], shown["value"], shown["placeholder"]) == (2, "x" * 50, "type")


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            Field("a", "A", kind="select", options=DAYS, most=2, placeholder="Pick"),
            {"type": 3, "min_values": 1, "max_values": 2, "placeholder": "Pick"},
        ),
        (
            Field("a", "A", kind="select", options=DAYS, required=False),
            {"type": 3, "min_values": 0, "max_values": 1, "required": False},
        ),
        (Field("a", "A", kind="radio", options=DAYS), {"type": 21, "required": True}),
        (
            Field("a", "A", kind="checkboxes", options=DAYS),
            {"type": 22, "min_values": 1, "max_values": 3},
        ),
        (
            Field("a", "A", kind="checkboxes", options=DAYS, most=2, required=False),
            {"type": 22, "min_values": 0, "max_values": 2, "required": False},
        ),
        (Field("a", "A", kind="checkbox", value="yes"), {"type": 23, "default": True}),
        (Field("a", "A", kind="checkbox"), {"type": 23, "default": False}),
    ],
)
def test_kinds_of_fields(field, expected):
    shown = control(field)
    assert {name: shown[name] for name in expected} == expected


def test_a_value_preselects_an_option():
    shown = control(Field("a", "A", kind="radio", options=DAYS, value="1"))
    assert [option.get("default", False) for option in shown["options"]] == [False, True, False]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (form(Field("a", "A"), title="t" * 46), "title: 46"),
        (form(Field("a", "A"), ref="r" * 100), "form's id: 114"),
        (form(), "number of fields: 0"),
        (form(*(Field(str(n), "A") for n in range(6))), "number of fields: 6"),
        (form(Field("a", "A"), Field("a", "B")), "same name"),
        (form(Field("a", "l" * 46)), "field's label: 46"),
        (form(Field("a", "A", about="x" * 101)), "explanation: 101"),
        (form(Field("", "A")), "field's name: 0"),
        (form(Field("a", "A", longest=4001)), "longest text: 4001"),
        (form(Field("a", "A", placeholder="x" * 101)), "placeholder: 101"),
        (form(Field("a", "A", kind="radio", options=DAYS[:1])), "allows 2 to 10"),
        (form(Field("a", "A", kind="checkboxes")), "allows 1 to 10"),
    ],
)
def test_limits_are_named(broken, said):
    with pytest.raises(ValueError, match=said):
        render_form(broken)


def test_what_was_sent_in_is_read():
    parts = [
        {"custom_id": "line", "type": 4, "value": "text"},
        {"custom_id": "radio", "type": 21, "value": None},
        {"custom_id": "tick", "type": 23, "value": True},
        {"custom_id": "no_tick", "type": 23, "value": False},
        {"custom_id": "days", "type": 22, "values": ["0", "2"]},
        {"custom_id": "none", "type": 3, "values": []},
    ]
    wrapped = [{"type": 18, "id": 1, "component": part} for part in parts]
    shown = {"type": 10, "id": 2}
    data = {"custom_id": "acf:probe:day:a.b~c", "components": [*wrapped, shown]}
    feature, sent = read_submission(SimpleNamespace(data=data, message=None))
    assert feature == "probe"
    assert sent == Submission(
        "day",
        "a.b~c",
        {
            "line": "text",
            "radio": "",
            "tick": "yes",
            "no_tick": "",
            "days": ("0", "2"),
            "none": (),
        },
    )
