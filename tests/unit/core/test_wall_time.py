"""Times of day as people type them."""

from datetime import time

import pytest

from bot.core.wall_time import read_time


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("19:30", time(19, 30)),
        ("19.30", time(19, 30)),
        ("1930", time(19, 30)),
        ("7", time(7)),
        ("7pm", time(19)),
        (" 7:05  P.M. ", time(19, 5)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("noon", time(12)),
        ("Midnight", time(0)),
        ("24:00", time(0)),
        ("00:00", time(0)),
        ("٧", time(7)),
    ],
)
def test_a_time_is_read(typed, moment):
    assert read_time(typed) == moment


@pytest.mark.parametrize("typed", ["", "25:00", "19:60", "13pm", "0am", "next blursday", "7:3"])
def test_what_is_no_time_is_not_guessed(typed):
    assert read_time(typed) is None
