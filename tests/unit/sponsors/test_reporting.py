"""A report goes to moderators who are neither of the two; under review until one closes it."""

import pytest

from bot.core.errors import Refused
from bot.core.press import Submission
from bot.sponsors import service as sponsors
from bot.sponsors.blocking.service import Above
from bot.sponsors.reporting import service as reporting
from bot.storage.tables import known_moderators, outbox, sponsor_reports, timers
from tests.support.who import ANA, BEN, CLEO, MONA, SERVER, buttons_of, mona, somebody

SAM = BEN
CHANNEL = 700_000_000_000_000_099
PAUSED = "You are paused; a moderator will write to you."
WORDS = "violet heron 1138"


def moderator(member_id):
    return somebody(member_id, manages=True)


async def meet(stage, *member_ids):
    for member_id in member_ids:
        await stage.call(sponsors.greet, moderator(member_id))


async def report(stage, ref=f"member~{SAM}", reason="money", words=WORDS, who=None):
    who = who or somebody(ANA)
    form = await stage.press(who, "report", ref)
    return await stage.send(who, form, reason=reason, words=words)


async def test_moderators_are_known_from_their_commands(stage):
    assert not await stage.call(sponsors.has_news, somebody(ANA))
    assert await stage.call(sponsors.has_news, mona())
    await meet(stage, MONA)
    assert not await stage.call(sponsors.has_news, mona())
    assert [row["member_id"] for row in await stage.rows(known_moderators)] == [MONA]
    await stage.pass_time(days=8)
    assert await stage.call(sponsors.has_news, mona())
    assert await stage.call(sponsors.greet, somebody(MONA)) is None
    assert await stage.rows(known_moderators) == []


async def test_a_report_reaches_each_moderator_outside_of_it(stage):
    await stage.offer(SAM)
    pair_id = await stage.pair(ANA, SAM)
    await meet(stage, MONA, ANA, SAM, CLEO)
    said = await report(stage, f"pair~{pair_id}")
    assert "They read only that they are paused" in said.body
    await stage.engine.step()
    assert [len(stage.chat(one)) for one in (MONA, CLEO, ANA, SAM)] == [1, 1, 0, 0]
    (note,) = stage.chat(MONA)
    assert note.body == "A note for you as a moderator."
    with pytest.raises(Refused, match="/sponsoring reports"):
        await stage.press_on(somebody(MONA, server_id=None), note, "Open")
    page = await stage.call(sponsors.show_reports, mona())
    assert f"<@{ANA}> reported <@{SAM}>" in page.body
    assert "They asked for money" in page.body
    assert f"> {WORDS}" in page.body
    assert {"Close: they may go on", "Keep them paused"} <= set(buttons_of(page))
    for two in (ANA, SAM):
        hidden = await stage.call(sponsors.show_reports, moderator(two))
        assert "No report is open that you may read" in hidden.body
        assert str(SAM) not in hidden.body


async def test_only_moderators_open_reports(stage):
    await report(stage)
    with pytest.raises(Refused):
        await stage.call(sponsors.show_reports, somebody(CLEO))
    (row,) = await stage.rows(sponsor_reports)
    for who in (somebody(CLEO), moderator(SAM), moderator(ANA), mona(server_id=SERVER + 1)):
        with pytest.raises(Refused):
            await stage.press(who, "close_report", row["report_id"])


async def test_under_review_from_the_report_until_it_is_closed(stage):
    await stage.offer(SAM)
    await stage.pair(CLEO, SAM)
    await report(stage)
    assert await stage.call(sponsors.is_under_review, SERVER, SAM)
    assert await stage.supporters(CLEO) == []
    told = await stage.call(sponsors.greet, somebody(SAM))
    assert told.body == PAUSED
    assert await stage.call(sponsors.greet, somebody(SAM)) is None
    assert (await stage.call(sponsors.open_offer, somebody(SAM))).body == PAUSED
    assert (await stage.press(somebody(SAM), "today")).body == PAUSED
    page = await stage.call(sponsors.show_reports, mona())
    closed = await stage.press_on(mona(), page, "Close: they may go on")
    assert "Its words are gone" in closed.body
    assert not await stage.call(sponsors.is_under_review, SERVER, SAM)
    assert await stage.supporters(CLEO) == [(SAM, "sponsor")]
    assert not await stage.call(sponsors.may_reach, ANA, SAM, SERVER)
    assert await stage.rows(sponsor_reports) == []
    page = await stage.press(somebody(ANA), "today")
    assert "A moderator has read and closed your report" in page.body


async def test_two_reports_are_two_reviews(stage):
    await report(stage)
    await report(stage, who=somebody(CLEO))
    page = await stage.call(sponsors.show_reports, mona())
    assert "1 more after this one" in page.body
    await stage.press_on(mona(), page, "Close: they may go on")
    assert await stage.call(sponsors.is_under_review, SERVER, SAM)


