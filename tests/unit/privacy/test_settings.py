"""What a member chooses, and what each page says."""

from datetime import time

import pytest

from bot.core.errors import Refused
from bot.core.message import ClearChat, Edit, Form, Message
from bot.core.press import Press, Submission
from bot.core.quiet import Quiet
from bot.delivery.private import remember_dm
from bot.privacy import service as privacy
from bot.privacy.service import Member
from tests.support.who import ANA, BEN, COUNTRIES, buttons_of, selects_of, somebody


async def press(db, action, *values, who=None):
    async with db.begin() as tx:
        pressed = Press(action, values=values)
        return await privacy.press(tx, who or somebody(), pressed, countries=COUNTRIES)


async def submit(db, **typed):
    async with db.begin() as tx:
        sent = Submission("times", "", {"zone": "", "start": "", "end": "", **typed})
        return await privacy.submit(tx, somebody(), sent, countries=COUNTRIES)


async def chosen(db, member_id=ANA):
    async with db.read() as tx:
        return await privacy.member_of(tx, member_id)


async def me(db, groups=(), meetings=(), who=None):
    async with db.read() as tx:
        return await privacy.show_me(tx, who or somebody(), COUNTRIES, groups, meetings)


async def test_who_chose_nothing_has_defaults_and_no_row_is_made(db):
    card = await me(db)
    assert "None yet" in card.body
    assert "Time zone: not set" in card.body
    assert "Quiet hours: none" in card.body
    assert list(buttons_of(card)) == [
        "Change settings",
        "Groups here",
        "My reminders",
        "Check-in times",
        "A tip a day",
        "Who is told what",
        "How I ask for help",
        "Be there for others",
        "Block or report",
        "About this bot",
        "What is kept about me",
        "Clear our chat",
        "Download",
        "Erase everything",
    ]
    assert "I keep nothing about you" in (await press(db, "kept")).body


async def test_my_page_shows_what_the_door_brings_and_never_grows_too_long(db):
    card = await me(db, [f"• group {n}" for n in range(40)], ["• x" * 1000])
    assert "group 5" in card.body
    assert "and 34 more" in card.body
    assert len(card.body) < 3000


async def test_times_are_read_as_people_type_them(db):
    answer = await submit(db, zone="dublin", start="10pm", end="7")
    assert isinstance(answer, Edit)
    assert "22:00 to 07:00" in answer.message.body
    assert (await chosen(db)).quiet == Quiet(time(22), time(7), "Europe/Dublin")
    form = await press(db, "times")
    assert isinstance(form, Form)
    assert [field.value for field in form.fields] == ["Europe/Dublin", "22:00", "07:00"]


async def test_empty_fields_remove_what_was_chosen(db):
    await submit(db, zone="dublin", start="22:00", end="07:00")
    await submit(db)
    assert await chosen(db) == Member(ANA)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"zone": "Dubln"}, "Europe/Dublin"),
        ({"zone": "Dublin", "start": "25:00", "end": "7"}, "25:00"),
        ({"zone": "Dublin", "start": "next blursday", "end": "7"}, "22:00 or 10pm"),
        ({"zone": "Dublin", "start": "22:00"}, "start and a different end"),
        ({"zone": "Dublin", "start": "7", "end": "07:00"}, "start and a different end"),
        ({"start": "22:00", "end": "7"}, "need your time zone"),
        ({"zone": "🌊" * 1000}, "time zone"),
        ({"zone": "Dublin", "start": "@everyone" * 200, "end": "7"}, "as a time"),
    ],
)
async def test_what_cannot_be_read_is_said_kindly_and_changes_nothing(db, typed, said):
    with pytest.raises(Refused, match=said) as refused:
        await submit(db, **typed)
    assert "@everyone" not in str(refused.value)
    assert len(str(refused.value)) < 300
    assert await chosen(db) == Member(ANA)


async def test_a_refused_form_opens_with_what_was_typed(db):
    async with db.begin() as tx:
        typed = {"zone": "Dubln", "start": "25:00", "end": ""}
        form = await privacy.times_form(tx, somebody(), "", typed)
    assert [field.value for field in form.fields] == ["Dubln", "25:00", ""]


async def test_country_and_language_are_picked_and_taken_back(db):
    heard = []
    db.subscribe("help", heard.append)
    answer = await press(db, "country", "IE")
    assert [o.label for o in selects_of(answer.message)["country"].options if o.chosen] == [
        "Ireland"
    ]
    await press(db, "language", "en")
    assert await chosen(db) == Member(ANA, country="IE", language="en")
    await press(db, "country", "-")
    await press(db, "language", "-")
    assert await chosen(db) == Member(ANA)
    assert heard == [f"member {ANA} IE", f"member {ANA} -"]


@pytest.mark.parametrize(
    ("action", "values"),
    [("country", ("XX",)), ("language", ("tlh",)), ("country", ()), ("odd", ())],
)
async def test_a_forged_choice_is_refused(db, action, values):
    with pytest.raises(Refused, match="from the list"):
        await press(db, action, *values)


async def test_showing_text_at_once_says_first_what_others_could_read(db):
    asked = (await press(db, "text")).message
    assert "locked phone" in asked.body
    assert not (await chosen(db)).text_at_once
    shown = (await press(db, "text_on")).message
    assert (await chosen(db)).text_at_once
    assert "shown at once" in shown.body
    assert "Hide the text of notes" in buttons_of(shown)
    await press(db, "text_off")
    assert not (await chosen(db)).text_at_once


async def test_the_language_is_ones_own_else_discords(db):
    async with db.read() as tx:
        assert await privacy.language_for(tx, somebody(locale="de")) == "de"
    await press(db, "language", "en", who=somebody(locale="de"))
    async with db.read() as tx:
        assert await privacy.language_for(tx, somebody(locale="de")) == "en"


async def test_choices_are_ones_own(db):
    await submit(db, zone="Dublin")
    assert await chosen(db, BEN) == Member(BEN)


async def test_clearing_our_chat_is_confirmed_and_knows_the_channel(db):
    asked = await press(db, "clear")
    assert isinstance(asked, Message)
    assert [b.action for b in buttons_of(asked).values()] == ["keep", "clear_yes"]
    answer = await press(db, "clear_yes")
    assert isinstance(answer, ClearChat)
    assert answer.channel_id is None
    async with db.begin() as tx:
        await remember_dm(tx, ANA, 42)
    assert (await press(db, "clear_yes")).channel_id == 42
