"""The part of the set-up about calls for help: where people are asked, who, and how long."""

from bot.core.errors import Refused
from bot.core.language import choose_language
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.servers import messages as of_servers
from bot.servers import rules as of_setup
from bot.servers import store
from bot.servers.helping import messages, rules
from bot.servers.helping.rules import Look
from bot.servers.rules import Server
from bot.storage.database import Tx

ACTIONS = frozenset({"help", "help_pick", "help_none", "help_roles", "help_word", "help_times"})
FORM = "help_times"

_FIELDS = {
    "helpers": "helpers_channel_id",
    "mods": "moderators_channel_id",
    "threads": "threads_channel_id",
    "on_call": "on_call_role_id",
    "helper_role": "helper_role_id",
}


async def press(tx: Tx, who: Who, press: Press) -> Answer:
    """Answer a moderator's press with the changed page; the caller made sure that they are one."""
    if press.action == "help_times":
        return await times_form(tx, who, "", {})
    if press.action == "help_pick":
        await _pick(tx, who, press)
    elif press.action == "help_none" and press.ref in _FIELDS:
        await _change(tx, who, _FIELDS[press.ref], None)
    elif press.action == "help_word":
        await _choose_word(tx, who, press)
    on_roles = press.action == "help_roles" or _FIELDS.get(press.ref) in rules.ROLES
    return Edit(await _show(tx, who, on_roles=on_roles))


async def _show(tx: Tx, who: Who, *, on_roles: bool = False) -> Message:
    assert who.server_id is not None
    look = _look(who, await store.find_server(tx, who.server_id))
    lang = await _language(tx, who)
    return messages.roles_page(lang, look) if on_roles else messages.page(lang, look)


def _look(who: Who, server: Server) -> Look:
    """Check what the bot may do in each channel, and who sees it."""
    rights = who.rights
    channels = {name: channel for name in rules.CHANNELS if (channel := getattr(server, name))}
    lacks = {name: rights.bot_lacks_of(c, rules.NEEDED[name]) for name, c in channels.items()}
    private = ("helpers_channel_id", "moderators_channel_id")
    shown = tuple(name for name in private if name in channels and rights.all_see(channels[name]))
    mods = server.moderators_channel_id
    mentions = bool(mods) and not rights.bot_lacks_of(mods or 0, ("mention_everyone",))
    return Look(server, lacks, shown, cannot_mention=bool(server.on_call_role_id) and not mentions)


async def _pick(tx: Tx, who: Who, press: Press) -> None:
    field, picked = _FIELDS.get(press.ref), of_setup.read_id(press.values)
    lang = await _language(tx, who)
    if field is None or picked is None:
        raise Refused(of_servers.pick_again(lang))
    if field in rules.ROLES and picked == who.server_id:
        raise Refused(of_servers.not_everybody(lang))
    await _change(tx, who, field, picked)


async def _choose_word(tx: Tx, who: Who, press: Press) -> None:
    typed = "".join(press.values[:1])
    if typed not in rules.WORDS:
        raise Refused(of_servers.pick_again(await _language(tx, who)))
    await _change(tx, who, "sponsor_word", typed)


async def _change(tx: Tx, who: Who, field: str, value: int | str | None) -> None:
    assert who.server_id is not None
    await store.add_server(tx, who.server_id)
    await store.change_server(tx, who.server_id, {field: value})


async def times_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask for the minutes, filled in with what was typed or is set; for moderators only."""
    del ref
    assert who.server_id is not None
    server = await store.find_server(tx, who.server_id)
    given = {name: str(typed.get(name, "")) for name in rules.NUMBERS}
    return messages.times_form(await _language(tx, who), server, given)


async def submit(tx: Tx, who: Who, sent: Submission) -> Edit:
    """Take the minutes and the limit that a moderator typed."""
    assert who.server_id is not None
    lang = await _language(tx, who)
    numbers: dict[str, int] = {}
    for name in rules.NUMBERS:
        typed = str(sent.values.get(name, ""))
        number = rules.read_number(typed, name)
        if number is None:
            raise Refused(messages.bad_number(lang, name, typed))
        numbers[name] = number
    await store.add_server(tx, who.server_id)
    await store.change_server(tx, who.server_id, numbers)
    return Edit(await _show(tx, who))


async def _language(tx: Tx, who: Who) -> str:
    return choose_language(await store.find_language(tx, who.member_id), who.locale)
