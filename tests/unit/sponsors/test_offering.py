"""Offering to sponsor: the promise, hours as people type them, switches, stepping back."""

from datetime import time

import pytest

from bot.core.errors import Refused
from bot.sponsors import service as sponsors
from bot.sponsors.offering.rules import NO_QUIET, read_quiet, read_work
from bot.sponsors.offering.store import find_offer
from bot.storage.tables import sponsor_pairs, timers, vault_entries
from tests.support.who import ANA, BEN, SERVER, buttons_of, selects_of, somebody

SAM = BEN
TYPED = {"zone": "Berlin", "quiet": "10pm-7am", "work": "", "note": "18:00", "most": ("2",)}


async def begin(stage, **typed):
    await stage.trust(SAM)
    promise = await stage.call(sponsors.open_offer, somebody(SAM))
    form = await stage.press_on(somebody(SAM), promise, "I promise, go on")
    return await stage.send(somebody(SAM), form, **TYPED | typed)


async def test_an_adult_whom_a_moderator_approved_comes_first(stage):
    page = await stage.call(sponsors.open_offer, somebody(SAM))
    assert "18" in page.body
    assert "I promise, go on" not in buttons_of(page)
    assert await stage.call(find_offer, SAM) is None


async def test_the_offer_is_kept_sealed_and_a_note_is_tried(stage):
    page = await begin(stage, work="Mon-Fri 9-17")
    assert "I am sending you a test note now" in page.body
    offer = await stage.call(find_offer, SAM)
    assert (offer.zone, offer.most, offer.work) == ("Europe/Berlin", 2, "Mon-Fri 09:00-17:00")
    assert offer.quiet == (time(22), time(7))
    assert offer.servers == {SERVER}
    assert offer.promised
    await stage.engine.step()
    assert [one.body for one in stage.chat(SAM)] == ["A note you asked for."]
    again = await stage.call(sponsors.open_offer, somebody(SAM))
    assert "You can be asked" in again.body
    assert SAM not in [row.get("member_id") for row in await stage.rows(vault_entries)]


async def test_what_a_form_brings_later_changes_only_the_hours(stage):
    await begin(stage)
    await stage.press(somebody(SAM), "wake", "1")
    form = await stage.press(somebody(SAM), "hours")
    assert form.fields[1].value == "22:00-07:00"
    await stage.send(somebody(SAM), form, **TYPED | {"most": ("8",), "quiet": "none"})
    offer = await stage.call(find_offer, SAM)
    assert (offer.most, offer.may_wake, offer.quiet) == (8, True, NO_QUIET)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"zone": "Atlantis"}, "could not find the time zone"),
        ({"quiet": "late"}, "quiet hours"),
        ({"quiet": "22:00-22:00"}, "quiet hours"),
        ({"work": "mondays mostly"}, "busy hours"),
        ({"work": "Xyz 9-17"}, "busy hours"),
        ({"note": "evening"}, "daily note"),
    ],
)
@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_what_cannot_be_read_is_said(stage, typed, said):
    with pytest.raises(Refused, match=said):
        await begin(stage, **typed)


async def test_switches(stage):
    page = await begin(stage, work="Mon-Fri 9-17")
    for label, words in (
        ("A call for help may wake me", "A call for help may wake you"),
        ("Let me sleep", "goes to the next person then"),
        ("Busy hours: nothing at all", "Nothing at all then"),
        ("Busy hours: only calls for help", "Only calls for help then"),
        ("Pause", "Paused"),
        ("Go on", "You can be asked"),
    ):
        page = await stage.press_on(somebody(SAM), page, label)
        assert words in page.body
    page = await stage.press(somebody(SAM), "stance", values=["theirs"])
    assert "between the person and who prescribes it" in page.body
    away = await stage.press_on(somebody(SAM), page, "Holiday")
    page = await stage.press(
        somebody(SAM), "away", values=[selects_of(away)["away"].options[0].value]
    )
    assert "On holiday" in page.body
    with pytest.raises(Refused):
        await stage.press(somebody(SAM), "away", values=["999"])
    with pytest.raises(Refused):
        await stage.press(somebody(ANA), "pause")


async def test_stepping_back_leaves_nothing(stage):
    page = await begin(stage)
    await stage.engine.step()
    await stage.pair(ANA, SAM)
    asked = await stage.press_on(somebody(SAM), page, "Step back")
    assert set(buttons_of(asked)) == {"Keep it", "Tell them now", "With the next digest"}
    await stage.press_on(somebody(SAM), asked, "With the next digest")
    assert await stage.call(find_offer, SAM) is None
    assert await stage.rows(sponsor_pairs) == []
    notes = [row for row in await stage.rows(timers) if row["kind"] == "note"]
    assert len(notes) == 1  # when the news goes that nobody reads
    await stage.pass_time(hours=25)
    assert f"You and <@{SAM}>: ended." in (await stage.press(somebody(ANA), "today")).body


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        ("none", ""),
        ("Mon-Fri 09:00-17:00", "Mon-Fri 09:00-17:00"),
        ("weekdays 9am to 5pm", "Mon-Fri 09:00-17:00"),
        ("Monday to Friday 9-17; sat 10:00–14:00", "Mon-Fri 09:00-17:00; Sat 10:00-14:00"),
        ("mon, wed and fri 22:00-6:00", "Mon,Wed,Fri 22:00-06:00"),
        ("9-17", "daily 09:00-17:00"),
        ("every day 9.30-17.00", "daily 09:30-17:00"),
        ("weekends 8-12", "Sat,Sun 08:00-12:00"),
        ("work", None),
        ("Mon 25:00-26:00", None),
        ("Mon 9-9", None),
        ("blue 9-17", None),
    ],
)
def test_busy_hours_as_people_type_them(typed, read):
    assert read_work(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("22:00-08:00", (time(22), time(8))),
        ("10pm to 8am", (time(22), time(8))),
        ("none", NO_QUIET),
        ("", NO_QUIET),
        ("Mon 22:00-08:00", None),
        ("8-8", None),
        ("nights", None),
    ],
)
def test_quiet_hours_as_people_type_them(typed, read):
    assert read_quiet(typed) == read
