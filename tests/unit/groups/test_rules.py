"""Names of groups, and the refs of buttons."""

import pytest

from bot.groups import rules


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Sunday   Circle ", "Sunday Circle"),
        ("Sun\nday", "Sun day"),
        ("Sun\u202eday\u2066", "Sunday"),
        ("a\u200bb", "ab"),
        ("👩‍👩‍👧 Family", "👩‍👩‍👧 Family"),
        ("קבוצת בוקר", "קבוצת בוקר"),
        ("می‌خواهم", "می‌خواهم"),
        ("e\u0301", "é"),
    ],
)
def test_a_name_is_tidied_and_keeps_its_script(typed, name):
    assert rules.tidy_name(typed) == name


@pytest.mark.parametrize("name", ["", " ", "\u200d", "\u200d \u200c", "x" * 61, "🌊" * 61])
def test_names_that_will_not_do(name):
    assert not rules.is_good_name(rules.tidy_name(name))


@pytest.mark.parametrize("name", ["a", "x" * 60, "🌊" * 60, "12"])
def test_names_that_will_do(name):
    assert rules.is_good_name(rules.tidy_name(name))


def test_a_free_name_is_near_and_fits():
    assert rules.free_name("Circle", ["Other"]) is None
    assert rules.free_name("circle", ["Circle", "CIRCLE 2"]) == "circle 3"
    long = "x" * 60
    suggested = rules.free_name(long, [long])
    assert suggested == "x" * 57 + " 2"
    assert rules.is_good_name(suggested)


@pytest.mark.parametrize(
    ("ref", "numbers"),
    [
        ("12", (12,)),
        ("12.34", (12, 34)),
        ("", None),
        ("a", None),
        ("1.", None),
        ("-1", None),
        ("٣", None),
    ],
)
def test_refs(ref, numbers):
    assert rules.read_ref(ref) == numbers
