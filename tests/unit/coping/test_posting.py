"""A group's tip a day: who may switch it on, what stands in the channel, when it ends."""

from dataclasses import replace

import pytest

from bot.core.errors import Refused
from bot.core.press import Press
from bot.storage.tables import outbox, timers
from tests.support.transport import refuse, unclear_after
from tests.support.who import ANA, BEN, CLEO, HIDDEN, buttons_of, mona, somebody

ONCE = pytest.mark.parametrize("db_kind", ["sqlite"])


def ben():
    return somebody(BEN)


@pytest.fixture
async def group(stage):
    return await stage.make_group(facilitators=[BEN])


# ---------------------------------------------------------------- switching it on


async def test_who_runs_the_group_switches_it_on(stage, group):
    for who in (ben(), mona()):
        page = await stage.tip_group(who, group, "9am")
        assert page.title == "A tip a day: Tuesday circle"
        assert "It comes **every day at 09:00 (Europe/Berlin)**." in page.body
        assert list(buttons_of(page)) == ["Change", "Switch off", "See the group"]
    assert len(await stage.group_tips()) == 1


@pytest.mark.parametrize("member_id", [ANA, CLEO])
async def test_nobody_else_does(stage, group, member_id):
    with pytest.raises(Refused, match="Only the facilitators"):
        await stage.tip_group(somebody(member_id), group, "9am")
    for action in ("group", "group_set", "group_off"):
        with pytest.raises(Refused):
            await stage.press(somebody(member_id), action, group)
    assert await stage.group_tips() == []


@ONCE
async def test_a_hidden_group_is_nowhere_to_be_found(stage):
    hidden = await stage.make_group("Quiet room", HIDDEN, facilitators=[BEN])
    for ref in (hidden, "999", "x", "9" * 30, ""):
        with pytest.raises(Refused, match="I could not find that group"):
            await stage.press(ben(), "group", ref)


@ONCE
async def test_it_is_off_until_a_time_is_chosen(stage, group):
    page = await stage.tip_group(ben(), group)
    assert "It is off." in page.body
    form = await stage.press_on(ben(), page, "Choose a time")
    said = await stage.send(ben(), form, at="19:30")
    assert "every day at 19:30" in said.body
    assert (await stage.press(ben(), "group_set", group)).fields[0].value == "19:30"


@ONCE
async def test_what_is_not_clear_is_refused(stage, group):
    with pytest.raises(Refused, match="I could not read “later” as a time"):
        await stage.tip_group(ben(), group, "later")
    other = await stage.make_group("No zone", facilitators=[BEN], zone=None)
    with pytest.raises(Refused, match="This server has no time zone yet"):
        await stage.tip_group(ben(), other, "9am")


@ONCE
async def test_what_the_bot_lacks_in_the_channel_is_said(stage, group):
    page = await stage.tip_group(somebody(BEN, lacks=["Send Messages"]), group, "9am")
    assert "I still need **Send Messages**" in page.body


# ---------------------------------------------------------------- in the channel


async def test_one_stands_in_the_channel_at_a_time(stage, group):
    await stage.tip_group(ben(), group, "9am")
    await stage.run_until("2026-11-23 12:00")
    assert stage.sent_at() == ["11-21 08:00", "11-22 08:00", "11-23 08:00"]
    (posted,) = stage.channel()
    assert posted.title == "A small thing to try today"
    assert list(buttons_of(posted)) == ["One just for me", "Where is this from?"]
    assert "<@" not in posted.body


async def test_it_suits_everybody_and_none_comes_twice_before_all_were_there(stage, group):
    needs = stage.library.needs
    tips = {tip.text: tip for tip in stage.library.tips.values()}
    fit = [t for t in tips.values() if not any(needs[tag].only_asked for tag in t.tags)]
    few = {tip.id: tip for tip in [*fit[:4], *(t for t in tips.values() if t not in fit)]}
    stage.features["coping"].plans["coping.next"].keywords["library"] = replace(
        stage.library, tips=few
    )
    await stage.tip_group(ben(), group, "9am")
    await stage.run_until("2026-11-28 23:00")
    told = stage.told()
    assert len(told) == 8
    assert set(told[:4]) == set(told[4:]) == {tip.text for tip in fit[:4]}
    assert told[3] != told[4]


async def test_the_buttons_answer_privately_from_memory(stage, group):
    await stage.tip_group(ben(), group, "9am")
    await stage.run_until("2026-11-21 09:00")
    (posted,) = stage.channel()
    source = await stage.press_on(somebody(ANA), posted, "Where is this from?")
    assert "No clinician has reviewed it yet." in source.body
    back = await stage.press_on(somebody(ANA), source, "Back")
    assert posted.body in back.body
    mine = await stage.press_on(somebody(ANA), posted, "One just for me")
    assert "Another" in buttons_of(mine)
    assert await stage.sealed() == []


