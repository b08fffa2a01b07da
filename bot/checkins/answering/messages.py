"""The words of the check-in form, and of what is said back to it."""

from bot.checkins.answering.rules import FEELINGS, MOODS, STRONGEST, WISHES
from bot.checkins.messages import CHECKINS
from bot.coping.entries import Exercise, Lesson
from bot.coping.messages import exercise_button
from bot.core.language import words
from bot.core.message import Button, Field, Form, Message, Option
from bot.core.text import shorten


def form(lang: str) -> Form:
    """Ask how somebody is. Every question may stay empty."""
    _ = words(lang)
    fields = (
        Field("mood", _("How is your mood?"), required=False, kind="radio", options=_moods(lang)),
        Field(
            "craving",
            _("How strong is a craving right now?"),
            _("From 0, none at all, to 10. Leave out what you like."),
            required=False,
            kind="select",
            options=tuple(Option(str(n), str(n)) for n in range(STRONGEST + 1)),
        ),
        Field(
            "feels",
            _("Are you any of these?"),
            required=False,
            kind="checkboxes",
            options=_feelings(lang),
        ),
        Field(
            "wish", _("What would help now?"), required=False, kind="radio", options=_wishes(lang)
        ),
        Field(
            "unsafe",
            _("I am not safe right now"),
            _("You then see whom to call, before anything else. Nobody is told."),
            required=False,
            kind="checkbox",
        ),
    )
    return Form(_("Check in"), CHECKINS, "checkin", "", fields)


def _moods(lang: str) -> tuple[Option, ...]:
    _ = words(lang)
    said = (_("Very low"), _("Low"), _("Okay"), _("Good"), _("Very good"))
    return _options(MOODS, said)


def _feelings(lang: str) -> tuple[Option, ...]:
    _ = words(lang)
    return _options(FEELINGS, (_("Hungry"), _("Angry"), _("Lonely"), _("Tired")))


def _wishes(lang: str) -> tuple[Option, ...]:
    _ = words(lang)
    said = (
        _("A tip"),
        _("Somebody to talk to"),
        _("A meeting"),
        _("A short exercise"),
        _("Nothing for now"),
    )
    return _options(WISHES, said)


def _options(values: tuple[str, ...], said: tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(Option(label, value) for value, label in zip(values, said, strict=True))


# ---------------------------------------------------------------- the reply


def thanks(lang: str) -> str:
    return words(lang)("Thank you for checking in.")


def person(lang: str) -> str:
    _ = words(lang)
    return _("Write to one person you trust. One line is enough: “Rough day. Can you talk?”")


def try_exercise(lang: str, exercise: Exercise) -> Button:
    """Open an exercise; its number stands for it, as on every card of exercises."""
    label = words(lang)("Try: {title}").format(title=exercise.title)
    return exercise_button(lang, str(exercise.number), shorten(label, 80))


def begin_exercise(lang: str) -> str:
    return words(lang)("Press to begin. You can stop at any screen.")


def part(card: Message) -> str:
    """Make a part of a reply from another card: its title, then its text."""
    return f"**{card.title}**\n{card.body}" if card.title else card.body


def page(lesson: Lesson) -> str:
    return f"**{lesson.title}**\n{lesson.body}"


def no_meeting(lang: str) -> str:
    return words(lang)("No meeting that you can see is planned at the moment.")


def meetings_elsewhere(lang: str) -> str:
    """Say where meetings are, in a private chat or when the database is gone."""
    return words(lang)("In your server, `/meeting list` shows which meeting comes next.")


def meetings_unknown(lang: str) -> str:
    """Say that the database is gone, to somebody who wanted to know of a meeting."""
    return words(lang)(
        "I could not look up the meetings just now. Please press again in a few minutes, or ask in"
        " your group's channel."
    )


def next_meeting(lang: str) -> str:
    return words(lang)("The next meeting you can see:")


def meetings_button(lang: str) -> Button:
    return Button(words(lang)("Next meetings"), "meetings", "list")


def small_print(lang: str) -> str:
    return words(lang)("Only you see this. Your answer is not kept.")
