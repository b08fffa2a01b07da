"""What is owed is looked at once more when it goes out: a switch may have fallen in between."""

import pytest

from bot.sponsors import service as sponsors
from bot.sponsors.nudging.service import look
from tests.support.who import ANA, somebody
from tests.unit.sponsors.days import DAN, SAM, offer, open_today, paired


async def test_a_note_that_falls_into_new_quiet_hours_comes_after_them(stage):
    await offer(stage)
    pair_id = await paired(stage)
    await stage.press(somebody(ANA), "check_yes", pair_id)
    form = await stage.press(somebody(SAM), "hours")
    await stage.send(somebody(SAM), form, quiet="08:00-20:00", most=("3",))
    await stage.engine.step()
    assert stage.chat(SAM) == []
    await stage.pass_time(hours=12)
    await stage.engine.step()
    assert len(stage.chat(SAM)) == 2  # this one, and the note of the day that waited too
    assert "asks you to check on them" in (await open_today(stage)).body


async def test_whoever_pauses_meanwhile_gets_nothing_and_the_asker_reads_it(stage):
    await offer(stage)
    pair_id = await paired(stage)
    await stage.press(somebody(ANA), "check_yes", pair_id)
    await stage.press(somebody(SAM), "pause")
    await stage.engine.step()
    assert stage.chat(SAM) == []
    await stage.engine.step()
    assert "I could not reach" in (await open_today(stage, ANA)).body


@pytest.mark.parametrize("why", ["end", "block", "suspend", "report"])
async def test_what_is_owed_is_not_sent_when_it_is_not_allowed_any_more(stage, why):
    await offer(stage)
    pair_id = await paired(stage)
    await stage.press(somebody(ANA), "check_yes", pair_id)
    await STOPS[why](stage, pair_id)
    await stage.engine.step()
    assert stage.chat(SAM) == []
    assert (await stage.call(look, SAM)).lines == ()


async def end(stage, pair_id):
    await stage.press(somebody(ANA), "end_yes", f"later.{pair_id}")


async def report(stage, _pair_id):
    form = await stage.press(somebody(DAN), "report", f"member~{SAM}")
    await stage.send(somebody(DAN), form, reason="other")


STOPS = {
    "end": end,
    "block": lambda stage, _pair_id: stage.call(sponsors.block, SAM, ANA),
    "suspend": lambda stage, _pair_id: stage.suspend(),
    "report": report,
}


@pytest.mark.parametrize("who", [SAM, ANA])
async def test_whoever_left_the_server_gets_nothing(stage, who):
    await offer(stage)
    pair_id = await paired(stage)
    stage.transport.visible.discard((who, 0))
    if who == SAM:
        await stage.press(somebody(ANA), "check_yes", pair_id)
    else:
        await stage.press(somebody(SAM), "end_yes", f"now.{pair_id}")
    await stage.engine.step()
    assert stage.chat(who) == []
    await stage.engine.step()
    assert stage.chat(who) == []
