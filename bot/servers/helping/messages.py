"""The words of the set-up page about calls for help, for moderators."""

from bot.core.language import plural, words
from bot.core.message import Button, Field, Form, Message, Option, Row, Select
from bot.core.text import escape, join_words
from bot.servers.helping.rules import NUMBERS, WORDS, Look
from bot.servers.messages import FEATURE, channel_lacks
from bot.servers.rules import Server
from bot.servers.vouching.messages import sponsor_word


def page(lang: str, look: Look) -> Message:
    """Show the places in which people are asked, and what is missing."""
    _ = words(lang)
    lines = [
        _(
            "A call for help asks the member's sponsor first, then helpers on duty, then"
            " moderators. Helpers offer themselves with `/duty on`."
        ),
        "",
        _helpers_line(lang, look.server),
        _moderators_line(lang, look.server),
        _threads_line(lang, look.server),
        *_to_fix(lang, look),
        "",
        _times_line(lang, look.server),
        _word_line(lang, look.server),
    ]
    return Message(
        "\n".join(lines), title=_("When someone asks for help"), rows=_rows(lang, look.server)
    )


def _helpers_line(lang: str, server: Server) -> str:
    _ = words(lang)
    if server.helpers_channel_id is None:
        return _(
            "**Helpers' channel:** not set. Helpers are asked by private message. One whose"
            " private messages are closed is left out."
        )
    return _(
        "**Helpers' channel:** <#{channel}>. A helper whose private messages are closed is asked"
        " there, in a private thread that only they are added to."
    ).format(channel=server.helpers_channel_id)


def _moderators_line(lang: str, server: Server) -> str:
    _ = words(lang)
    if server.moderators_channel_id is None:
        return _(
            "**Moderators' channel:** not set. When no helper answers, **nobody else is asked**,"
            " and a request that stays open is shown to nobody. New helpers wait for you under"
            " `/duty rota`."
        )
    return _(
        "**Moderators' channel:** <#{channel}>. A request that nobody answered is told there,"
        " without a name. New helpers are approved there."
    ).format(channel=server.moderators_channel_id)


def _threads_line(lang: str, server: Server) -> str:
    _ = words(lang)
    if server.threads_channel_id is None:
        return _(
            "**Channel to talk in:** not set. I use the channel of the front-door message. Without"
            " one, “a private thread for the two of us” is not offered."
        )
    return _(
        "**Channel to talk in:** <#{channel}>. Two people who want it talk there in a private"
        " thread. Both must be able to see the channel."
    ).format(channel=server.threads_channel_id)


def _times_line(lang: str, server: Server) -> str:
    _ = words(lang)
    waits = _("**Waiting:** sponsor {a}, helpers {b}, moderators {c} minutes.").format(
        a=server.sponsor_minutes, b=server.helper_minutes, c=server.moderator_minutes
    )
    limit = plural(lang)(
        "After {n} person in seven days, other helpers come first.",
        "After {n} people in seven days, other helpers come first.",
        server.helper_limit,
    )
    return waits + " " + limit.format(n=server.helper_limit)


def _word_line(lang: str, server: Server) -> str:
    _ = words(lang)
    return _("**A sponsor is called:** {word}.").format(
        word=sponsor_word(lang, server.sponsor_word)
    )


def _to_fix(lang: str, look: Look) -> list[str]:
    _ = words(lang)
    lines = [
        channel_lacks(lang, getattr(look.server, name), lacks)
        for name, lacks in look.lacks.items()
        if lacks
    ]
    if look.seen_by_all:
        names = [f"<#{getattr(look.server, name)}>" for name in look.seen_by_all]
        seen = _(
            "**Careful:** everybody here can see {channels}. Please choose a channel that only"
            " helpers or moderators see."
        )
        lines.append(seen.format(channels=join_words(lang, names)))
    return ["", *lines] if lines else []


