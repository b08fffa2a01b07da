"""What a drill reports, and that its rows are kept and forgotten; on both databases."""

from datetime import timedelta

from bot.reach.drilling import messages, rules, store
from bot.reach.drilling import service as drilling
from bot.reach.drilling.rules import Drill
from bot.reach.ladder.rules import Person
from bot.servers import service as servers
from tests.support.clock import START
from tests.support.who import MONA, SERVER


def after(seconds):
    return START + timedelta(seconds=seconds)


def person(number, role="helper", state="asked", **moments):
    step = 3 if role == "moderator" else 2
    return Person(str(number), "r", step, number, role, state, START, **moments)


DRILL = Drill(1, SERVER, "r", MONA, START, None, "")


def said(*people, called=None, now=60):
    report = rules.make_report(DRILL, people, called and after(called), after(now))
    assert rules.unpack(rules.pack(report)) == report
    return messages.say_report("en", report)


def test_each_step_says_how_long_it_took():
    text = said(
        person(0, state="no", asked_at=after(2), answered_at=after(12)),
        person(1, asked_at=after(3)),
        person(2, state="skipped"),
        person(3, "moderator", "taken", answered_at=after(330)),
        called=301,
        now=330,
    )
    assert text.split("\n") == [
        "**Somebody answered after 5 min 30 s.**",
        "• A helper had the message after 2 s, and said no 10 s later.",
        "• A helper had the message after 3 s, and did not answer.",
        "• A helper could not be asked.",
        "• The moderators' channel had its note after 5 min 1 s.",
        "• A moderator said “I'm with them”.",
    ]


def test_whoever_was_not_asked_yet_is_left_out_and_silence_is_said():
    text = said(person(0, state="waiting"), now=900)
    assert text.startswith("**Nobody answered in 15 min 0 s.**")
    assert "helper" not in text


def test_a_drill_that_was_cut_off_says_so():
    assert "ended before anybody" in messages.over("en", None).body


async def test_a_drill_ends_once_and_is_forgotten_after_90_days(db, clock):
    async with db.begin() as tx:
        await servers.ensure_server(tx, SERVER)
        number = await store.add_drill(tx, SERVER, MONA, "r")
        found = await store.newest_drill(tx, SERVER)
        assert found == await store.find_by_request(tx, "r")
        assert found.id == number
        assert await store.end_drill(tx, found, "{}")
        assert not await store.end_drill(tx, found, "{}")
    clock.advance(days=89)
    async with db.begin() as tx:
        await drilling.housekeep(tx)
        assert await store.find_drill(tx, number) is not None
    clock.advance(days=2)
    async with db.begin() as tx:
        await drilling.housekeep(tx)
        assert await store.find_drill(tx, number) is None
