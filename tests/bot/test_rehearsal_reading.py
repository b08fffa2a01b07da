"""Reading messages as people do: their own local times, names, and no markdown."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rehearsal.reading import Reader, say_distance

NOW = datetime(2026, 11, 1, 20, 0, tzinfo=UTC)
MEETING = int(datetime(2026, 11, 2, 0, 0, tzinfo=UTC).timestamp())
BERLIN = Reader("Europe/Berlin", NOW, {7: "#circle", 8: "@Ana"})
NEW_YORK = Reader("America/New_York", NOW, {})


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (NEW_YORK, "Sunday, 1 November 2026, 7:00 PM"),  # the clocks went back that morning
        (BERLIN, "Monday, 2 November 2026, 1:00 AM"),
    ],
)
def test_everybody_reads_their_own_time(reader, said):
    assert reader.plain(f"<t:{MEETING}:F>") == said


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"<t:{MEETING}>", "2 November 2026, 1:00 AM"),
        (f"<t:{MEETING}:t>", "1:00 AM"),
        (f"<t:{MEETING}:d>", "2 November 2026"),
        (f"<t:{MEETING}:R>", "in 4 hours"),
        ("in <#7> with <@8> and <@9>", "in #circle with @Ana and somebody"),
        ("## Title", "Title"),
        ("-# small", "small"),
        (r"**bold** `/me` 5 \* 3 \_x\_", "bold /me 5 * 3 _x_"),
    ],
)
def test_marks_become_words(written, read):
    assert BERLIN.plain(written) == read


def test_a_message_is_read_with_its_buttons():
    parts = [
        {"type": 17, "components": [
            {"type": 10, "content": "## Evening circle\nAt seven"},
            {"type": 9, "components": [{"type": 10, "content": "Beside"}],
             "accessory": {"type": 2, "label": "More"}},
            {"type": 1, "components": [{"type": 2, "label": "I'll be there"}]},
            {"type": 1, "components": [{"type": 3, "placeholder": "How often?"}]},
        ]},
    ]  # fmt: skip
    assert BERLIN.read(parts) == [
        "Evening circle",
        "At seven",
        "Beside",
        "[More] [I'll be there] [How often?]",
    ]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"seconds": 20}, "now"),
        ({"minutes": 1}, "in 1 minute"),
        ({"hours": 23}, "in 23 hours"),
        ({"days": -2}, "2 days ago"),
    ],
)
def test_distances(step, said):
    assert say_distance(timedelta(**step)) == said
