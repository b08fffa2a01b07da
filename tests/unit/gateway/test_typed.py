"""What people typed survives being quoted in a message and read back from it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.message import Field, Option
from bot.gateway.typed import quote_values, read_values, show_value

OPTIONS = tuple(Option(f"Day {name}", name.lower()) for name in ("Mon", "Tue", "Wed"))
ANY = st.text(max_size=60) | st.text(alphabet=" \n\r\t>*_`~|\u200b\u202e\u2028é🙂", max_size=40)
PREFACE = "That is not a day:\n> quoted by the words\nPlease try again."


def there_and_back(fields, values, preface=PREFACE):
    shown = [show_value(field, values[field.name]) for field in fields]
    quoted = quote_values([f"**{field.label}**" for field in fields], shown)
    return read_values(f"{preface}\n\n{quoted}\n\nThis is what you typed.", fields)


@given(st.lists(ANY, min_size=1, max_size=5), ANY)
@example(["\n"], "")
@example(["> quoted\n>> twice\n```\ncode\n```"], "")
@example(["\u200b", "", " "], "> x")
@example(["\u05e9\u05dc\u05d5\u05dd \u202babc\u202c", "👩‍👩‍👧‍👦"], "")
@example(["x" * 1500 + "\n" + "y" * 1000], "")
def test_text_comes_back_as_it_was(texts, preface):
    fields = [Field(str(number), f"Field {number}") for number in range(len(texts))]
    values = {str(number): text for number, text in enumerate(texts)}
    assert there_and_back(fields, values, preface) == values


@given(
    st.lists(st.sampled_from(["mon", "tue", "wed"]), unique=True).map(tuple),
    st.sampled_from(["", "mon", "wed"]),
    st.sampled_from(["", "yes"]),
    ANY,
)
def test_choices_come_back_by_their_labels(days, day, tick, text):
    fields = [
        Field("days", "Days", kind="checkboxes", options=OPTIONS),
        Field("day", "Day", kind="radio", options=OPTIONS),
        Field("tick", "Tick", kind="checkbox"),
        Field("text", "Text", kind="paragraph"),
    ]
    values = {"days": days, "day": day, "tick": tick, "text": text}
    assert there_and_back(fields, values) == values


def test_what_was_left_empty_is_said_so_and_still_read_back():
    fields = [Field("a", "Time"), Field("b", "Note"), Field("c", "Days", options=OPTIONS)]
    quoted = quote_values(["**Time**", "**Note**", "**Days**"], ["19:00", "", ""], "(left empty)")
    assert quoted.startswith("**Time**\n> 19:00\n\n**Note** (left empty)\n> ")
    assert quoted.count("(left empty)") == 2
    assert read_values(quoted, fields) == {"a": "19:00", "b": "", "c": ()}


def test_people_see_labels_not_values():
    field = Field("days", "Days", kind="select", options=OPTIONS, most=3)
    assert show_value(field, ("mon", "wed")) == "Day Mon\nDay Wed"
    assert show_value(None, ("mon", "wed")) == "mon\nwed"


@pytest.mark.parametrize("text", ["", "nothing quoted", "> one block only"])
def test_missing_blocks_read_as_empty(text):
    fields = [Field("a", "A"), Field("b", "B", kind="select", options=OPTIONS)]
    values = read_values(text, fields)
    assert values["b"] == ()
    assert isinstance(values["a"], str)


def test_an_empty_line_whose_space_and_mark_were_trimmed_is_still_read():
    assert read_values("**A**\n> one\n>\n> two", [Field("a", "A")]) == {"a": "one\n\ntwo"}
