"""What is read in the story's two nights: by whom, at what time of their own, and by whom not."""

import re

from tests.bot.transcript import after, chapter, said

NEUTRAL = (
    "| Someone would like a word now.\n      | [I'm with them] [I can't right now] [Who is it?]"
)
NEWS = "| There is news for you.\n      | [Open]"
CALL = "Somebody here asked for help, and nobody has come yet."
BEGINS = "\n== On a calm Sunday Mona prepares for nights"
ASKS = "Monday morning in London"


def check(story: str) -> None:
    """Check the preparations and both nights."""
    _check_the_preparations(story)
    _check_the_screen(story)
    _check_who_is_asked(story)
    _check_the_meeting_of_two(story)
    _check_the_end(story)
    _check_the_second_night(story)
    _check_the_moderators(story)
    _check_the_morning(story)
    _check_that_nobody_else_knows(story)
    _check_that_nothing_is_cut(story)


def _check_the_preparations(story: str) -> None:
    after(
        chapter(story, "On a calm Sunday"),
        "Sun 8 Nov, 12:00 PM  Mona, in #welcome, types /setup",
        "presses [When someone asks for help]",
        "Helpers' channel: not set.",
        "Helpers' channel: #helpers.",
        "Moderators' channel: #moderators.",
    )
    after(
        chapter(story, "Ben wants"),
        "Sun 8 Nov, 5:00 PM  Ben, in #helpers, types /duty on",
        "presses [I am 18 or older]",
        "Sun 8 Nov, 12:00 PM  Aftercare, in #moderators:",
        "Mona, in #moderators, presses [Approve]",
        "You can be a helper here now.",
    )
    after(chapter(story, "Sam offers"), "Your promise:", "A call for help may wake you.")
    after(
        chapter(story, "Ana asks Sam to be"),
        "types /sponsor ask person: @Sam",
        "You can say no.",
        "Sun 8 Nov, 12:00 PM  Aftercare, to Sam, in private:",
        "chooses “Yes, without reminders” under [Say yes]",
        "Ana, in private, presses [Confirm]",
    )
    after(chapter(story, "She says what time"), "the two of you get a private thread")


def _check_the_screen(story: str) -> None:
    """Nothing is sent before she has read whom it asks, at what time, and what they read."""
    screen = after(
        chapter(story, ASKS),
        "Mon 9 Nov, 9:00 AM  Ben, in #helpers, types /duty on until: 3h",
        "You are on duty until 9 November 2026, 12:00 PM.",
        "Mon 9 Nov, 1:30 AM  Ana, in #welcome, presses [Help now]",
        "call 911",
        "presses [Ask my sponsor]",
        "Nothing is sent yet",
        "• Now: @Sam, your sponsor",
        "• At 1:35 AM: 1 helper on duty",
        "• At 1:40 AM: the moderators (they read no name until one of them comes)",
        "They first read “Someone would like a word now.”",
        "@Ana would like a word with you now.",
    )
    sent = after(screen, "presses [Send]", "I am asking @Sam (your sponsor) now.")
    after(sent, "If nobody answers by 1:35 AM, next: 1 helper.")
    assert "in private" not in screen


def _check_who_is_asked(story: str) -> None:
    """Each reads the neutral words first; her name stands behind the button only."""
    asked = chapter(story, "Sam is woken")
    named = after(asked, "Mon 9 Nov, 4:30 AM  Aftercare, to Sam, in private:", NEUTRAL)
    assert "Ana" not in asked.split("[Who is it?]")[0].split("to Sam, in private")[1]
    after(
        named,
        "presses [Who is it?]",
        "@Ana would like a word with you now.",
        "presses [I can't right now]",
        "Thank you for saying so.",
        "Mon 9 Nov, 9:30 AM  Aftercare, to Ben, in private:",
        NEUTRAL,
        "presses [I'm with them]",
        "You are with @Ana now.",
    )


def _check_the_meeting_of_two(story: str) -> None:
    met = chapter(story, "The two are connected")
    after(
        met,
        "Mon 9 Nov, 1:30 AM  Aftercare, in the private thread “A quiet talk",
        "This is for the two of you: @Ana and @Ben.",
        "Mon 9 Nov, 1:30 AM  Aftercare, to Ana, in private:",
        NEWS,
        "Aftercare, to Ana alone:",
        "@Ben is with you now.",
        "Your private thread: “A quiet talk",
        "[We are talking] [I can't reach them] [Open their profile] [Block] [Report]",
        "Ben, in the private thread “A quiet talk",
        "presses [We are talking]",
    )


