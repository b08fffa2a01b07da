"""The words between somebody who offers to be there for others, and the moderators."""

from bot.core.language import words
from bot.core.message import Button, Message, Row, Tone
from bot.core.text import timestamp
from bot.servers.rules import SponsorWord
from bot.servers.vouching.rules import Standing, What

FEATURE = "servers"


def sponsor_word(lang: str, word: SponsorWord) -> str:
    """Say what a sponsor is called in a server."""
    _ = words(lang)
    named: dict[SponsorWord, str] = {
        "sponsor": _("sponsor"),
        "peer supporter": _("peer supporter"),
        "recovery buddy": _("recovery buddy"),
    }
    return named[word]


def as_what(lang: str, what: What, word: SponsorWord) -> str:
    """Say as what somebody offers to be there: "a helper"."""
    _ = words(lang)
    return (
        _("a helper")
        if what == "helper"
        else _("a {sponsor}").format(sponsor=sponsor_word(lang, word))
    )


# ---------------------------------------------------------------- for the person who offers


def first_card(lang: str, what: What, word: SponsorWord, role_id: int | None) -> Message:
    """Ask whether they are an adult. `role_id`: the role they have that approves them at once."""
    _ = words(lang)
    who_answers = (
        _("You have the role <@&{role}>, so no moderator needs to answer.").format(role=role_id)
        if role_id
        else _("Then a moderator of this server says yes or not now. They read your name.")
    )
    body = _(
        "Thank you for offering to be there for others. People who are asked for help are adults,"
        " so please say first that you are **18 or older**. The day you say so is kept."
    )
    return Message(
        f"{body}\n{who_answers}",
        title=_("Before you are {what} here").format(what=as_what(lang, what, word)),
        small=_("You can step back whenever you like, without a reason."),
        rows=((Button(_("I am 18 or older"), FEATURE, "adult", what, Tone.MAIN),),),
    )


def waiting_card(lang: str, standing: Standing, word: SponsorWord, *, told: bool) -> Message:
    """Say that moderators still have to answer. `told`: they read it in a channel."""
    _ = words(lang)
    lines = [
        _("Moderators were asked whether you can be {what} here.").format(
            what=as_what(lang, standing.what, word)
        ),
        _("When they answer, you get a private note.")
        if told
        else _(
            "This server has no channel for moderators yet, so please tell one of them. They"
            " find you under `/duty rota`."
        ),
    ]
    back = Button(_("Take it back"), FEATURE, "vouch_back", standing.what)
    return Message("\n".join(lines), rows=((back,),))


def declined_card(lang: str, standing: Standing, *, may_ask: bool) -> Message:
    _ = words(lang)
    again = Button(_("Ask again"), FEATURE, "adult", standing.what)
    rows: tuple[Row, ...] = ((again,),) if may_ask else ()
    return Message(
        _(
            "Moderators said: not now. That can have many reasons, and it says nothing about your"
            " worth. You can ask one of them."
        ),
        rows=rows,
    )


def paused_card(lang: str) -> Message:
    _ = words(lang)
    return Message(_("You are paused; a moderator will write to you."))


def approved_card(lang: str, what: What, word: SponsorWord) -> Message:
    _ = words(lang)
    body = _("You can be {what} here now.").format(what=as_what(lang, what, word))
    if what == "helper":
        onward = _("Go on with `/duty on` or `/duty hours` in the server.")
        return Message(f"{body} {onward}")
    return Message(f"{body} " + _("Go on with `/sponsoring start` in the server."))


def taken_back(lang: str) -> Message:
    _ = words(lang)
    return Message(_("Taken back. Nothing of it is kept."))


def note(lang: str, standing: Standing) -> Message:
    """Word the private note about an answer, which says nothing before it is opened."""
    _ = words(lang)
    button = Button(_("Open"), FEATURE, "vouched", str(standing.id), Tone.MAIN)
    return Message(_("A note you asked for."), rows=((button,),))


# ---------------------------------------------------------------- for moderators


def asked(lang: str, standing: Standing, word: SponsorWord) -> Message:
    """Ask in the moderators' channel."""
    _ = words(lang)
    ref = str(standing.id)
    body = _(
        "<@{member}> would like to be {what} here, and said that they are 18 or older.\n"
        "Please say yes only to somebody you know. They will be asked when others need help."
    ).format(member=standing.member_id, what=as_what(lang, standing.what, word))
    row = (
        Button(_("Approve"), FEATURE, "vouch_yes", ref, Tone.MAIN),
        Button(_("Not now"), FEATURE, "vouch_no", ref),
    )
    return Message(body, title=_("Somebody offers to help"), rows=(row,))


def answered(lang: str, standing: Standing, word: SponsorWord) -> Message:
    """Say in the same place what became of it."""
    _ = words(lang)
    facts = {
        "member": standing.member_id,
        "what": as_what(lang, standing.what, word),
        "moderator": f"<@{standing.approved_by}>" if standing.approved_by else _("a moderator"),
    }
    if standing.approved_at:
        line = _("<@{member}> can be {what} here. Approved by {moderator}, {when}.")
        return Message(line.format(**facts, when=timestamp(standing.approved_at, "d")))
    return Message(_("<@{member}> as {what}: not now.").format(**facts))


def already_answered(lang: str) -> str:
    _ = words(lang)
    return _("Somebody answered this already, or it was taken back.")
