"""What a note about a change says when it is opened late: what changed then, and what holds now."""

import pytest

from bot.core.errors import Refused
from tests.support.who import ANA, mona, somebody
from tests.unit.meetings import steps
from tests.unit.meetings.steps import opened, remind

FIRST, SECOND = 1795543200, 1796148000  # Tuesdays, 18:00 UTC
MOVED = FIRST + 86400 + 3600  # Wednesday, 20:00 in Berlin
AGAIN = "It has changed again since."


async def test_each_note_tells_its_own_change_however_late_it_is_opened(stage, meeting):
    await remind(stage, f"m{meeting}")
    skipped = await steps.skip(stage, meeting, FIRST)
    await stage.hear()
    await steps.undo(stage, skipped)
    await stage.hear()
    await steps.move(stage, meeting, FIRST, "25 Nov", "20:00")
    await stage.hear()
    _test, out, back, moved = stage.chat(ANA)
    said = [(await opened(stage, note)).body.split("\n") for note in (out, back, moved)]
    assert said[0][0].startswith("This meeting is as it was planned before")
    assert said[1][:2] == [
        f"**It takes place after all:** <t:{FIRST}:F> (<t:{FIRST}:R>).", AGAIN,
    ]  # fmt: skip
    to = f"<t:{MOVED}:F> (<t:{MOVED}:R>)"
    assert said[2] == [
        f"**Moved:** the meeting on <t:{FIRST}:F> (<t:{FIRST}:R>) is now on {to}.",
        f"**Next:** <t:{MOVED}:F> (<t:{MOVED}:R>)",
    ]


async def test_a_note_outlives_the_date_it_is_about(stage, meeting):
    await remind(stage, f"m{meeting}")
    await steps.skip(stage, meeting, FIRST)
    await stage.hear()
    await stage.run_until("2026-11-26 12:00")
    said = (await opened(stage, stage.chat(ANA)[-1])).body.split("\n")
    assert said == [
        f"**Cancelled:** the meeting on <t:{FIRST}:F> (<t:{FIRST}:R>).",
        f"**Next:** <t:{SECOND}:F> (<t:{SECOND}:R>)",
    ]


async def test_a_series_cancelled_after_another_change_is_told_as_cancelled(stage, meeting):
    await remind(stage, f"m{meeting}")
    await steps.edit(stage, meeting, time="20:00")
    await stage.hear()
    await stage.press(mona(), "cancel", str(meeting))
    await stage.hear()
    change, end = stage.chat(ANA)[1:]
    assert "**Cancelled:** this meeting does not take" in (await opened(stage, end)).body
    said = await stage.press_on(somebody(ANA), end, "Stop these")
    assert said.body == "Stopped. These notes do not come any more."
    with pytest.raises(Refused, match="That meeting was cancelled"):
        await opened(stage, change)


async def test_nothing_different_is_said_to_nobody(stage, meeting):
    done = await steps.edit(stage, meeting)
    assert done.body == "Nothing is different from before, so nobody is told."
    await stage.hear()
    assert stage.channel() == []
