"""A member's own choices, what is kept about them, and how it leaves again."""

import json
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from bot.core.errors import Refused
from bot.core.language import choose_language
from bot.core.message import Answer, Edit, File, Form, Message, Reply, Values
from bot.core.press import Press, Submission, Who
from bot.core.wall_time import read_time
from bot.core.zones import find_zone
from bot.delivery.private import dm_of
from bot.delivery.timers import set_timer
from bot.privacy import messages, rules, store
from bot.privacy.erasing import messages as leaving
from bot.privacy.erasing.service import finish_erasures, plan_erasures
from bot.privacy.rules import Member
from bot.storage.database import Tx

__all__ = [
    "Member",
    "drop_draft",
    "finish_erasures",
    "keep_draft",
    "language_for",
    "member_of",
    "members_of",
    "open_draft",
    "plan_erasures",
]

Countries = Mapping[str, str]  # the countries that have help numbers: code → name
Describe = Callable[[Tx, Who], Awaitable[Sequence[str]]]
Forget = store.Forget
Leave = Callable[[Tx, int], Awaitable[None]]  # done for a member before their key goes


async def member_of(tx: Tx, member_id: int) -> Member:
    """Say what a member chose; nothing chosen gives the defaults."""
    return await store.find_member(tx, member_id)


async def members_of(tx: Tx, member_ids: Iterable[int]) -> dict[int, Member]:
    """Say what many members chose, for work on a set."""
    return await store.find_members(tx, member_ids)


async def language_for(tx: Tx, who: Who) -> str:
    """Choose the language to answer somebody in: their own choice, else that of their Discord."""
    return choose_language((await store.find_member(tx, who.member_id)).language, who.locale)


# ---------------------------------------------------------------- unfinished forms


async def keep_draft(
    tx: Tx, member_id: int, feature: str, data: dict[str, Any], draft_id: str | None = None
) -> str:
    """Keep an unfinished form, sealed, for 15 minutes; a known draft is replaced and prolonged."""
    expires = tx.now + rules.DRAFTS_KEPT
    if draft_id:
        sealed = await _seal_draft(tx, member_id, draft_id, data)
        if await store.replace_draft(tx, draft_id, member_id, sealed, expires):
            return draft_id
    fresh = secrets.token_hex(8)
    sealed = await _seal_draft(tx, member_id, fresh, data)
    row = {"id": fresh, "member_id": member_id, "feature": feature, "sealed": sealed}
    await store.add_draft(tx, {**row, "expires": expires})
    return fresh


async def _seal_draft(tx: Tx, member_id: int, draft_id: str, data: dict[str, Any]) -> bytes:
    content = json.dumps(data, ensure_ascii=False).encode()
    return await tx.vault.seal(member_id, content, context=f"drafts:{draft_id}")


async def open_draft(tx: Tx, member_id: int, feature: str, draft_id: str) -> dict[str, Any] | None:
    """Read an unfinished form; None when it is too old, erased, or somebody else's."""
    sealed = await store.find_draft(tx, member_id, feature, draft_id)
    if sealed is None:
        return None
    content = await tx.vault.open(member_id, sealed, context=f"drafts:{draft_id}")
    return None if content is None else dict(json.loads(content))


async def drop_draft(tx: Tx, member_id: int, draft_id: str) -> None:
    """Forget an unfinished form: it was sent in, or given up."""
    await store.drop_draft(tx, member_id, draft_id)


# ---------------------------------------------------------------- one's own page and settings


async def show_me(
    tx: Tx,
    who: Who,
    countries: Countries,
    groups: Sequence[str],
    meetings: Sequence[str],
    people: Sequence[str] = (),
    *alone: Sequence[str],
) -> Message:
    """Show somebody their own page; the lines come from the features.

    `people` say who is beside them and told what; `alone` what they use by themselves.
    """
    member = await store.find_member(tx, who.member_id)
    lang = choose_language(member.language, who.locale)
    lines = [line for some in alone for line in some]
    return messages.me_card(lang, member, countries, (groups, meetings, people, lines))


async def press(
    tx: Tx,
    who: Who,
    press: Press,
    *,
    countries: Countries,
    mine: Sequence[Describe] = (),
    leaves: Sequence[Leave] = (),
) -> Answer:
    """Answer a press on somebody's own pages. Each shows a new page, or the settings changed.

    `mine` are what other features say about this member, in the order of `show_me`; `leaves` what
    they have to do before this member is erased.
    """
    if press.action == "erase_yes":
        for leave in leaves:
            await leave(tx, who.member_id)
    if press.action == "me":
        return await show_me(tx, who, countries, *[await describe(tx, who) for describe in mine])
    if press.action in _PAGES:
        return await _PAGES[press.action](tx, who)
    if press.action == "settings":
        return await _show_settings(tx, who, countries)
    await _change(tx, who, press, countries)
    return Edit(await _show_settings(tx, who, countries))


async def _show_settings(tx: Tx, who: Who, countries: Countries) -> Message:
    member = await store.find_member(tx, who.member_id)
    return messages.settings_card(choose_language(member.language, who.locale), member, countries)


