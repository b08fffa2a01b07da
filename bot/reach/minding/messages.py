"""Short messages to the one who came; none of them names anybody."""

from bot.core.language import words
from bot.core.message import Button, Message, Tone

FEATURE = "reach"


def news(lang: str, person_id: str) -> Message:
    """Say that something about how they meet has changed; what it is stands behind the button."""
    _ = words(lang)
    opened = Button(_("Open"), FEATURE, "talk_open", person_id, Tone.MAIN)
    return Message(_("There is news about the person you are with."), rows=((opened,),))


def question(lang: str, person_id: str) -> Message:
    """Ask whether they are still there."""
    _ = words(lang)
    row = (
        Button(_("Yes"), FEATURE, "talk_sure", person_id, Tone.MAIN),
        Button(_("Not any more"), FEATURE, "talk_over", person_id),
        Button(_("Open"), FEATURE, "talk_open", person_id),
    )
    return Message(_("Are you still with them?"), rows=(row,))


def moved_on(lang: str, why: str) -> Message:
    """Say that somebody else is asked now; it is nobody's fault."""
    _ = words(lang)
    said = {
        "asker_no": _("They say that you are not with them any more, so I ask somebody else."),
        "unreachable": _("You two could not reach each other, so I ask somebody else now."),
        "silent": _("I heard from neither of you, so I ask somebody else now."),
    }.get(why, _("This is over for you: I ask somebody else now."))
    return Message("\n".join([said, _("Thank you for coming.")]))


def let_go(lang: str) -> Message:
    """Thank somebody who cannot stay."""
    _ = words(lang)
    return Message(_("Thank you for being there. I ask somebody else now."))