async def test_saying_more_about_the_same_person_is_one_report(stage):
    await report(stage, words="one")
    await report(stage, words="two")
    await report(stage, words="")
    page = await stage.call(sponsors.show_reports, mona())
    assert "> one two" in page.body
    assert "more after this" not in page.body
    assert len(await stage.rows(sponsor_reports)) == 1


async def test_a_moderator_who_left_gets_no_note(stage):
    await meet(stage, MONA)
    stage.transport.visible.discard((MONA, 0))
    await report(stage)
    await stage.engine.step()
    assert stage.chat(MONA) == []


async def test_the_channel_is_told_without_names_and_again_when_it_is_closed(stage):
    await stage.set_server(moderators_channel_id=CHANNEL)
    await report(stage)
    await stage.engine.step()
    there = [one for one in stage.transport.posted if one.channel_id == CHANNEL]
    assert len(there) == 1
    assert "Nobody is named here" in there[0].now_says.body
    assert str(SAM) not in str(there[0].now_says)
    page = await stage.press_on(mona(), there[0].now_says, "Open it privately")
    await stage.press_on(mona(), page, "Close: they may go on")
    await stage.engine.step()
    assert there[0].now_says.body == "This report is closed. Thank you."
    assert all(row["address_id"] != SAM for row in await stage.rows(outbox))


@pytest.mark.parametrize("known", [(), (SAM,), (ANA, SAM)])
async def test_without_a_moderator_outside_of_it_the_operator_is_named(stage, known):
    await meet(stage, *known)
    form = await stage.press(somebody(ANA), "report", f"member~{SAM}")
    above = Above(contact="care@example.org")
    sent = Submission(form.name, form.ref, {"reason": "sex", "words": ""})
    said = await stage.call(reporting.submit, somebody(ANA), sent, above=above)
    assert "care@example.org" in said.body
    assert "Report Message" in said.body
    assert await stage.call(sponsors.is_under_review, SERVER, SAM)
    await stage.engine.step()
    assert stage.chat(SAM) == []


async def test_whoever_reported_reads_at_once_that_it_was_closed(stage):
    await meet(stage, MONA)
    await report(stage)
    page = await stage.call(sponsors.show_reports, mona())
    await stage.press_on(mona(), page, "Close: they may go on")
    await stage.engine.step()
    assert len(stage.chat(ANA)) == 1
    opened = await stage.press(somebody(ANA), "today")
    assert "has read and closed your report" in opened.body


async def test_what_cannot_be_reported(stage):
    with pytest.raises(Refused, match="That is you"):
        await stage.press(somebody(ANA), "report", f"member~{ANA}")
    with pytest.raises(Refused, match="whom this was about"):
        await stage.press(somebody(ANA), "report", "pair~nothing")
    with pytest.raises(Refused, match="choose what happened"):
        await report(stage, reason="")
    with pytest.raises(Refused, match="in your server"):
        await report(stage, who=somebody(ANA, server_id=None))


async def test_the_export_of_whoever_is_reported_says_nothing_of_it(stage):
    await stage.offer(SAM)
    await report(stage)
    async with stage.db.read() as tx:
        theirs = await tx.vault.entries_of(SAM)
        mine = await tx.vault.entries_of(ANA)
    assert str(ANA) not in str(theirs)
    assert WORDS in str(mine)


async def test_a_person_under_review_cannot_be_asked_or_accept(stage):
    await stage.offer(SAM)
    pair_id = await stage.pair(CLEO, SAM, state="asked")
    await report(stage)
    with pytest.raises(Refused, match=PAUSED):
        await stage.press(somebody(SAM), "accept", pair_id, ["0"])
    await stage.engine.step()
    assert stage.chat(SAM) == []


async def test_moderators_who_were_not_seen_for_long_are_forgotten(stage):
    await meet(stage, MONA)
    await stage.pass_time(days=91)
    await stage.call(stage.feature.housekeep)
    assert await stage.rows(known_moderators) == []


async def test_moderators_are_reminded_once_a_day_until_it_is_closed(stage):
    await stage.set_server(moderators_channel_id=CHANNEL)
    await report(stage)
    for _ in range(3):
        await stage.pass_time(days=1)
        (row,) = [one for one in await stage.rows(timers) if one["kind"] == "sponsors.report"]
        assert row["due"] > stage.clock.now()
    there = [one for one in stage.transport.posted if one.channel_id == CHANNEL]
    assert [one.deleted for one in there] == [True, True, True, False]
    page = await stage.call(sponsors.show_reports, mona())
    await stage.press_on(mona(), page, "Close: they may go on")
    await stage.pass_time(days=2)
    assert "This report is closed" in there[-1].now_says.body
    assert len([one for one in stage.transport.posted if one.channel_id == CHANNEL]) == 4
