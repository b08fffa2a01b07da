"""The words of a holiday, and of stepping back."""

from bot.core.language import words
from bot.core.message import Button, Message, Option, Select, Tone
from bot.sponsors.offering.rules import HOLIDAYS
from bot.sponsors.rules import FEATURE


def holiday(lang: str) -> Message:
    """Ask for how long."""
    _ = words(lang)
    said = (
        _("3 days"),
        _("1 week"),
        _("2 weeks"),
        _("3 weeks"),
        _("4 weeks"),
        _("2 months"),
        _("3 months"),
    )
    options = tuple(Option(label, str(days)) for days, label in zip(HOLIDAYS, said, strict=True))
    pick = Select(_("How long?"), FEATURE, "away", options=options)
    body = _(
        "Nobody can ask you meanwhile, and nothing comes. A call for help goes to the next person."
        " Your people see that you are away, and until when."
    )
    back = Button(_("Back"), FEATURE, "offer")
    return Message(body, title=_("Holiday"), rows=(pick, (back,)))


def confirm_step_back(lang: str, people: int) -> Message:
    """Ask how the people they are there for shall hear of it."""
    _ = words(lang)
    body = _(
        "Your offer is forgotten, and you are nobody's sponsor or stand-in any more. No reason is"
        " given. What was shared with you stops at once."
    )
    if not people:
        buttons: tuple[Button, ...] = (
            Button(_("Keep it"), FEATURE, "offer"),
            Button(_("Step back"), FEATURE, "step_back_yes", "later", Tone.DANGER),
        )
        return Message(body, title=_("Step back?"), rows=(buttons,))
    buttons = (
        Button(_("Keep it"), FEATURE, "offer"),
        Button(_("Tell them now"), FEATURE, "step_back_yes", "now", Tone.DANGER),
        Button(_("With the next digest"), FEATURE, "step_back_yes", "later", Tone.DANGER),
    )
    small = _("They read only that it ended.")
    return Message(body, title=_("Step back?"), small=small, rows=(buttons,))


def stepped_back(lang: str) -> Message:
    _ = words(lang)
    return Message(
        _("You stepped back. Thank you for the time you gave. You can offer again any time.")
    )
