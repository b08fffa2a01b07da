"""A tip a day: in a group's channel for everybody, and as a private note for who wants it."""

import pytest

from tests.bot.checking_in import NOTE, make_group, notes
from tests.bot.test_coping import dump


@pytest.fixture
async def circle(world):
    """A group that meets in the mornings channel; Ben facilitates it."""
    await world.moderator.command(world.announcements, "setup", zone="Berlin")
    await make_group(world, "Circle", world.mornings)
    return "Circle"


async def choose(world, person, channel, at="19:00", zone="Berlin"):
    page = await person.command(channel, "tip-daily")
    said = await person.fill(await person.press(page, "Choose a time"), at=at, zone=zone)
    await world.advance(seconds=5)
    return said


# ---------------------------------------------------------------- a group's


async def test_the_facilitator_switches_it_on_and_everybody_sees_the_tip(world, circle):
    page = await world.ben.command(world.general, "tip-group", group=circle, time="19:00")
    assert page.first.ephemeral
    assert "every day at 19:00 (Europe/Berlin)" in page.text
    await world.advance(hours=7)
    (posted,) = world.reads(world.mornings)
    assert posted.text.startswith("### A small thing to try today")
    assert posted.buttons == ("One just for me", "Where is this from?", "Help now")
    for person in (world.ana, world.bystander):
        assert [seen.id for seen in person.sees(world.mornings)] == [posted.id]


async def test_a_press_on_it_answers_only_who_pressed(world, circle):
    await world.ben.command(world.general, "tip-group", group=circle, time="19:00")
    await world.advance(hours=7)
    (posted,) = world.reads(world.mornings)
    mine = await world.ana.press(posted, "One just for me")
    source = await world.ana.press(posted, "Where is this from?")
    for reply in (mine, source):
        assert reply.first.ephemeral
        assert not reply.is_edit
    assert "No clinician has reviewed it yet." in source.text
    back = await world.ana.press(source, "Back")
    assert back.is_edit
    assert [seen.text for seen in world.bystander.sees(world.mornings)] == [posted.text]


async def test_the_next_day_another_stands_there(world, circle):
    await world.moderator.command(world.general, "tip-group", group=circle, time="19:00")
    await world.advance(hours=7)
    (first,) = world.reads(world.mornings)
    await world.restart()
    await world.advance(hours=24)
    (second,) = world.reads(world.mornings)
    assert second.id != first.id
    assert second.text != first.text


async def test_members_and_bystanders_cannot_switch_it(world, circle):
    for person in (world.ana, world.bystander):
        reply = await person.command(world.general, "tip-group", group=circle, time="19:00")
        assert "Only the facilitators of this group and the moderators" in reply.text
    await make_group(world, "Quiet Room", world.hidden)
    hidden = await world.cleo.command(world.general, "tip-group", group="Quiet Room", time="9am")
    assert "I could not find that group" in hidden.text
    assert await world.cleo.suggestions(world.general, "tip-group", "group", "") == ["Circle"]


async def test_it_is_changed_and_switched_off_by_pressing(world, circle):
    page = await world.ben.command(world.general, "tip-group", group=circle)
    changed = await world.ben.fill(await world.ben.press(page, "Choose a time"), at="nonsense")
    assert "I could not read “nonsense” as a time" in changed.text
    again = await world.ben.press(changed, "Correct it")
    assert again.form.values == {"at": "nonsense"}
    page = await world.ben.fill(again, at="7pm")
    await world.advance(hours=7)
    assert len(world.reads(world.mornings)) == 1
    off = await world.ben.press(page, "Switch off")
    assert "It is switched off now." in off.text
    await world.advance(hours=48)
    assert world.reads(world.mornings) == []
    card = await world.ben.press(off, "See the group")
    assert "A tip a day" in card.buttons


async def test_a_channel_that_is_closed_to_the_bot_is_said_at_once(world, circle):
    world.silence_bot(world.mornings, "send_messages")
    page = await world.ben.command(world.general, "tip-group", group=circle, time="19:00")
    assert "I still need **Send Messages**" in page.text


# ---------------------------------------------------------------- one's own


async def test_a_test_note_shows_that_it_arrives_and_names_nothing(world):
    page = await choose(world, world.ana, world.general)
    (note,) = notes(world.ana)
    assert note.text == NOTE
    assert note.buttons == ("Open", "Stop these", "Help now")
    assert "**Your test note arrived.**" in world.ana.sees(world.general)[-1].text
    assert page.first.ephemeral
    for other in (world.ben, world.bystander):
        assert other.chat == []
        assert other.sees(world.general) == []


async def test_open_shows_the_tip_and_the_note_goes_on_saying_nothing(world):
    await choose(world, world.ana, None)
    await world.advance(hours=7)
    note = notes(world.ana)[-1]
    await world.restart()
    opened = await world.ana.press(note, "Open")
    assert opened.first.ephemeral
    assert "### A tip" in opened.text
    assert [one.text for one in notes(world.ana)] == [NOTE, NOTE]
    another = await world.ana.press(opened, "Another")
    assert another.is_edit
    assert [one.text for one in notes(world.ana)] == [NOTE, NOTE]


async def test_one_press_stops_it(world):
    await choose(world, world.ana, world.general)
    await world.advance(hours=7)
    note = notes(world.ana)[-1]
    stopped = await world.ana.press(note, "Stop these")
    assert "Stopped. These notes do not come any more" in stopped.text
    await world.advance(hours=72)
    assert [one.text for one in notes(world.ana)][:1] == [NOTE]
    assert len(notes(world.ana)) == 2
    on_again = await world.ana.press(notes(world.ana)[-1], "Turn them on again")
    assert on_again.form.title == "A tip a day"


async def test_a_closed_chat_is_told_on_the_page(world):
    await choose(world, world.ben, world.general)
    await world.ben.press(await world.ben.command(world.general, "tip-daily"), "Stop these")
    world.ben.close_chat()
    await choose(world, world.ben, world.general)
    assert "did not get through" in world.ben.sees(world.general)[-1].text
    page = await world.ben.command(world.general, "tip-daily")
    assert "Try again" in page.buttons


async def test_it_can_be_seen_taken_and_erased(world, tmp_path):
    await choose(world, world.ana, world.general, zone="Dublin")
    card = await world.ana.command(world.general, "tip", need="stress")
    await world.ana.press(card, "Remember which I have seen")
    me = await world.ana.command(world.general, "me")
    assert "A private tip a day at 19:00 (Europe/Dublin)" in me.text
    page = await world.ana.press(me, "A tip a day")
    assert {"Change", "Stop these", "Stop remembering tips"} <= set(page.buttons)
    kept = (await world.ana.press(me, "What is kept about me")).text
    assert "• which tips you have seen, by their numbers" in kept
    assert "• when you get a tip a day" in kept
    assert search(tmp_path, "Europe/Dublin", "coping", "last_day") == set()
    sure = await world.ana.press(me, "Erase everything")
    await world.ana.press(sure, "Erase everything")
    await world.advance(seconds=5)
    rows = [row for row in dump(tmp_path) if row[1] in ("vault_entries", "timers", "members")]
    assert rows == []
    assert search(tmp_path, "Europe/Dublin", str(world.ana.id)) == set()
    await world.advance(hours=48)
    assert len(notes(world.ana)) == 1


def search(tmp_path, *words):
    """Find words in the raw files of the store."""
    files = [path for path in (tmp_path / "store").iterdir() if path.is_file()]
    assert len(files) >= 2
    return {w for path in files for w in words if w.encode() in path.read_bytes()}
