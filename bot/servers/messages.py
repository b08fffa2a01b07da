"""The words of the set-up, for moderators, and of /about, for everybody."""

from collections.abc import Mapping, Sequence

from bot.core.language import plural, words
from bot.core.message import Button, Field, Form, Message, Option, Row, Select, Tone
from bot.core.text import escape, join_words, shorten
from bot.servers.rules import Incident, Setup

FEATURE = "servers"
WRONG_LINE = "line:"  # how the code of an incident about a help line begins


def moderators_only(lang: str) -> str:
    _ = words(lang)
    return _(
        "This is for moderators: people who may **Manage Server**, or who have the moderator role"
        " chosen in `/setup`. Please ask one of them."
    )


def servers_only(lang: str) -> str:
    _ = words(lang)
    return _("This is about a server. Please use it inside your server, not in a private chat.")


def not_everybody(lang: str) -> str:
    _ = words(lang)
    return _(
        "That role is everybody, so everybody could change the set-up. "
        "Please choose a role that only your moderators have."
    )


def pick_again(lang: str) -> str:
    _ = words(lang)
    return _("I could not read that choice. Please pick one from the list.")


# ---------------------------------------------------------------- the card


def setup_card(lang: str, setup: Setup) -> Message:
    _ = words(lang)
    lines = [
        _zone_line(lang, setup),
        _country_line(lang, setup),
        _channel_line(lang, setup),
        _role_line(lang, setup),
        *([setup.front_door] if setup.front_door else []),
        _help_line(lang, setup),
        *_to_fix(lang, setup),
        *_went_wrong(lang, setup.incidents),
    ]
    return Message(
        "\n".join(lines),
        title=_("Set-up of this server"),
        small=_("Change anything below, as often as you like. Then make a group: `/group create`."),
        rows=_rows(lang, setup),
    )


def _zone_line(lang: str, setup: Setup) -> str:
    _ = words(lang)
    if setup.server.zone is None:
        return _("**Time zone:** not set. Meetings need it, unless you name one each time.")
    return _("**Time zone:** {zone}").format(zone=setup.server.zone)


def _country_line(lang: str, setup: Setup) -> str:
    _ = words(lang)
    code = setup.server.country
    if code is None:
        return _("**Country:** not set. `/help` asks each person where they are.")
    return _("**Country:** {country}. `/help` begins with its numbers here.").format(
        country=setup.countries.get(code, code)
    )


def _channel_line(lang: str, setup: Setup) -> str:
    _ = words(lang)
    if setup.server.announcements_channel_id is None:
        return _("**Announcements channel:** not set. It is for news that is for everybody here.")
    return _("**Announcements channel:** <#{channel}>").format(
        channel=setup.server.announcements_channel_id
    )


def _role_line(lang: str, setup: Setup) -> str:
    _ = words(lang)
    if setup.server.moderator_role_id is None:
        return _("**Moderator role:** not set. Moderators are people who may **Manage Server**.")
    return _(
        "**Moderator role:** <@&{role}>. They may change this set-up, groups and meetings."
        " Others can see who has this role. To let them find `/setup`, allow it for them in"
        " **Server Settings → Integrations**."
    ).format(role=setup.server.moderator_role_id)


def _help_line(lang: str, setup: Setup) -> str:
    _ = words(lang)
    missing = [
        name
        for name, channel in (
            (_("the helpers' channel"), setup.server.helpers_channel_id),
            (_("the moderators' channel"), setup.server.moderators_channel_id),
        )
        if channel is None
    ]
    if missing:
        return _("**When someone asks for help:** still to choose: {missing}.").format(
            missing=join_words(lang, missing)
        )
    return _("**When someone asks for help:** helpers' and moderators' channel are set.")


def _to_fix(lang: str, setup: Setup) -> list[str]:
    channel = setup.server.announcements_channel_id
    return ["\n" + channel_lacks(lang, channel, setup.lacks)] if channel and setup.lacks else []


def channel_lacks(lang: str, channel_id: int, lacks: Sequence[str]) -> str:
    """Name what the bot may not do in a channel, in Discord's words, and where to allow it."""
    _ = words(lang)
    return _(
        "**To fix:** in <#{channel}> I still need {permissions}. Open that channel's"
        " **Edit Channel → Permissions**, add my role, and allow it there."
    ).format(channel=channel_id, permissions=join_words(lang, [f"**{name}**" for name in lacks]))


def _went_wrong(lang: str, count: int) -> list[str]:
    if not count:
        return []
    line = plural(lang)(
        "**{n} thing did not work** in the last 7 days. See **What went wrong**.",
        "**{n} things did not work** in the last 7 days. See **What went wrong**.",
        count,
    )
    return ["\n" + line.format(n=count)]


def _rows(lang: str, setup: Setup) -> tuple[Row, ...]:
    _ = words(lang)
    selects: list[Row] = [
        Select(_("Choose the announcements channel"), FEATURE, "channel", picks="channel"),
        Select(_("Choose the moderator role"), FEATURE, "role", picks="role"),
    ]
    if setup.countries:
        options = country_options(setup.countries, setup.server.country)
        selects.append(Select(_("Choose the country"), FEATURE, "country", options=options))
    return (*selects, _change_buttons(lang, setup), *_check_buttons(lang, setup))


