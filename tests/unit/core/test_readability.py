"""The reading grade, against texts whose grade is plain."""

import pytest

from bot.core.readability import count_syllables, count_words, grade, sentences


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("cat", 1), ("breathe", 1), ("table", 2), ("walked", 1), ("wanted", 2), ("goes", 1), ("a", 1)],
)
def test_syllables_are_estimated(word, syllables):
    assert count_syllables(word) == syllables


def test_words_are_counted_as_people_do():
    assert count_words("You can’t: “it’s” 5-4-3, a self-made one…") == 7
    assert count_words(" – · ") == 0


def test_lines_and_lists_are_read_in_parts():
    assert sentences("One. Two!\nThree: four; [five](https://example.org) · ...") == [
        "One",
        "Two",
        "Three",
        "four",
        "five",
    ]


def test_short_words_in_short_sentences_are_easy():
    assert grade("The cat sat. It was warm.") < 1
    assert grade("Institutional considerations necessitate administrative deliberation.") > 15
    assert grade("…") == 0
