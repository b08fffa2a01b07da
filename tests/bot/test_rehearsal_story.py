"""The story is played once, and everything that is said in it is read."""

import re

import pytest

from bot.rehearsal.story import play
from tests.support.simcord_seams import Seams

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
async def story(monkeypatch: pytest.MonkeyPatch) -> str:
    """The transcript; every request made in it was checked against Discord's contract."""
    seams = Seams()
    seams.install(monkeypatch)
    lines: list[str] = []
    await play(lines.append)
    assert seams.contract.problems == []
    return "\n".join(lines)


def after(story: str, *passages: str) -> str:
    """Find passages one after the other; return what comes after the last."""
    rest = story
    for passage in passages:
        assert passage in rest, f"{passage!r} does not come after what was before it"
        rest = rest.split(passage, 1)[1]
    return rest


async def test_the_story(story):
    _check_the_plan(story)
    _check_the_reminders(story)
    _check_the_clock_change(story)
    _check_the_cancellation(story)
    _check_the_words(story)


def _check_the_plan(story: str) -> None:
    after(
        story,
        "Thu 29 Oct, 9:00 AM  Mona, in #welcome, types /setup",
        "Time zone: America/New_York",
        "types /group create name: Evening circle",
        "A form opens: “Plan a meeting”",
        "Every Thursday and Sunday at 19:00 (America/New_York)",
        "Thursday, 29 October 2026, 7:00 PM",
        "Sunday, 1 November 2026, 7:00 PM",
        "Thursday, 5 November 2026, 7:00 PM",
        "presses [Save]",
        "Saved: Evening circle",
        "Thu 29 Oct, 1:00 PM  Ben, in #evening-circle, types /meeting next",
        "Thursday, 29 October 2026, 11:00 PM (in 10 hours)",
    )


def _check_the_reminders(story: str) -> None:
    """The one of a day before would lie in the past; the hour's and the ten minutes' arrive."""
    first = "Thu 29 Oct, 3:00 PM  Aftercare, in #evening-circle:"
    rest = after(story, "Time passes", first)
    assert "Aftercare, in #evening-circle:" not in story.split(first, maxsplit=1)[0]
    after(
        rest,
        "Starts: Thursday, 29 October 2026, 4:00 PM (in 1 hour)",
        "Mona reads: Starts: Thursday, 29 October 2026, 7:00 PM (in 1 hour)",
        "Ben reads: Starts: Thursday, 29 October 2026, 11:00 PM (in 1 hour)",
        "Ana, in #evening-circle, presses [Remind me]",
        "Aftercare, to Ana, in private:",
        "A note you asked for.",
        "Thu 29 Oct, 3:50 PM  Aftercare, in #evening-circle:",
        "(in 10 minutes)",
    )


def _check_the_clock_change(story: str) -> None:
    """Seven in the evening stays seven in New York, and moves by an hour for London."""
    private = after(
        story,
        "the clocks of New York go back",
        "Sat 31 Oct, 5:00 PM  Aftercare, in #evening-circle:",
        "Mona reads: Starts: Sunday, 1 November 2026, 7:00 PM (in 1 day)",
        "Ben reads: Starts: Monday, 2 November 2026, 12:00 AM (in 1 day)",
        "presses [I'll be there]",
        "Sun 1 Nov, 3:00 PM  Aftercare, to Ana, in private:",
    )
    note, opened = private.split("presses [Open]", 1)
    assert "Evening" not in note, "a private note is neutral until it is opened"
    after(opened, "Starts: Sunday, 1 November 2026, 4:00 PM", "Where: https://meet.example/evening")


def _check_the_cancellation(story: str) -> None:
    rest = after(story, "Mona has to cancel", "presses [Yes, cancel this date]")
    after(rest, "Cancelled: the meeting on Sunday, 1 November 2026, 4:00 PM", "Ben, in private")
    assert rest.count("Cancelled: the meeting on Sunday") == 2  # once, and as Mona reads it
    assert rest.count("A note you asked for.") == 2  # Ana and Ben


def _check_the_words(story: str) -> None:
    assert "call 911" in after(story, "types /help")
    assert not re.search(r"<t:|<@|<#|None|Traceback|reference", story)
    assert not re.search(r"\b(addict|abuse|streak)\b", story, re.IGNORECASE)