async def test_none_is_posted_twice(stage, group):
    await stage.tip_group(ben(), group, "9am")
    stage.transport.plan("send", unclear_after())
    await stage.run_until("2026-11-21 09:00")
    await stage.engine.step()
    assert stage.sent_at() == ["11-21 08:00"]


@ONCE
async def test_hours_late_it_is_not_posted(stage, group):
    await stage.tip_group(ben(), group, "9am")
    await stage.at("2026-11-21 13:00")
    assert stage.channel() == []
    await stage.run_until("2026-11-22 09:00")
    assert stage.sent_at() == ["11-22 08:00"]


@ONCE
async def test_a_channel_that_refuses_is_told_to_moderators(stage, group):
    await stage.tip_group(ben(), group, "9am")
    stage.transport.plan("send", refuse(50013))
    await stage.run_until("2026-11-22 09:00")
    assert await stage.incidents() == [("coping.tip", "50013")]
    assert stage.sent_at() == ["11-22 08:00"]


@ONCE
async def test_with_nothing_to_post_it_waits_for_another_day(stage, group):
    keywords = stage.features["coping"].plans["coping.next"].keywords
    keywords["library"] = replace(stage.library, tips={})
    await stage.tip_group(ben(), group, "9am")
    await stage.run_until("2026-11-21 09:00")
    assert stage.channel() == []
    keywords["library"] = stage.library
    await stage.run_until("2026-11-22 09:00")
    assert stage.sent_at() == ["11-22 08:00"]


@ONCE
async def test_a_tip_that_left_the_library_is_not_posted(stage, group):
    stage.features["coping"].renders["coping.tip"].keywords["library"] = replace(
        stage.library, tips={}
    )
    await stage.tip_group(ben(), group, "9am")
    await stage.run_until("2026-11-21 09:00")
    assert stage.channel() == []
    assert [(row["state"], row["code"]) for row in await stage.rows(outbox)] == [
        ("skipped", "no_tip")
    ]


# ---------------------------------------------------------------- changed and ended


async def test_changed_it_comes_at_the_new_time_and_still_replaces(stage, group):
    await stage.tip_group(ben(), group, "9am")
    await stage.run_until("2026-11-21 09:00")
    await stage.tip_group(ben(), group, "8pm")
    await stage.run_until("2026-11-22 12:00")
    assert stage.sent_at() == ["11-21 08:00", "11-21 19:00"]
    assert len(stage.channel()) == 1


async def test_switched_off_it_goes_away(stage, group):
    page = await stage.tip_group(ben(), group, "9am")
    await stage.run_until("2026-11-21 09:00")
    for _ in range(2):
        off = await stage.press_on(ben(), page, "Switch off")
        assert "It is switched off now." in off.body
    await stage.run_until("2026-11-24 09:00")
    assert stage.channel() == []
    assert len(stage.sent_at()) == 1
    assert await stage.group_tips() == []
    assert await stage.rows(timers) == []


async def test_with_the_group_it_ends(stage, group):
    await stage.tip_group(ben(), group, "9am")
    await stage.run_until("2026-11-21 09:00")
    await stage.close_group(group)
    await stage.run_until("2026-11-23 09:00")
    assert len(stage.sent_at()) == 1
    assert stage.channel() == []
    assert await stage.group_tips() == []
    assert await stage.rows(timers) == []


@ONCE
async def test_closed_before_it_went_out_it_is_not_posted(stage, group):
    await stage.tip_group(ben(), group, "9am")
    async with stage.db.read() as tx:
        render = stage.features["coping"].renders["coping.tip"]
        for ref in ("", "1", "x.y", f"{group}.1764612000", "77.1764612000"):
            assert (await render(tx, ref)).why in ("off", "replaced")


@ONCE
async def test_the_groups_card_leads_to_it(stage, group):
    async with stage.db.begin() as tx:
        card = (await stage.features["groups"].press(tx, ben(), Press("card", group))).message
    assert (await stage.press_on(ben(), card, "A tip a day")).title == "A tip a day: Tuesday circle"
    async with stage.db.begin() as tx:
        other = await stage.features["groups"].press(tx, somebody(ANA), Press("card", group))
    assert "A tip a day" not in buttons_of(other.message)


@ONCE
async def test_a_timer_that_fails_is_told_to_its_server(stage, group):
    async with stage.db.read() as tx:
        find = stage.feature.find_servers["coping.next"]
        assert await find(tx, group) == ben().server_id
        assert await find(tx, "999") is None
