"""Export, erase and retention work from the marks in tables.py, so the marks must be complete."""

from sqlalchemy import Column

from bot.storage.tables import key_metadata, metadata
from bot.storage.types import Moment

COLUMNS = [
    column
    for source in (metadata, key_metadata)
    for table in source.tables.values()
    for column in table.columns
]
WITH_MEMBER = {c.table.name for c in COLUMNS if c.info.get("member") and c.info["erase"] == "row"}
PEOPLE = ("member", "user", "author", "host", "sponsor", "_by")  # parts of names of columns

# What stands in a member's row and says nothing about them, each with its reason.
NOT_PERSONAL = {
    "drafts.id": "random",
    "drafts.feature": "which form, not what was typed",
    "drafts.expires": "15 minutes after it was typed",
    "erasures.asked_at": "goes with the row when the erasure is done",
    "facilitators.group_id": "told by member_id's own mark",
    "memberships.group_id": "told by member_id's own mark",
    "answers.meeting_id": "told by member_id's own mark",
    "answers.start": "told by member_id's own mark",
    "reminders.id": "counted",
    "reminders.group_id": "told by member_id's own mark",
    "reminders.meeting_id": "told by member_id's own mark",
    "sightings.server_id": "told by member_id's own mark",
    "sightings.channel_id": "told by sees",
    "vouchings.id": "counted",
    "vouchings.server_id": "told by member_id's own mark",
    "helpers.server_id": "told by member_id's own mark",
    "duty_shifts.id": "counted",
    "duty_shifts.server_id": "told by member_id's own mark",
    "duty_takings.request_id": "random",
    "duty_takings.server_id": "told by member_id's own mark",
    "known_moderators.server_id": "told by member_id's own mark",
    "member_keys.key_id": "random",
    "member_keys.wrapped": "the key itself",
}
NOT_PEOPLE = {"servers.sponsor_word", "servers.sponsor_minutes"}  # choices of a server


def name_of(column: Column) -> str:
    return f"{column.table.name}.{column.name}"


def names_a_person(column: Column) -> bool:
    if name_of(column) in NOT_PEOPLE:
        return False
    return any(part in column.name for part in PEOPLE) and not isinstance(column.type, Moment)


def test_every_member_id_is_made_with_member_id():
    unmarked = [name_of(c) for c in COLUMNS if names_a_person(c) and not c.info.get("member")]
    assert unmarked == []


def test_a_mark_is_in_words_that_an_export_can_show():
    wordless = [c for c in COLUMNS if len(c.info.get("personal", "two words").split()) < 2]
    assert [name_of(c) for c in wordless] == []


def test_every_member_id_says_what_erasing_does():
    members = [c for c in COLUMNS if c.info.get("member")]
    possible = {"row"}, {"row", "null"}
    assert [name_of(c) for c in members if c.info["erase"] not in possible[c.nullable]] == []


def test_every_column_of_a_members_row_is_marked_or_explained():
    theirs = [c for c in COLUMNS if c.table.name in WITH_MEMBER]
    unmarked = {name_of(c) for c in theirs if "personal" not in c.info}
    assert unmarked == set(NOT_PERSONAL)


def test_sealed_columns_are_marked():
    sealed = [c for c in COLUMNS if "sealed" in c.name]
    assert [name_of(c) for c in sealed if "personal" not in c.info] == []
    assert sealed