def _check_the_end(story: str) -> None:
    end = chapter(story, "Twenty minutes later")
    after(
        end,
        "Mon 9 Nov, 9:50 AM  Aftercare, to Ben, in private:\n      | Are you still with them?",
        "Mon 9 Nov, 1:50 AM  Ana, in private, presses [Open]",
        "Is someone with you?",
        "If neither of you answers by 2:00 AM, I ask on: the moderators.",
        "Ana, in private, presses [Yes]",
        "Ben, in private, presses [Yes]",
        "Mon 9 Nov, 2:20 AM  Ana, in private, presses [I'm okay now]",
        "What you wrote is gone.",
        "How was it for you?",
    )
    nights = after(story, f"\n== {ASKS}").split("\n== The next night")[0]
    assert said(nights, "in #moderators") == [], "somebody came, so moderators were not asked"


def _check_the_second_night(story: str) -> None:
    after(
        chapter(story, "The next night"),
        "Tue 10 Nov, 1:30 AM  Ana, in #welcome, presses [Send]",
        "Tue 10 Nov, 4:30 AM  Aftercare, to Sam, in private:",
        NEUTRAL,
        "Tue 10 Nov, 9:35 AM  Aftercare, to Ben, in private:",
        NEUTRAL,
    )
    after(
        chapter(story, "Nobody comes"),
        "Tue 10 Nov, 4:40 AM  Aftercare, in #moderators:",
        CALL,
        "Tue 10 Nov, 1:50 AM  Aftercare, to Ana, in private:",
        NEWS,
        "No one has answered yet. That is about us, not about you.",
        "• I asked @Sam (your sponsor) 20 minutes ago.",
        "• I asked a helper 15 minutes ago.",
        "call 911",
        "988 Suicide & Crisis Lifeline",
        "presses [Ask me in the morning]",
        "Fifteen minutes later a fresh note stands in place of the first.",
        "Tue 10 Nov, 4:55 AM  Aftercare, in #moderators:",
    )


def _check_the_moderators(story: str) -> None:
    """Eight fresh notes in the night, then one in the morning; no name stands in any of them."""
    night = after(story, "\n== Nobody comes")
    notes = [part for part in said(night, "in #moderators") if CALL in part]
    clocks = [re.search(r"\d+:\d\d [AP]M", note)[0] for note in notes]
    quarters = [f"{hour}:{minute:02d} AM" for hour in (4, 5, 6) for minute in (10, 25, 40, 55)]
    assert clocks[:-1] == [*quarters[2:10], "9:00 AM"]
    assert clocks[-1] == "12:00 PM", "Ana said that somebody should write to her"
    assert not [note for note in notes if "Ana" in note]


def _check_the_morning(story: str) -> None:
    after(
        chapter(story, "The morning after"),
        "Tue 10 Nov, 9:00 AM  Aftercare, to Ana, in private:",
        "| A note you asked for.",
        "Last night you asked for somebody, and nobody came. That was about us, not about you.",
        "presses [Yes, please]",
        "Mona, in #moderators, presses [I'm with them]",
        "You are with @Ana now.",
        "changes what it said in #moderators:\n      | Someone is with them now.",
        "@Ana and @Mona",
        "@Mona is with you now.",
    )


def _check_that_nobody_else_knows(story: str) -> None:
    """Cleo is written to by nobody, opens no more than before; channels for all say nothing."""
    rest = after(story, BEGINS)
    assert "to Cleo" not in rest
    looks = re.findall(r"Cleo looks around: (.*)", rest)
    assert len(looks) == 2
    assert set(looks) == {
        "#welcome, #announcements, #evening-circle; nothing in private from Aftercare."
    }
    for channel in ("welcome", "announcements", "helpers"):
        assert said(rest, f"in #{channel}") == []
    for part in said(rest, "in #evening-circle"):
        assert re.search("A small thing to try today|To think about today|Starts:|over", part)
    for part in said(rest, r"to \w+, in private"):
        assert "@" not in part, "a note names nobody"


def _check_that_nothing_is_cut(story: str) -> None:
    """Three dots stand on one button; what is told in brief is shortened by the teller alone."""
    full = [line for line in after(story, BEGINS).splitlines() if line.startswith("      |")]
    assert len(full) > 200
    assert not [line for line in full if "…" in line.replace("[I'm free at …]", "")]
