"""The words of asking somebody, and of both saying yes."""

from bot.core.language import words
from bot.core.message import Button, Message, Option, Row, Select, Tone
from bot.servers.rules import SponsorWord
from bot.sponsors.messages import block_button, mine_button, person, report_button, say_role
from bot.sponsors.offering.messages import say_stance
from bot.sponsors.offering.rules import Offer
from bot.sponsors.pairing.rules import HELLOS, Wish
from bot.sponsors.rules import FEATURE, Side


def safety(lang: str) -> str:
    """Say what everybody reads before they ask somebody."""
    _ = words(lang)
    return _(
        "• You can say no.\n"
        "• You can leave without a reason.\n"
        "• Nobody here may ask you for money, sex or secrets.\n"
        "• **Report** goes to people outside the pair."
    )


def freely(lang: str) -> str:
    return words(lang)(
        "Only accept someone you chose freely. You can undo this without them seeing why."
    )


def before_asking(lang: str, wish: Wish, word: SponsorWord, asker_id: int) -> Message:
    """Show what somebody should know first, and what the other will read."""
    _ = words(lang)
    preview = asks(lang, word, asker_id, wish.role == "stand_in")
    body = "\n".join(
        [
            safety(lang),
            "",
            _("They will read: “{words}”").format(words=preview),
            "",
            freely(lang),
        ]
    )
    buttons = (
        Button(_("Ask them"), FEATURE, "ask", wish.ref, Tone.MAIN),
        Button(_("Cancel"), FEATURE, "cancel"),
    )
    title = _("Ask somebody to be your {role}").format(role=say_role(lang, word, wish.role))
    small = _("Only you can see this. Nobody else sees that you ask.")
    return Message(body, title=title, small=small, rows=(buttons,))


def asks(lang: str, word: SponsorWord, asker_id: int, stand_in: bool) -> str:
    """Say who asks whom for what, as the person asked reads it."""
    _ = words(lang)
    if stand_in:
        return _("{person} asks you to be the stand-in for their {role}.").format(
            person=person(asker_id), role=say_role(lang, word)
        )
    return _("{person} asks you to be their {role}.").format(
        person=person(asker_id), role=say_role(lang, word)
    )


def cancelled(lang: str) -> Message:
    return Message(words(lang)("All right. Nobody was asked."))


def asked(lang: str, side: Side) -> Message:
    """Tell the asker that the request is on its way."""
    _ = words(lang)
    body = _(
        "I asked {person}. They answer when they can, and I send you a private note then. It only"
        " says “A note you asked for”. You can take it back at any time."
    ).format(person=person(side.other_id))
    back = Button(_("Take it back"), FEATURE, "end_yes", f"later.{side.pair_id}")
    rows = ((back, mine_button(lang)), _apart(lang, side.pair_id))
    return Message(body, title=_("Asked"), rows=rows)


# ---------------------------------------------------------------- for whoever is asked


def request(lang: str, side: Side, word: SponsorWord, free_places: int) -> Message:
    """Ask somebody whether they want to be there for this person."""
    _ = words(lang)
    lines = [
        asks(lang, word, side.other_id, side.role == "stand_in"),
        _("You have room for {n}.").format(n=free_places),
        "",
        freely(lang),
        _(
            "With your yes, choose how often you want a reminder to say hello to them. They see it,"
            " and agree. It uses nothing of their check-ins."
        ),
    ]
    said = (
        _("Yes, without reminders"),
        _("Yes; remind me every 3 days"),
        _("Yes; remind me every week"),
    )
    options = tuple(Option(label, str(days)) for days, label in zip(HELLOS, said, strict=True))
    rows: tuple[Row, ...] = (
        Select(_("Say yes"), FEATURE, "accept", side.pair_id, options=options),
        (
            Button(_("Not now"), FEATURE, "not_now", side.pair_id),
            block_button(lang, "pair", side.pair_id),
            report_button(lang, "pair", side.pair_id),
        ),
    )
    small = _("“Not now” gives no reason. They read the same as everybody who is turned down.")
    return Message("\n".join(lines), title=_("Somebody asks you"), small=small, rows=rows)


def accepted(lang: str, side: Side) -> Message:
    _ = words(lang)
    said = _("You said yes. {person} is asked now to confirm it; until then nothing begins.")
    back = Button(_("Take it back"), FEATURE, "end_yes", f"later.{side.pair_id}")
    rows = ((back, mine_button(lang)), _apart(lang, side.pair_id))
    return Message(said.format(person=person(side.other_id)), rows=rows)


