"""What the two read: who the other is, how they meet, and whether they found each other."""

from collections.abc import Sequence

from bot.core.language import plural, words
from bot.core.message import Button, Link, Message, Row, Tone
from bot.core.text import timestamp
from bot.reach.ladder.rules import MODERATORS, Person, Request, Way
from bot.reach.telling.messages import whom_next
from bot.reach.together.rules import Side, Talk
from bot.sponsors.messages import PROFILE, block_button, report_button

FEATURE = "reach"


def asker_page(
    lang: str, request: Request, talk: Talk, people: Sequence[Person], channel_id: int | None
) -> Message:
    """Tell who asked who is with them now."""
    taker = next(one for one in people if one.id == talk.person_id)
    who = f"<@{taker.member_id}>"
    body = [
        _who_came(lang, who, talk),
        _ask(lang, request, talk, people),
        _meet(lang, talk, "asker", channel_id),
    ]
    return Message(
        "\n".join(line for line in body if line),
        title=words(lang)("Someone is with you"),
        small=words(lang)("Only you can see this."),
        rows=_rows(lang, talk, "asker", taker.member_id),
    )


def helper_page(lang: str, request: Request, talk: Talk, channel_id: int | None) -> Message:
    """Tell who came whom they are with."""
    _ = words(lang)
    who = f"<@{request.asker_id}>"
    said = f"> {request.words}" if request.words else ""
    asked = _("**Are you still with them?**") if talk.phase in ("asked", "warned") else ""
    drill = _("This is a drill: nobody is in need.") if request.drill else ""
    body = [
        _("**You are with {who} now.** Thank you.").format(who=who),
        said,
        drill,
        asked,
        _meet(lang, talk, "helper", channel_id),
    ]
    return Message(
        "\n".join(line for line in body if line),
        title=_("You are with them"),
        small=_("You can stop at any time. You are a peer, not a hotline."),
        rows=_rows(lang, talk, "helper", request.asker_id),
    )


def _who_came(lang: str, who: str, talk: Talk) -> str:
    _ = words(lang)
    if talk.phase in ("asked", "warned", "waiting"):
        return _("{who} said that they are with you.").format(who=who)
    return _("**{who} is with you now.**").format(who=who)


def _ask(lang: str, request: Request, talk: Talk, people: Sequence[Person]) -> str:
    """Ask whether somebody is there; before others are asked, say who they are."""
    _ = words(lang)
    if talk.phase not in ("asked", "warned") or talk.climbs_at is None:
        return ""
    whom = name_next(lang, request, people)
    if talk.phase == "warned":
        goes_on = _("I have not heard from either of you. At {time} I ask on: {whom}.")
        ends = _("I have not heard from either of you. At {time} I show you numbers to call.")
    else:
        goes_on = _("If neither of you answers by {time}, I ask on: {whom}.")
        ends = _("If neither of you answers by {time}, I show you numbers to call.")
    said = (goes_on if whom else ends).format(time=timestamp(talk.climbs_at, "t"), whom=whom)
    return "**" + _("Is someone with you?") + "**\n" + said


def name_next(lang: str, request: Request, people: Sequence[Person]) -> str:
    """Say whom a call goes to when whoever came is gone, those asked before first; "": nobody."""
    again = [one for one in people if one.open and one.id != request.taker]
    again = [one for one in again if one.step <= request.step]
    named = [f"<@{one.member_id}>" for one in again if one.role in ("sponsor", "stand_in")]
    helpers = sum(one.role == "helper" for one in again)
    if helpers:
        named.append(plural(lang)("{n} helper", "{n} helpers", helpers).format(n=helpers))
    if not named and request.step == MODERATORS and request.climbs_to(MODERATORS):
        return words(lang)("the moderators")
    return ", ".join(named) or whom_next(lang, request, people)


def _meet(lang: str, talk: Talk, side: Side, channel_id: int | None) -> str:
    """Say how they find each other."""
    _ = words(lang)
    said = _choose(lang, talk) if talk.choosing else _agreed(lang, talk, side)
    if not said and talk.way != "thread":
        said = _write(lang, talk, side)
    coming = talk.way == "thread" and not said
    link = _thread(lang, talk, channel_id) if talk.thread or coming else ""
    return "\n".join(line for line in (said, link) if line)


def _write(lang: str, talk: Talk, side: Side) -> str:
    _ = words(lang)
    if (talk.way == "them") == (side == "asker"):
        return _("They write to you. Look for a new private message from them.")
    return _("Please write to them now: open their profile. “Hi, I'm here” is enough.")


