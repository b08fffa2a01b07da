"""The words of a supporter's day, and of asking to be checked on."""

from collections.abc import Sequence

from bot.core.language import words
from bot.core.message import Button, Message, Option, Row, Select, Tone
from bot.servers.rules import SponsorWord
from bot.sponsors.messages import mine_button, person, profile, say_role
from bot.sponsors.noting.rules import Item
from bot.sponsors.nudging.rules import AT_ONCE, NEWS_AT_ONCE, Line, Today
from bot.sponsors.rules import FEATURE, Side
from bot.sponsors.telling.messages import checked_line, not_yet_line

# ---------------------------------------------------------------- the page of today


def today(lang: str, day: Today, word: SponsorWord) -> Message:
    """Show what waits for somebody now."""
    _ = words(lang)
    if day.is_empty:
        return Message(_("Nothing waits for you at the moment."), rows=((mine_button(lang),),))
    shown = day.lines[:AT_ONCE]
    parts = [_request_line(lang, side, word) for side in day.requests[:AT_ONCE]]
    parts += [_line(lang, n, one, word) for n, one in enumerate(shown, 1)]
    if len(day.lines) > len(shown):
        parts.append(_("… and {n} more after these.").format(n=len(day.lines) - len(shown)))
    parts += [say_news(lang, one, word) for one in day.news[-NEWS_AT_ONCE:]]
    rows: list[Row] = [_request_row(lang, day.requests[:AT_ONCE])] if day.requests else []
    rows += [_person_row(lang, n, one) for n, one in enumerate(shown, 1)]
    if shown:
        rows.append(_more_select(lang, shown))
    if day.news:
        rows.append(_news_row(lang, day.news))
    return Message(
        "\n\n".join(parts),
        title=_("Your note"),
        small=_("Only you can see this. You are a peer, not on call."),
        rows=tuple(rows),
    )


def _request_line(lang: str, side: Side, word: SponsorWord) -> str:
    _ = words(lang)
    if side.part == "member":
        said = _("{person} said yes to being your {role}. You can confirm it now.")
    elif side.role == "stand_in":
        said = _("{person} asks you to be the stand-in for their {role}.")
        return said.format(person=person(side.other_id), role=say_role(lang, word))
    else:
        said = _("{person} asks you to be their {role}.")
    return said.format(person=person(side.other_id), role=say_role(lang, word, side.role))


def _request_row(lang: str, requests: Sequence[Side]) -> Row:
    _ = words(lang)
    if len(requests) == 1:
        return (Button(_("Look at it"), FEATURE, "pair", requests[0].pair_id, Tone.MAIN),)
    return tuple(
        Button(_("Look at request {n}").format(n=n), FEATURE, "pair", side.pair_id, Tone.MAIN)
        for n, side in enumerate(requests, 1)
    )


def _line(lang: str, number: int, line: Line, word: SponsorWord) -> str:
    said = [
        *(_asked_line(lang, item, word) for item in line.asked),
        *_checked_lines(lang, line),
        *_hello_lines(lang, line),
    ]
    return f"{number}) " + " ".join(said)


def _asked_line(lang: str, item: Item, word: SponsorWord) -> str:
    _ = words(lang)
    if item.kind == "handed":
        return _("The {role} of {person} asks you to look in on them.").format(
            role=say_role(lang, word), person=person(item.other_id)
        )
    return check_on_line(lang, item.other_id)


def check_on_line(lang: str, member_id: int) -> str:
    """Say it in the very words that the supporter reads."""
    return words(lang)("{person} asks you to check on them.").format(person=person(member_id))


def _checked_lines(lang: str, line: Line) -> list[str]:
    member_id = line.side.other_id
    said = {"checked": checked_line, "not_yet": not_yet_line}.get(line.checked)
    return [said(lang, member_id)] if said else []


def _hello_lines(lang: str, line: Line) -> list[str]:
    _ = words(lang)
    if not line.hello:
        return []
    return [_("Time to say hello to {person}.").format(person=person(line.side.other_id))]


def _person_row(lang: str, number: int, line: Line) -> Row:
    _ = words(lang)
    ref = line.side.pair_id
    link = profile(lang, line.side.other_id)
    hand = (
        (Button(_("Hand to the stand-in {n}").format(n=number), FEATURE, "hand", ref),)
        if line.stand_in_id
        else ()
    )
    return (
        type(link)(_("Message them {n}").format(n=number), link.url),
        Button(_("Done {n}").format(n=number), FEATURE, "done", ref, Tone.MAIN),
        Button(_("Not today {n}").format(n=number), FEATURE, "not_today", ref),
        *hand,
    )


def _news_row(lang: str, news: Sequence[Item]) -> Row:
    _ = words(lang)
    alone = any(item.kind in ("away", "unreached") for item in news)
    ask = (Button(_("Ask a helper"), "reach", "ask", "h", Tone.MAIN),) if alone else ()
    return (Button(_("I have read it"), FEATURE, "read"), *ask, mine_button(lang))


def _more_select(lang: str, lines: Sequence[Line]) -> Select:
    _ = words(lang)
    options = tuple(
        Option(_("Number {n}").format(n=n), line.side.pair_id) for n, line in enumerate(lines, 1)
    )
    return Select(_("End it, block or report"), FEATURE, "pair", options=options)


def say_news(lang: str, item: Item, word: SponsorWord) -> str:
    """Say one piece of news, which asks for nothing."""
    _ = words(lang)
    role = say_role(lang, word)
    if not item.other_id:  # whoever it was has erased everything
        return _("A pair that you were in has ended.")
    said = {
        "ended": _("You and {person}: ended."),
        "declined": _("{person}: They are not taking requests now."),
        "agreed": _("{person} confirmed. You are a pair now, and nobody else can see it."),
        "away": _(
            "{person} cannot be there as your {role} for now. This is not about you, and you did"
            " nothing wrong. **Ask a helper** or **Help now** reach somebody else."
        ),
        "back": _("{person} can be there as your {role} again."),
        "closed": _("A moderator has read and closed your report. Thank you for saying so."),
        "unreached": _(
            "I could not reach {person} for you. **Ask a helper** or **Help now** reach somebody"
            " else."
        ),
        "unshared": _(
            "Sharing your check-ins with {person} is switched off. **Who is told what** lets you"
            " switch it on again."
        ),
    }
    return said[item.kind].format(person=person(item.other_id), role=role)


# ---------------------------------------------------------------- answers


def handed(lang: str) -> str:
    return words(lang)("I ask the stand-in to look in.")


def no_stand_in(lang: str) -> str:
    return words(lang)("There is no stand-in who could be asked now.")
