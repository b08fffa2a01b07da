"""A tip a day that is shown at once: each card that follows still offers to stop it."""

import pytest

from tests.support.who import ANA, buttons_of, somebody

ONCE = pytest.mark.parametrize("db_kind", ["sqlite"])


def ana():
    return somebody(ANA)


@ONCE
async def test_a_tip_shown_at_once_can_be_stopped_on_every_card_that_follows(stage):
    await stage.set_member(ANA, text_at_once=True)
    await stage.choose_time(ana())
    await stage.run_until("2026-11-20 18:00")
    card = stage.chat()[-1]
    for label in ("Another", "Helped", "Where is this from?", "Back", "Remember which I have seen"):
        card = await stage.press_on(ana(), card, label)
        assert ("Stop these" in buttons_of(card)) is (label != "Where is this from?")
    card = await stage.press_on(ana(), card, "Not now")
    asked = await stage.press_on(ana(), card, "What is it about?")
    select = asked.rows[0]
    card = await stage.press(ana(), select.action, select.ref, [select.options[0].value])
    await stage.press_on(ana(), card, "Stop these")
    assert "Stop these" not in buttons_of(await stage.press(ana(), "tip"))