def _rows(lang: str, server: Server) -> tuple[Row, ...]:
    _ = words(lang)
    word_options = tuple(
        Option(sponsor_word(lang, word), word, chosen=word == server.sponsor_word) for word in WORDS
    )
    removable = (
        ("helpers_channel_id", Button(_("No helpers' channel"), FEATURE, "help_none", "helpers")),
        (
            "moderators_channel_id",
            Button(_("No moderators' channel"), FEATURE, "help_none", "mods"),
        ),
        ("threads_channel_id", Button(_("No channel to talk in"), FEATURE, "help_none", "threads")),
    )
    shown = tuple(button for name, button in removable if getattr(server, name) is not None)
    more = (
        Button(_("Roles"), FEATURE, "help_roles"),
        Button(_("Waiting times"), FEATURE, "help_times"),
        Button(_("Check again"), FEATURE, "help"),
        Button(_("Back"), FEATURE, "card"),
    )
    return (
        _channel_select(_("Choose the helpers' channel"), "helpers"),
        _channel_select(_("Choose the moderators' channel"), "mods"),
        _channel_select(_("Choose the channel to talk in"), "threads"),
        Select(_("What a sponsor is called here"), FEATURE, "help_word", options=word_options),
        *([shown] if shown else []),
        more,
    )


def _channel_select(hint: str, which: str) -> Select:
    return Select(hint, FEATURE, "help_pick", which, picks="channel")


# ---------------------------------------------------------------- roles


def roles_page(lang: str, look: Look) -> Message:
    """Show the two roles, and what each of them means for the people who have it."""
    _ = words(lang)
    lines = [_helper_role_line(lang, look.server), "", *_on_call_lines(lang, look)]
    removable = (
        ("helper_role_id", Button(_("No helper role"), FEATURE, "help_none", "helper_role")),
        ("on_call_role_id", Button(_("No on-call role"), FEATURE, "help_none", "on_call")),
    )
    shown = tuple(b for name, b in removable if getattr(look.server, name) is not None)
    rows: tuple[Row, ...] = (
        Select(_("Choose the helper role"), FEATURE, "help_pick", "helper_role", picks="role"),
        Select(_("Choose the on-call role"), FEATURE, "help_pick", "on_call", picks="role"),
        (*shown, Button(_("Back"), FEATURE, "help")),
    )
    return Message("\n".join(lines), title=_("Roles for calls for help"), rows=rows)


def _helper_role_line(lang: str, server: Server) -> str:
    _ = words(lang)
    if server.helper_role_id is None:
        return _("**Helper role:** not set. A moderator approves each helper and each sponsor.")
    return _(
        "**Helper role:** <@&{role}>. Who has it, and says that they are an adult, needs no other"
        " approval to be a helper or a sponsor. **Others can see who has this role.**"
    ).format(role=server.helper_role_id)


def _on_call_lines(lang: str, look: Look) -> list[str]:
    _ = words(lang)
    server = look.server
    if server.on_call_role_id is None:
        return [_("**On-call role:** not set. An open request mentions nobody.")]
    lines = [
        _(
            "**On-call role:** <@&{role}>. When a request is open and nobody answered, I mention it"
            " in the moderators' channel. **Everybody who can see that channel sees the mention,**"
            " and everybody with the role gets a ping."
        ).format(role=server.on_call_role_id)
    ]
    if look.cannot_mention:
        lines.append(
            _(
                "**To fix:** allow “anyone to mention this role” in the role's settings, or allow"
                " me **Mention @everyone, @here, and All Roles** in the moderators' channel."
            )
        )
    return lines


# ---------------------------------------------------------------- times


def times_form(lang: str, server: Server, typed: dict[str, str]) -> Form:
    """Ask for the minutes and the limit, filled in with what was typed or is set."""
    _ = words(lang)
    fields = tuple(
        Field(
            name,
            _label(lang, name),
            about=_("{least} to {most}").format(least=NUMBERS[name][0], most=NUMBERS[name][1]),
            value=typed.get(name) or str(getattr(server, name)),
            longest=10,
        )
        for name in NUMBERS
    )
    return Form(_("Waiting times"), FEATURE, "help_times", "", fields)


def _label(lang: str, name: str) -> str:
    _ = words(lang)
    labels = {
        "sponsor_minutes": _("Minutes for the sponsor to answer"),
        "helper_minutes": _("Minutes for helpers to answer"),
        "moderator_minutes": _("Minutes for moderators to answer"),
        "helper_limit": _("People in 7 days, then others come first"),
    }
    return labels[name]


def bad_number(lang: str, name: str, typed: str) -> str:
    _ = words(lang)
    least, most = NUMBERS[name]
    return _(
        "**{label}:** please give a whole number from {least} to {most}, not “{typed}”."
    ).format(label=_label(lang, name), typed=escape(typed), least=least, most=most)
