"""Where people are asked, for somebody in our private chat; and what moderators will read."""

import pytest

from bot.reach.directory import HelpSnapshot
from tests.support.who import buttons_of
from tests.unit.reach.calling import ANA, HAL, HIA, HUE, Night
from tests.unit.reach.stage import directory


@pytest.fixture
def snapshot(clock):
    return HelpSnapshot(directory(), clock)


@pytest.fixture
async def night(db, clock, snapshot):
    night = Night(db, clock, snapshot)
    await night.begin()
    return night


async def ask_in_private(night, member_id=HUE):
    return await night.press(night.who(member_id, private=True), "ask", "h")


async def test_in_a_private_chat_with_no_country_no_empty_list_is_promised(night):
    screen = await ask_in_private(night)
    assert screen.title == "Where to ask"
    assert "**Ask a helper** there: then I know it here too" in screen.body
    assert "call your local emergency number" in screen.body
    assert "pick up" not in screen.body
    assert buttons_of(screen)["Who to call"].action == "help"


async def test_in_a_private_chat_with_a_country_its_numbers_stand_there(night, snapshot):
    snapshot.apply(f"member {HUE} US")
    screen = await ask_in_private(night)
    assert "988" in screen.body
    assert "call 911" in screen.body


async def test_who_asked_in_the_server_once_can_ask_in_the_private_chat(night):
    await night.press(night.who(HUE), "ask", "h")
    screen = await ask_in_private(night)
    assert screen.title == "Nothing is sent yet"
    assert "2 helpers on duty" in screen.body


async def test_what_moderators_read_is_said_as_they_read_it(night):
    screen = await night.ask("h")
    assert "They first read “Someone would like a word now.”" in screen.body
    for helper in (HAL, HIA):
        await night.off_duty(helper)
    alone = await night.ask("h")
    assert "Someone would like a word now" not in alone.body
    await night.act(ANA, alone, "Send")
    (call,) = night.calls
    read = "Somebody here asked for help, and nobody has come yet."
    assert read in call.body
    assert f"“{read}”" in screen.body
    assert f"“{read}”" in alone.body
