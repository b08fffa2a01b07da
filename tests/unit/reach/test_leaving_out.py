"""Whom never to ask: anybody can be named, and nobody learns by it who is on duty now."""

import pytest

from bot.reach.proposing.store import find_choice
from bot.sponsors import service as sponsors
from tests.support.who import SERVER, buttons_of, selects_of
from tests.unit.reach.calling import ANA, HAL, HIA, HUE, KIM, SAM, Night

BUT = ", but nobody you left out or blocked"


@pytest.fixture
async def night(db, clock):
    night = Night(db, clock)
    await night.begin()
    return night


async def leave(night, *member_ids):
    values = [str(one) for one in member_ids]
    return await night.press(night.who(ANA), "ask_never", f"c.{SERVER}", values)


async def test_only_the_sponsor_the_stand_in_and_the_moderators_are_listed(night):
    page = await night.press(night.who(ANA), "ask_leave", f"a.{SERVER}")
    listed = [one.value for one in selects_of(page)["ask_left"].options]
    assert listed == [str(SAM), str(KIM), "0"]
    assert f"<@{HAL}>" not in page.body
    assert selects_of(page)["ask_never"].picks == "person"


async def test_a_helper_on_duty_or_not_is_left_out_in_the_same_words(night):
    on, off = await leave(night, HAL), await leave(night, HUE)
    await night.press(night.who(ANA), "ask_all", f"c.{SERVER}")
    alone = await leave(night, HUE)
    assert on.body.replace(str(HAL), str(HUE)) == alone.body
    assert "left out, as you chose" not in off.body


async def test_the_screen_reads_the_same_whether_they_are_on_duty(night):
    await leave(night, HAL)
    on = await night.ask("h")
    assert f"**2 helpers on duty{BUT}**" in on.body
    await night.press(night.who(ANA), "ask_all", f"c.{SERVER}")
    await leave(night, HUE)
    assert (await night.ask("h")).body == on.body


async def test_a_block_shows_nothing_of_duty_either(night):
    await night.call(sponsors.block, ANA, HAL)
    on = await night.ask("h")
    assert f"**2 helpers on duty{BUT}**" in on.body
    await night.act(ANA, on, "Send")
    assert night.bodies(HAL) == []
    assert night.bodies(HIA) != []


async def test_helpers_who_are_with_somebody_are_counted_not_named(night):
    await night.press(night.who(HUE), "ask", "h")
    await night.ask_all("h")
    await night.act(HAL, night.note(HAL), "I'm with them")
    screen = await night.ask("h", member_id=HUE)
    assert "1 helper is with somebody now" in screen.body
    assert f"<@{HAL}>" not in screen.body


async def test_who_is_left_out_is_not_asked_and_the_next_are_at_once(night):
    await leave(night, HAL, HIA)
    await night.act(ANA, await night.ask("h"), "Send")
    assert night.bodies(HAL) == night.bodies(HIA) == []
    assert len(night.calls) == 1


async def test_choosing_among_the_near_keeps_who_else_was_left_out(night):
    await leave(night, HAL)
    await night.press(night.who(ANA), "ask_left", f"a.{SERVER}", [str(KIM)])
    assert (await night.call(find_choice, ANA)).left == {HAL, KIM}


async def test_somebody_who_is_not_on_duty_now_can_be_left_out_for_ever(night):
    page = await night.press(night.who(ANA), "ask_calm")
    assert buttons_of(page)["Back"].action == "me"
    page = await leave(night, HUE, ANA)
    assert (
        f"Never asked, whoever is on duty: <@{HUE}>."
        in (await night.press(night.who(ANA), "ask_leave", f"c.{SERVER}")).body
    )
    await night.on_duty(HUE)
    screen = await night.ask("h")
    assert f"<@{HUE}>" not in screen.body
    await night.act(ANA, screen, "Send")
    assert night.bodies(HUE) == []
    await night.act(ANA, await night.refresh(), "Stop asking")
    page = await night.press(night.who(ANA), "ask_all", f"c.{SERVER}")
    assert (await night.call(find_choice, ANA)).left == frozenset()


async def test_a_sponsor_on_duty_who_is_left_out_is_not_counted_as_a_helper(night):
    await night.on_duty(SAM)
    before = await night.ask()
    await night.press(night.who(ANA), "ask_left", f"a.{SERVER}", [str(SAM)])
    after = await night.ask()
    assert "**2 helpers on duty**" in before.body
    assert "**2 helpers on duty**" in after.body
