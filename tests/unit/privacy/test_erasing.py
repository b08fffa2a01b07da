"""Export covers every table, and erasing leaves nothing: not in rows, not in the raw files."""

import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.message import Edit, Reply
from bot.core.press import Press
from bot.privacy import service as privacy
from bot.storage.tables import groups, metadata, outbox, timers, vault_entries
from tests.support.everything import fill_everything, is_theirs, owned_tables
from tests.support.who import ANA, BEN, somebody

PLANTED = "violet-heron-1138"


async def fill(db, member_id=ANA, planted=PLANTED):
    async with db.begin() as tx:
        await fill_everything(tx, member_id, planted)


async def press(db, action, who=None):
    async with db.begin() as tx:
        return await privacy.press(tx, who or somebody(), Press(action), countries={})


async def finish(db):
    async with db.begin() as tx:
        return await privacy.finish_erasures(tx)


async def download(db, who=None):
    answer = await press(db, "download", who)
    assert isinstance(answer, Reply)
    return json.loads(answer.file.content)


async def count_about(db, member_id):
    """Count the rows that name a member, by every marked column."""
    found = {}
    async with db.read() as tx:
        for table in owned_tables():
            for column in table.columns:
                if column.info.get("member"):
                    rows = await tx.rows(select(column).where(column == member_id))
                    found[f"{table.name}.{column.name}"] = len(rows)
    return found


async def test_the_planting_reaches_every_table(db):
    await fill(db)
    await press(db, "erase_yes")
    assert all((await count_about(db, ANA)).values())


async def test_the_export_holds_every_table_with_a_member(db):
    await fill(db)
    await press(db, "erase_yes")
    data = await download(db)
    assert data["member_id"] == str(ANA)
    assert set(data["kept"]) == {table.name for table in owned_tables()}
    for table in owned_tables():
        marked = {c.name for c in table.columns if "personal" in c.info}
        if is_theirs(table):
            assert marked <= set(data["kept"][table.name]["rows"][0])
    assert json.loads(data["kept"]["drafts"]["rows"][0]["sealed"]) == {"typed": PLANTED}
    assert len(data["private_notes"]) == 2
    assert data["private_notes"][0]["ref"] == PLANTED


async def test_the_export_is_about_nobody_else(db):
    await fill(db, BEN)
    assert await download(db) == {"member_id": str(ANA), "kept": {}, "private_notes": []}


async def test_what_is_kept_is_said_in_words_for_every_table(db):
    await fill(db)
    card = await press(db, "kept")
    for table in owned_tables():
        for column in table.columns:
            if column.info.get("member") and list(table.primary_key.columns) != [column]:
                assert column.info["personal"] in card.body, table.name
    assert not re.search(r"; ;|\(with: ;|; \)|• :", card.body), "a column without words"
    assert "2 private notes" in card.body
    assert len(card.body) < 3600
    assert "I keep nothing about you" in (await press(db, "kept", somebody(BEN))).body


async def test_erasing_is_confirmed_first(db):
    await fill(db)
    asked = await press(db, "erase")
    assert "cannot be undone" in asked.body
    assert "Nothing was erased" in (await press(db, "keep")).message.body
    before = await count_about(db, ANA)
    assert await finish(db) == 0
    assert await count_about(db, ANA) == before


async def test_erasing_leaves_no_row_and_touches_nobody_else(db):
    await fill(db)
    await fill(db, BEN, "amber-otter-77")
    before = await download(db, somebody(BEN))
    answer = await press(db, "erase_yes")
    assert isinstance(answer, Edit)
    assert await finish(db) == 1
    assert not any((await count_about(db, ANA)).values())
    assert (await download(db))["kept"] == {}
    assert await download(db, somebody(BEN)) == before
    async with db.read() as tx:
        assert len(await tx.rows(select(vault_entries))) == 2
        assert len(await tx.rows(select(outbox))) == 1
        kept = await tx.rows(select(timers).where(timers.c.kind == "note"))
        assert len(kept) == 1
        made_by = await tx.rows(select(groups.c.created_by).order_by(groups.c.id))
        assert [row["created_by"] for row in made_by] == [None, BEN], "the group stays"


async def test_a_timer_that_names_nobody_does_the_erasing(db):
    await fill(db)
    await press(db, "erase_yes")
    async with db.read() as tx:
        due = await tx.rows(select(timers).where(timers.c.kind == "privacy.erase"))
    assert [(row["subject_id"], row["due"]) for row in due] == [("all", tx.now)]
    async with db.begin() as tx:
        await privacy.plan_erasures(tx, [])
    assert not any((await count_about(db, ANA)).values())


async def test_an_erasure_cut_off_in_the_middle_is_finished_later(db):
    await fill(db)
    await press(db, "erase_yes")
    with suppress(KeyError):
        async with db.begin() as tx:
            assert await privacy.finish_erasures(tx) == 1
            raise KeyError("the program dies here: the key is gone, the rows are not")
    assert (await count_about(db, ANA))["erasures.member_id"] == 1
    assert (await download(db))["kept"]["drafts"]["rows"][0]["sealed"] is None
    async with db.begin() as tx:
        await privacy.housekeep(tx)
    assert not any((await count_about(db, ANA)).values())
    async with db.read() as tx:
        assert await tx.rows(select(vault_entries)) == []
        assert await tx.rows(select(outbox)) == []


async def test_asking_twice_is_asking_once(db):
    await press(db, "erase_yes")
    await press(db, "erase_yes")
    assert await finish(db) == 1
    assert await finish(db) == 0


async def test_whoever_was_erased_can_start_again(db):
    await fill(db)
    await press(db, "erase_yes")
    await finish(db)
    async with db.begin() as tx:
        draft = await privacy.keep_draft(tx, ANA, "meetings", {"title": "again"})
        assert await privacy.open_draft(tx, ANA, "meetings", draft) == {"title": "again"}


async def test_the_help_snapshot_hears_of_it(db):
    heard = []
    db.subscribe("help", heard.append)
    await press(db, "erase_yes")
    await finish(db)
    assert heard == [f"member {ANA} -"]


def find_in_files(folder: Path, *needles: bytes) -> set[str]:
    return {
        path.name
        for path in folder.rglob("*")
        if path.is_file()
        for needle in needles
        if needle in path.read_bytes()
    }


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_the_raw_files_hold_nothing_after_erasing(db, tmp_path):
    for number in range(20):
        await fill(db, BEN + number, f"somebody else {number}")
    await fill(db)
    who = (str(ANA).encode(), ANA.to_bytes(8, "big"))
    assert find_in_files(tmp_path, *who) >= {"aftercare.db-wal", "keys.db"}
    assert find_in_files(tmp_path, PLANTED.encode())
    await press(db, "erase_yes")
    await finish(db)
    assert find_in_files(tmp_path, *who, PLANTED.encode()) == set()


def test_no_member_id_stands_where_no_mark_is():
    unmarked = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if "member" in column.name and not column.info.get("member")
    ]
    assert unmarked == []