async def _change(tx: Tx, who: Who, press: Press, countries: Countries) -> None:
    picked = press.values[0] if press.values else ""
    if press.action == "country" and (picked == "-" or picked in countries):
        await choose_country(tx, who, None if picked == "-" else picked)
    elif press.action == "language" and (picked == "-" or picked in rules.LANGUAGES):
        language = None if picked == "-" else picked
        await store.change_member(tx, who.member_id, {"language": language})
    elif press.action in ("text_on", "text_off"):
        at_once = press.action == "text_on"
        await store.change_member(tx, who.member_id, {"text_at_once": at_once})
    else:
        raise Refused(messages.unknown_choice(await language_for(tx, who)))


async def choose_country(tx: Tx, who: Who, country: str | None) -> None:
    """Remember a member's country for help numbers, or forget it."""
    await store.change_member(tx, who.member_id, {"country": country})
    tx.announce("help", f"member {who.member_id} {country or '-'}")


async def times_form(tx: Tx, who: Who, ref: str, typed: Values) -> Form:
    """Ask for the time zone and quiet hours, filled in with what was typed or is set."""
    del ref
    member = await store.find_member(tx, who.member_id)
    quiet = member.quiet
    known = {
        "zone": member.zone,
        "start": rules.write_time(quiet.start) if quiet else None,
        "end": rules.write_time(quiet.end) if quiet else None,
    }
    zone, start, end = (str(typed.get(name, value or "")) for name, value in known.items())
    return messages.times_form(choose_language(member.language, who.locale), zone, start, end)


async def submit(tx: Tx, who: Who, sent: Submission, *, countries: Countries) -> Answer:
    """Take the time zone and quiet hours that were typed, and show the settings again."""
    lang = await language_for(tx, who)
    typed = {name: str(sent.values.get(name, "")).strip() for name in ("zone", "start", "end")}
    zone = find_zone(typed["zone"], lang) if typed["zone"] else None
    start, end = (_read_time(lang, typed[name]) for name in ("start", "end"))
    problem = _find_problem(lang, zone, start, end)
    if problem:
        raise Refused(problem)
    times = {"quiet_from": rules.write_time(start), "quiet_until": rules.write_time(end)}
    await store.change_member(tx, who.member_id, {"zone": zone, **times})
    return Edit(await _show_settings(tx, who, countries))


def _read_time(lang: str, typed: str) -> time | None:
    moment = read_time(typed) if typed else None
    if typed and moment is None:
        raise Refused(messages.not_a_time(lang, typed))
    return moment


def _find_problem(lang: str, zone: str | None, start: time | None, end: time | None) -> str | None:
    if start is None and end is None:
        return None
    if start is None or end is None or start == end:
        return messages.both_times(lang)
    return None if zone else messages.zone_first(lang)


# ---------------------------------------------------------------- what is kept, and taking it along


async def _show_kept(tx: Tx, who: Who) -> Message:
    kept = await store.rows_about(tx, who.member_id)
    notes, sealed = rules.part_entries((await tx.vault.entries_of(who.member_id)).values())
    means = [str(one[rules.MEANS]) for one in sealed]
    return messages.kept_card(await language_for(tx, who), kept, means, len(notes))


async def _download(tx: Tx, who: Who) -> Reply:
    kept = await store.rows_about(tx, who.member_id)
    entries = (await tx.vault.entries_of(who.member_id)).values()
    content = rules.write_export(who.member_id, kept, entries)
    return Reply(
        messages.download(await language_for(tx, who)), File("aftercare-my-data.json", content)
    )


# ---------------------------------------------------------------- erasing


async def _start_erasing(tx: Tx, who: Who) -> Edit:
    """Write down that they want to be erased, and wake the planner for it.

    The key must be destroyed after this is committed and before the rows go: whatever moment the
    program dies in, it either finishes later or never began.
    """
    await store.ask_erasure(tx, who.member_id)
    kind, subject = rules.ERASE_TIMER
    await set_timer(tx, kind, subject, tx.now)
    return Edit(leaving.erasing(await language_for(tx, who)))


# ---------------------------------------------------------------- our private chat


async def _clear(tx: Tx, who: Who) -> Answer:
    channel_id = (await dm_of(tx, who.member_id)).channel_id
    return leaving.clear_chat(await language_for(tx, who), channel_id)


async def housekeep(tx: Tx, *, forgets: Sequence[Forget] = ()) -> None:
    """Forget unfinished forms that nobody came back to, and finish what was asked to be erased.

    The log is emptied every night, because a busy reader may have kept it from being emptied.
    """
    await store.drop_expired_drafts(tx)
    await finish_erasures(tx, forgets)
    tx.scrub()


def _say(words: Callable[[str], Message], *, edit: bool = False) -> "Page":
    async def answer(tx: Tx, who: Who) -> Answer:
        said = words(await language_for(tx, who))
        return Edit(said) if edit else said

    return answer


async def _open_times(tx: Tx, who: Who) -> Form:
    return await times_form(tx, who, "", {})


Page = Callable[[Tx, Who], Awaitable[Answer]]

_PAGES: dict[str, Page] = {
    "times": _open_times,
    "text": _say(messages.confirm_text, edit=True),
    "kept": _show_kept,
    "download": _download,
    "erase": _say(leaving.confirm_erase),
    "erase_yes": _start_erasing,
    "keep": _say(leaving.kept_as_it_is, edit=True),
    "clear": _say(leaving.confirm_clear),
    "clear_yes": _clear,
}
