"""One private note a day, true when it is opened; checking on somebody; the stand-in."""

from datetime import time

import pytest

from bot.core.errors import Refused
from bot.sponsors import service as sponsors
from bot.sponsors.nudging.service import look
from bot.sponsors.offering.store import find_offer
from bot.sponsors.pairing.service import require_side
from bot.storage.tables import outbox, timers
from tests.support.who import ANA, buttons_of, somebody
from tests.unit.sponsors.days import DAN, NOTE, SAM, offer, open_today, paired, share


async def test_no_note_without_anything_in_it(stage):
    await offer(stage)
    await paired(stage)
    await stage.pass_time(days=3)
    assert stage.chat(SAM) == []


async def test_time_to_say_hello(stage):
    await offer(stage)
    await paired(stage, hello=3)
    await stage.pass_time(days=2)
    assert stage.chat(SAM) == []
    await stage.pass_time(days=1, hours=12)
    (note,) = stage.chat(SAM)
    assert (note.body, set(buttons_of(note))) == (NOTE, {"Open"})
    page = await open_today(stage)
    assert f"Time to say hello to <@{ANA}>." in page.body
    assert set(buttons_of(page)) == {"Done 1", "Not today 1"}
    rows = [row for row in page.rows if isinstance(row, tuple)]
    links = [part for row in rows for part in row if part.label == "Message them 1"]
    assert [one.url for one in links] == [f"https://discord.com/users/{ANA}"]
    page = await stage.press_on(somebody(SAM), page, "Not today 1")
    assert "Nothing waits" in page.body
    await stage.pass_time(days=1)
    page = await stage.press_on(somebody(SAM), await open_today(stage), "Done 1")
    assert "Nothing waits" in page.body
    await stage.pass_time(days=2)
    assert len(stage.transport.posted) == 2
    await stage.pass_time(days=1)
    assert len(stage.transport.posted) == 3


async def test_the_note_of_the_day_takes_the_one_before_away(stage):
    await offer(stage)
    await paired(stage, hello=3)
    for _ in range(3):
        await stage.pass_time(days=3, hours=1)
        assert [one.body for one in stage.chat(SAM)] == [NOTE]
    sent = [one for one in stage.transport.posted if one.message.body == NOTE]
    assert [one.deleted for one in sent] == [True, True, False]


async def test_news_that_can_wait_come_in_the_evening_to_who_gets_no_daily_note(stage):
    await stage.set_member(ANA, zone="Europe/Berlin")
    await offer(stage)
    pair_id = await paired(stage)
    await stage.press(somebody(SAM), "end_yes", f"later.{pair_id}")
    await stage.pass_time(hours=4, minutes=59)  # 17:59 in Berlin
    assert stage.chat(ANA) == []
    await stage.pass_time(minutes=1)
    assert [one.body for one in stage.chat(ANA)] == [NOTE]
    assert "ended" in (await open_today(stage, ANA)).body


async def test_shared_check_ins_are_read_in_the_words_of_the_preview(stage):
    await offer(stage)
    pair_id = await paired(stage)
    card = await stage.press(somebody(ANA), "pair", pair_id)
    assert "“checked in”: **off** · “not yet”: **off**" in card.body
    preview = await stage.press_on(somebody(ANA), card, "Share “checked in”")
    line = f"<@{ANA}> checked in since yesterday."
    assert f"> {line}" in preview.body
    card = await stage.press_on(somebody(ANA), preview, "Switch it on")
    assert "“checked in”: **on**" in card.body
    await stage.call(sponsors.note_checkin, ANA)
    await stage.pass_time(hours=24)
    page = await open_today(stage)
    assert page.body == f"1) {line}"
    told = await stage.press(somebody(ANA), "told")
    assert f"<@{SAM}>: that you checked in" in told.body
    await stage.pass_time(hours=24)
    assert "Nothing waits" in (await open_today(stage)).body
    card = await stage.press(somebody(ANA), "pair", pair_id)
    preview = await stage.press_on(somebody(ANA), card, "Share “not yet”")
    line = f"<@{ANA}> has not checked in since yesterday."
    assert f"> {line}" in preview.body
    await stage.press_on(somebody(ANA), preview, "Switch it on")
    assert (await open_today(stage)).body == f"1) {line}"
    stopped = await stage.press(somebody(ANA), "stop_sharing")
    assert "They are not told so" in stopped.body
    assert "Nothing waits" in (await open_today(stage)).body
    assert "nothing" in (await stage.call(sponsors.show_mine, somebody(ANA))).body


