"""The words about one shift: will you be there, can somebody else, who took it."""

from collections.abc import Sequence

from bot.core.language import words
from bot.core.message import Button, Link, Message, Option, Row, Select, Tone
from bot.privacy.trying.messages import neutral_note, open_label, stop_label
from bot.reach.duty.messages import FEATURE, say_span
from bot.reach.duty.rules import Said, Span
from bot.sponsors.messages import PROFILE


def note(lang: str, ref: str, server_ref: str) -> Message:
    """Word a note that says nothing before it is opened."""
    opened = Button(open_label(lang), FEATURE, "duty_shift", ref, Tone.MAIN)
    return neutral_note(lang, opened, Button(stop_label(lang), FEATURE, "duty_quiet", server_ref))


def ask_own(lang: str, said: Said, *, silent: bool = False) -> Message:
    """Ask a helper whether they will be there."""
    _ = words(lang)
    ref = str(said.id)
    row = (
        Button(_("I'll be there"), FEATURE, "duty_sure", ref, Tone.MAIN),
        Button(_("I can't"), FEATURE, "duty_cant", ref),
        Button(_("Hand it over"), FEATURE, "duty_give", f"{said.server_id}.{_ms(said)}"),
    )
    body = _("Your duty: {when}.\nWill you be there?").format(
        when=say_span((said.starts, said.ends))
    )
    return Message(body, rows=(row,), silent=silent)


def remind_taken(lang: str, said: Said, *, silent: bool = False) -> Message:
    _ = words(lang)
    body = _("You took over this duty: {when}. Thank you.").format(
        when=say_span((said.starts, said.ends))
    )
    return Message(body, silent=silent)


def ask_other(lang: str, said: Said, *, silent: bool = False) -> Message:
    """Ask another helper whether they can take a shift."""
    _ = words(lang)
    ref = str(said.id)
    row = (
        Button(_("I take it"), FEATURE, "duty_take", ref, Tone.MAIN),
        Button(_("I can't"), FEATURE, "duty_not", ref),
        Link(_("Open their profile"), PROFILE.format(member_id=said.member_id)),
    )
    body = _("<@{member}> asks whether you can take this duty: {when}.").format(
        member=said.member_id, when=say_span((said.starts, said.ends))
    )
    return Message(body, rows=(row,), silent=silent)


def taken_note(lang: str, said: Said) -> Message:
    """Tell a helper what became of a shift they handed on."""
    _ = words(lang)
    when = say_span((said.starts, said.ends))
    if said.state == "handed":
        return Message(_("Somebody took your duty: {when}.").format(when=when))
    return Message(
        _("They can't take your duty: {when}. It is still yours.").format(when=when),
        rows=((Button(_("Ask others"), FEATURE, "duty_give", f"{said.server_id}.{_ms(said)}"),),),
    )


def _ms(said: Said) -> int:
    return int(said.starts.timestamp() * 1000)


# ---------------------------------------------------------------- handing over


def choose_shift(lang: str, server_id: int, named: Sequence[tuple[str, int]]) -> Message:
    """Ask which shift to hand over; `named` are shifts with the millisecond they begin."""
    _ = words(lang)
    back = Button(_("Back"), FEATURE, "duty", str(server_id))
    if not named:
        return Message(_("You have no shift ahead in the coming week."), rows=((back,),))
    options = tuple(Option(name, str(ms)) for name, ms in named[:25])
    pick = Select(_("Which shift?"), FEATURE, "duty_give", str(server_id), options)
    return Message(_("Which shift should somebody else take?"), rows=(pick, (back,)))


def choose_taker(lang: str, server_id: int, span: Span) -> Message:
    """Ask whom to ask for one shift."""
    _ = words(lang)
    ref = f"{server_id}.{int(span[0].timestamp() * 1000)}"
    rows: tuple[Row, ...] = (
        Select(_("Ask one helper"), FEATURE, "duty_ask", ref, picks="person"),
        (
            Button(_("Ask all helpers"), FEATURE, "duty_offer", ref),
            Button(_("Back"), FEATURE, "duty", str(server_id)),
        ),
    )
    body = _(
        "{when}\nThe helper you choose reads your name. All helpers read only the time. Until"
        " somebody takes it, it is yours."
    )
    return Message(body.format(when=say_span(span)), title=_("Hand over a shift"), rows=rows)


def sure(lang: str, said: Said) -> Message:
    _ = words(lang)
    when = say_span((said.starts, said.ends))
    return Message(_("Thank you. You are down for {when}.").format(when=when))


def cannot(lang: str, *, told: bool) -> Message:
    _ = words(lang)
    body = _("Noted. You are not on duty then.")
    if told:
        return Message(body + " " + _("The helpers' channel now asks who can take it."))
    return Message(body + " " + _("It stands under `/duty rota` for others to take."))


def offered(lang: str, *, told: bool) -> Message:
    _ = words(lang)
    if told:
        return Message(_("The helpers' channel now asks who can take it. Until then it is yours."))
    return Message(_("It stands under `/duty rota` for others to take. Until then it is yours."))


def asked_one(lang: str, member_id: int) -> Message:
    _ = words(lang)
    line = _("<@{member}> gets a private note about it. Until they take it, it is yours.")
    return Message(line.format(member=member_id))


def took(lang: str, said: Said) -> Message:
    _ = words(lang)
    when = say_span((said.starts, said.ends))
    return Message(_("Thank you. You are on duty {when}.").format(when=when))


def declined(lang: str) -> Message:
    return Message(words(lang)("That is fine. I tell them that it did not work out."))


def quiet(lang: str) -> Message:
    return Message(words(lang)("No more reminders before a shift. `/duty hours` brings them back."))


# ---------------------------------------------------------------- in the helpers' channel


def open_shift(lang: str, said: Said) -> Message:
    """Ask all helpers, without a name, who can take a shift."""
    _ = words(lang)
    when = say_span((said.starts, said.ends))
    row = (Button(_("I take it"), FEATURE, "duty_take", str(said.id), Tone.MAIN),)
    return Message(_("Who can take this duty? {when}").format(when=when), rows=(row,))


def closed_shift(lang: str, said: Said) -> Message:
    _ = words(lang)
    when = say_span((said.starts, said.ends))
    if said.state == "handed":
        return Message(_("Taken, thank you: {when}").format(when=when))
    return Message(_("No longer needed: {when}").format(when=when))


# ---------------------------------------------------------------- refusals


def shift_gone(lang: str) -> str:
    return words(lang)("That shift is over, was taken, or is not there any more.")


def not_a_helper(lang: str) -> str:
    return words(lang)("They are not taking shifts here. Please choose another helper.")


def not_yourself(lang: str) -> str:
    return words(lang)("That is you. Please choose another helper.")
