"""Stay with me: nothing starts unless it arrives; people are asked only after no answer."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.reach.staying import rules
from bot.reach.staying.rules import While
from bot.servers.store import change_server
from bot.storage.tables import outbox, requests
from tests.support.transport import refuse
from tests.support.who import ANA, CHANNEL, buttons_of, somebody
from tests.unit.reach.stage import Stage


def ana(**changes):
    return replace(somebody(ANA, **changes), reply_token="ana's way back")


@pytest.fixture
async def stage(db, clock):
    """A server whose moderators can be called, so that somebody is there to be asked."""
    stage = Stage(db, clock)
    db.subscribe("help", stage.snapshot.apply)
    await stage.set_up(country="US")
    async with db.begin() as tx:
        await change_server(tx, somebody().server_id, {"moderators_channel_id": CHANNEL})
    return stage


def chat(stage):
    return [
        one.now_says
        for one in stage.transport.posted
        if not one.deleted and one.channel_id != CHANNEL
    ]


async def start(stage, minutes=20):
    page = await stage.press("stay_start", f"{minutes}.{ana().server_id}", who=ana())
    await stage.engine.step()
    return page


async def wait(stage, **time):
    stage.clock.advance(**time)
    await stage.engine.step()


async def open_requests(stage):
    return await stage.count(requests)


# ---------------------------------------------------------------- before it starts


async def test_the_warning_comes_first(stage):
    said = await stage.press("stay", who=ana())
    assert said.body.startswith("**Not for using alone. If you are about to use, or just did,")
    assert "Never Use Alone" in said.body
    assert "or 911." in said.body
    assert "If I lose connection, nobody will be told." in said.body
    assert list(buttons_of(said)) == ["Call a line instead", "I understand, start"]
    assert await stage.armed() == 0


async def test_where_no_line_stays_on_the_phone_it_says_what_to_do(stage):
    await stage.set_up(country="FR")
    said = await stage.press("stay", who=ana())
    assert "stay where someone can see you, and keep naloxone within their reach" in said.body


async def test_nothing_starts_when_the_first_message_does_not_arrive(stage):
    stage.transport.plan("open_dm", refuse(50007))
    await start(stage)
    told = stage.transport.replies["ana's way back"]
    assert told.body.startswith("**Nothing has started:**")
    assert "911" in told.body
    assert "988" in told.body
    await wait(stage, hours=2)
    assert chat(stage) == []
    assert await open_requests(stage) == 0


# ---------------------------------------------------------------- the time is up


async def test_it_asks_and_asks_again_and_counts_down_and_only_then_asks_people(stage):
    await start(stage)
    assert "I am here until <t:" in chat(stage)[0].body
    assert stage.transport.replies["ana's way back"].body.startswith("**I am with you.**")
    await wait(stage, minutes=20)
    assert "The time is up. Are you okay?" in chat(stage)[-1].body
    await wait(stage, minutes=2)
    assert "I have not heard from you." in chat(stage)[-1].body
    await wait(stage, minutes=2)
    plan = chat(stage)[-1].body
    assert "I ask somebody to look after you." in plan
    assert "moderators" in plan
    assert "asked me to stay with them" in plan
    assert await open_requests(stage) == 0
    await wait(stage, minutes=2)
    assert await open_requests(stage) == 1
    assert "I am asking people now." in " ".join(one.body for one in chat(stage))


@pytest.mark.parametrize(
    ("waits", "label"),
    [((1,), "I'm okay"), ((20,), "Stop this"), ((20, 2), "I'm okay"), ((20, 2, 2), "Stop this")],
)
async def test_one_press_ends_it_at_any_time(stage, waits, label):
    await start(stage)
    for minutes in waits:
        await wait(stage, minutes=minutes)
    said = await stage.press_on(chat(stage)[-1], label, ana())
    assert "I have stopped" in said.body or "Stopped." in said.body
    await wait(stage, hours=1)
    assert await stage.armed() == 0
    assert await open_requests(stage) == 0


async def test_a_press_after_it_is_over_says_so(stage):
    await start(stage)
    first = chat(stage)[0]
    await stage.press_on(first, "I'm okay", ana())
    assert "over already" in (await stage.press_on(first, "Stop this", ana())).body


async def test_starting_again_leaves_one(stage):
    await start(stage)
    await wait(stage, minutes=5)
    await start(stage, 60)
    await wait(stage, minutes=20)
    assert "time is up" not in chat(stage)[-1].body
    assert await stage.armed() == 1


async def test_after_being_away_it_asks_before_it_asks_people(stage):
    await start(stage)
    await wait(stage, minutes=20)
    await wait(stage, minutes=2)
    await wait(stage, minutes=2)
    await wait(stage, hours=3)  # the bot was down
    assert chat(stage)[-1].body.startswith("I lost connection for a while, and nobody was told.")
    assert await open_requests(stage) == 0
    for _step in range(3):
        await wait(stage, minutes=2)
    assert await open_requests(stage) == 1


async def test_where_nobody_can_be_asked_it_says_so_with_the_numbers(stage):
    async with stage.db.begin() as tx:
        await change_server(tx, ana().server_id, {"moderators_channel_id": None})
    await start(stage)
    for minutes in (20, 2, 2):
        await wait(stage, minutes=minutes)
    said = chat(stage)[-1].body
    assert "There is nobody here whom I can ask now." in said
    assert "988" in said


async def test_no_row_says_who_or_why(stage):
    await start(stage)
    async with stage.db.read() as tx:
        for row in await tx.rows(select(outbox)):
            told = " ".join(str(value) for value in row.values())
            assert "stay" not in told
            assert str(ANA) not in told


# ---------------------------------------------------------------- refs


def test_a_ref_is_read_back():
    lasting = While(1_795_000_000, 20, ana().server_id).at("lost")
    assert rules.read_while(lasting.ref) == lasting
    assert len(lasting.ref) <= 80


@pytest.mark.parametrize("ref", ["", "x", "1.2.3.check", "1.2.3.nothing.0", "zz.1.1.check.0"])
def test_an_odd_ref_is_nothing(ref):
    assert rules.read_while(ref) is None


@pytest.mark.parametrize(
    ("ref", "read"), [("", (20, 0)), ("999.5", (120, 5)), ("1.7", (5, 7)), ("x.y", (20, 0))]
)
def test_a_start_is_always_of_a_sane_length(ref, read):
    assert rules.read_start(ref) == read


async def test_a_server_that_is_not_theirs_is_not_asked(stage):
    await stage.press("stay_start", "20.12345", who=ana())
    await stage.engine.step()
    stage.clock.advance(minutes=20)
    for _step in range(4):
        await stage.engine.step()
        stage.clock.advance(minutes=2)
    await stage.engine.step()
    assert await open_requests(stage) == 0
