"""The private thread of the two, when it is over: no names stay in it, and no blocked person."""

import pytest

from bot.core.press import Submission
from bot.reach.asking import service as asking
from bot.sponsors.blocking.service import block
from tests.support.transport import killed, killed_after, refuse
from tests.unit.reach.calling import ANA, KIM, SAM
from tests.unit.reach.talking import Talking, labels

ONE_DATABASE = pytest.mark.parametrize("db_kind", ["sqlite"])
OVER = "I no longer look after this talk."


@pytest.fixture
async def night(db, clock):
    night = await Talking.open(db, clock)
    await night.choose("thread")
    return night


async def meet(night, helper=SAM):
    """Let somebody come and the two meet in their thread; returns the helper's page."""
    came = await night.come(helper)
    await night.settle()
    return came


def inside(night):
    return [set(people) for _, _, people in night.transport.threads.values()]


def assert_nameless(night):
    """No thread names anybody, and nothing can be pressed in it."""
    for thread_id in night.transport.threads:
        said = [one.now_says for one in night.transport.posted if one.channel_id == thread_id]
        for one in said:
            assert OVER in one.body
            assert "<@" not in one.body
            assert labels(one) == set()


# ---------------------------------------------------------------- it is over


@pytest.mark.parametrize("last", ["I'm okay now", "Stop asking"])
async def test_when_it_is_over_their_names_go_and_the_thread_stays_theirs(night, last):
    await meet(night)
    await night.act(ANA, await night.page(), last)
    await night.settle()
    assert inside(night) == [{ANA, SAM}]
    assert_nameless(night)
    assert "Leave Thread" in night.in_thread[0].body


@ONE_DATABASE
async def test_when_the_next_one_is_asked_the_names_go_at_once(night):
    await meet(night)
    await night.act(ANA, await night.page(), "I can't reach them")
    await night.act(ANA, await night.page(), "Ask somebody else")
    await night.settle()
    assert_nameless(night)


@ONE_DATABASE
@pytest.mark.parametrize("last", ["Not any more", "Block"])
async def test_a_block_looks_like_a_no(night, last):
    """Whoever came reads the same, and is out of the thread either way."""
    await meet(night)
    await night.pass_time(minutes=20)
    await night.act(ANA, await night.page(), last)
    await night.settle()
    assert inside(night) == [{ANA}]
    assert "They say that you are not with them any more" in night.note(SAM).body
    assert len(night.bodies(SAM)) == 3


@ONE_DATABASE
@pytest.mark.parametrize("leaver", [ANA, SAM])
async def test_when_one_of_them_is_erased_their_names_go(night, leaver):
    await meet(night)
    await night.erase(night.who(leaver))
    await night.settle()
    assert_nameless(night)


@ONE_DATABASE
@pytest.mark.parametrize("fault", [killed, killed_after])
@pytest.mark.usefixtures("one_by_one")
async def test_killed_before_the_names_are_gone(night, fault):
    await meet(night)
    page = await night.page()
    night.transport.plan("edit", fault())
    await night.press_on(night.who(ANA), page, "I'm okay now")
    with pytest.raises(BaseExceptionGroup):
        await night.settle()
    night.restart()
    await night.settle()
    assert_nameless(night)


# ---------------------------------------------------------------- they are kept apart


@pytest.mark.parametrize(("who", "other"), [(ANA, SAM), (SAM, ANA)])
async def test_who_is_blocked_is_taken_out_and_nothing_is_said_of_it(night, who, other):
    came = await meet(night)
    page = came if who == SAM else await night.page()
    await night.act(who, page, "Block")
    await night.settle()
    assert inside(night) == [{who}]
    assert_nameless(night)
    assert night.bodies(KIM) == ["Someone would like a word now."]
    assert "block" not in " ".join(night.bodies(other)).lower()


@ONE_DATABASE
async def test_a_block_from_our_private_chat_holds_at_once_too(night):
    await meet(night)
    async with night.db.begin() as tx:
        await block(tx, ANA, SAM)
        await asking.part(tx, ANA, SAM)
    await night.engine.step()
    await night.settle()
    assert inside(night) == [{ANA}]
    assert (await night.people())[SAM] == "left"


@ONE_DATABASE
async def test_who_is_reported_is_taken_out(night):
    await meet(night)
    form = await night.press_on(night.who(ANA), await night.page(), "Report")
    async with night.db.begin() as tx:
        sent = Submission(form.name, form.ref, {"reason": "other", "words": ""})
        await night.features["sponsors"].submit(tx, night.who(ANA), sent)
    await night.engine.step()
    await night.settle()
    assert inside(night) == [{ANA}]
    assert_nameless(night)


@ONE_DATABASE
async def test_who_is_paused_by_moderators_is_taken_out(night):
    await meet(night)
    await night.call(asking.let_go, night.server, SAM)
    await night.engine.step()
    await night.settle()
    assert inside(night) == [{ANA}]


@ONE_DATABASE
async def test_only_the_thread_of_the_two_is_meant(night):
    """Sam came first, then Kim. Whoever blocks the one stays with the other."""
    await meet(night)
    await night.pass_time(minutes=20)
    await night.pass_time(minutes=8)
    await night.pass_time(minutes=2)
    await meet(night, KIM)
    assert inside(night) == [{ANA, SAM}, {ANA, KIM}]
    async with night.db.begin() as tx:
        await block(tx, SAM, ANA)
        await asking.part(tx, SAM, ANA)
    await night.engine.step()
    await night.settle()
    assert inside(night) == [{SAM}, {ANA, KIM}]
    assert (await night.people())[KIM] == "taken"


@ONE_DATABASE
async def test_who_is_blocked_before_the_thread_is_there_never_comes_in(night):
    came = await night.press_on(night.who(SAM), await night.question(SAM), "I'm with them")
    await night.press_on(night.who(SAM), came, "Block")
    await night.settle()
    assert inside(night) in ([], [set()])


@ONE_DATABASE
async def test_a_refusal_changes_nothing_else(night):
    await meet(night)
    night.transport.plan("drop_member", refuse(50013))
    await night.act(ANA, await night.page(), "Block")
    await night.settle()
    assert_nameless(night)
    assert night.bodies(KIM) == ["Someone would like a word now."]


@ONE_DATABASE
@pytest.mark.parametrize("fault", [killed, killed_after])
@pytest.mark.usefixtures("one_by_one")
async def test_killed_before_they_are_taken_out(night, fault):
    await meet(night)
    page = await night.page()
    night.transport.plan("drop_member", fault())
    await night.press_on(night.who(ANA), page, "Block")
    with pytest.raises(BaseExceptionGroup):
        await night.settle()
    night.restart()
    await night.settle()
    assert inside(night) == [{ANA}]
    assert_nameless(night)
