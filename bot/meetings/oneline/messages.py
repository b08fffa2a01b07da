"""What we say when a schedule in one line contradicts itself."""

from bot.core.language import words
from bot.core.text import escape, shorten


def two_times(lang: str, field: str, said: str) -> str:
    _ = words(lang)
    return _(
        "The days say “{said}” and the time says “{field}”. Please write the time only once."
    ).format(said=escape(shorten(said, 30)), field=escape(shorten(field, 30)))


def days_and_date(lang: str) -> str:
    _ = words(lang)
    return _("For “every … weeks” please write weekdays, such as “every other week on Tuesday”.")


def end_of_once(lang: str) -> str:
    _ = words(lang)
    return _("One date needs no “until”. Please write weekdays, or leave the end out.")
