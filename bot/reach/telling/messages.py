"""How the news of a call for help is worded for the person who asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.language import plural, words
from bot.core.message import Button, Message, Row, Tone
from bot.core.text import shorten, timestamp
from bot.reach.ladder.rules import STEPS, Person, Request
from bot.reach.lines import messages as lines
from bot.reach.mornings import messages as mornings
from bot.reach.rules import View
from bot.servers.rules import Server
from bot.servers.vouching.messages import sponsor_word

FEATURE = "reach"
NOT_SPOKEN_OF = ("blocked", "suspended")  # why somebody is out, where it is nobody else's business


def news(lang: str, request_id: str) -> Message:
    """Say nothing to whoever else looks at the screen."""
    _ = words(lang)
    opened = Button(_("Open"), FEATURE, "asking", request_id, Tone.MAIN)
    return Message(_("There is news for you."), rows=((opened,),))


def drill_over(lang: str) -> Message:
    """Thank somebody who answered a drill."""
    return Message(words(lang)("This was a drill. Nobody is in need. Thank you for answering."))


def state(
    lang: str, request: Request, people: Sequence[Person], view: View, server: Server
) -> Message:
    """Say who was asked, what they said and what comes next."""
    _ = words(lang)
    said = _said(lang, request, people, server)
    body = "\n".join([*said, *_next(lang, request, people), "", lines.danger(lang, view)])
    small = _("Only you can see this.")
    return Message(
        body, title=_("You asked for help"), small=small, rows=(ways_out(lang, request),)
    )


def last_words(lang: str, page: Message, view: View) -> Message:
    """Say on a card that it does not change by itself any more, with the numbers."""
    _ = words(lang)
    said = _(
        "**Discord lets me change this card for 15 minutes only.** It goes on all the same. From"
        " now on press **Refresh**, or open Help."
    )
    numbers = [line for line in lines.people(lang, view) if line not in page.body]
    return replace(page, body="\n".join([said, "", page.body, *numbers]))


def _said(lang: str, request: Request, people: Sequence[Person], server: Server) -> list[str]:
    return [_line(lang, one, server) for one in people if _is_told(request, one)]


def _is_told(request: Request, person: Person) -> bool:
    """Tell whether the asker reads of this person: asked, being asked, or found out of reach."""
    if person.state == "skipped":
        near = person.role in ("sponsor", "stand_in") and person.step <= request.step
        return near and bool(person.member_id) and person.why not in NOT_SPOKEN_OF
    return person.state in ("asked", "no", "left") or (
        person.state == "waiting" and person.step <= request.step
    )


def _line(lang: str, person: Person, server: Server) -> str:
    _ = words(lang)
    who = named(lang, person, server)
    first = who[:1].upper() + who[1:]
    if person.state == "skipped":
        return _("• I could not reach {who}.").format(who=who)
    if person.state == "left":
        return _("• {who} was with you.").format(who=first)
    if person.state == "no" and person.free_at:
        free = timestamp(person.free_at, "t")
        return _("• {who} can't right now, but is free at {time}.").format(who=first, time=free)
    if person.state == "no":
        return _("• {who} can't right now.").format(who=first)
    if person.asked_at is None:
        return _("• I am asking {who} now.").format(who=who)
    asked = timestamp(person.asked_at, "R")
    return _("• I asked {who} {when}.").format(who=who, when=asked)


def named(lang: str, person: Person, server: Server) -> str:
    """Name a sponsor or stand-in; helpers stay "a helper" until one of them comes."""
    _ = words(lang)
    if person.role == "helper" or not person.member_id:
        return _("a helper")
    if person.role == "moderator":
        return _("a moderator")
    if person.role == "stand_in":
        return _("<@{member}> (stand-in)").format(member=person.member_id)
    word = sponsor_word(lang, server.sponsor_word)
    return _("<@{member}> (your {word})").format(member=person.member_id, word=word)


def _next(lang: str, request: Request, people: Sequence[Person]) -> list[str]:
    _ = words(lang)
    lines_ = _called(lang, request) if STEPS[request.step] == "moderator" else []
    if request.step_ends:
        whom = whom_next(lang, request, people)
        goes_on = _("If nobody answers by {time}, next: {whom}.")
        ends = _("If nobody answers by {time}, I tell you so, with numbers to call.")
        time = timestamp(request.step_ends, "t")
        lines_.append((goes_on if whom else ends).format(time=time, whom=whom))
    return lines_


def _called(lang: str, request: Request) -> list[str]:
    _ = words(lang)
    called = _("• I asked the moderators. They learn who you are only if one comes.")
    return [called] if request.calls > 0 else []


def whom_next(lang: str, request: Request, people: Sequence[Person]) -> str:
    """Say whom the next step asks; "" when there is none."""
    _ = words(lang)
    for step in range(request.step + 1, len(STEPS)):
        if not request.climbs_to(step):
            continue
        waiting = [one for one in people if one.step == step and one.state == "waiting"]
        if STEPS[step] == "moderator":
            return _("the moderators")
        if STEPS[step] == "helper":
            return (
                plural(lang)("{n} helper", "{n} helpers", len(waiting)).format(n=len(waiting))
                if waiting
                else _("helpers, if one is on duty then")
            )
        if waiting:
            return f"<@{waiting[0].member_id}>"
    return ""


def nobody(
    lang: str,
    request: Request,
    people: Sequence[Person],
    view: View,
    server: Server,
    meeting: Message | None,
) -> Message:
    """Say honestly that nobody has come, with the numbers and the meeting that comes next."""
    _ = words(lang)
    parts = [
        _nobody_came(lang, request, people),
        "\n".join([*_said(lang, request, people, server), *_called(lang, request)]),
        _what_is_left(lang, request, people),
        lines.danger(lang, view),
        "\n".join(lines.people(lang, view)),
        lines.if_no_answer(lang, view),
        _meeting(lang, meeting) if meeting else "",
    ]
    wanted = request.asker.choice.morning
    more = (Button(_("Ask others too"), FEATURE, "ask_others", request.id, Tone.MAIN),)
    alone = request.asker.mode == "o"
    wish = mornings.wish_button(lang, request.id, wanted=wanted)
    rows: list[Row] = [ways_out(lang, request), (*(more if alone else ()), wish)]
    return Message(
        "\n\n".join(part for part in parts if part),
        title=_("Nobody is with you now") if _came(people) else _("Nobody has come so far"),
        small=lines.small_print(lang, view, numbers=True),
        rows=tuple(rows),
    )


def with_morning(lang: str, page: Message, morning: datetime | None, *, zoned: bool) -> Message:
    """Add to that page when they are asked in the morning, if they wanted it."""
    if morning is None:
        return page
    body = f"{page.body}\n\n{mornings.coming(lang, morning, zoned=zoned)}"
    more = () if zoned else ((mornings.zone_button(lang),),)
    return replace(page, body=body, rows=(*page.rows, *more))


def _nobody_came(lang: str, request: Request, people: Sequence[Person]) -> str:
    _ = words(lang)
    if _came(people):
        return _("**No one else has answered yet. That is about us, not about you.**")
    if any(one.state == "no" for one in people):
        return _("**Nobody has come yet. That is about us, not about you.**")
    if _may_still_come(request, people):
        return _("**No one has answered yet. That is about us, not about you.**")
    return _("**I could not reach anybody here. That is about us, not about you.**")


def _came(people: Sequence[Person]) -> bool:
    return any(one.state == "left" for one in people)


def _may_still_come(request: Request, people: Sequence[Person]) -> bool:
    return request.calls > 0 or any(one.open for one in people)


def _what_is_left(lang: str, request: Request, people: Sequence[Person]) -> str:
    _ = words(lang)
    if _may_still_come(request, people):
        return _("Your call stays open. If somebody comes, you read it here.")
    return _("I have nobody else to ask now. Please call somebody:")


def _meeting(lang: str, meeting: Message) -> str:
    _ = words(lang)
    shown = "\n".join([f"**{meeting.title}**", *meeting.body.splitlines()[:2]])
    return _("The next meeting you can see:\n{meeting}").format(meeting=shorten(shown, 400))


def ways_out(lang: str, request: Request) -> tuple[Button, ...]:
    """List the ways out, which are always there."""
    _ = words(lang)
    return (
        Button(_("I'm okay now"), FEATURE, "okay", request.id),
        Button(_("Stop asking"), FEATURE, "stop_asking", request.id),
        Button(_("Refresh"), FEATURE, "refresh", request.id),
    )
