"""One shift: reminded, confirmed, given up, handed to somebody; on both databases."""

import pytest

from bot.core.errors import Refused
from bot.core.press import Press
from bot.reach.duty import store
from bot.reach.serving import service as serving
from bot.servers.vouching import store as vouching
from bot.sponsors.service import block
from tests.support.who import ANA, BEN, CLEO, SERVER, buttons_of, selects_of, somebody
from tests.unit.reach.duty_stage import SHIFT, DutyStage, private


@pytest.fixture
async def stage(db, clock):
    stage = DutyStage(db, clock)
    await stage.begin()
    return stage


async def asked(stage):
    """Three hours before the shift, Ana is asked; give the opened note."""
    await stage.pass_time(hours=3)
    (note,) = stage.notes(ANA)
    assert note.body == "A note you asked for."
    return await stage.press_on(note, "Open", private(ANA))


async def test_a_helper_is_asked_three_hours_before_and_says_yes(stage):
    await stage.pass_time(hours=2, minutes=59)
    assert stage.notes(ANA) == []
    await stage.pass_time(minutes=1)
    card = await stage.press_on(stage.notes(ANA)[0], "Open", private(ANA))
    assert "Will you be there?" in card.body
    assert "Not confirmed so far" in (await stage.rota()).body
    said = await stage.press_on(card, "I'll be there", private(ANA))
    assert "You are down for" in said.body
    assert "Not confirmed" not in (await stage.rota()).body
    await stage.pass_time(hours=3)
    assert await stage.on_duty() == [ANA]
    assert len(stage.notes(ANA)) == 1
    await stage.pass_time(days=2, hours=4)
    assert len(stage.notes(ANA)) == 2, "the next shift is Monday's"


async def test_an_unconfirmed_shift_still_counts_and_moderators_see_it(stage):
    await asked(stage)
    page = await stage.rota()
    assert f"Not confirmed so far:**\n• <@{ANA}>" in page.body
    await stage.pass_time(hours=3)
    assert await stage.on_duty() == [ANA]


async def test_who_cannot_is_off_and_another_takes_it_in_the_channel(stage):
    card = await asked(stage)
    said = await stage.press_on(card, "I can't", private(ANA))
    assert "You are not on duty then" in said.body
    (question,) = stage.channel
    assert "Who can take this duty?" in question.body
    assert str(ANA) not in question.body
    assert "Somebody is needed" in (await stage.rota()).body
    took = await stage.press_on(question, "I take it", somebody(BEN))
    assert "You are on duty" in took.body
    assert "Taken, thank you" in stage.channel[0].body
    assert not buttons_of(stage.channel[0])
    told = await stage.press_on(stage.notes(ANA)[-1], "Open", private(ANA))
    assert "Somebody took your duty" in told.body
    await stage.pass_time(hours=3)
    assert await stage.on_duty() == [BEN]
    with pytest.raises(Refused, match="was taken"):
        await stage.press("duty_take", button_ref(question), who=somebody(CLEO))


def button_ref(message):
    return buttons_of(message)["I take it"].ref


async def test_two_take_it_at_once_and_one_gets_it(stage):
    await stage.press_on(await asked(stage), "I can't", private(ANA))
    question = stage.channel[0]
    async with stage.db.begin() as tx:
        said = await store.find_shift(tx, int(button_ref(question)))
        assert await store.hand_over(tx, said, BEN)
        assert not await store.hand_over(tx, said, CLEO)


async def test_a_shift_is_handed_to_one_helper_privately(stage):
    page = await stage.press("duty_give", SERVER)
    pick = selects_of(page)["duty_give"]
    assert [option.label for option in pick.options] == [
        "Fri 20.11. 18:00–22:00",
        "Mon 23.11. 01:00–05:00",
        "Fri 27.11. 18:00–22:00",
    ][: len(pick.options)]
    card = await stage.press("duty_give", SERVER, [pick.options[0].value])
    whom = selects_of(card)["duty_ask"]
    said = await stage.press("duty_ask", whom.ref, [BEN])
    assert f"<@{BEN}> gets a private note" in said.body
    assert stage.channel == [], "only they are asked"
    await stage.pass_time(hours=1)
    note = await stage.press_on(stage.notes(BEN)[0], "Open", private(BEN))
    assert f"<@{ANA}> asks whether you can take" in note.body
    with pytest.raises(Refused):
        await stage.press_on(note, "I take it", private(CLEO))
    await stage.press_on(note, "I take it", private(BEN))
    await stage.pass_time(hours=2)
    reminded = await stage.press_on(stage.notes(BEN)[-1], "Open", private(BEN))
    assert "You took over this duty" in reminded.body
    await stage.pass_time(hours=3)
    assert await stage.on_duty() == [BEN]
    assert len(stage.notes(ANA)) == 1, "who handed it over is not reminded of it"