async def test_a_check_in_is_kept_only_while_it_is_shared(stage):
    await offer(stage)
    pair_id = await paired(stage)
    before = await stage.entries()
    await stage.call(sponsors.note_checkin, ANA)
    assert await stage.entries() == before
    await share(stage, pair_id, "not")
    await stage.call(sponsors.note_checkin, ANA)
    side = await stage.call(require_side, somebody(ANA), pair_id)
    assert side.checked_in
    await stage.press(somebody(ANA), "share", f"not.off.{pair_id}")
    side = await stage.call(require_side, somebody(ANA), pair_id)
    assert side.checked_in == ""


@pytest.mark.parametrize(
    ("hours", "moment"),
    [
        ({"work": "daily 17:00-20:00"}, "19:00"),
        ({"quiet": (time(17), time(9))}, "08:00"),
        ({"quiet": (time(17), time(9)), "may_wake": True}, "08:00"),
    ],
)
async def test_the_note_waits_for_work_and_quiet_hours_to_end(stage, hours, moment):
    await offer(stage, **hours)
    pair_id = await paired(stage)
    await share(stage, pair_id, "not")
    for _ in range(26):
        await stage.pass_time(hours=1)
        if stage.chat(SAM):
            break
    (sent,) = [one for one in stage.transport.posted if one.now_says.body == NOTE]
    assert f"{sent.at:%H:%M}" >= moment
    assert f"{sent.at:%H}" == moment[:2]


@pytest.mark.parametrize("changes", [{"paused": True}, {"away_until": "2026-12-01"}])
async def test_nothing_comes_while_they_are_away(stage, changes):
    await offer(stage, **changes)
    pair_id = await paired(stage, hello=3)
    await share(stage, pair_id, "not", "yes")
    await stage.pass_time(days=5)
    assert stage.chat(SAM) == []


async def test_check_on_me(stage):
    await offer(stage)
    pair_id = await paired(stage)
    asked = await stage.press(somebody(ANA), "check_on_me")
    line = f"<@{ANA}> asks you to check on them."
    assert line in asked.body
    assert await stage.rows(outbox) == []
    said = await stage.press_on(somebody(ANA), asked, "Send it")
    assert f"I am telling <@{SAM}> now" in said.body
    again = await stage.press(somebody(ANA), "check_yes", pair_id)
    assert "telling" in again.body
    await stage.engine.step()
    assert [one.body for one in stage.chat(SAM)] == [NOTE]
    page = await open_today(stage)
    assert page.body == f"1) {line}"
    told = await stage.press(somebody(ANA), "told")
    assert told.body.count("asked them to check on you") == 1
    assert "Nothing waits" in (await stage.press_on(somebody(SAM), page, "Done 1")).body
    await stage.pass_time(minutes=1)
    await stage.press(somebody(ANA), "check_yes", pair_id)
    await stage.engine.step()
    assert len(stage.chat(SAM)) == 2
    assert line in (await open_today(stage)).body


async def test_check_on_me_says_when_it_is_held(stage):
    await offer(stage, quiet=(time(0), time(23, 59)))
    pair_id = await paired(stage)
    asked = await stage.press(somebody(ANA), "check_on_me")
    assert "They do not want to be disturbed now" in asked.body
    await stage.press(somebody(ANA), "check_yes", pair_id)
    await stage.engine.step()
    assert stage.chat(SAM) == []


