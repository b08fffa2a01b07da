"""One thing that is owed, as the rows that the features would have written for it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Table

from bot.delivery.outbox import make_nonce
from bot.meetings.rules import Ref, reminder_key
from bot.storage.tables import (
    checkin_prompts,
    dm_channels,
    groups,
    meetings,
    outbox,
    reminders,
    servers,
    sightings,
    timers,
)
from tests.support.wire.seams import Payload
from tests.support.wire.town import Town

Kind = Literal["remind", "prompt", "whisper", "close"]
Rows = dict[Table, list[Payload]]

ORDER = (
    servers,
    groups,
    meetings,
    checkin_prompts,
    timers,
    reminders,
    dm_channels,
    sightings,
    outbox,
)
LENGTH, LEAD, AGO = timedelta(minutes=30), timedelta(minutes=10), timedelta(minutes=50)
OVER = "This meeting is over"
EARLIER = "an earlier reminder"


@dataclass
class Promise:
    """What falls due for one group; a meeting has the number of its group.

    `remind`: the room is reminded, and an earlier reminder taken away. `prompt`: the room is
    invited to check in. `whisper`: a person gets a private note. `close`: the reminder that stands
    in the room gets its last words.
    """

    kind: Kind
    number: int
    server_id: int
    channel_id: int
    due: datetime
    person: str = ""

    def is_kept(self, seen: list[Payload]) -> bool:
        """Tell whether this is what its room, or its person, should see in the end."""
        if len(seen) != 1:
            return False
        over, earlier = OVER in seen[0]["text"], EARLIER in seen[0]["text"]
        return over if self.kind == "close" else not over and not earlier


def no_rows() -> Rows:
    """Begin a list of rows, in an order that foreign keys allow."""
    return {table: [] for table in ORDER}


def write_promise(promise: Promise, town: Town, rows: Rows, *, stranger: bool) -> None:
    """Add the rows of a promise, and put on Discord what stands there already."""
    rows[groups].append(_group(promise))
    if promise.kind == "prompt":
        rows[checkin_prompts].append(_prompt(promise))
        rows[timers].append(_timer(promise, "checkins.next"))
        return
    close = promise.kind == "close"
    start = promise.due - LENGTH if close else promise.due + LEAD
    rows[meetings].append(_meeting(promise, start, (10,) if close else (60, 10)))
    rows[timers].append(_timer(promise, "meetings.next"))
    if promise.kind == "whisper":
        rows[meetings][-1]["leads"] = ""
        _ask_for_note(promise, town, rows, stranger=stranger)
    else:
        _put_up(promise, Ref(promise.number, start, 10 if close else 60), town, rows)


def _ask_for_note(promise: Promise, town: Town, rows: Rows, *, stranger: bool) -> None:
    """Let somebody have asked for a private note; every second one has a chat already."""
    promise.person = f"person{promise.number}"
    member_id = town.add_person(promise.person, promise.server_id)
    asked = {"member_id": member_id, "group_id": promise.number, "meeting_id": promise.number}
    since = promise.due - timedelta(days=1)
    rows[reminders].append(asked | {"lead_minutes": 10, "since": since})
    if promise.number % 2:
        chat = town.env.backend.get_dm_channel(member_id).id
        rows[dm_channels].append({"member_id": member_id, "channel_id": chat})
    if not stranger:
        seen = {"member_id": member_id, "sees": True, "checked_at": promise.due - AGO}
        place = {"server_id": promise.server_id, "channel_id": promise.channel_id}
        rows[sightings].append(place | seen)


def _put_up(promise: Promise, ref: Ref, town: Town, rows: Rows) -> None:
    """Let an earlier reminder stand in the room."""
    key, sent_at = reminder_key(ref), promise.due - AGO
    custom_id = f"ac:reach:help:{make_nonce(key)}"
    marked = {"type": 2, "style": 2, "label": "Help now", "custom_id": custom_id}
    words = {"type": 10, "content": f"Meeting {promise.number}: {EARLIER}."}
    message_id = town.say_as_bot(promise.channel_id, [words, {"type": 1, "components": [marked]}])
    rows[outbox].append(
        {
            "key": key,
            "kind": "meetings.reminder",
            "ref": str(ref),
            "verb": "send",
            "address_kind": "channel",
            "address_id": promise.channel_id,
            "lane": 2,
            "due": sent_at,
            "not_after": promise.due + LENGTH,
            "state": "sent",
            "try_after": sent_at,
            "attempts": 1,
            "nonce": make_nonce(key),
            "message_id": message_id,
            "channel_id": promise.channel_id,
            "closed_at": sent_at,
        }
    )


def _timer(promise: Promise, kind: str) -> Payload:
    return {"kind": kind, "subject_id": str(promise.number), "due": promise.due}


def _group(promise: Promise) -> Payload:
    return {
        "id": promise.number,
        "server_id": promise.server_id,
        "name": f"Group {promise.number}",
        "channel_id": promise.channel_id,
        "admission": "open",
        "medicine": "welcome",
        "created_at": promise.due - timedelta(days=30),
    }


def _rule(start: datetime, **more: object) -> str:
    """Write a rule to the second, which people cannot."""
    wall = start.astimezone(UTC)
    at = {"at": wall.time().isoformat("seconds"), "first": wall.date().isoformat()}
    return json.dumps({"zone": "UTC", "repeat": "once"} | at | more)


def _prompt(promise: Promise) -> Payload:
    rule = _rule(promise.due, repeat="weekly", weekdays=list(range(7)))
    before = promise.due - timedelta(seconds=30)
    return {"group_id": promise.number, "rule": rule, "planned_until": before}


def _meeting(promise: Promise, start: datetime, leads: Iterable[int]) -> Payload:
    return {
        "id": promise.number,
        "group_id": promise.number,
        "title": f"Meeting {promise.number}",
        "zone": "UTC",
        "rule": _rule(start),
        "minutes": int(LENGTH.total_seconds() // 60),
        "leads": ",".join(map(str, leads)),
        "created_at": promise.due - timedelta(days=30),
        "planned_until": promise.due - timedelta(seconds=30),
    }
