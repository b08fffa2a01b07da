"""Who gets no private notes, and how they stop."""

import pytest
from sqlalchemy import delete, select

from bot.core.errors import Refused
from bot.storage.tables import reminders, sightings
from tests.support.transport import refuse
from tests.support.who import ANA, BEN, CHANNEL, buttons_of, mona, somebody
from tests.unit.meetings.steps import ana, opened, remind

# The SQL runs on both databases in test_at_once, test_private, test_answering and test_changing.
pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])


FIRST, SECOND = 1795543200, 1796148000  # Tuesdays, 18:00 UTC
NOTE = "A note you asked for."


# ---------------------------------------------------------------- who gets nothing


async def test_who_cannot_see_the_channel_gets_nothing_until_they_can(stage, meeting):
    await remind(stage, f"m{meeting}")
    stage.transport.visible.clear()
    await stage.run_until("2026-11-25 00:00")
    assert len(stage.chat(ANA)) == 1
    assert len(await stage.rows(reminders)) == 1
    stage.let_see(ANA)
    await stage.run_until("2026-12-02 00:00")
    assert len(stage.chat(ANA)) == 2


async def test_who_left_gets_nothing(stage, meeting):
    await remind(stage, f"m{meeting}")
    stage.transport.plan("sees", refuse(10007))
    await stage.run_until("2026-11-25 00:00")
    assert len(stage.chat(ANA)) == 1
    assert await stage.incidents() == []


async def test_a_check_counts_for_a_day(stage, meeting):
    await remind(stage, f"m{meeting}")
    await stage.run_until("2026-12-02 00:00")
    assert len(stage.transport.made("sees")) == 2
    async with stage.db.begin() as tx:
        assert await tx.scalar(select(sightings.c.sees))
        await tx.execute(delete(sightings))


async def test_a_note_opens_only_for_those_who_see_the_channel_now(stage, meeting):
    await remind(stage, f"m{meeting}")
    await stage.run_until("2026-11-24 17:00")
    for blind in (ana(sees=()), ana(server_id=None), ana(server_id=1)):
        with pytest.raises(Refused, match="I could not find that meeting"):
            await opened(stage, stage.chat(ANA)[-1], blind)


async def test_a_hidden_meeting_and_a_missing_one_are_refused_in_the_same_words(stage, meeting):
    refusals = set()
    for target, who in ((f"m{meeting}", somebody(BEN, sees=())), ("m999", somebody(BEN))):
        with pytest.raises(Refused) as refused:
            await remind(stage, target, who)
        refusals.add(str(refused.value))
    assert len(refusals) == 1


@pytest.mark.parametrize("target", ["", "x", "m", "g", "m1.2", "m-1", "m" + "9" * 30, "g999"])
async def test_refs_that_name_nothing_are_refused_kindly(stage, target):
    with pytest.raises(Refused, match="could not find"):
        await remind(stage, target)


# ---------------------------------------------------------------- stopping


async def test_stop_these_works_at_once(stage, meeting):
    await remind(stage, f"m{meeting}")
    stage.clock.move_to(stage.clock.now().replace(day=24, hour=17))
    assert await stage.engine.planner.plan_some()  # the note is owed already
    said = await stage.press_on(
        somebody(ANA, server_id=None, sees=()), stage.chat(ANA)[0], "Stop these"
    )
    assert said.body == "Stopped. These notes do not come any more."
    await stage.engine.step()
    assert len(stage.chat(ANA)) == 1
    assert await stage.rows(reminders) == []
    on = await stage.press_on(ana(), said, "Turn them on again")
    assert on.title == "Private reminders: Circle"


async def test_stopping_one_names_what_still_comes(stage, meeting):
    await remind(stage, f"m{meeting}")
    await remind(stage, "g1")
    said = await stage.press(ana(), "stop", f"m{meeting}")
    assert "Notes about all meetings of that group still come." in said.body
    said = await stage.press_on(ana(), said, "Stop those too")
    assert await stage.rows(reminders) == []
    assert list(buttons_of(said)) == ["Turn them on again"]


async def test_all_notes_are_stopped_with_one_press(stage, meeting):
    await stage.plan(group=1, title="Other", time="20:00")
    for target in (f"m{meeting}", "m2"):
        await remind(stage, target)
    await remind(stage, "m2", somebody(BEN))
    said = await stage.press(ana(), "stop", f"m{meeting}")
    done = await stage.press_on(ana(), said, "Stop all my notes")
    assert "No private note about any meeting comes any more." in done.body
    assert {row["member_id"] for row in await stage.rows(reminders)} == {BEN}


async def test_choosing_a_time_after_stopping_says_so(stage, meeting):
    said = await remind(stage, f"m{meeting}")
    await stage.press_on(ana(), said, "Stop these")
    for act in (
        lambda: stage.pick(ana(), said, "lead", "10"),
        lambda: stage.press(ana(), "try", f"m{meeting}"),
    ):
        with pytest.raises(Refused, match="These notes are stopped"):
            await act()


async def test_the_page_is_not_brought_back_after_stopping(stage, meeting):
    said = await stage.press(ana(), "remind", f"m{meeting}")
    await stage.press_on(ana(), said, "Stop these")
    await stage.engine.step()
    assert stage.transport.replies == {}


async def test_reminders_of_what_is_long_over_are_forgotten(stage):
    stage.let_see(ANA)
    await stage.plan(days="tomorrow")
    await remind(stage, "m1")
    await stage.run_until("2026-11-22 00:00")
    stage.clock.advance(days=34)
    await stage.engine.housekeeper.clean()
    assert len(await stage.rows(reminders)) == 1
    stage.clock.advance(days=2)
    await stage.engine.housekeeper.clean()
    assert await stage.rows(reminders) == []


async def test_the_channel_sees_none_of_it(stage, meeting):
    await remind(stage, f"m{meeting}")
    await stage.run_until("2026-11-24 17:00")
    assert all(
        one.channel_id in (CHANNEL, stage.transport.chats[ANA]) for one in stage.transport.posted
    )
    assert all("ana" not in one.body.casefold() for one in stage.channel())
    assert mona().member_id not in stage.transport.chats
