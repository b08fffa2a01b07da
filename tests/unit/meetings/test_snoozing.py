"""Again in 10 minutes: one private note comes once more, never after the meeting began."""

from dataclasses import replace

import pytest
from sqlalchemy import delete

from bot.core.errors import Refused
from bot.storage.tables import sightings, timers, vault_entries
from tests.support.who import ANA, CHANNEL, buttons_of, mona, somebody
from tests.unit.meetings import steps

FIRST = 1795543200  # Tuesday 24 November, 18:00 UTC
NOTE = "A note you asked for."


def ana():
    return replace(somebody(ANA), reply_token="ana's way back")


@pytest.fixture
async def note(stage):
    """Ana's note an hour before the meeting."""
    stage.let_see(ANA)
    meeting = await stage.plan()
    await stage.press(ana(), "remind", f"m{meeting}")
    await stage.engine.step()
    await stage.run_until("2026-11-24 17:00")
    return stage.chat(ANA)[-1]


async def snooze(stage, note):
    opened = await stage.press_on(ana(), note, "Open")
    return await stage.press_on(ana(), opened, "Again in 10 minutes")


async def test_it_comes_again_and_again(stage, note):
    said = await snooze(stage, note)
    assert said.body == (
        f"I send you a note again <t:{FIRST - 3000}:R>. "
        f"The meeting starts <t:{FIRST}:F> (<t:{FIRST}:R>)."
    )
    before = len(stage.chat(ANA))
    await stage.run_until("2026-11-24 17:09")
    assert len(stage.chat(ANA)) == before
    await stage.run_until("2026-11-24 17:10")
    assert [one.body for one in stage.chat(ANA)[before:]] == [NOTE]
    again = stage.chat(ANA)[-1]
    assert list(buttons_of(again)) == ["Open", "Stop these"]
    assert "**Starts:**" in (await stage.press_on(ana(), again, "Open")).body
    await snooze(stage, again)
    await stage.run_until("2026-11-24 17:20")
    assert len(stage.chat(ANA)) == before + 2
    await stage.run_until("2026-11-24 19:00")
    assert len(stage.chat(ANA)) == before + 2


async def test_it_survives_a_restart_and_names_nobody(stage, note):
    before = len(stage.chat(ANA))
    await snooze(stage, note)
    for row in [*await stage.rows(timers), *await stage.rows(vault_entries)]:
        assert str(ANA) not in " ".join(str(value) for value in row.values())
    stage.begin()
    await stage.run_until("2026-11-24 17:10")
    assert len(stage.chat(ANA)) == before + 1


async def test_it_is_offered_only_while_it_can_come_before_the_meeting(stage, note):
    await stage.run_until("2026-11-24 17:49")
    opened = await stage.press_on(ana(), note, "Open")
    assert "Again in 10 minutes" in buttons_of(opened)
    await stage.run_until("2026-11-24 17:50")
    late = await stage.press_on(ana(), note, "Open")
    assert list(buttons_of(late)) == ["I'll be there"]
    with pytest.raises(Refused, match=f"The meeting starts <t:{FIRST}:F>"):
        await stage.press_on(ana(), opened, "Again in 10 minutes")


@pytest.mark.parametrize("how", ["stop", "mute", "skip", "hide", "late"])
async def test_what_is_no_longer_wanted_or_true_does_not_come(stage, note, how):
    before = len(stage.chat(ANA))
    await snooze(stage, note)
    if how == "stop":
        await stage.press_on(ana(), note, "Stop these")
    if how == "mute":
        await stage.press(ana(), "rest", "m1", ["1"])
    if how == "skip":
        done = await steps.skip(stage, 1, FIRST)
        assert done.title == "Changed: Circle"
        before += 1  # that it is cancelled
    if how == "hide":
        stage.transport.visible.clear()
        async with stage.db.begin() as tx:
            await tx.execute(delete(sightings))
    if how == "late":
        await stage.at("2026-11-24 18:00")
    else:
        await stage.run_until("2026-11-24 18:00")
    assert len(stage.chat(ANA)) == before
    assert stage.channel(CHANNEL)
    assert mona().member_id not in stage.transport.chats


async def test_who_has_the_text_at_once_has_the_button_there(stage):
    stage.let_see(ANA)
    await stage.set_member(ANA, text_at_once=True)
    meeting = await stage.plan()
    await stage.press(ana(), "remind", f"m{meeting}")
    await stage.run_until("2026-11-24 17:00")
    note = stage.chat(ANA)[-1]
    assert list(buttons_of(note)) == ["I'll be there", "Again in 10 minutes", "Stop these"]
    await stage.press_on(ana(), note, "Again in 10 minutes")
    before = len(stage.chat(ANA))
    await stage.run_until("2026-11-24 17:15")
    assert len(stage.chat(ANA)) == before + 1