def _apart(lang: str, pair_id: str) -> tuple[Button, ...]:
    return (block_button(lang, "pair", pair_id), report_button(lang, "pair", pair_id))


def said_not_now(lang: str) -> Message:
    return Message(words(lang)("All right. No reason is given."))


def no_room(lang: str) -> str:
    return words(lang)(
        "You have as many people as you chose. `/sponsoring start` lets you change that."
    )


# ---------------------------------------------------------------- for the asker, who confirms


def confirm(lang: str, side: Side, word: SponsorWord, offer: Offer, hello_days: int) -> Message:
    """They said yes: show the asker what that means, and let them confirm."""
    _ = words(lang)
    role = say_role(lang, word, side.role)
    lines = [
        _("{person} said yes to being your {role}.").format(
            person=person(side.other_id), role=role
        ),
        say_stance(lang, offer),
        _say_hello(lang, hello_days),
        _("Nothing of your check-ins is shared. You can choose to, later."),
        "",
        safety(lang),
        "",
        freely(lang),
    ]
    buttons = [Button(_("Confirm"), FEATURE, "confirm", side.pair_id, Tone.MAIN)]
    if hello_days:
        buttons.append(
            Button(_("Confirm, without reminders"), FEATURE, "confirm", f"{side.pair_id}.0")
        )
    second = (
        Button(_("No, thank you"), FEATURE, "end_yes", f"later.{side.pair_id}"),
        block_button(lang, "pair", side.pair_id),
        report_button(lang, "pair", side.pair_id),
    )
    return Message(
        "\n".join(lines),
        title=_("They said yes"),
        small=_("Only you can see this."),
        rows=(tuple(buttons), second),
    )


def confirmed(lang: str, side: Side, word: SponsorWord) -> Message:
    """Tell the member that the pair begins, and what they can do now."""
    _ = words(lang)
    body = _(
        "{person} is your {role} now. Nobody else can see that. Nothing of your check-ins is"
        " shared, until you choose it."
    ).format(person=person(side.other_id), role=say_role(lang, word, side.role))
    more = Button(_("What they are told"), FEATURE, "pair", side.pair_id, Tone.MAIN)
    rows = ((more, mine_button(lang)), _apart(lang, side.pair_id))
    return Message(body, title=_("Agreed"), rows=rows)


def _say_hello(lang: str, days: int) -> str:
    _ = words(lang)
    if not days:
        return _("They want no reminder to say hello.")
    return _("They want a reminder to say hello to you every {n} days.").format(n=days)


# ---------------------------------------------------------------- the end


def confirm_end(lang: str, side: Side) -> Message:
    _ = words(lang)
    body = _(
        "You give no reason. What was shared stops at once, either way. {person} reads only that it"
        " ended. When shall they?"
    ).format(person=person(side.other_id))
    buttons = (
        Button(_("Keep it"), FEATURE, "pair", side.pair_id),
        Button(_("Tell them now"), FEATURE, "end_yes", f"now.{side.pair_id}", Tone.DANGER),
        Button(_("With the next digest"), FEATURE, "end_yes", f"later.{side.pair_id}", Tone.DANGER),
    )
    small = _("Sometimes they read it later than that.")
    return Message(body, title=_("End it?"), small=small, rows=(buttons,))


def ended(lang: str, other_id: int) -> Message:
    _ = words(lang)
    apart = (block_button(lang, "member", other_id), report_button(lang, "member", other_id))
    return Message(
        _("It is over. Nothing is shared any more."), rows=((mine_button(lang), *apart),)
    )


# ---------------------------------------------------------------- refusals


def have_one(lang: str, word: SponsorWord, wish: Wish) -> str:
    _ = words(lang)
    return _(
        "You have a {role} already, or wait for somebody's answer. `/sponsor mine` shows it."
    ).format(role=say_role(lang, word, wish.role))


def sponsor_first(lang: str, word: SponsorWord) -> str:
    _ = words(lang)
    return _("A stand-in is there when your {role} cannot be. Find a {role} first.").format(
        role=say_role(lang, word)
    )


def no_bots(lang: str) -> str:
    return words(lang)("That is a bot. Please choose a person.")
