"""An exercise, one screen at a time: opened, walked through, left at any screen.

All of it is answered from memory, and nothing is kept: the button says where somebody is, and their
own private message holds what they noted. So it goes on after a restart, and without a database.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.coping import messages as shared
from bot.coping.entries import Exercise
from bot.coping.library import Library
from bot.coping.practicing import messages, rules
from bot.coping.practicing.rules import Spot, suggest_exercises
from bot.core.language import choose_language
from bot.core.message import Edit, Form, Message
from bot.core.press import Press, Submission, Who
from bot.core.text import suggest

__all__ = ["Instant", "instant_actions", "instant_submits", "open_exercise", "suggest_exercises"]

Instant = Callable[[Who, Press], Message | Edit | Form]
InstantSubmit = Callable[[Who, Submission], Message | Edit | None]

# ---------------------------------------------------------------- 1. choosing one


def open_exercise(library: Library, who: Who, typed: str) -> Message:
    """Open the exercise that was chosen or typed; nothing typed: what there is."""
    lang = choose_language(None, who.locale)
    exercise = rules.find_exercise(library, lang, typed)
    if exercise is not None:
        return messages.opening(lang, exercise)
    near = suggest(typed, [one.title for one in rules.exercises_of(library, lang)])
    return _choose(library, lang, shared.no_such(lang, near) if typed.strip() else "")


def _choose(library: Library, lang: str, first: str = "") -> Message:
    exercises = rules.exercises_of(library, lang)
    return messages.choose(lang, exercises, first) if exercises else shared.empty(lang)


def _press_open(library: Library, who: Who, press: Press) -> Message:
    """Open one from any other card, as a new message."""
    return open_exercise(library, who, press.ref)


def _press_choose(library: Library, who: Who, press: Press) -> Edit:
    del press
    return Edit(_choose(library, choose_language(None, who.locale)))


def _begin(library: Library, who: Who, press: Press) -> Edit:
    """Turn to an exercise's opening: what was picked, or what a button names."""
    return Edit(open_exercise(library, who, "".join(press.values[:1]) or press.ref))


# ---------------------------------------------------------------- 2. one screen after the other


def _step(library: Library, who: Who, press: Press) -> Edit:
    """Show the screen that a button leads to."""
    spot = rules.read_spot(library, press.ref, press.text)
    return _show(library, who, press.ref, spot)


def _rate(library: Library, who: Who, press: Press) -> Edit:
    """Note the number that was chosen, and go on."""
    spot = rules.read_spot(library, press.ref, press.text)
    number = "".join(press.values[:1])
    if spot is None or number not in rules.SCALE:
        return _show(library, who, press.ref, spot)
    noted = rules.note(spot, rules.name_scale(spot.screen), number)
    return _show(library, who, press.ref, rules.move_on(spot, noted))


def _show(library: Library, who: Who, ref: str, spot: Spot | None) -> Edit:
    lang = choose_language(None, who.locale)
    if spot is None:  # content/ has changed since: the opening is the nearest there is
        number = ref.partition(".")[0]
        exercise = library.find_exercise(number)
        return Edit(_opening_again(library, lang, exercise))
    return Edit(messages.screen(lang, spot))


def _opening_again(library: Library, lang: str, exercise: Exercise | None) -> Message:
    if exercise is None:
        return _choose(library, lang, shared.gone(lang))
    return messages.opening(lang, exercise)


# ---------------------------------------------------------------- 3. writing, for who likes to


def _write(library: Library, who: Who, press: Press) -> Edit | Form:
    """Open a box to write into."""
    spot = rules.read_spot(library, press.ref, press.text)
    if spot is None or not spot.screen.write:
        return _show(library, who, press.ref, spot)
    return messages.box(choose_language(None, who.locale), spot)


def _take_written(library: Library, who: Who, sent: Submission) -> Edit:
    """Put what was written into their own message, and go on. It goes nowhere else."""
    spot = rules.read_spot(library, sent.ref, sent.text)
    if spot is None or not spot.screen.write:
        return _show(library, who, sent.ref, spot)
    noted = rules.note(spot, spot.screen.write, str(sent.values.get("written", "")))
    return _show(library, who, sent.ref, rules.move_on(spot, noted))


# ---------------------------------------------------------------- 4. leaving it


def _leave(library: Library, who: Who, press: Press) -> Edit:
    """Leave it; what was noted goes out of the message with that."""
    lang = choose_language(None, who.locale)
    return Edit(messages.stopped(lang, library.find_exercise(press.ref)))


def _say_source(library: Library, who: Who, press: Press) -> Edit:
    """Say where an exercise is from."""
    lang = choose_language(None, who.locale)
    exercise = library.find_exercise(press.ref)
    if exercise is None:
        return _press_choose(library, who, press)
    said = shared.where_from(lang, exercise, library.sections(exercise.seed_refs))
    return Edit(replace(said, rows=((messages.back_button(lang, exercise),),)))


def instant_actions(library: Library) -> dict[str, Instant]:
    """List what is answered from memory: all of it."""
    return {
        "exercise": partial(_press_open, library),
        "exercises": partial(_press_choose, library),
        "begin": partial(_begin, library),
        "step": partial(_step, library),
        "rate": partial(_rate, library),
        "write": partial(_write, library),
        "leave": partial(_leave, library),
        "exercise_from": partial(_say_source, library),
    }


def instant_submits(library: Library) -> dict[str, InstantSubmit]:
    """List the forms that are answered from memory."""
    return {"written": partial(_take_written, library)}
