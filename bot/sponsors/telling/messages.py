"""The words of who is told what, on pages that only the person themself sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message, Option, Row, Select, Tone
from bot.core.text import timestamp
from bot.servers.rules import SponsorWord
from bot.sponsors.messages import (
    block_button,
    mine_button,
    paused,
    person,
    profile,
    report_button,
    say_role,
)
from bot.sponsors.rules import FEATURE, Side
from bot.sponsors.telling.rules import Telling

Words = Mapping[int, SponsorWord]  # by server
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A pair with what holds at this moment: the other paused, or away until then.

    `hellos_rest`: no reminder to say hello comes for some weeks, after a review.
    """

    side: Side
    word: SponsorWord
    paused: bool = False
    away_until: datetime | None = None
    hellos_rest: bool = False


# ---------------------------------------------------------------- one screen


def mine(lang: str, pairs: Sequence[Standing]) -> Message:
    """Show in one screen who is told what, and whom somebody is there for."""
    _ = words(lang)
    if not pairs:
        return _nobody(lang)
    pairs = pairs[:MOST_SHOWN]
    lines = [f"{n}) {_line(lang, one)}" for n, one in enumerate(pairs, 1)]
    options = tuple(
        Option(_("Number {n}").format(n=n), one.side.pair_id) for n, one in enumerate(pairs, 1)
    )
    shares = any(one.side.part == "member" and one.side.shares for one in pairs)
    return Message(
        "\n".join(lines),
        title=_("Who is told what"),
        small=_(
            "Only you can see this. Nobody else can see that these pairs exist. If the other ends"
            " it, you may read so some weeks later."
        ),
        rows=(Select(_("Open one"), FEATURE, "pair", options=options), _below(lang, shares=shares)),
    )


def mine_paused(lang: str) -> Message:
    """Say to somebody under review no more than that."""
    return replace(paused(lang), rows=((_blocks(lang), _tellings(lang)),))


def _nobody(lang: str) -> Message:
    _ = words(lang)
    body = _(
        "Nobody is told anything about you. You have no pair here.\n"
        "`/sponsor ask` asks somebody you chose. `/sponsoring start` offers it to others."
    )
    return Message(body, title=_("Who is told what"), rows=((_blocks(lang), _tellings(lang)),))


def _below(lang: str, *, shares: bool) -> tuple[Button, ...]:
    _ = words(lang)
    stop = (Button(_("Stop all sharing"), FEATURE, "stop_sharing", tone=Tone.DANGER),)
    return (*(stop if shares else ()), _tellings(lang), _blocks(lang))


def _blocks(lang: str) -> Button:
    return Button(words(lang)("Block or report"), FEATURE, "blocks")


def _tellings(lang: str) -> Button:
    return Button(words(lang)("Every telling"), FEATURE, "told")


def _line(lang: str, one: Standing) -> str:
    _ = words(lang)
    side, role = one.side, say_role(lang, one.word, one.side.role)
    if not side.is_active:
        waits = (
            _("{person}: you asked them to be your {role}")
            if side.part == "member"
            else _("{person} asked you to be their {role}")
        )
        return waits.format(person=person(side.other_id), role=role)
    if side.part == "supporter":
        said = _("{person}: you are their {role}.").format(person=person(side.other_id), role=role)
        return said + (" " + _("Paused for now.") if one.paused else "")
    said = _("{person}, your {role}, is told: {what}.").format(
        person=person(side.other_id), role=role, what=_what(lang, side)
    )
    return said + _state(lang, one)


def _state(lang: str, one: Standing) -> str:
    _ = words(lang)
    if one.paused:
        return " " + _("They cannot be asked at the moment.")
    if one.away_until:
        return " " + _("Away until {day}.").format(day=timestamp(one.away_until, "D"))
    return ""


def _what(lang: str, side: Side) -> str:
    _ = words(lang)
    if side.share_yes and side.share_not:
        return _("whether you checked in")
    if side.share_yes:
        return _("that you checked in")
    return _("that you have not checked in") if side.share_not else _("nothing")


# ---------------------------------------------------------------- one pair


def checked_line(lang: str, member_id: int) -> str:
    """Say that somebody checked in, in the very words that their supporter reads."""
    said = words(lang)("{person} checked in since yesterday.")
    return said.format(person=person(member_id))


def not_yet_line(lang: str, member_id: int) -> str:
    """Say that somebody has not, in the very words that their supporter reads."""
    said = words(lang)("{person} has not checked in since yesterday.")
    return said.format(person=person(member_id))


