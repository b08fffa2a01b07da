"""Whoever is reported cannot tell by the threads they were in who reported."""

import pytest

from bot.core.press import Press, Submission
from tests.support.who import somebody
from tests.unit.reach.calling import ANA, HUE, SAM
from tests.unit.reach.talking import Talking


@pytest.fixture
async def night(db, clock):
    night = await Talking.open(db, clock)
    await night.choose("thread")
    await night.come(SAM)
    await night.settle()
    return night


async def report(night, reporter):
    feature = night.features["sponsors"]
    async with night.db.begin() as tx:
        form = await feature.press(tx, somebody(reporter), Press("report", f"member~{SAM}"))
        typed = {"reason": "other", "words": ""}
        await feature.submit(tx, somebody(reporter), Submission(form.name, form.ref, typed))
    await night.settle()


def inside(night):
    return [set(people) for _, _, people in night.transport.threads.values()]


@pytest.mark.parametrize("reporter", [ANA, HUE])
async def test_they_leave_the_thread_whoever_it_was(night, reporter):
    await report(night, reporter)
    assert inside(night) == [{ANA}]


@pytest.mark.parametrize("reporter", [ANA, HUE])
async def test_they_leave_the_thread_of_a_call_that_is_over(night, reporter):
    await night.act(ANA, await night.page(), "I'm okay now")
    await night.settle()
    assert inside(night) == [{ANA, SAM}]
    await report(night, reporter)
    assert inside(night) == [{ANA}]


@pytest.mark.parametrize("reporter", [ANA, HUE])
async def test_what_they_read_is_the_same_whoever_it_was(night, reporter):
    await report(night, reporter)
    await night.pass_time(minutes=1)
    assert night.bodies(SAM) == ["This is over for you. Thank you."]