async def test_check_on_me_with_nobody_to_ask(stage):
    assert "nobody I can ask" in (await stage.press(somebody(ANA), "check_on_me")).body
    await offer(stage)
    pair_id = await paired(stage)
    asked = await stage.press(somebody(ANA), "check_on_me")
    await stage.suspend()
    said = await stage.press_on(somebody(ANA), asked, "Send it")
    assert "nobody I can ask" in said.body
    assert set(buttons_of(said)) == {"Ask a helper", "Who is told what"}
    await stage.engine.step()
    assert stage.chat(SAM) == []
    assert pair_id


async def test_who_could_not_be_reached_is_told_to_the_asker(stage):
    await offer(stage)
    pair_id = await paired(stage)
    stage.transport.closed_chats.add(SAM)
    await stage.press(somebody(ANA), "check_yes", pair_id)
    await stage.engine.step()
    await stage.engine.step()
    page = await open_today(stage, ANA)
    assert f"I could not reach <@{SAM}> for you" in page.body
    assert "Nothing waits" in (await open_today(stage)).body
    said = await stage.call(sponsors.greet, somebody(SAM))
    assert "Your private messages are closed to me" in said.body
    assert await stage.call(sponsors.greet, somebody(SAM)) is None


async def test_handing_over_to_the_stand_in_the_member_agreed_to(stage):
    await offer(stage)
    await offer(stage, DAN)
    pair_id = await paired(stage, hello=3)
    await stage.pass_time(days=3)
    assert "Hand to the stand-in 1" not in buttons_of(await open_today(stage))
    with pytest.raises(Refused, match="no stand-in"):
        await stage.press(somebody(SAM), "hand", pair_id)
    await paired(stage, supporter_id=DAN, role="stand_in")
    await stage.press(somebody(ANA), "check_yes", pair_id)
    page = await open_today(stage)
    for _twice in range(2):
        handed = await stage.press_on(somebody(SAM), page, "Hand to the stand-in 1")
        assert "Nothing waits" in handed.body
    await stage.engine.step()
    assert [one.body for one in stage.chat(DAN)] == [NOTE]
    asks = f"The sponsor of <@{ANA}> asks you to look in on them."
    assert (await open_today(stage, DAN)).body.count(asks) == 1
    told = await stage.press(somebody(ANA), "told")
    assert told.body.count(f"<@{DAN}>: that they are asked to look in on you") == 1


async def test_moderators_pause_a_sponsor_and_people_are_told_in_neutral_words(stage):
    await offer(stage)
    pair_id = await paired(stage, hello=3)
    await share(stage, pair_id, "not")
    await stage.suspend()
    await stage.call(sponsors.on_paused, 700_000_000_000_000_001, SAM)
    await stage.engine.step()
    page = await open_today(stage, ANA)
    assert "This is not about you" in page.body
    assert "paused" not in page.body
    assert (await stage.call(look, SAM)).lines == ()
    await stage.pass_time(days=4)
    assert stage.chat(SAM) == []
    assert (
        "cannot be asked at the moment"
        in (await stage.call(sponsors.show_mine, somebody(ANA))).body
    )
    await stage.suspend(lift=True)
    await stage.call(sponsors.on_lifted, 700_000_000_000_000_001, SAM)
    assert "can be there as your sponsor again" in (await open_today(stage, ANA)).body


async def test_what_nobody_read_goes(stage):
    await offer(stage)
    await offer(stage, DAN)
    pair_id = await paired(stage)
    await stage.press(somebody(SAM), "end_yes", f"now.{pair_id}")
    await stage.pass_time(days=15)
    assert "Nothing waits" in (await open_today(stage, ANA)).body
    left = [row for row in await stage.rows(timers) if row["kind"] == "note"]
    assert len(left) == 2  # the daily notes of the two who offer


async def test_the_timer_comes_again_every_day(stage):
    await offer(stage)
    for _ in range(3):
        await stage.pass_time(days=1)
        (row,) = await stage.rows(timers)
        assert row["due"] > stage.clock.now()
    assert await stage.call(find_offer, SAM)
