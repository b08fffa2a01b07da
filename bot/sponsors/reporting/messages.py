"""The words of reporting somebody, and of the notes that lead moderators to a report."""

from bot.core.language import words
from bot.core.message import Button, Field, Form, Message, Option, Values
from bot.sponsors.messages import mine_button, person
from bot.sponsors.reporting.rules import LONGEST, REASONS
from bot.sponsors.rules import FEATURE


def form(lang: str, ref: str, typed: Values) -> Form:
    """Ask why, and leave room for words that nobody has to write."""
    _ = words(lang)
    chosen = str(typed.get("reason") or "")
    fields = (
        Field(
            "reason",
            _("What happened?"),
            _("Moderators outside of it read this and your name. The other person is not told."),
            chosen,
            kind="radio",
            options=tuple(Option(label, value) for value, label in _labels(lang).items()),
        ),
        Field(
            "words",
            _("In your own words, if you like"),
            _("Only moderators read it. It is gone when they close the report."),
            str(typed.get("words") or ""),
            required=False,
            kind="paragraph",
            longest=LONGEST,
        ),
    )
    return Form(_("Report"), FEATURE, "report", ref, fields)


def _labels(lang: str) -> dict[str, str]:
    _ = words(lang)
    said = (
        _("They asked for money"),
        _("Sexual words, pictures or pressure"),
        _("They told me to stop or lower a medicine"),
        _("They asked for secrets, or told mine"),
        _("They would not leave me alone"),
        _("Something else"),
    )
    return dict(zip(REASONS, said, strict=True))


def say_reason(lang: str, reason: str) -> str:
    return _labels(lang).get(reason, words(lang)("Something else"))


def pick_reason(lang: str) -> str:
    return words(lang)("Please choose what happened.")


def thanks(lang: str, other_id: int) -> Message:
    """Tell the reporter what happens now."""
    _ = words(lang)
    body = _(
        "Thank you for saying so. Your report goes to moderators who are not part of it. They see"
        " your name.\n"
        "• {person} is not told who reported.\n"
        "• As a rule they are paused at once: nobody is asked to talk with them until a moderator"
        " has looked. They read only that they are paused.\n"
        "• They are blocked for you. If you two were a pair, it is over for you now. They may see"
        " it for some weeks more, so that they cannot guess that it was you.\n"
        "• You get a note when a moderator has closed it."
    ).format(person=person(other_id))
    return Message(body, title=_("Reported"), rows=(_after(lang),))


def nobody_to_tell(lang: str, other_id: int, contact: str, *, noted: bool) -> Message:
    """Say whom to turn to where no moderator is known who is outside of it.

    `noted`: their channel was told, without names, so that others than those may still open it.
    """
    _ = words(lang)
    first = (
        _(
            "Thank you for saying so. A note without names is in the moderators' channel. I do not"
            " know yet of a moderator there who is not part of it, so please tell somebody else"
            " too:"
        )
        if noted
        else _(
            "Thank you for saying so. I know of no moderator here who is not part of it, so please"
            " tell somebody else too:"
        )
    )
    lines = [
        first,
        _("• Whoever runs this bot: {contact}").format(contact=contact)
        if contact
        else _("• The owner of this server."),
        _(
            "• Discord itself: press and hold their message (or right-click it), then **Apps** or"
            " **Report Message**."
        ),
        _(
            "{person} is blocked for you, and as a rule paused here. They are not told who"
            " reported."
        ).format(person=person(other_id)),
    ]
    return Message("\n".join(lines), title=_("Reported"), rows=(_after(lang),))


def _after(lang: str) -> tuple[Button, ...]:
    _ = words(lang)
    return (Button(_("Ask a helper"), "reach", "ask", "h"), mine_button(lang))


# ---------------------------------------------------------------- for moderators


def in_channel(lang: str) -> Message:
    """Tell the moderators' channel, naming nobody."""
    _ = words(lang)
    return Message(
        _(
            "Somebody sent a report. Nobody is named here. Please open it if you are a moderator"
            " who is not part of it: only you will see it."
        ),
        rows=((Button(_("Open it privately"), FEATURE, "reports"),),),
    )


def in_private(lang: str) -> Message:
    """Lead a moderator to a report; the note itself says nothing."""
    _ = words(lang)
    return Message(
        _("A note for you as a moderator."),
        rows=((Button(_("Open"), FEATURE, "reports"),),),
    )


def closed_in_channel(lang: str) -> Message:
    return Message(words(lang)("This report is closed. Thank you."))


def open_in_server(lang: str) -> str:
    return words(lang)(
        "Please go to your server and type `/sponsoring reports` there. Only you see the answer."
    )
