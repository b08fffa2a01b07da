"""An exercise: one screen at a time, from nothing but the button and one's own message."""

from dataclasses import replace

import pytest

from bot.coping import service as coping
from bot.coping.practicing import rules
from bot.core.message import Edit, Form
from bot.core.press import Press, Submission
from bot.gateway.render import render, texts
from tests.support.who import buttons_of, selects_of, somebody

ANA = somebody()


def as_read(message):
    """What Discord hands back as the text of a message."""
    return "\n".join(texts(render(message)))


def do(library, message, label="", values=(), action=""):
    """Press a button, or pick in the select, of a message."""
    button = buttons_of(message)[label] if label else selects_of(message)[action]
    instant = coping.instant_actions(library)[button.action]
    answer = instant(ANA, Press(button.action, button.ref, tuple(values), as_read(message)))
    return answer.message if isinstance(answer, Edit) else answer


def write(library, message, text):
    """Write into the box of a screen."""
    form = do(library, message, "Write it here")
    assert isinstance(form, Form)
    sent = Submission(form.name, form.ref, {"written": text}, as_read(message))
    answer = coping.instant_submits(library)[form.name](ANA, sent)
    assert isinstance(answer, Edit)
    return answer.message


def start(library, name):
    return do(library, coping.open_exercise(library, ANA, name), "Start")


# ---------------------------------------------------------------- 1. choosing one


def test_all_of_them_are_listed_with_what_they_are(library):
    listed = coping.open_exercise(library, ANA, "")
    options = selects_of(listed)["begin"].options
    assert [option.label for option in options] == [one.title for one in library.exercises.values()]
    opened = do(library, listed, values=[options[1].value], action="begin")
    assert opened.title == options[1].label


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("urge surfing", "Riding out an urge"),
        ("halt", "Hungry, angry, lonely, tired"),
        ("CBT", "Looking at a thought"),
        ("3", "Slower breathing"),
        ("two-rulers", "Two rulers"),
    ],
)
def test_it_is_found_by_its_words(library, typed, title):
    assert coping.open_exercise(library, ANA, typed).title == title


def test_the_opening_says_how_to_do_it_safely(library):
    for exercise in library.exercises.values():
        opening = coping.open_exercise(library, ANA, exercise.id)
        assert exercise.care in opening.body
        assert exercise.help in opening.small
        boxes = any(screen.write for screen in exercise.screens)
        assert ("I keep nothing of it" in opening.body) is boxes


def test_it_says_where_it_is_from(library):
    said = do(library, coping.open_exercise(library, ANA, "halt"), "Where is this from?")
    assert "“What professional help is for”, part: Developing Coping Mechanisms" in said.body
    assert "No clinician has reviewed it yet." in said.body
    assert do(library, said, "Back").title == "Hungry, angry, lonely, tired"


# ---------------------------------------------------------------- 2. walking through


def test_an_urge_is_ridden_out(library):
    screen = start(library, "urge-surfing")
    screen = do(library, screen, values=["7"], action="rate")
    assert screen.title == "Give it its name"
    for _ in range(4):
        assert "> **How strong is the urge right now?** 7" in screen.body
        screen = do(library, screen, "Next")
    assert screen.title == "Look again"
    end = do(library, screen, "Less than before")
    assert end.title == "You stayed"
    assert "> **How strong is the urge right now?** 7" in end.body
    assert "Next" not in buttons_of(end)


def test_one_can_go_round_again(library):
    screen = start(library, "urge-surfing")
    for label in ("Next, without a number", "Next", "Next", "Next", "Next", "About the same"):
        screen = do(library, screen, label)
    assert do(library, screen, "Once more").title == "Breathe beside it"
    assert do(library, screen, "Something else").title == "Change the place"


@pytest.mark.parametrize("label", ["Write or call someone", "Look something up", "Nothing today"])
def test_several_answers_may_lead_to_one_screen(library, label):
    screen = start(library, "two-rulers")
    while "Nothing today" not in buttons_of(screen):
        screen = do(library, screen, next(b for b in buttons_of(screen) if b.startswith("Next")))
    end = do(library, screen, label)
    assert end.title == ("Nothing is an answer" if label == "Nothing today" else "That one")


def test_each_of_the_four_has_its_repair(library):
    for label in ("Hungry", "Angry", "Lonely", "Tired", "None of these"):
        repair = do(library, start(library, "halt"), label)
        after = do(library, repair, "Next")
        assert after.title == "And now?"
        assert do(library, after, "Another of the four").title == "Which is the loudest?"
        assert do(library, after, "I'm done").title == "Repair done"


def test_a_press_twice_shows_the_same_screen(library):
    screen = start(library, "grounding")
    assert do(library, screen, "Next") == do(library, screen, "Next")


