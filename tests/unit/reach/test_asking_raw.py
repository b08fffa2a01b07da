"""What can be found in the raw files while somebody asks for help, and after they are erased."""

import pytest

from bot.reach.asking import service as asking
from bot.storage.tables import asking_pauses, metadata
from tests.support.who import SERVER
from tests.unit.reach.calling import ANA, MONA, SAM, Night

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


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_a_call_that_can_still_be_doubted_names_nobody_in_the_files(night, tmp_path):
    """For a day it is known, sealed, who asked and who was asked; after that it is not."""
    await night.act(ANA, await night.refresh(), "Stop asking")
    assert not await tables_with(night, ANA) - KNOWN_BY_THEMSELVES
    assert b"was_asked:" in raw(tmp_path)
    await night.pass_time(days=1, minutes=1)
    await night.pass_time(minutes=1)
    rows = await night.rows(metadata.tables["vault_entries"])
    assert [row for row in rows if row["subject_id"].startswith(("past:", "was_asked:"))] == []


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_a_pause_names_nobody_in_the_files_and_goes_with_them(night, tmp_path):
    moderator = night.who(MONA, moderator=True)
    await night.call(asking.pause_asking, moderator, ANA, "Wrenz made jokes", "7")
    assert [row["server_id"] for row in await night.rows(asking_pauses)] == [SERVER]
    assert "asking_pauses" not in await tables_with(night, ANA)
    await write_out(night)
    assert b"Wrenz" not in raw(tmp_path)
    await night.erase(night.who(ANA))
    await night.pass_time(minutes=1)
    assert await night.rows(asking_pauses) == []
    await write_out(night)
    files = raw(tmp_path)
    for form in (b"Wrenz", str(ANA).encode(), ANA.to_bytes(8, "big")):
        assert form not in files


async def write_out(night):
    """Let what stands in the write-ahead log reach the file, too."""
    async with night.db.begin() as tx:
        tx.scrub()
