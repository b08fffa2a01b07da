"""A group's prompt: who switches it on, when it comes, that yesterday's goes, that none doubles."""

import asyncio

import pytest
from sqlalchemy import update

from bot.core.errors import Refused
from bot.storage.tables import outbox
from tests.support.transport import killed_after, refuse, unclear_after
from tests.support.who import ANA, BEN, CHANNEL, HIDDEN, buttons_of, mona, somebody
from tests.unit.checkins.stage import standing

ONCE = pytest.mark.parametrize("db_kind", ["sqlite"])


def ben(**changes):
    return somebody(BEN, **changes)


@pytest.fixture
async def group(stage):
    return await stage.make_group(facilitators=[BEN])


# ---------------------------------------------------------------- switching it on


async def test_the_facilitator_switches_it_on_in_the_servers_zone(stage, group):
    said = await stage.prompt(ben(), group, "7pm")
    assert said.title == "Check-in prompt: Tuesday circle"
    assert said.body.split("\n")[:2] == [
        "It comes **every day at 19:00 (Europe/Berlin)**.",
        "The next one: <t:1795197600:F> (<t:1795197600:R>).",
    ]
    assert "It mentions nobody" in said.body
    assert list(buttons_of(said)) == [
        "Change",
        "Without the question",
        "Switch off",
        "See the group",
    ]


async def test_off_is_said_with_what_it_would_be(stage, group):
    said = await stage.prompt(mona(), group)
    assert said.body.startswith("It is off.")
    assert list(buttons_of(said)) == ["Choose days and time", "See the group"]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("Mon, Wed", "Mon, Wed at 19:00"),
        ("weekdays", "Monday to Friday at 19:00"),
        ("sunday", "Sunday at 19:00"),
        ("every day", "every day at 19:00"),
    ],
)
@ONCE
async def test_days_may_be_typed(stage, group, days, said):
    assert said in (await stage.prompt(ben(), group, "19:00", days)).body


@ONCE
async def test_days_or_time_alone_keep_the_other(stage, group):
    await stage.prompt(ben(), group, "19:00", "Mon")
    assert "Monday at 08:30" in (await stage.prompt(ben(), group, "8:30")).body
    assert "Tuesday at 08:30" in (await stage.prompt(ben(), group, days="Tue")).body


@pytest.mark.parametrize(
    ("time", "days", "why"),
    [
        (None, "Mon", "at what time too"),
        ("25:00", None, "25:00"),
        ("19:00", "1 December", "not “1 December”"),
        ("19:00", "Munday", "Munday"),
    ],
)
@ONCE
async def test_what_cannot_be_read_is_explained(stage, group, time, days, why):
    with pytest.raises(Refused, match=why):
        await stage.prompt(ben(), group, time, days)
    assert await stage.prompts() == []


@ONCE
async def test_a_server_without_a_zone_is_told_where_to_set_it(stage):
    group = await stage.make_group(zone=None)
    with pytest.raises(Refused, match=r"no time zone yet.*/setup"):
        await stage.prompt(mona(), group, "19:00")


@ONCE
async def test_others_and_those_who_cannot_see_the_channel_are_refused(stage, group):
    with pytest.raises(Refused, match="Only the facilitators"):
        await stage.prompt(somebody(ANA), group, "19:00")
    with pytest.raises(Refused, match="Only the facilitators"):
        await stage.press(somebody(ANA), "prompt", group)
    for action in ("prompt", "prompt_set", "prompt_off"):
        with pytest.raises(Refused, match="could not find that group"):
            await stage.press(ben(sees=(HIDDEN,)), action, group)
        with pytest.raises(Refused, match="could not find that group"):
            await stage.press(ben(server_id=None), action, group)
        with pytest.raises(Refused, match="could not find that group"):
            await stage.press(ben(), action, "made.up")
    assert await stage.prompts() == []


async def test_the_button_on_the_groups_card_leads_to_the_form(stage, group):
    page = await stage.press(ben(), "prompt", group)
    form = await stage.press_on(ben(), page, "Choose days and time")
    assert standing(form) == {"days": tuple("0123456"), "at": ""}
    said = await stage.send(ben(), form, days=("0", "4"), at="7:30 pm")
    assert "**Mon, Fri at 19:30 (Europe/Berlin)**" in said.body
    again = await stage.press_on(ben(), said, "Change")
    assert standing(again) == {"days": ("0", "4"), "at": "19:30"}


@ONCE
async def test_missing_permissions_are_named_to_who_runs_the_group(stage, group):
    said = await stage.prompt(ben(lacks=("Send Messages",)), group, "19:00")
    assert "**Send Messages**" in said.body


# ---------------------------------------------------------------- what stands in the channel


async def test_one_message_with_a_button_and_yesterdays_goes(stage, group):
    await stage.prompt(ben(), group, "19:00")
    await stage.run_until("2026-11-20 19:00")
    (first,) = stage.channel()
    assert list(buttons_of(first)) == ["Check in privately"]
    assert "only you see, and it is not kept" in first.small
    assert first.title == ""
    assert first.help_now
    await stage.run_until("2026-11-22 19:00")
    assert stage.sent_at() == ["11-20 18:00", "11-21 18:00", "11-22 18:00"]
    assert len(stage.channel()) == 1
    assert stage.channel() != [first], "the opening changes from day to day"
    assert len(stage.transport.made("delete")) == 2


@ONCE
async def test_only_on_the_chosen_days(stage, group):
    await stage.prompt(ben(), group, "19:00", "Mon, Wed")
    await stage.run_until("2026-12-01 12:00")
    assert stage.sent_at() == ["11-23 18:00", "11-25 18:00", "11-30 18:00"]