# ---------------------------------------------------------------- 3. writing


def test_what_is_written_stands_in_ones_own_message_to_the_end(library):
    screen = write(library, start(library, "thought-record"), "Tuesday, *no* reply\nfrom @sam")
    assert screen.title == "What went through your mind?"
    assert "> **What happened?** Tuesday, \\*no\\* reply from @\u200bsam" in screen.body
    screen = write(library, screen, "They left me")
    screen = do(library, screen, values=["8"], action="rate")
    for text in ("No word for a day", "They said hello on Monday", "Give it until tomorrow"):
        screen = write(library, screen, text)
    end = do(library, screen, "Weaker")
    assert [line for line in end.body.splitlines() if line.startswith("> ")] == [
        "> **What happened?** Tuesday, \\*no\\* reply from @\u200bsam",
        "> **The thought, in its own words** They left me",
        "> **How strong is it?** 8",
        "> **Facts that fit** No word for a day",
        "> **Facts that do not fit** They said hello on Monday",
        "> **What you would tell a friend** Give it until tomorrow",
    ]
    gone = do(library, end, "Done, clear what I wrote")
    assert "They left me" not in gone.body
    assert "I kept nothing of it" in gone.body


def test_nothing_has_to_be_written(library):
    screen = write(library, start(library, "thought-record"), "  \n ")
    assert screen.title == "What went through your mind?"
    assert "> " not in screen.body
    assert do(library, screen, "Next").title == "What did you feel?"


def test_no_button_and_no_form_carries_what_was_written(library):
    screen = write(library, start(library, "two-rulers"), "PLANTED in my own words")
    ids = [
        part.custom_id for row in screen.rows for part in (row if isinstance(row, tuple) else [row])
    ]
    assert not any("PLANTED" in one for one in ids)
    again = start(library, "two-rulers")
    assert "PLANTED" not in repr(do(library, again, "Write it here"))


@pytest.mark.parametrize("text", ["x" * 4000, "*" * 300, "@everyone " * 40, "> **a** b\n" * 30])
def test_much_writing_fits(library, text):
    screen = start(library, "thought-record")
    for _ in range(30):
        if "Write it here" in buttons_of(screen):
            screen = write(library, screen, text)
        elif "rate" in selects_of(screen):
            screen = do(library, screen, values=["10"], action="rate")
        else:
            render(screen)
            spot = rules.read_spot(library, "4.what", as_read(screen))
            screen = do(library, screen, "Stronger")
            screen = do(library, screen, "From the start")
            assert spot is not None
            assert len(spot.trail) <= rules.MOST_LINES
            screen = do(library, screen, "Start")
        render(screen)


def test_the_longest_screen_with_the_longest_notes_fits(library):
    exercise = library.exercises["thought-record"]
    screens = [one.model_copy(update={"text": "word " * 300}) for one in exercise.screens]
    full = replace(
        library, exercises={"x": exercise.model_copy(update={"screens": tuple(screens)})}
    )
    screen = start(full, "x")
    while "Write it here" in buttons_of(screen) or "rate" in selects_of(screen):
        if "rate" in selects_of(screen):
            screen = do(full, screen, values=["10"], action="rate")
        else:
            screen = write(full, screen, "[" * 300)
        render(screen)


# ---------------------------------------------------------------- 4. leaving it, and what is wrong


def test_it_can_be_left_at_any_screen(library):
    for exercise in library.exercises.values():
        for screen in exercise.screens:
            spot = rules.Spot(exercise, screen, ("> **a** PLANTED",))
            shown = coping.instant_actions(library)["step"](
                ANA, Press("step", spot.ref, text="> **a** PLANTED")
            ).message
            label = "Done, clear what I wrote" if spot.next_id is None else "Stop here"
            left = do(library, shown, label)
            assert "PLANTED" not in left.body
            assert do(library, left, "From the start").title == exercise.title


@pytest.mark.parametrize("action", ["step", "rate", "write", "begin", "leave", "exercise_from"])
@pytest.mark.parametrize("ref", ["", "99.x", "x", "1", "1.", "1.gone", "4.gone.3", "..", "9" * 80])
def test_what_is_not_there_any_more_leads_somewhere(library, action, ref):
    answer = coping.instant_actions(library)[action](ANA, Press(action, ref, ("11",)))
    assert render(answer.message)


@pytest.mark.parametrize("ref", ["1.start", "4.gone", "99.x", ""])
def test_a_form_that_nobody_knows_leads_somewhere(library, ref):
    answer = coping.instant_submits(library)["written"](ANA, Submission("written", ref, {}))
    assert render(answer.message)
