"""Whoever has the database file cannot tell who is a pair; after erasing nothing is left."""

import json

import pytest
from sqlalchemy import delete, insert

from bot.core.press import Press, Submission
from bot.features import FORGETS
from bot.privacy.erasing.service import erase_again
from bot.sponsors import service as sponsors
from bot.sponsors.reporting import service as reporting
from bot.storage.backup import BACKED_UP_AT
from bot.storage.installation import keep_fact
from bot.storage.tables import sponsor_pairs, sponsor_sides, vault_entries
from tests.support.who import ANA, BEN, CLEO, somebody
from tests.unit.privacy.test_erasing import find_in_files

SAM, DAN, MONA = BEN, CLEO, CLEO + 7
WORDS = "violet-heron-1138"
HEALTH = (b"sponsor.", b"checked in", b"check_on", b"share_yes")


def forms_of(member_id):
    """A member's id as any column could hold it."""
    return str(member_id).encode(), member_id.to_bytes(8, "big")


async def fill(stage):
    """A pair that shares, was told things, asked and handed on; and a report with words."""
    await stage.offer(SAM)
    await stage.offer(DAN)
    pair_id = await stage.pair(ANA, SAM)
    await stage.pair(ANA, DAN, role="stand_in")
    await stage.pair(CLEO, SAM)
    for which in ("yes", "not"):
        await stage.press(somebody(ANA), "share", f"{which}.on.{pair_id}")
    await stage.call(sponsors.note_checkin, ANA)
    await stage.press(somebody(ANA), "check_yes", pair_id)
    await stage.press(somebody(SAM), "today")
    sent = Submission("report", f"member~{MONA}", {"reason": "money", "words": WORDS})
    await stage.call(reporting.submit, somebody(ANA), sent, above=sponsors.Above())


async def write_out(stage):
    """Let what stands in the write-ahead log reach the file, too."""
    async with stage.db.begin() as tx:
        tx.scrub()


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_the_file_names_neither_of_a_pair(stage, tmp_path):
    await fill(stage)
    await write_out(stage)
    folder = tmp_path / "store"
    found = find_in_files(folder, *forms_of(ANA), WORDS.encode(), *HEALTH)
    assert {name for name in found if not name.startswith("keys")} == set()
    await stage.erase(somebody(ANA))
    await stage.engine.step()
    await write_out(stage)
    assert find_in_files(folder, *forms_of(ANA), WORDS.encode(), *HEALTH) == set()


async def test_nothing_that_can_still_be_opened_names_who_was_erased(stage):
    await fill(stage)
    await stage.erase(somebody(ANA))
    subjects = [row["subject_id"] for row in await stage.rows(vault_entries)]
    async with stage.db.read() as tx:
        opened = await tx.vault.open_entries(subjects)
    assert len(opened) == len(subjects) > 0
    assert str(ANA) not in str(opened)
    assert [one["kind"] for one in opened.values() if one["what"] == "item"] == ["ended"] * 2


async def test_a_pair_that_an_old_backup_brings_back_goes_again(stage):
    """Whose key is gone cannot be named any more, but their pairs are found by what it locked."""
    await stage.offer(SAM)
    await stage.pair(ANA, SAM)
    tables = (sponsor_pairs, sponsor_sides, vault_entries)
    backup = [(table, [dict(row) for row in await stage.rows(table)]) for table in tables]
    made_at = stage.clock.now().isoformat()
    await stage.pass_time(hours=1)
    await stage.erase(somebody(ANA))
    async with stage.db.begin() as tx:
        for table in reversed(tables):
            await tx.execute(delete(table))
        for table, rows in backup:
            await tx.execute(insert(table), rows)
        await keep_fact(tx, BACKED_UP_AT, made_at)
    await stage.call(erase_again, FORGETS)
    assert await stage.rows(sponsor_pairs) == await stage.rows(sponsor_sides) == []
    subjects = [row["subject_id"] for row in await stage.rows(vault_entries)]
    async with stage.db.read() as tx:
        opened = await tx.vault.open_entries(subjects)
    assert "pair" not in {one["what"] for one in opened.values()}


async def test_the_export_of_one_side_is_whole_and_of_nobody_else(stage):
    await fill(stage)
    async with stage.db.begin() as tx:
        answer = await stage.features["privacy"].press(tx, somebody(SAM), Press("download"))
    exported = answer.file.content.decode()
    assert len(json.loads(exported)["kept"]["sponsors.pair"]["rows"]) == 2
    assert WORDS not in exported
    async with stage.db.begin() as tx:
        answer = await stage.features["privacy"].press(tx, somebody(ANA), Press("download"))
    assert WORDS in answer.file.content.decode()