@pytest.mark.parametrize(
    ("before", "change", "sent"),
    [
        # In Berlin the clocks go forward on 28 March 2027 and back on 31 October 2027.
        ("2027-03-27 00:00", "2027-03-29 00:00", ["03-27 18:00", "03-28 17:00"]),
        ("2027-10-30 00:00", "2027-11-01 00:00", ["10-30 17:00", "10-31 18:00"]),
    ],
)
@ONCE
async def test_it_stays_at_its_wall_time_when_the_clocks_change(stage, group, before, change, sent):
    await stage.at(before)
    await stage.prompt(ben(), group, "19:00")
    await stage.run_until(change)
    assert stage.sent_at() == sent


@ONCE
async def test_a_time_the_clock_change_skips_comes_an_hour_later(stage, group):
    await stage.at("2027-03-27 20:00")
    await stage.prompt(ben(), group, "02:30")
    await stage.run_until("2027-03-29 12:00")
    assert stage.sent_at() == ["03-28 01:30", "03-29 00:30"]  # 03:30 and 02:30 in Berlin


async def test_a_late_start_still_says_it_but_not_hours_later(stage, group):
    await stage.prompt(ben(), group, "19:00")
    await stage.engine.step()
    await stage.at("2026-11-20 19:30")
    assert stage.sent_at() == ["11-20 19:30"]
    await stage.at("2026-11-21 20:30")
    assert stage.sent_at() == ["11-20 19:30"]
    assert stage.channel() == [], "yesterday's is over all the same"
    assert await stage.incidents() == [("checkins.prompt", "expired")]


async def test_days_of_silence_are_not_made_up_for(stage, group):
    await stage.prompt(ben(), group, "19:00")
    await stage.engine.step()
    await stage.at("2026-11-25 18:30")
    assert stage.sent_at() == ["11-25 18:30"]
    await stage.run_until("2026-11-26 18:30")
    assert stage.sent_at() == ["11-25 18:30", "11-26 18:00"]


async def test_it_is_never_said_twice(stage, group):
    await stage.prompt(ben(), group, "19:00")
    await asyncio.gather(*(stage.prompt(ben(), group, "19:00") for _ in range(3)))
    stage.transport.plan("send", unclear_after())
    await stage.run_until("2026-11-20 18:30")
    await stage.run_until("2026-11-21 18:30")
    assert stage.sent_at() == ["11-20 18:00", "11-21 18:00"]
    assert len(stage.channel()) == 1


@ONCE
async def test_a_crash_while_sending_neither_loses_nor_doubles_it(stage, group):
    await stage.prompt(ben(), group, "19:00")
    await stage.engine.step()
    stage.transport.plan("send", killed_after())
    with pytest.raises(BaseExceptionGroup):
        await stage.at("2026-11-20 18:00")
    async with stage.db.begin() as tx:
        taken = update(outbox).where(outbox.c.state == "sending")
        await tx.execute(taken.values(state="unknown", lease_until=None))
    await stage.run_until("2026-11-20 18:10")
    assert len(stage.channel()) == 1


@ONCE
async def test_one_that_stands_no_more_is_no_problem(stage, group):
    await stage.prompt(ben(), group, "19:00")
    await stage.run_until("2026-11-20 18:30")
    stage.transport.plan("delete", refuse(10008))
    await stage.run_until("2026-11-21 18:30")
    assert stage.sent_at() == ["11-20 18:00", "11-21 18:00"]
    assert await stage.incidents() == []


@ONCE
async def test_each_group_has_its_own(stage, group):
    other = await stage.make_group("Quiet room", HIDDEN)
    await stage.prompt(ben(), group, "19:00")
    await stage.prompt(mona(), other, "20:00")
    await stage.run_until("2026-11-21 12:00")
    assert stage.sent_at() == ["11-20 18:00"]
    assert stage.sent_at(HIDDEN) == ["11-20 19:00"]
    assert stage.channel(HIDDEN) != stage.channel(CHANNEL)


# ---------------------------------------------------------------- switching it off


async def test_switching_it_off_takes_it_away_at_once(stage, group):
    page = await stage.prompt(ben(), group, "19:00")
    await stage.run_until("2026-11-20 18:30")
    off = await stage.press_on(ben(), page, "Switch off")
    assert off.body.startswith("It is switched off now.")
    await stage.engine.step()
    assert stage.channel() == []
    await stage.run_until("2026-11-23 00:00")
    assert stage.sent_at() == ["11-20 18:00"]
    assert await stage.prompts() == []
    again = await stage.press_on(ben(), page, "Switch off")
    assert again.body.startswith("It is switched off now.")


@ONCE
async def test_one_that_waits_is_not_sent_after_it_was_switched_off(stage, group):
    page = await stage.prompt(ben(), group, "19:00")
    await stage.engine.step()
    stage.clock.advance(hours=6)
    await stage.engine.planner.plan_some()
    await stage.press_on(ben(), page, "Switch off")
    await stage.engine.step()
    assert stage.sent_at() == []


async def test_a_closed_group_gets_none(stage, group):
    await stage.prompt(ben(), group, "19:00")
    await stage.run_until("2026-11-20 18:30")
    await stage.close_group(group)
    await stage.run_until("2026-11-22 18:30")
    assert stage.sent_at() == ["11-20 18:00"]
    assert stage.channel() == []
    assert await stage.prompts() == []


@ONCE
async def test_another_time_moves_it_and_leaves_one_message(stage, group):
    await stage.prompt(ben(), group, "19:00")
    await stage.run_until("2026-11-20 18:30")
    await stage.prompt(ben(), group, "21:00")
    await stage.run_until("2026-11-20 20:30")
    assert stage.sent_at() == ["11-20 18:00", "11-20 20:00"]
    assert len(stage.channel()) == 1
