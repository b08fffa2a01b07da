"""The words for choosing whom never to ask."""

from bot.core.language import words
from bot.core.message import Button, Option, Row, Select
from bot.core.text import join_words
from bot.reach.ladder.rules import THE_MODERATORS
from bot.reach.proposing.rules import Screen
from bot.servers.vouching.messages import sponsor_word

FEATURE = "reach"


def name_them(lang: str, shown: Screen) -> str:
    """Say who is who in the list, and who else is never asked."""
    _ = words(lang)
    named = [
        _("{label} is <@{member}>.").format(label=label, member=member_id)
        for label, member_id in _people(lang, shown)
    ]
    if shown.others_left:
        who = join_words(lang, [f"<@{one}>" for one in shown.others_left])
        named.append(_("Never asked, whoever is on duty: {who}.").format(who=who))
    if not shown.here:
        named.append(_("To leave out anybody else, open Help in the server."))
    return "\n".join(named)


def to_leave_out(lang: str, shown: Screen) -> tuple[Row, ...]:
    """Let them pick whom not to ask: of these, and in a server anybody, on duty now or not."""
    _ = words(lang)
    left = shown.choice.left
    options = [
        Option(label, str(member_id), chosen=member_id in left)
        for label, member_id in _people(lang, shown)
    ]
    options.append(Option(_("The moderators"), "0", chosen=THE_MODERATORS in left))
    of_these = Select(
        _("Whom not to ask"),
        FEATURE,
        "ask_left",
        shown.ref,
        options=tuple(options),
        least=0,
        most=len(options),
    )
    anybody = Select(
        _("Somebody else never to ask"), FEATURE, "ask_never", shown.ref, most=10, picks="person"
    )
    again = (Button(_("Leave nobody out"), FEATURE, "ask_all", shown.ref),)
    return (of_these, *((anybody,) if shown.here else ()), *((again,) if left else ()))


def _people(lang: str, shown: Screen) -> list[tuple[str, int]]:
    _ = words(lang)
    word = sponsor_word(lang, shown.server.sponsor_word)
    labels = {"sponsor": _("My {word}").format(word=word), "stand_in": _("The stand-in")}
    return [(labels[one.role], one.member_id) for one in shown.sponsors]
