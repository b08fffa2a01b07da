"""The words about calls that were not real ones, and about a pause of asking people."""

from bot.core.language import words
from bot.core.message import Button, Field, Form, Link, Message
from bot.core.text import escape, timestamp
from bot.reach.doubting.rules import Pause
from bot.reach.lines import messages as lines
from bot.reach.rules import View
from bot.sponsors.messages import PROFILE

FEATURE = "reach"


def is_paused(lang: str, pause: Pause) -> str:
    """Say plainly that, why and until when people are not asked for them."""
    _ = words(lang)
    return _(
        "The moderators paused asking people for you on {since}. It ends on {until}. Their reason:"
        " “{reason}” Help and every number in it are open to you as always."
    ).format(
        since=timestamp(pause.since, "D"),
        until=timestamp(pause.until, "f"),
        reason=escape(pause.reason),
    )


def paused_until(lang: str, pause: Pause) -> str:
    """Say it in one line on one's own page."""
    _ = words(lang)
    return _(
        "Asking people is paused for you until {until}. **How I ask for help** says why."
    ).format(until=timestamp(pause.until, "f"))


def paused(lang: str, pause: Pause, view: View) -> Message:
    """Say it on a card, with the numbers."""
    _ = words(lang)
    body = "\n\n".join(
        [is_paused(lang, pause), lines.danger(lang, view), "\n".join(lines.people(lang, view))]
    )
    return Message(body, title=_("People are not asked for now"))


# ---------------------------------------------------------------- not a real one


def marked(lang: str, *, ended: bool) -> Message:
    """Thank somebody who said that a call was not a real one."""
    _ = words(lang)
    if ended:
        return Message(
            _(
                "Thank you. You are the second to say so, so nobody is asked any more. It counts"
                " against nobody's rest. The moderators can look at it."
            )
        )
    return Message(
        _(
            "Thank you. You are out of this one. If a second person says the same, nobody is asked"
            " any more. Until then somebody else is asked, because it might be real."
        )
    )


def marked_late(lang: str, *, enough: bool) -> Message:
    """Thank somebody who said so of a call that is over."""
    _ = words(lang)
    if enough:
        return Message(
            _(
                "Thank you. You are the second to say so. It counts against nobody's rest, and the"
                " moderators can look at it."
            )
        )
    return Message(
        _(
            "Thank you. It is over already. If a second person says the same within a day, the"
            " moderators can look at it."
        )
    )


def to_moderators(lang: str, doubt_id: str) -> Message:
    """Tell moderators that two people doubted a call."""
    _ = words(lang)
    look = Button(_("Who was it?"), FEATURE, "doubt", doubt_id)
    return Message(
        _(
            "Two people who were asked for help said that it was not a real call. Nobody is asked"
            " any more. For seven days you can look who it was."
        ),
        rows=((look,),),
    )


def doubt(lang: str, doubt_id: str, member_id: int, pause: Pause | None) -> Message:
    """Say who it was, and what moderators can do."""
    _ = words(lang)
    lines_ = [
        _("It was <@{member}>. Maybe talk with them first: they may be in a bad place.").format(
            member=member_id
        ),
        _("You can pause asking people for them. Help and every number stay open to them."),
    ]
    if pause:
        until = timestamp(pause.until, "f")
        lines_.append(_("Asking people is paused for them until {until}.").format(until=until))
    profile = Link(_("Open their profile"), PROFILE.format(member_id=member_id))
    change = Button(_("Pause asking people"), FEATURE, "doubt_pause", doubt_id)
    return Message("\n".join(lines_), small=_("Only you can see this."), rows=((profile, change),))


def pause_form(lang: str, doubt_id: str, reason: str, days: str) -> Form:
    """Ask why and for how long."""
    _ = words(lang)
    fields = (
        Field(
            "reason",
            _("Why?"),
            about=_("They read this, with the first and the last day."),
            value=reason,
            required=False,
            kind="paragraph",
            longest=300,
        ),
        Field(
            "days",
            _("For how many days?"),
            about=_("1 to 30. 0 ends a pause."),
            value=days,
            longest=2,
        ),
    )
    return Form(_("Pause asking people"), FEATURE, "doubt_pause", doubt_id, fields)


def pause_begun(lang: str, member_id: int, pause: Pause) -> Message:
    """Say what was decided, and what stays open."""
    _ = words(lang)
    return Message(
        _(
            "People are not asked for <@{member}> until {until}. They read that, with your reason."
            " Help and every number stay open to them."
        ).format(member=member_id, until=timestamp(pause.until, "f"))
    )


def pause_ended(lang: str, member_id: int) -> Message:
    """Say that they can ask people again."""
    _ = words(lang)
    return Message(_("<@{member}> can ask people again.").format(member=member_id))


def say_why_and_how_long(lang: str, most: int) -> str:
    _ = words(lang)
    return _("Please say why, and for how many days: 1 to {most}, or 0 to end a pause.").format(
        most=most
    )


def doubt_over(lang: str) -> str:
    return words(lang)("This is more than seven days ago, or they left. Nothing is kept of it.")