def member_card(lang: str, one: Standing) -> Message:
    """Show somebody what this supporter of theirs is told."""
    _ = words(lang)
    side = one.side
    on, off = _("on"), _("off")
    lines = [
        _("{person} is your {role}.").format(
            person=person(side.other_id), role=say_role(lang, one.word, side.role)
        )
        + _state(lang, one),
        _("Told once a day, if you want: “checked in”: **{yes}** · “not yet”: **{no}**.").format(
            yes=on if side.share_yes else off, no=on if side.share_not else off
        ),
        _("Never an answer, a number or a note. They are not told when you switch this off."),
    ]
    ref = side.pair_id
    yes = _switch(lang, _("“checked in”"), "yes", ref, on=side.share_yes)
    no = _switch(lang, _("“not yet”"), "not", ref, on=side.share_not)
    return Message(
        "\n".join(lines),
        title=_("You two"),
        small=_("Only you can see this."),
        rows=((yes, no), _ends(lang, side)),
    )


def _switch(lang: str, label: str, which: str, ref: str, *, on: bool) -> Button:
    _ = words(lang)
    if on:
        return Button(
            _("Stop sharing {what}").format(what=label), FEATURE, "share", f"{which}.off.{ref}"
        )
    return Button(_("Share {what}").format(what=label), FEATURE, "share", f"{which}.look.{ref}")


def _ends(lang: str, side: Side) -> Row:
    _ = words(lang)
    return (
        profile(lang, side.other_id),
        Button(_("End it"), FEATURE, "end", side.pair_id),
        block_button(lang, "pair", side.pair_id),
        report_button(lang, "pair", side.pair_id),
        mine_button(lang, _("Back")),
    )


def supporter_card(lang: str, one: Standing) -> Message:
    """Show somebody whom they are there for."""
    _ = words(lang)
    side = one.side
    hello = (
        _("You get a reminder to say hello every {n} days.").format(n=side.hello_days)
        if side.hello_days
        else _("You get no reminder to say hello.")
    )
    if side.hello_days and one.hellos_rest:
        hello = _("Reminders to say hello rest for some weeks.")
    lines = [
        _("You are the {role} of {person}.").format(
            person=person(side.other_id), role=say_role(lang, one.word, side.role)
        ),
        hello,
        _("What they share, if anything, stands in your daily note."),
    ]
    less = Button(_("No reminders"), FEATURE, "no_hello", side.pair_id)
    rows = ((less,), _ends(lang, side)) if side.hello_days else (_ends(lang, side),)
    return Message(
        "\n".join(lines), title=_("You two"), small=_("Only you can see this."), rows=rows
    )


def preview(lang: str, side: Side, which: str) -> Message:
    """Show exactly what will be read, before it is switched on."""
    _ = words(lang)
    line = checked_line if which == "yes" else not_yet_line
    body = _(
        "Once a day, in their daily note, {other} may read exactly this:\n\n> {line}\n\n"
        "Never an answer, a number or a note. From now on I keep when you last checked in, locked"
        " with your own key, as long as you share it."
    ).format(other=person(side.other_id), line=line(lang, side.member_id))
    buttons = (
        Button(_("Switch it on"), FEATURE, "share", f"{which}.on.{side.pair_id}", Tone.MAIN),
        Button(_("Leave it off"), FEATURE, "pair", side.pair_id),
    )
    return Message(body, title=_("What they will read"), rows=(buttons,))


def stopped(lang: str) -> Message:
    _ = words(lang)
    return Message(
        _("Stopped. Nobody is told anything about your check-ins any more. They are not told so."),
        rows=((mine_button(lang),),),
    )


# ---------------------------------------------------------------- every telling


def tellings(lang: str, told: Sequence[Telling]) -> Message:
    """List what was told, newest first."""
    _ = words(lang)
    if not told:
        body = _("Nothing was told about you in the last 90 days.")
        return Message(body, title=_("Every telling"), rows=((mine_button(lang),),))
    lines = [_telling(lang, one) for one in reversed(told[-MOST_SHOWN:])]
    if len(told) > MOST_SHOWN:
        lines.append(_("… and {n} more before.").format(n=len(told) - MOST_SHOWN))
    small = _("Only you can read this list. It goes back 90 days.")
    return Message(
        "\n".join(lines), title=_("Every telling"), small=small, rows=((mine_button(lang),),)
    )


def _telling(lang: str, one: Telling) -> str:
    _ = words(lang)
    said = {
        "asked": _("that you asked them"),
        "checked": _("that you checked in"),
        "not_yet": _("that you had not checked in"),
        "check_on": _("that you asked them to check on you"),
        "handed": _("that they are asked to look in on you"),
        "help": _("that you asked for help, and what you wrote with it"),
    }
    when = timestamp(datetime.fromisoformat(one.at), "f")
    return f"• {when} · {person(one.to_id)}: {said[one.what]}"


def me_lines(lang: str, pairs: Sequence[Standing]) -> list[str]:
    """Say it on somebody's own page."""
    return [_line(lang, one) for one in pairs]
