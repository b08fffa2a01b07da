"""The words around an exercise; those of its screens stand in content/."""

from collections.abc import Sequence

from bot.coping.entries import Exercise
from bot.coping.messages import COPING, from_button, tip_button
from bot.coping.practicing.rules import LONGEST_WRITTEN, SCALE, Spot, target_of, write_ref
from bot.core.language import plural, words
from bot.core.message import Button, Field, Form, Message, Option, Row, Select, Tone
from bot.core.text import shorten

AT_MOST = 25  # options in a select

# ---------------------------------------------------------------- choosing one


def choose(lang: str, exercises: Sequence[Exercise], first: str = "") -> Message:
    """Let somebody choose an exercise."""
    _ = words(lang)
    parts = [first, _("One step at a time, at your own pace. You can stop at any step.")]
    some = [exercises[start : start + AT_MOST] for start in range(0, len(exercises), AT_MOST)]
    rows = [_select(lang, str(number), part) for number, part in enumerate(some)]
    return Message(
        "\n".join(part for part in parts if part),
        title=_("Exercises"),
        small=_("Only you can see this. Nothing is kept."),
        rows=(*rows, (tip_button(lang),)),
    )


def _select(lang: str, number: str, exercises: Sequence[Exercise]) -> Select:
    _ = words(lang)
    options = tuple(
        Option(one.title, str(one.number), shorten(one.about, 100)) for one in exercises
    )
    return Select(_("Choose an exercise"), COPING, "begin", number, options)


def opening(lang: str, exercise: Exercise) -> Message:
    """Say what an exercise is, how to do it safely, and begin."""
    _ = words(lang)
    parts = [exercise.about, exercise.care, _say_minutes(lang, exercise.minutes)]
    if any(screen.write for screen in exercise.screens):
        parts.append(
            _(
                "You can write as you go, if you like. What you write stands only in this message,"
                " which only you see. I keep nothing of it."
            )
        )
    ref = str(exercise.number)
    buttons = (
        Button(_("Start"), COPING, "step", write_ref(exercise, exercise.screens[0].id), Tone.MAIN),
        Button(_("Other exercises"), COPING, "exercises"),
        from_button(lang, "exercise_from", ref),
    )
    return Message("\n".join(parts), exercise.title, exercise.help, rows=(buttons,))


def _say_minutes(lang: str, minutes: int) -> str:
    said = plural(lang)("It takes about {n} minute.", "It takes about {n} minutes.", minutes)
    return said.format(n=minutes)


# ---------------------------------------------------------------- one screen


def screen(lang: str, spot: Spot) -> Message:
    """Show one screen, what was noted so far, and the ways on."""
    shown = spot.screen
    asked = f"**{shown.question}**" if shown.question else ""
    parts = [shown.text, asked, "\n".join(spot.trail)]
    rows = _end_rows(lang, spot) if spot.next_id is None else _rows(lang, spot)
    body = "\n\n".join(part for part in parts if part)
    return Message(body, shown.title, spot.exercise.help, rows=rows)


def _rows(lang: str, spot: Spot) -> tuple[Row, ...]:
    _ = words(lang)
    stop = Button(_("Stop here"), COPING, "leave", str(spot.exercise.number))
    if spot.screen.choices:
        return (_choices(spot), (stop,))
    following = write_ref(spot.exercise, spot.next_id or "")
    go_on = Button(_("Next"), COPING, "step", following, Tone.MAIN)
    if spot.screen.scale:
        options = tuple(Option(number, number) for number in SCALE)
        scale = Select(_("Choose a number from 0 to 10"), COPING, "rate", spot.ref, options)
        return (scale, (Button(_("Next, without a number"), COPING, "step", following), stop))
    if spot.screen.write:
        return ((go_on, Button(_("Write it here"), COPING, "write", spot.ref), stop),)
    return ((go_on, stop),)


def _choices(spot: Spot) -> tuple[Button, ...]:
    exercise, shown = spot.exercise, spot.screen
    return tuple(
        Button(
            choice.label,
            COPING,
            "step",
            write_ref(exercise, target_of(exercise, shown, number), number),
        )
        for number, choice in enumerate(shown.choices)
    )


def _end_rows(lang: str, spot: Spot) -> tuple[Row, ...]:
    _ = words(lang)
    ref = str(spot.exercise.number)
    done = _("Done, clear what I wrote") if spot.trail else _("Done")
    return (
        (
            Button(done, COPING, "leave", ref, Tone.MAIN),
            Button(_("From the start"), COPING, "begin", ref),
            Button(_("Other exercises"), COPING, "exercises"),
        ),
    )


def stopped(lang: str, exercise: Exercise | None) -> Message:
    """Say good-bye; nothing of what was noted is left in the message."""
    _ = words(lang)
    buttons = [Button(_("Other exercises"), COPING, "exercises"), tip_button(lang)]
    if exercise is not None:
        again = Button(_("From the start"), COPING, "begin", str(exercise.number))
        buttons.insert(0, again)
    said = _("That was time for yourself. What you noted here is gone, and I kept nothing of it.")
    return Message(said, rows=(tuple(buttons),))


# ---------------------------------------------------------------- writing


def box(lang: str, spot: Spot) -> Form:
    """Open a box to write into."""
    _ = words(lang)
    field = Field(
        "written",
        spot.screen.write or shorten(spot.screen.title, 45),
        _("It stands only in your own message. I keep nothing of it."),
        kind="paragraph",
        longest=LONGEST_WRITTEN,
    )
    return Form(shorten(spot.exercise.title, 45), COPING, "written", spot.ref, (field,))


def back_button(lang: str, exercise: Exercise) -> Button:
    return Button(words(lang)("Back"), COPING, "begin", str(exercise.number))
