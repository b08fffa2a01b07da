"""Notes after a slip, an open call and a pair lie in the database: what the files say of anybody.

Searched are the raw bytes, the write-ahead log included, as whoever steals them would; then again
after either of the two has erased everything.
"""

from dataclasses import replace

import pytest

from bot.core.press import Press
from bot.storage.tables import timers, vault_entries
from tests.support.who import ANA
from tests.unit.privacy.test_erasing import find_in_files
from tests.unit.reach import calling
from tests.unit.reach.calling import KIM, Night

pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])
SAM = ANA + 4711  # an id as long as real ones, to be found in bytes
WORDS = "Wrenz cannot sleep"
SECRETS = (
    *(b"Wrenz", b"after_gone", b"after.", b"Yesterday was hard", b"a word with you"),
    *(b"sponsor.", b"somebody you sponsor", b"a call for help", b"share_yes", b"her card"),
)
KNOWN = {"keys.db", "aftercare.db", "aftercare.db-wal"}  # who is a member, and has a key


@pytest.fixture
async def night(db, clock, monkeypatch):
    """Ana asked for notes after a slip, is paired with Sam, and asks for help just now."""
    monkeypatch.setattr(calling, "SAM", SAM)
    night = Night(db, clock)
    night.transport.visible.add((SAM, 0))
    await night.begin()
    who = replace(night.who(ANA), reply_token="her card")
    async with db.begin() as tx:
        await night.feature.press(tx, who, Press("after"))
    await night.engine.step()
    screen = await night.ask()
    form = await night.press_on(night.who(ANA), screen, "Add a line")
    screen = await night.send(night.who(ANA), form, words=WORDS)
    await night.act(ANA, screen, "Send")
    assert night.note(SAM).body == "Someone would like a word now."
    return night


async def find(night, tmp_path, *needles):
    """Name the files in which any of these stands, the log written out before."""
    found = find_in_files(tmp_path / "store", *needles)
    async with night.db.begin() as tx:
        tx.scrub()
    return found | find_in_files(tmp_path / "store", *needles)


def forms_of(member_id):
    """An id as a column could hold it."""
    return str(member_id).encode(), member_id.to_bytes(8, "big")


async def opened(night):
    """All that can still be opened with anybody's key, as text."""
    subjects = [row["subject_id"] for row in await night.rows(vault_entries)]
    async with night.db.read() as tx:
        return str(await tx.vault.open_entries(subjects))


async def test_the_files_say_nothing_of_any_of_it(night, tmp_path):
    assert WORDS in await opened(night)
    assert await find(night, tmp_path, *SECRETS) == set()
    assert await find(night, tmp_path, *forms_of(ANA)) <= KNOWN


async def test_the_member_erases_everything(night, tmp_path):
    await night.erase(night.who(ANA))
    await night.pass_time(minutes=1)
    came = len(night.chat(ANA))
    assert await find(night, tmp_path, *SECRETS, *forms_of(ANA)) == set()
    assert str(ANA) not in await opened(night)
    assert await night.request() is None
    assert night.note(SAM).body == "They do not need anybody now. Thank you."
    await night.pass_time(days=15)
    assert len(night.chat(ANA)) == came, "no note after the slip comes any more"


async def test_the_other_side_erases_everything(night, tmp_path):
    assert await find(night, tmp_path, *forms_of(SAM)) != set()
    await night.erase(night.who(SAM))
    await night.pass_time(minutes=1)
    assert await find(night, tmp_path, *SECRETS, *forms_of(SAM)) == set()
    assert str(SAM) not in await opened(night)
    assert (await night.request()).state == "asking"
    assert night.note(KIM).body == "Someone would like a word now.", "the next is asked"
    kinds = [row["kind"] for row in await night.rows(timers)]
    assert "note" in kinds, "her own notes still come"
    assert await find(night, tmp_path, *forms_of(ANA)) <= KNOWN