def country_options(countries: Mapping[str, str], chosen: str | None) -> tuple[Option, ...]:
    """Offer at most 25 countries (Discord's limit), the chosen one always among them."""
    codes = list(countries)[:25]
    if chosen in countries and chosen not in codes:
        codes[-1] = str(chosen)
    return tuple(Option(shorten(countries[c], 100), c, chosen=c == chosen) for c in codes)


def _change_buttons(lang: str, setup: Setup) -> tuple[Button, ...]:
    _ = words(lang)
    server = setup.server
    zone = Button(_("Set the time zone"), FEATURE, "zone", tone=Tone.MAIN)
    removable = (
        (server.announcements_channel_id, Button(_("No channel"), FEATURE, "no_channel")),
        (server.moderator_role_id, Button(_("No role"), FEATURE, "no_role")),
        (server.country, Button(_("No country"), FEATURE, "no_country")),
    )
    door = Button(_("Front-door message"), "reach", "front_door")
    first = (zone, door) if setup.front_door else (zone,)
    return (*first, *(button for value, button in removable if value is not None))


def _check_buttons(lang: str, setup: Setup) -> tuple[Row, ...]:
    _ = words(lang)
    help_page = Button(_("When someone asks for help"), FEATURE, "help")
    lines = [Button(_("Help lines"), "reach", "lines")] if setup.front_door else []
    check = [Button(_("Check again"), FEATURE, "card")] if setup.lacks else []
    wrong = [Button(_("What went wrong"), FEATURE, "incidents")] if setup.incidents else []
    return ((help_page, *lines, *check, *wrong),)


def zone_form(lang: str, typed: str) -> Form:
    _ = words(lang)
    zone = Field(
        "zone",
        _("Time zone"),
        about=_("A big city near you, or a name such as Europe/Dublin"),
        value=typed,
        longest=64,
        placeholder="Europe/Dublin",
    )
    return Form(_("Time zone of this server"), FEATURE, "zone", "", (zone,))


# ---------------------------------------------------------------- what went wrong


def incidents_card(lang: str, found: Sequence[Incident]) -> Message:
    _ = words(lang)
    lines = [_incident(lang, incident) for incident in found]
    return Message(
        "\n".join(lines) or _("Nothing went wrong in the last 7 days."),
        title=_("What went wrong"),
        small=_("No names and no texts are kept here. With a reference, your operator finds more."),
        rows=((Button(_("Back"), FEATURE, "card"),),),
    )


def _incident(lang: str, incident: Incident) -> str:
    _ = words(lang)
    where = f" (<#{incident.channel_id}>)" if incident.channel_id else ""
    times = plural(lang)("{n} time", "{n} times", incident.count).format(n=incident.count)
    return _("• {what}{where}: {why}. {times}, newest reference `{reference}`.").format(
        what=_what(lang, incident.kind),
        where=where,
        why=explain_code(lang, incident.code),
        times=times,
        reference=incident.reference,
    )


def _what(lang: str, kind: str) -> str:
    _ = words(lang)
    named = {
        "meetings": _("A message about a meeting"),
        "groups": _("A message about a group"),
        "note": _("A private note"),
        "help_line": _("A help line"),
        "reach": _("The front-door message"),
        "checkins": _("A check-in prompt"),
    }
    return named.get(kind.partition(".")[0], _("A message"))


def explain_code(lang: str, code: str) -> str:
    """Say why something was not delivered, from its code."""
    _ = words(lang)
    known = {
        "10003": _("the channel is gone"),
        "50001": _("I cannot see the channel"),
        "50013": _("I lack a permission there"),
        "50007": _("the person's private messages are closed"),
        "50278": _("the person's private messages are closed"),
        "expired": _("it was too late to send it"),
        "failed": _("something went wrong on my side"),
    }
    if code.startswith(WRONG_LINE):
        line = escape(code.removeprefix(WRONG_LINE))
        return _("somebody reported that {line} is wrong; see **Help lines**").format(line=line)
    return known.get(code, _("it did not work (code {code})").format(code=escape(code)))


# ---------------------------------------------------------------- /about


def about(lang: str) -> Message:
    _ = words(lang)
    body = _(
        "I help recovery communities meet and get through the day: groups, meetings, reminders,"
        " check-ins, tips and exercises, and help numbers with `/help`.\n\n"
        "**What I am not.** I am a bot, not a person, and nobody is watching this chat."
        " Nothing I say is medical advice.\n\n"
        "**What I keep.** What you set up with me: your settings, the groups you joined, the"
        " meetings you answered, the reminders, check-ins and tips you asked for. What you say in a"
        " check-in or an exercise is not kept. I read no channels. `/me` shows all that I keep,"
        " lets you download it, and erases it.\n\n"
        "**Who sees it.** Answers to your commands are seen by you alone. Facilitators and"
        " moderators can see who joined their group; I say so before you join. Whoever runs this"
        " bot could read settings and groups in its database.\n\n"
        "**Where my words come from.** Every help number says where it was found, and when somebody"
        " last checked it or that nobody has yet. Every tip and exercise names the document it came"
        " from. No clinician has reviewed my texts yet."
    )
    return Message(
        body,
        title=_("About this bot"),
        small=_("In danger now? Call your local emergency number, or press Help now."),
    )
