"""The front-door message, from the press that posts it to the day it is gone, on both databases."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.errors import Refused
from tests.support.transport import refuse, unclear_after
from tests.support.who import CHANNEL, HIDDEN, buttons_of, mona, somebody
from tests.unit.reach.stage import Stage, directory


@pytest.fixture
def stage(db, clock):
    return Stage(db, clock)


def now_said(stage):
    (standing,) = stage.standing
    return standing.now_says.body


# ---------------------------------------------------------------- posting


async def test_a_moderator_posts_it_and_is_asked_to_pin_it(stage):
    assert "not posted yet" in await stage.status()
    await stage.choose_country("US")
    offer = await stage.offer()
    assert offer.title == "Post it there?"
    assert stage.transport.posted == []
    said = await stage.press_on(offer, "Post it")
    assert "on its way to <#" in said.body
    assert "choose **Pin Message**" in said.body
    await stage.engine.step()
    assert "call 911" in now_said(stage)
    assert stage.standing[0].channel_id == CHANNEL
    assert await stage.status() == f"**Front-door message:** in <#{CHANNEL}>."


async def test_a_member_may_not(stage):
    for action in ("front_door", "front_look", "front_pick", "front_post"):
        with pytest.raises(Refused, match="This is for moderators"):
            await stage.press(action, f"0.{CHANNEL}", who=somebody())
    assert await stage.postings() == []


@pytest.mark.parametrize("picked", [[HIDDEN], ["x"], ["²"], [""], [10**25]])
async def test_a_channel_the_moderator_does_not_see_is_refused(stage, picked):
    with pytest.raises(Refused, match="pick one from the list"):
        await stage.press("front_pick", "0", picked, who=mona(sees=(CHANNEL,)))
    with pytest.raises(Refused):
        await stage.press("front_post", f"0.{HIDDEN}", who=mona(sees=(CHANNEL,)))


async def test_what_the_bot_may_not_do_there_is_named_before(stage):
    poor = mona(lacks=["Send Messages", "Read Message History"])
    offer = await stage.offer(who=poor)
    assert "I still need **Send Messages** and **Read Message History**" in offer.body
    assert "Post it" not in buttons_of(offer)
    again = await stage.press_on(offer, "Check again", who=poor)
    assert again == offer
    assert "Post it" in buttons_of(await stage.press_on(offer, "Check again"))
    pressed = await stage.press("front_post", f"0.{CHANNEL}", who=poor)
    assert pressed == offer, "rights are those of the moment it is pressed"
    assert await stage.postings() == []


async def test_two_presses_at_the_same_moment_post_one_message(stage):
    offers = [await stage.offer(), await stage.offer(HIDDEN)]
    said = await asyncio.gather(*(stage.press_on(offer, "Post it") for offer in offers))
    assert said[0] == said[1]
    await stage.engine.step()
    assert len(stage.transport.posted) == 1


async def test_a_moderator_who_comes_second_sees_what_the_first_did(stage):
    first, second = await stage.offer(), await stage.offer(HIDDEN)
    await stage.press_on(first, "Post it")
    late = await stage.press_on(second, "Post it")
    assert f"on its way to <#{CHANNEL}>" in late.body
    await stage.press_on(first, "Post it")
    await stage.engine.step()
    await stage.press_on(second, "Post it")
    await stage.engine.step()
    assert [one.channel_id for one in stage.transport.posted] == [CHANNEL]


@pytest.mark.parametrize("ref", ["", "x.y", "0", f"-1.{CHANNEL}", f"7.{CHANNEL}"])
async def test_an_old_or_wrong_button_posts_nothing(stage, ref):
    values = [] if ref.endswith(str(CHANNEL)) else [CHANNEL]
    assert (await stage.press("front_post", ref, values)).title == "Front-door message"
    assert await stage.rows() == []


async def test_it_can_be_looked_at_first(stage):
    await stage.choose_country("IE")
    look = await stage.press_on(await stage.card(), "See it first")
    await stage.post()
    assert stage.standing[0].message == look


# ---------------------------------------------------------------- posting it again


async def test_the_old_one_goes_when_the_new_one_is_there(stage):
    await stage.post()
    await stage.press_on(await stage.offer(HIDDEN), "Post it")
    stage.transport.plan("send", refuse(50013))
    await stage.engine.step()
    assert [one.channel_id for one in stage.standing] == [CHANNEL], "the new one was refused"
    status = await stage.status()
    assert f"could not be posted in <#{HIDDEN}>: I lack a permission there" in status
    assert f"The one in <#{CHANNEL}> still stands." in status
    await stage.post(HIDDEN)
    assert [one.channel_id for one in stage.standing] == [HIDDEN]
    assert [one.number for one in await stage.postings()] == [3]
    assert await stage.status() == f"**Front-door message:** in <#{HIDDEN}>."


async def test_a_lost_answer_posts_it_once(stage):
    stage.transport.plan("send", unclear_after())
    await stage.post()
    stage.clock.advance(minutes=5)
    await stage.engine.step()
    assert len(stage.transport.posted) == 1
    assert "in <#" in await stage.status()


async def test_an_old_one_that_cannot_be_removed_is_named(stage):
    await stage.post()
    stage.transport.plan("delete", refuse(50001))
    await stage.post(HIDDEN)
    card = await stage.card()
    assert f"An older one may still stand in <#{CHANNEL}>: I cannot see the channel" in card.body
    stage.clock.advance(days=31)
    await stage.engine.housekeeper.clean()
    assert "An older one" not in (await stage.card()).body
    assert [one.number for one in await stage.postings()] == [2]


async def test_what_waits_too_long_has_failed(stage):
    await stage.press_on(await stage.offer(), "Post it")
    stage.clock.advance(days=2)
    await stage.engine.step()
    assert stage.transport.posted == []
    assert "it was too late to send it" in await stage.status()
    assert await stage.reported() == 1
    await stage.post()
    assert len(stage.standing) == 1


# ---------------------------------------------------------------- it stays true


async def test_a_new_country_changes_it(stage):
    await stage.post()
    assert "**Canada:** emergency **911**" in now_said(stage)
    await stage.choose_country("GB")
    await stage.engine.step()
    assert "call 999" in now_said(stage)
    await stage.choose_country("US")
    await stage.choose_country("GB")
    await stage.engine.step()
    assert len(stage.transport.made("edit")) == 1, "nothing changed in the end"
    await stage.choose_country(None)
    await stage.engine.step()
    assert "call your local emergency number" in now_said(stage)
    assert await stage.armed() == 0


async def test_a_country_chosen_while_it_is_on_its_way_is_in_it(stage):
    await stage.press_on(await stage.offer(), "Post it")
    await stage.choose_country("NZ")
    await stage.engine.step()
    assert "call 111" in now_said(stage)
    assert len(stage.transport.posted) == 1


async def test_without_a_front_door_nothing_is_armed(stage):
    await stage.choose_country("NZ")
    await stage.restart()
    assert await stage.armed() == 0
    assert await stage.rows() == []


def changed(country="US", **changes):
    """Make a directory in which the lines of a country say something else."""
    known = directory()
    there = known.countries[country]
    lines = tuple(line.model_copy(update=changes) for line in there.lines)
    new = {**known.countries, country: there.model_copy(update={"lines": lines})}
    return replace(known, countries=new)


async def test_a_line_that_changed_is_changed_at_the_next_start(stage):
    await stage.choose_country("US")
    await stage.post()
    await stage.restart()
    assert stage.transport.made("edit") == []
    await stage.restart(changed(cost="for nothing"))
    assert "for nothing" in now_said(stage)
    await stage.restart(changed(cost="for nothing"))
    await stage.restart(changed("GB", cost="for nothing"))
    assert len(stage.transport.made("edit")) == 2
    assert "for nothing" not in now_said(stage)


async def test_numbers_that_cannot_be_loaded_leave_it_as_it_is(stage):
    await stage.choose_country("US")
    await stage.post()
    known = directory()
    await stage.restart(replace(known, countries={"GB": known.countries["GB"]}))
    await stage.card()
    await stage.engine.step()
    assert "call 911" in now_said(stage)
    assert stage.transport.made("edit") == []


async def test_its_row_is_kept_for_as_long_as_it_stands(stage):
    await stage.post()
    for _ in range(4):
        stage.clock.advance(days=30)
        await stage.engine.housekeeper.clean()
    await stage.choose_country("GB")
    await stage.engine.step()
    assert "call 999" in now_said(stage)


# ---------------------------------------------------------------- it is gone


async def take_down(stage):
    for one in stage.standing:
        one.deleted = True


async def test_somebody_deletes_it(stage):
    await stage.post()
    await take_down(stage)
    card = await stage.card()
    assert "**Look again** shows what I found" in card.small
    await stage.engine.step()
    gone = await stage.press_on(card, "Look again")
    assert f"gone from <#{CHANNEL}>: somebody removed it" in gone.body
    assert "Pin Message" not in gone.body
    assert await stage.reported() == 0, "it is theirs to remove"
    for _ in range(3):
        await stage.choose_country("GB")
        await stage.restart()
        stage.clock.advance(days=1)
        await stage.engine.step()
    assert len(stage.transport.made("edit")) == 1, "nothing is tried until they ask"
    await stage.post()
    assert "call 999" in now_said(stage)
    assert [one.number for one in await stage.postings()] == [2]


async def test_removed_before_we_heard_that_it_was_sent(stage):
    stage.transport.plan("send", refuse(10008))
    await stage.post()
    assert "gone from" in await stage.status()


async def test_the_channel_is_deleted(stage):
    await stage.post()
    stage.transport.plan("edit", refuse(10003))
    await stage.choose_country("GB")
    await stage.engine.step()
    assert "gone from" in await stage.status()


async def test_out_of_reach_is_noted_and_tried_when_somebody_looks(stage):
    await stage.post()
    stage.transport.plan("edit", refuse(50001), refuse(50001))
    await stage.choose_country("GB")
    await stage.engine.step()
    assert "call 999" not in now_said(stage)
    closed = await stage.card(mona(lacks=["View Channel"]))
    assert "I still need **View Channel**" in closed.body
    stage.clock.advance(days=3)
    await stage.engine.step()
    assert len(stage.transport.made("edit")) == 1, "it is not tried by itself"
    assert "**It is not up to date:** I cannot see the channel." in (await stage.card()).body
    await stage.engine.step()
    await stage.restart()
    assert "call 999" in now_said(stage)
    assert "not up to date" not in (await stage.card()).body
