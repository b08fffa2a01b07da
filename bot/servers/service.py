"""A server's set-up: who may change it, what is set, what is missing, what went wrong."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from bot.core.countries import find_country
from bot.core.errors import Refused
from bot.core.language import choose_language
from bot.core.message import Answer, Edit, Form, Message, Values
from bot.core.press import Press, Submission, Who
from bot.core.zones import find_zone
from bot.servers import messages, rules, store
from bot.servers.helping import service as helping
from bot.servers.moderating import service as moderating
from bot.servers.moderating.service import Hooks
from bot.servers.rules import Server, Setup, Wish
from bot.servers.vouching import service as vouching
from bot.storage.database import Tx

__all__ = [
    "Hooks",
    "Server",
    "Wish",
    "ensure_server",
    "is_moderator",
    "require_moderator",
    "server_of",
]

Countries = Mapping[str, str]  # the countries that have help numbers: code → name


class FrontDoor(Protocol):
    """The front-door message, which belongs to a feature above this one and is handed in."""

    async def describe(self, tx: Tx, who: Who, /) -> str:
        """Say in one line where it stands."""
        ...

    async def refresh(self, tx: Tx, server_id: int, /) -> None:
        """Have it changed, because what it says may have changed."""
        ...


_REMOVALS = {
    "no_channel": "announcements_channel_id",
    "no_role": "moderator_role_id",
    "no_country": "country",
}


async def server_of(tx: Tx, server_id: int) -> Server:
    """Say what is set up in a server; a server never seen has nothing set."""
    return await store.find_server(tx, server_id)


async def ensure_server(tx: Tx, server_id: int) -> None:
    """Make sure that the server has a row that others can point to."""
    await store.add_server(tx, server_id)


async def is_moderator(tx: Tx, who: Who) -> bool:
    """Tell whether they may manage this server, or have the role it named for moderators."""
    if who.server_id is None:
        return False
    if who.rights.manage_server:
        return True
    server = await store.find_server(tx, who.server_id)
    return server.moderator_role_id in who.rights.role_ids


async def require_moderator(tx: Tx, who: Who) -> None:
    """Turn down anybody who is not a moderator here, and say who is."""
    if who.server_id is None:
        raise Refused(messages.servers_only(await _language(tx, who)))
    if not await is_moderator(tx, who):
        raise Refused(messages.moderators_only(await _language(tx, who)))


async def _language(tx: Tx, who: Who) -> str:
    return choose_language(await store.find_language(tx, who.member_id), who.locale)


async def set_up(
    tx: Tx, who: Who, wish: Wish, countries: Countries, front_door: FrontDoor | None = None
) -> Message:
    """Change what the moderator named (nothing, perhaps) and show how the server stands."""
    await require_moderator(tx, who)
    lang = await _language(tx, who)
    if wish.zone is not None:
        wish = replace(wish, zone=find_zone(wish.zone, lang))
    if wish.country is not None:
        wish = replace(wish, country=find_country(wish.country, countries, lang))
    if wish.moderator_role_id == who.server_id:  # Discord gives @everyone the server's own id
        raise Refused(messages.not_everybody(lang))
    await _change(tx, who, rules.changes_of(wish), front_door)
    return await _card(tx, who, countries, front_door)


async def _change(
    tx: Tx, who: Who, changes: dict[str, str | int | None], front_door: FrontDoor | None
) -> None:
    assert who.server_id is not None
    if not changes:
        return
    await store.add_server(tx, who.server_id)
    await store.change_server(tx, who.server_id, changes)
    if "country" in changes:
        tx.announce("help", f"server {who.server_id} {changes['country'] or '-'}")
    if front_door is not None:
        await front_door.refresh(tx, who.server_id)


async def _card(tx: Tx, who: Who, countries: Countries, front_door: FrontDoor | None) -> Message:
    assert who.server_id is not None
    server = await store.find_server(tx, who.server_id)
    channel = server.announcements_channel_id
    setup = Setup(
        server,
        front_door=await front_door.describe(tx, who) if front_door else "",
        lacks=who.rights.bot_lacks(channel) if channel else (),
        incidents=await store.count_incidents(tx, who.server_id, tx.now - rules.INCIDENTS_SHOWN),
        countries=countries,
    )
    return messages.setup_card(await _language(tx, who), setup)


async def press(
    tx: Tx,
    who: Who,
    press: Press,
    *,
    countries: Countries,
    front_door: FrontDoor | None = None,
    hooks: moderating.Hooks = moderating.NO_HOOKS,
) -> Answer:
    """Answer a press on the set-up card with the changed card, or one about whom to trust."""
    if press.action in vouching.ACTIONS:
        return await vouching.press(tx, who, press)
    await require_moderator(tx, who)
    if press.action in moderating.ACTIONS:
        return await moderating.press(tx, who, press, hooks)
    if press.action in helping.ACTIONS:
        return await helping.press(tx, who, press)
    return await _press_card(tx, who, press, countries, front_door)


async def _press_card(
    tx: Tx, who: Who, press: Press, countries: Countries, front_door: FrontDoor | None
) -> Answer:
    if press.action == "zone":
        return await zone_form(tx, who, "", {})
    if press.action == "incidents":
        return Edit(await _show_incidents(tx, who))
    if press.action in _REMOVALS:
        await _change(tx, who, {_REMOVALS[press.action]: None}, front_door)
        return Edit(await _card(tx, who, countries, front_door))
    return Edit(await set_up(tx, who, await _read_wish(tx, who, press), countries, front_door))


async def _read_wish(tx: Tx, who: Who, press: Press) -> Wish:
    """Read what was picked in a select; "card" (and anything unknown) changes nothing."""
    if press.action == "country":
        return Wish(country="".join(press.values[:1]))
    if press.action not in ("channel", "role"):
        return Wish()
    picked = rules.read_id(press.values)
    if picked is None:
        raise Refused(messages.pick_again(await _language(tx, who)))
    channel = press.action == "channel"
    return Wish(announcements_channel_id=picked) if channel else Wish(moderator_role_id=picked)


async def _show_incidents(tx: Tx, who: Who) -> Message:
    """Show what failed; a channel is named only to somebody who can see it."""
    assert who.server_id is not None
    found = await store.recent_incidents(tx, who.server_id, tx.now - rules.INCIDENTS_SHOWN)
    shown = [
        i if i.channel_id and who.rights.sees(i.channel_id) else replace(i, channel_id=None)
        for i in found
    ]
    return messages.incidents_card(await _language(tx, who), shown)


async def zone_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask for the zone by hand, filled in with what was typed or is set."""
    del ref
    await require_moderator(tx, who)
    assert who.server_id is not None
    now = (await store.find_server(tx, who.server_id)).zone or ""
    return messages.zone_form(await _language(tx, who), str(typed.get("zone", now)))


async def submit(
    tx: Tx,
    who: Who,
    sent: Submission,
    *,
    countries: Countries,
    front_door: FrontDoor | None = None,
) -> Answer:
    """Take the zone, or the minutes, that were typed into a form."""
    if sent.form == helping.FORM:
        await require_moderator(tx, who)
        return await helping.submit(tx, who, sent)
    wish = Wish(zone=str(sent.values.get("zone", "")))
    return Edit(await set_up(tx, who, wish, countries, front_door))


async def help_times_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask a moderator for the minutes to wait, filled in with what was typed or is set."""
    await require_moderator(tx, who)
    return await helping.times_form(tx, who, ref, typed)


FORMS = {"zone": zone_form, helping.FORM: help_times_form}
OPENS_FORM = frozenset(FORMS)
RENDERS = dict.fromkeys(vouching.RENDERED, vouching.render)
render_note = vouching.render_note


def show_about(who: Who, press: Press) -> Message:
    """Say what the bot is, from memory, to whoever asks by a button or by /about."""
    del press
    return messages.about(choose_language(None, who.locale))


async def housekeep(tx: Tx) -> None:
    """Forget what went wrong more than a month ago."""
    await store.forget_incidents(tx, tx.now - rules.INCIDENTS_KEPT)