def _agreed(lang: str, talk: Talk, side: Side) -> str:
    """Answer what one of them said; "" while nobody said anything."""
    _ = words(lang)
    wait = _("All right. I ask nobody else for now, and ask you again in 20 minutes.")
    said = {
        "talking": _("Good that you are talking."),
        "sure": _("Good. If that changes, press **Not any more**."),
        "waiting": wait if side == "asker" else "",
    }
    return said.get(talk.phase, "")


def _choose(lang: str, talk: Talk) -> str:
    _ = words(lang)
    if talk.others:
        return _(
            "That way does not work now. It happens. Choose another one, or ask somebody else."
        )
    return _("That way does not work now, and there is no other one.")


def _thread(lang: str, talk: Talk, channel_id: int | None) -> str:
    _ = words(lang)
    known = _("People who may manage threads can open it too.")
    if talk.thread:
        place = f"<#{talk.thread}>"
        return _("Your private thread: {place}. {known}").format(place=place, known=known)
    where = f"<#{channel_id}>" if channel_id else _("the server")
    coming = _("A private thread for the two of you opens in {where}, within a minute. {known}")
    return coming.format(where=where, known=known)


# ---------------------------------------------------------------- what can be pressed


def _rows(lang: str, talk: Talk, side: Side, other_id: int) -> tuple[Row, ...]:
    _ = words(lang)
    link = Link(_("Open their profile"), PROFILE.format(member_id=other_id))
    doubt = Button(_("Not a real one"), FEATURE, "unreal", talk.person_id)
    doubts = (doubt,) if side == "helper" else ()
    return (*_answers(lang, talk, side), (link, *_safety(lang, talk.person_id), *doubts))


def _safety(lang: str, person_id: str) -> tuple[Button, ...]:
    return (block_button(lang, "request", person_id), report_button(lang, "request", person_id))


def _answers(lang: str, talk: Talk, side: Side) -> tuple[Row, ...]:
    _ = words(lang)
    over = Button(_("Not any more"), FEATURE, "talk_over", talk.person_id)
    sure = Button(_("Yes"), FEATURE, "talk_sure", talk.person_id, Tone.MAIN)
    wait = Button(_("Wait"), FEATURE, "talk_wait", talk.person_id)
    if talk.choosing:
        return (_other_ways(lang, talk, side),)
    if talk.phase == "asked":
        return ((sure, over),)
    if talk.phase == "warned":
        return ((sure, over, wait) if side == "asker" else (sure, over),)
    if talk.phase in ("talking", "sure"):
        return ((over,),)
    return (_found(lang, talk),)


def _found(lang: str, talk: Talk) -> tuple[Button, ...]:
    _ = words(lang)
    return (
        Button(_("We are talking"), FEATURE, "talk_on", talk.person_id, Tone.MAIN),
        Button(_("I can't reach them"), FEATURE, "talk_lost", talk.person_id),
    )


def _other_ways(lang: str, talk: Talk, side: Side) -> tuple[Button, ...]:
    on = Button(words(lang)("Ask somebody else"), FEATURE, "talk_next", talk.person_id)
    ways = (
        Button(way_label(lang, way, side), FEATURE, "talk_way", _ref(talk, way))
        for way in talk.others
    )
    return (*ways, on)


def _ref(talk: Talk, way: Way) -> str:
    return f"{talk.person_id}.{way}.{talk.round}"


def way_label(lang: str, way: Way, side: Side = "asker") -> str:
    """Name a way to meet, as one of the two sees it."""
    _ = words(lang)
    if way == "thread":
        return _("A private thread")
    return _("They write to me") if (way == "them") == (side == "asker") else _("I write to them")


def somebody(lang: str) -> Message:
    """Say that somebody is there, when no more is known."""
    return Message(words(lang)("Someone is with you now."))


def over(lang: str) -> str:
    return words(lang)("This is over. Nobody has to do anything here any more.")


def somebody_before(lang: str) -> str:
    return words(lang)(
        "This was about somebody who was with you before. Open Help to see how it stands now."
    )


def not_yours(lang: str) -> str:
    return words(lang)("This is for the two people in it alone.")


# ---------------------------------------------------------------- their thread


def thread_title(lang: str) -> str:
    return words(lang)("A quiet talk")


def in_thread(lang: str, request: Request, talk: Talk, helper_id: int) -> Message:
    """Greet the two in their thread."""
    _ = words(lang)
    body = _(
        "This is for the two of you: <@{asker}> and <@{helper}>. People who may manage threads can"
        " open it too."
    ).format(asker=request.asker_id, helper=helper_id)
    return Message(body, rows=(_found(lang, talk), _safety(lang, talk.person_id)))
