"""Small text: what Discord must not read as marks, and what people read."""

from datetime import UTC, datetime

import pytest

from bot.core.text import escape, join_words, shorten, suggest, timestamp


def test_a_timestamp_shows_each_reader_their_own_time():
    assert timestamp(datetime(2026, 1, 1, tzinfo=UTC)) == "<t:1767225600:F>"
    assert timestamp(datetime(2026, 1, 1, tzinfo=UTC), "R") == "<t:1767225600:R>"
    with pytest.raises(ValueError, match="zone"):
        timestamp(datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_joined_words(items, said):
    assert join_words("en", items) == said


def test_joined_choices():
    assert join_words("en", ["a", "b"], either=True) == "a or b"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Evening circle", "Evening circle"),
        ("**bold** _x_ ~~y~~ `z`", r"\*\*bold\*\* \_x\_ \~\~y\~\~ \`z\`"),
        ("<@123> <#4>", r"\<@" + "\u200b" + r"123\> \<\#4\>"),
        ("@everyone", "@\u200beveryone"),
        ("[a](https://b.c)", r"\[a\]\(https\://b.c\)"),
        ("- item", r"\- item"),
        ("7. item", "7\u200b. item"),
        ("7 pm: yes", "7 pm: yes"),
        ("a\n# b", r"a \# b"),
        ("||x||", r"\|\|x\|\|"),
        ("call \u202e119\u2066 now", "call 119 now"),
    ],
)
def test_a_name_is_shown_as_it_was_typed(typed, shown):
    assert escape(typed) == shown


def test_nearest_words():
    assert suggest("weekley", ["weekly", "monthly", "once"]) == ["weekly"]
    assert suggest("WEEKLY", ["Weekly"]) == ["Weekly"]
    assert suggest("xyz", ["weekly"]) == []


@pytest.mark.parametrize(
    ("text", "n", "short"),
    [
        ("short", 10, "short"),
        ("a rather long sentence", 16, "a rather long…"),
        ("onlyoneverylongword", 8, "onlyone…"),
        ("abc", 1, "…"),
    ],
)
def test_shortening(text, n, short):
    assert shorten(text, n) == short
    assert len(shorten(text, n)) <= n
