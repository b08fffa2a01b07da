"""The words for somebody who worries about another person. That person is neither named nor told.

What to say follows facts of NHS and SAMHSA pages on talking with somebody in a crisis; the words
are ours.
"""

from bot.core.language import words
from bot.core.message import Message
from bot.reach import rules
from bot.reach.lines import messages as lines
from bot.reach.rules import View


def worried_card(lang: str, view: View) -> Message:
    """Say what somebody can do who worries about another person."""
    _ = words(lang)
    body = _(
        "**Worried about someone? If they may be in danger, call the emergency number where they"
        " are.** Here that is {number}.\n"
        "Will not wake up, or not breathing well? Press **Overdose**.\n"
        "If it can wait a moment: write to them, or call. You do not need perfect words.\n"
        "I have not told them, and I keep nothing of this. Only you can see it."
    ).format(number=lines.number(lang, view))
    return _card(lang, view, body)


def words_card(lang: str, view: View) -> Message:
    """Offer a few sentences for the first message or call."""
    _ = words(lang)
    body = _(
        "**In danger? Call {number}, where they are.**\n"
        "You could begin like this:\n"
        "• “Hey, I thought of you. How bad is it today?”\n"
        "• “You don't have to explain. I'm here.”\n"
        "• “Are you thinking of ending your life?” Asking does not put the idea there.\n"
        "• “Can we call somebody together? I'll stay with you.”\n"
        "Then listen. No blame, no advice in the first minutes. You are not alone in this either:"
        " the lines under **Help numbers** also talk with friends and family."
    ).format(number=lines.number(lang, view))
    return _card(lang, view, body)


def give_card(lang: str, view: View) -> Message:
    """Give a text to copy into a message to them."""
    _ = words(lang)
    intro = _("**In danger? Call {number}, where they are.**\nCopy this and send it to them:")
    told = [_("I'm thinking of you. If it gets bad:"), *_numbers(lang, view)]
    told.append(_("Here, /help shows this too, and only you see it. I'm around."))
    block = "\n".join(told)
    body = f"{intro.format(number=lines.number(lang, view))}\n```\n{block}\n```"
    return _card(lang, view, body, numbers=True)


def _numbers(lang: str, view: View) -> list[str]:
    """Write the lines without marks, because people copy them."""
    _ = words(lang)
    danger = _("In danger now: {number}").format(number=lines.number(lang, view))
    known = [*rules.crisis_lines(view.country), *rules.drug_lines(view.country)]
    return [danger, *(lines.plain(lang, line) for line in known)]


def _card(lang: str, view: View, body: str, *, numbers: bool = False) -> Message:
    small = lines.small_print(lang, view, numbers=numbers)
    return Message(body=body, small=small, help_now=False)
