"""What can be found in the raw files while somebody asks for help, and after they are erased."""

import pytest

from bot.storage.tables import metadata
from tests.unit.reach.calling import ANA, SAM, Night

WORDS = "Wrenz cannot sleep"
KNOWN_BY_THEMSELVES = {"members", "dm_channels", "sightings"}  # say nothing of a call


@pytest.fixture
async def night(db, clock):
    night = Night(db, clock)
    await night.begin()
    screen = await night.ask()
    form = await night.press_on(night.who(ANA), screen, "Add a line")
    screen = await night.send(night.who(ANA), form, words=WORDS)
    await night.act(ANA, screen, "Send")
    return night


def raw(tmp_path):
    store = tmp_path / "store"
    return b"".join(path.read_bytes() for path in sorted(store.rglob("*")) if path.is_file())


async def tables_with(night, member_id):
    found = set()
    for table in metadata.sorted_tables:
        rows = await night.rows(table)
        if any(str(member_id) in str(value) for row in rows for value in row.values()):
            found.add(table.name)
    return found


async def test_no_row_of_a_call_names_anybody(night):
    assert await tables_with(night, ANA) <= KNOWN_BY_THEMSELVES
    opened = await night.act(SAM, night.note(SAM), "Who is it?")
    assert WORDS in opened.body


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_what_was_written_is_nowhere_in_the_files(night, tmp_path):
    assert b"Wrenz" not in raw(tmp_path)
    await night.act(ANA, await night.refresh(), "Stop asking")
    assert b"Wrenz" not in raw(tmp_path)


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_after_erasing_the_asker_nothing_leads_to_them(night, tmp_path):
    assert ANA.to_bytes(8, "big") in raw(tmp_path)
    await night.erase(night.who(ANA))
    await night.pass_time(minutes=1)
    files = raw(tmp_path)
    assert ANA.to_bytes(8, "big") not in files
    assert str(ANA).encode() not in files


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_a_call_that_is_over_leaves_only_its_count(night):
    await night.act(ANA, await night.refresh(), "I'm okay now")
    for table in ("requests", "request_people"):
        assert await night.rows(metadata.tables[table]) == []
    (count,) = await night.rows(metadata.tables["request_counts"])
    assert (count["ended"], count["number"]) == ("okay", 1)