async def test_who_cannot_take_it_leaves_it_with_its_helper(stage):
    card = await stage.press("duty_give", f"{SERVER}.{ms(SHIFT[0])}")
    await stage.press("duty_ask", selects_of(card)["duty_ask"].ref, [BEN])
    note = await stage.press_on(stage.notes(BEN)[0], "Open", private(BEN))
    assert "That is fine" in (await stage.press_on(note, "I can't", private(BEN))).body
    told = await stage.press_on(stage.notes(ANA)[0], "Open", private(ANA))
    assert "It is still yours" in told.body
    await stage.pass_time(hours=6)
    assert await stage.on_duty() == [ANA]


def ms(moment):
    return int(moment.timestamp() * 1000)


async def test_all_helpers_may_be_asked_and_it_can_be_kept_after_all(stage):
    card = await stage.press("duty_give", f"{SERVER}.{ms(SHIFT[0])}")
    await stage.press_on(card, "Ask all helpers")
    assert "Who can take" in stage.channel[0].body
    async with stage.db.read() as tx:
        (said,) = await store.shifts_of(tx, SERVER, tx.now)
    assert "You are down for" in (await stage.press("duty_sure", said.id)).body
    await stage.engine.step()
    assert "No longer needed" in stage.channel[0].body
    with pytest.raises(Refused):
        await stage.press("duty_take", said.id, who=somebody(BEN))


@pytest.mark.parametrize("picked", [ANA, 5, CLEO, ""])
async def test_only_another_trusted_helper_can_be_asked(stage, picked):
    async with stage.db.begin() as tx:
        await block(tx, CLEO, ANA)
    ref = f"{SERVER}.{ms(SHIFT[0])}"
    says = "That is you" if picked == ANA else "not taking shifts here"
    with pytest.raises(Refused, match=says):
        await stage.press("duty_ask", ref, [picked])
    with pytest.raises(Refused):
        await stage.press("duty_ask", f"{SERVER}.{ms(SHIFT[0]) + 1}", [BEN])
    assert stage.notes(BEN) == []


async def test_others_and_strangers_reach_no_shift(stage):
    await asked(stage)
    async with stage.db.read() as tx:
        (said,) = await store.shifts_of(tx, SERVER, tx.now)
    for action in ("duty_shift", "duty_sure", "duty_cant", "duty_take", "duty_not"):
        for who in (somebody(BEN), somebody(5), private(CLEO)):
            with pytest.raises(Refused):
                await stage.press(action, said.id, who=who)
    for ref in ("", "x", "9" * 30, "-1"):
        with pytest.raises(Refused):
            await stage.press("duty_sure", ref)


async def test_reminders_stop_and_come_back(stage):
    await stage.pass_time(hours=3)
    await stage.press_on(stage.notes(ANA)[0], "Stop these", private(ANA))
    await stage.pass_time(days=8)
    assert len(stage.notes(ANA)) == 1
    await stage.press("duty_remind", SERVER)
    await stage.pass_time(hours=31)
    assert len(stage.notes(ANA)) == 2, "it is Sunday, three hours before Monday's shift"


async def test_nobody_off_duty_paused_or_gone_is_reminded(stage):
    async with stage.db.begin() as tx:
        await serving.go_off(tx, somebody(ANA))
    await stage.pass_time(hours=3)
    assert stage.notes(ANA) == []
    await stage.press("duty_back", SERVER)
    async with stage.db.begin() as tx:
        standing = await vouching.find_standing(tx, SERVER, ANA, "helper")
        await vouching.change_standing(tx, standing, suspended_at=tx.now)
    await stage.pass_time(days=8)
    assert stage.notes(ANA) == []
    await stage.press("duty_stop_yes", SERVER)
    await stage.pass_time(days=8)
    assert stage.notes(ANA) == []


async def test_who_left_the_server_gets_nothing(stage):
    stage.transport.visible.clear()
    await stage.pass_time(hours=3)
    assert stage.notes(ANA) == []


@pytest.mark.parametrize("before", ["sent", "opened", "taken"])
async def test_who_was_blocked_meanwhile_neither_reads_nor_takes_it(stage, before):
    card = await stage.press("duty_give", f"{SERVER}.{ms(SHIFT[0])}")
    async with stage.db.begin() as tx:
        press = Press("duty_ask", selects_of(card)["duty_ask"].ref, (str(BEN),))
        await stage.journey.presses["duty_ask"](tx, somebody(ANA), press)
    if before == "sent":
        await part(stage)
        assert stage.notes(BEN) == []
        return
    await stage.engine.step()
    note = stage.notes(BEN)[0]
    if before == "taken":
        note = await stage.press_on(note, "Open", private(BEN))
    await part(stage)
    with pytest.raises(Refused):
        await stage.press_on(note, "Open" if before == "opened" else "I take it", private(BEN))


async def part(stage):
    async with stage.db.begin() as tx:
        await block(tx, ANA, BEN)
    await stage.engine.step()
