"""Stay with me, once people are asked: a late press ends it, and what was said is what is done."""

from dataclasses import replace

import pytest

from bot.core.press import Place, Press, Rights
from bot.delivery.owed import Lane
from bot.delivery.sightings import remember_sighting
from bot.reach.asking import service as asking
from bot.reach.directory import HelpSnapshot
from bot.storage.tables import outbox
from tests.support.who import ANA, SERVER, buttons_of
from tests.unit.reach.calling import HAL, MONA, SAM, Night, directory

WORDS = "stopped answering"
pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])


@pytest.fixture
async def night(db, clock):
    snapshot = HelpSnapshot(directory(), clock)
    snapshot.apply(f"server {SERVER} US")
    night = Night(db, clock, snapshot)
    await night.begin()
    return night


async def press(night, action, ref=""):
    who = replace(night.who(ANA), reply_token="her card")
    async with night.db.begin() as tx:
        return await night.feature.press(tx, who, Press(action, ref))


async def start(night):
    await press(night, "stay_start", f"20.{SERVER}")
    await night.engine.step()


async def fall_silent(night, *, until_asked=True):
    """Let the time be up, and let nobody answer."""
    for minutes in (20, 2, 2, 2)[: 4 if until_asked else 3]:
        night.clock.advance(minutes=minutes)
        await night.engine.step()


def newest(night, label="I'm okay"):
    return [one for one in night.chat(ANA) if label in buttons_of(one)][-1]


# ---------------------------------------------------------------- a press that comes late


@pytest.mark.parametrize(
    ("label", "said"), [("I'm okay", "I am glad."), ("Stop this", "I stopped asking.")]
)
async def test_a_late_press_ends_the_call_too(night, label, said):
    await start(night)
    await fall_silent(night)
    assert night.note(SAM).body == "Someone would like a word now."
    answer = await night.act(ANA, newest(night, label), label)
    assert answer.body.startswith(said)
    assert await night.request() is None
    assert night.note(SAM).body == "They do not need anybody now. Thank you."


async def test_the_message_that_people_are_asked_has_a_way_out(night):
    await start(night)
    await fall_silent(night)
    asked = next(one for one in night.chat(ANA) if "I am asking people now." in one.body)
    assert {"I'm okay now", "Stop asking"} <= set(buttons_of(asked))
    await night.act(ANA, asked, "I'm okay now")
    assert await night.request() is None


async def test_a_call_from_before_is_not_hidden_by_being_okay(night):
    await night.ask_all()
    await start(night)
    answer = await night.act(ANA, newest(night), "I'm okay")
    assert "nobody was asked" not in answer.body
    assert "You asked people for help before" in answer.body
    assert {"I'm okay now", "Stop asking"} <= set(buttons_of(answer))
    assert await night.request() is not None


# ---------------------------------------------------------------- a call that is open already


async def test_when_nobody_came_before_everybody_is_asked_anew(night):
    await night.ask_all()
    for minutes in (5, 5, 5, 10):
        await night.pass_time(minutes=minutes)
    assert (await night.request()).state == "nobody"
    await start(night)
    await fall_silent(night)
    assert (await night.request()).state == "asking"
    opened = await night.act(SAM, night.note(SAM), "Who is it?")
    assert WORDS in opened.body


async def test_whoever_came_before_reads_that_they_stopped_answering(night):
    await night.ask_all()
    await night.act(SAM, night.note(SAM), "I'm with them")
    await start(night)
    await fall_silent(night)
    assert (await night.request()).state == "asking"
    opened = await night.act(SAM, night.note(SAM), "Who is it?")
    assert WORDS in opened.body


async def test_people_who_are_being_asked_are_not_asked_twice(night):
    await start(night)
    await fall_silent(night, until_asked=False)
    await night.ask_all()
    night.clock.advance(minutes=2)
    await night.engine.step()
    assert night.bodies(SAM) == ["Someone would like a word now."]


# ---------------------------------------------------------------- nobody can be asked


async def pause(night):
    moderator = night.who(MONA, moderator=True)
    await night.call(asking.pause_asking, moderator, ANA, "five calls", "1")


async def test_a_pause_is_said_plainly_before_and_after(night):
    await pause(night)
    assert "five calls" in (await press(night, "stay")).body
    await start(night)
    await fall_silent(night, until_asked=False)
    said = newest(night).body
    assert "The moderators paused asking people for you" in said
    assert "988" in said
    assert "look after you" not in said
    await fall_silent(night)
    assert "five calls" in night.note(ANA).body
    assert await night.request() is None
    assert night.transport.chats.keys() == {ANA}


async def test_a_pause_in_between_counts_too(night):
    await start(night)
    await fall_silent(night, until_asked=False)
    await pause(night)
    night.clock.advance(minutes=2)
    await night.engine.step()
    assert "five calls" in night.note(ANA).body


async def test_at_an_hour_when_nobody_is_there_the_warning_says_so(db, clock):
    night = Night(db, clock)
    await night.begin(sponsor=False, stand_in=False, helpers=(), moderators_channel_id=None)
    assert "nobody here whom I could ask" in (await press(night, "stay")).body
    await night.on_duty(HAL)
    assert "nobody here whom I could ask" not in (await press(night, "stay")).body


# ---------------------------------------------------------------- pressed twice, much to send


async def test_its_first_message_waits_behind_nothing_else(night):
    await press(night, "stay_start", f"20.{SERVER}")
    (test,) = [row for row in await night.rows(outbox) if row["state"] == "waiting"]
    assert test["lane"] == Lane.HELP
    await night.engine.step()
    assert {row["lane"] for row in await night.rows(outbox)} == {Lane.HELP}


async def test_two_presses_on_start_are_one_company(night):
    await press(night, "stay_start", f"20.{SERVER}")
    await press(night, "stay_start", f"20.{SERVER}")
    await night.engine.step()
    for _minute in range(21):
        night.clock.advance(minutes=1)
        await night.engine.step()
    assert sum("The time is up." in body for body in night.bodies(ANA)) == 1


# ---------------------------------------------------------------- in the private chat


async def test_in_the_private_chat_each_server_has_a_name_to_choose(night):
    async with night.db.begin() as tx:
        await remember_sighting(tx, Place(SERVER + 1, 0), ANA, sees=True)
    named = {SERVER: "Harbor", SERVER + 1: ""}
    rights = Rights(server_name=lambda server_id: named[server_id])
    who = replace(night.who(ANA, private=True), rights=rights)
    async with night.db.begin() as tx:
        said = await night.feature.press(tx, who, Press("stay"))
    (row,) = said.rows
    (harbor,) = [one for one in row.options if one.label == "Harbor"]
    (other,) = [one for one in row.options if one is not harbor]
    assert other.label in ("Server 1", "Server 2")
    async with night.db.begin() as tx:
        picked = Press(row.action, row.ref, (harbor.value,))
        warned = (await night.feature.press(tx, who, picked)).message
    assert "I tell you whom I will ask" in warned.body
