"""The story is played once, and everything that is said in it is read."""

import re

import pytest

from bot.rehearsal import scribe
from bot.rehearsal.story import play
from tests.bot import story_nights
from tests.bot.transcript import after, chapter
from tests.support.simcord_seams import Seams

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
async def story(monkeypatch: pytest.MonkeyPatch) -> str:
    """The transcript, unwrapped; every request in it was checked against Discord's contract."""
    monkeypatch.setattr(scribe, "WIDTH", 1000)
    seams = Seams()
    seams.install(monkeypatch)
    lines: list[str] = []
    await play(lines.append)
    assert seams.contract.problems == []
    return "\n".join(lines)


async def test_the_story(story):
    _check_the_plan(story)
    _check_the_front_door(story)
    _check_the_reminders(story)
    _check_the_check_in(story)
    _check_the_tips(story)
    _check_the_clock_change(story)
    _check_the_move(story)
    _check_the_cancellation(story)
    _check_the_words(story)
    story_nights.check(story)


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
        "types /checkin-prompt",
        "It comes Mon, Wed, Fri at 12:00 (America/New_York)",
        "The next one: Friday, 30 October 2026, 12:00 PM (in 1 day)",
        "types /tip-group",
        "It comes every day at 10:00 (America/New_York)",
    )


def _check_the_front_door(story: str) -> None:
    """Posted by Mona; at midnight in Sydney somebody new presses, and types nothing."""
    posted = after(story, "presses [Front-door message]", "presses [Post it]")
    rest = after(posted, "Aftercare, in #welcome:", "call 911", "Press, don't type.")
    after(rest, "[Help now] [Next meetings] [Check in] [A tip] [Me]", "Cleo is new")
    newcomer = after(rest, "Cleo is new").split("\n==")[0]
    after(
        newcomer,
        "Fri 30 Oct, 12:00 AM  Cleo, in #welcome, presses [Next meetings]",
        "Aftercare, to Cleo alone:",
        "Friday, 30 October 2026, 10:00 AM",
        "presses [A tip]",
        "presses [Another]",
    )
    assert "types" not in newcomer


def _check_the_reminders(story: str) -> None:
    """The one of a day before would lie in the past; the hour's and the ten minutes' arrive."""
    first = "Thu 29 Oct, 3:00 PM  Aftercare, in #evening-circle:"
    rest = after(story, "Time passes", first)
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


def _check_the_check_in(story: str) -> None:
    """The prompt is for all; the answer is Ana's alone, fits, and is said nowhere else."""
    prompt = after(story, "Fri 30 Oct, 9:00 AM  Aftercare, in #evening-circle:")
    answer = after(
        prompt,
        "| To think about today: ",
        "only you see, and it is not kept.",
        "[Check in privately] [Help now]",
        "Fri 30 Oct, 9:00 AM  Ana, in #evening-circle, presses [Check in privately]",
        "A form opens: “Check in”",
        "How is your mood? Low; How strong is a craving right now? 4;",
        "Are you any of these? Lonely;",
        "What would help now? A meeting",
        "Aftercare, to Ana alone:",
    )
    answer = answer.split("\n\n", 1)[0]
    after(answer, "Sunday, 1 November 2026, 4:00 PM (in 2 days)", "Your answer is not kept.")
    later = story.count("[Check in privately]")
    assert later == 2, "one prompt is read in full and pressed; later ones are told in brief"
    for when in ("Mon 2 Nov, 9:00 AM", "Wed 4 Nov, 9:00 AM"):
        assert re.search(rf"{when}  Aftercare, in #evening-circle: .+", story)


def _check_the_tips(story: str) -> None:
    """The first tip is read in full, at ten in New York; then one comes each day."""
    after(
        story,
        "Thu 29 Oct, 7:00 AM  Aftercare, in #evening-circle:",
        "| A small thing to try today",
        "[One just for me]",
    )
    for when in ("Fri 30 Oct, 7:00 AM", "Sat 31 Oct, 7:00 AM", "Sun 1 Nov, 7:00 AM"):
        assert f"{when}  Aftercare, in #evening-circle: A small thing to try today" in story


def _check_the_clock_change(story: str) -> None:
    """Seven in the evening stays seven in New York, and moves by an hour for London."""
    told = after(story, "Aftercare, to Ben, in private:", "Ben, in private, presses [Open]")
    after(
        told,
        "Another time for you: Monday, 2 November 2026, 12:00 AM",
        "By your clock it is at 00:00, not at 23:00 as last time (Europe/London).",
    )
    private = after(
        story,
        "The clocks of New York go back",
        "Sat 31 Oct, 5:00 PM  Aftercare, in #evening-circle:",
        "Mona reads: Starts: Sunday, 1 November 2026, 7:00 PM (in 1 day)",
        "Ben reads: Starts: Monday, 2 November 2026, 12:00 AM (in 1 day)",
        "presses [I'll be there]",
        "Sun 1 Nov, 3:00 PM  Aftercare, to Ana, in private:",
    )
    note, opened = private.split("presses [Open]", 1)
    assert "Evening" not in note, "a private note is neutral until it is opened"
    after(opened, "Starts: Sunday, 1 November 2026, 4:00 PM", "Where: https://meet.example/evening")


def _check_the_move(story: str) -> None:
    """The posted reminder is edited, and each is told once, although nothing else is said twice."""
    moved = after(story, "Mona moves one evening").split("\n==")[0]
    changed = after(
        moved,
        "Wed 4 Nov, 7:00 PM  Mona, in #evening-circle, types /meeting move",
        "A form opens: “Move one date”",
        "To: Thursday, 5 November 2026, 8:00 PM",
        "presses [Save]",
        "Aftercare changes what it said in #evening-circle:",
    )
    after(
        changed,
        "Thursday, 5 November 2026, 5:00 PM",
        "Mona reads: Moved:",
        "8:00 PM",
        "Wed 4 Nov, 4:02 PM  Aftercare, in #evening-circle:",
    )
    before_thursday = moved.split("Thu 5 Nov, 4:00 PM", maxsplit=1)[0]
    for person in ("Ana", "Ben"):
        assert before_thursday.count(f"Aftercare, to {person}, in private:") == 1
    after(story, "Mona moves one evening", "Thu 5 Nov, 4:00 PM  Aftercare, in #evening-circle")
    for person, hour in (("Ana", "5:00 PM"), ("Ben", "1:00 AM")):
        opened = after(moved, f"{person}, in private, presses [Open]").split("\n\n")[0]
        after(opened, "is now on", hour)


def _check_the_cancellation(story: str) -> None:
    rest = after(chapter(story, "Mona has to cancel"), "presses [Yes, cancel this date]")
    cancelled = "Cancelled: the meeting on Sunday, 8 November 2026, 4:00 PM"
    after(rest, "changes what it said in #evening-circle:", cancelled, "Ben, in private")
    assert rest.count("Aftercare, in #evening-circle:") == 1, "it is said once"
    assert rest.count("A note you asked for.") == 2  # Ana and Ben


def _check_the_words(story: str) -> None:
    assert "call 911" in after(story, "types /help")
    assert not re.search(r"<t:|<@|<#|None(?! yet)|Traceback|reference", story)
    assert not re.search(r"\b(addict|abuse|streak)\b", story, re.IGNORECASE)
