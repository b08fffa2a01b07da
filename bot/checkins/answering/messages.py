"""The words of the check-in form, and of what is said back to it."""

from bot.checkins.answering.rules import FEELINGS, MOODS, STRONGEST, WISHES
from bot.checkins.messages import CHECKINS
from bot.core.language import words
from bot.core.message import Field, Form, Option


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
            _("Are you one of these?"),
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
            _("Then you see first whom you can call. Nobody is told."),
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
