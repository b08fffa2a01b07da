import asyncio

import pytest

from bot.storage.gate import Gate, Priority, to_the_end

PERSON, BATCH = Priority.PERSON, Priority.BATCH


async def enter_in_order(gate: Gate, order: list[str], name: str, priority: Priority) -> None:
    await gate.enter(priority)
    order.append(name)
    gate.leave()


async def test_people_go_before_batches_and_otherwise_first_come_first_served():
    gate, order = Gate(1), []
    await gate.enter(BATCH)
    async with asyncio.TaskGroup() as group:
        for name, priority in [("b1", BATCH), ("p1", PERSON), ("b2", BATCH), ("p2", PERSON)]:
            group.create_task(enter_in_order(gate, order, name, priority))
        await asyncio.sleep(0)
        gate.leave()
    assert order == ["p1", "p2", "b1", "b2"]


async def test_as_many_as_there_are_places():
    gate = Gate(2)
    await gate.enter(PERSON)
    await gate.enter(PERSON)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await gate.enter(PERSON)
    gate.leave()
    await gate.enter(PERSON)


async def test_a_waiter_who_was_cancelled_takes_no_place():
    gate = Gate(1)
    await gate.enter(PERSON)
    waiter = asyncio.ensure_future(gate.enter(PERSON))
    await asyncio.sleep(0)
    waiter.cancel()
    gate.leave()
    await gate.enter(PERSON)
    await asyncio.wait([waiter])
    assert waiter.cancelled()


async def test_a_place_given_in_the_instant_of_cancellation_is_passed_on():
    gate = Gate(1)
    await gate.enter(PERSON)
    first = asyncio.ensure_future(gate.enter(PERSON))
    second = asyncio.ensure_future(gate.enter(PERSON))
    await asyncio.sleep(0)
    gate.leave()  # the place is now first's, who has not woken up yet
    first.cancel()
    await second
    assert first.cancelled()


async def test_work_is_finished_before_a_cancellation_is_heard():
    steps = []

    async def work() -> None:
        steps.append("begun")
        await asyncio.sleep(0.01)
        steps.append("done")

    task = asyncio.ensure_future(to_the_end(work()))
    await asyncio.sleep(0)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert steps == ["begun", "done"]


async def test_a_failure_of_finished_work_gets_through():
    async def work() -> None:
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        await to_the_end(work())
