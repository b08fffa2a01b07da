"""A message becomes components, and what Discord would refuse is refused here first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.message import Button, Link, Message, Option, Select, Tone
from bot.gateway.render import ACTION_ROW, TEXT, Rendered, carries, custom_ids, render, texts

HELLO = Button("Hello", "probe", "hello", "7")


def buttons(parts):
    return [item for part in parts if part["type"] == ACTION_ROW for item in part["components"]]


def labels(parts):
    return [item.get("label") for item in buttons(parts)]


def test_title_body_and_small_print_are_one_text():
    (text, *_rows) = render(Message("Body.", title="A title", small="One.\n\nTwo."))
    assert text == {"type": TEXT, "content": "### A title\nBody.\n-# One.\n-# Two."}


def test_a_title_stays_on_one_line():
    assert list(texts(render(Message("", title="A\n# title")))) == ["### A # title"]


def test_buttons_have_their_tone_and_links_their_address():
    row = (
        HELLO,
        Button("Go", "probe", "go", tone=Tone.MAIN),
        Button("Stop", "probe", "stop", tone=Tone.DANGER),
        Link("Open", "https://example.org"),
    )
    shown = buttons(render(Message("x", rows=(row,), help_now=False)))
    assert [item["style"] for item in shown] == [2, 1, 4, 5]
    assert shown[0]["custom_id"] == "ac:probe:hello:7"
    assert shown[3] == {"type": 2, "style": 5, "label": "Open", "url": "https://example.org"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), [["Help now"]]),
        (((HELLO,),), [["Hello", "Help now"]]),
        (((), (HELLO,)), [["Hello", "Help now"]]),
        (
            (tuple(Button(str(n), "probe", str(n)) for n in range(5)),),
            [["0", "1", "2", "3", "4"], ["Help now"]],
        ),
        ((Select("Pick", "probe", "pick", picks="channel"),), [[None], ["Help now"]]),
    ],
)
def test_help_now_takes_the_last_free_place(rows, expected):
    parts = render(Message("x", rows=rows))
    rendered = [part["components"] for part in parts if part["type"] == ACTION_ROW]
    assert [[item.get("label") for item in row] for row in rendered] == expected


def test_the_marker_is_in_help_now():
    parts = render(Message("x"), marker="NONCE1")
    assert list(custom_ids(parts)) == ["ac:reach:help:NONCE1"]
    assert carries(parts, "NONCE1")
    assert not carries(parts, "ONCE1")


def test_without_help_now_another_component_carries_the_marker():
    parts = render(Message("x", rows=((HELLO,),), help_now=False), marker="NONCE1")
    assert list(custom_ids(parts)) == ["ac:probe:hello:7!NONCE1"]
    assert carries(parts, "NONCE1")


def test_a_marker_that_nothing_can_carry_brings_help_now_back():
    parts = render(Message("x", help_now=False), marker="NONCE1")
    assert labels(parts) == ["Help now"]


def test_a_message_with_its_own_help_button_gets_no_second_one():
    own = Button("Call now", "reach", "help")
    parts = render(Message("x", rows=((HELLO, own),)), marker="NONCE1")
    assert labels(parts) == ["Hello", "Call now"]
    assert carries(parts, "NONCE1")


def test_selects():
    rows = (
        Select("Pick", "probe", "text", options=(Option("A", "a", "first", chosen=True),), most=3),
        Select("Where", "probe", "where", picks="channel", least=0),
        Select("Who", "probe", "who", picks="role"),
    )
    text, channel, role = buttons(render(Message("x", rows=rows, help_now=False)))
    assert text["options"] == [
        {"label": "A", "value": "a", "description": "first", "default": True}
    ]
    assert text["max_values"] == 1
    assert (channel["type"], channel["channel_types"], channel["min_values"]) == (8, [0, 5], 0)
    assert role["type"] == 6


def test_a_file_is_shown():
    parts = render(Message("x"), file="all.json")
    assert parts[1] == {"type": 13, "file": {"url": "attachment://all.json"}}


OPTIONS = tuple(Option(str(number), str(number)) for number in range(26))


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (Message("x" * 4001), "4001 characters; Discord allows 4000"),
        (Message("x" * 3000, small="y" * 1000), "4004 characters"),
        (Message("", help_now=False), "a text or a button"),
        (Message("x", rows=((HELLO,) * 6,)), "a row has 6 buttons"),
        (Message("x", rows=((HELLO, HELLO),)), "the same custom id"),
        (Message("x", rows=((Button("x" * 81, "probe", "a"),),)), "label is 81"),
        (Message("x", rows=((Button("", "probe", "a"),),)), "label is 0"),
        (Message("x", rows=((Button("a", "probe", "a", "r" * 100),),)), "custom id is 111"),
        (Message("x", rows=((Link("a", "https://" + "x" * 600),),)), "a link is 608"),
        (Message("x", rows=(Select("h", "probe", "a"),)), "options is 0; Discord allows 1 to 25"),
        (Message("x", rows=(Select("h", "probe", "a", options=OPTIONS),)), "options is 26"),
        (Message("x", rows=(Select("h" * 151, "p", "a", options=OPTIONS[:2]),)), "hint is 151"),
        (
            Message("x", rows=(Select("h", "p", "a", options=(Option("l" * 101, "v"),)),)),
            "option's label is 101",
        ),
        (
            Message("x", rows=(Select("h", "p", "a", options=(Option("l", "v" * 101),)),)),
            "option's value is 101",
        ),
        (
            Message("x", rows=(Select("h", "p", "a", options=(Option("l", "v", "a" * 101),)),)),
            "option's description is 101",
        ),
        (Message("x", rows=(Select("h", "p", "a", options=OPTIONS[:1] * 2),)), "the same value"),
        (
            Message(
                "x",
                rows=tuple(tuple(Button("b", "p", f"{r}-{c}") for c in range(5)) for r in range(7)),
            ),
            "components; Discord allows 40",
        ),
    ],
)
def test_limits_are_named_without_quoting_the_text(message, said):
    with pytest.raises(ValueError, match=r".+") as raised:
        render(message)
    assert said in str(raised.value)


def test_a_marker_must_fit_too():
    full = Button("a", "probe", "a", "r" * 89)
    with pytest.raises(ValueError, match="with its marker"):
        render(Message("x", rows=((full,),), help_now=False), marker="NONCE1")


@given(st.text(max_size=900), st.text(max_size=200), st.text(max_size=200))
def test_any_text_renders_and_stands_unchanged_in_the_body(body, title, small):
    parts = render(Message(body, title=title, small=small))
    shown = "".join(texts(parts))
    assert body in shown or not body.strip()
    assert len(shown) <= 4000


async def test_discord_py_keeps_nothing_of_a_rendered_view():
    view = Rendered(render(Message("x", rows=((HELLO,),))))
    assert view.is_finished()
    assert view.has_components_v2()
    assert not view.is_dispatchable()
    assert view.to_components()[0]["content"] == "x"
