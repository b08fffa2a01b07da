"""Sponsors as the sponsor, the member, somebody blocked, a moderator and a bystander see them."""

import pytest
from sqlalchemy import update

from bot.storage.tables import servers
from tests.bot.sponsoring import (
    NEUTRAL,
    NOTE,
    agree,
    ask,
    newest,
    nobody_else_saw,
    offer,
    open_note,
    trust,
)


async def test_offering_from_the_first_word_to_the_page(world):
    first = await world.sponsor.command(world.general, "sponsoring start")
    assert "18 or older" in first.text
    await trust(world, world.sponsor)
    promise = await world.sponsor.command(world.general, "sponsoring start")
    assert "I will not ask anyone to stop, lower or skip a prescribed medicine" in promise.text
    form = await world.sponsor.press(promise, "I promise, go on")
    wrong = await world.sponsor.fill(form, zone="Berlin", work="sometimes")
    assert "Mon-Fri 09:00-17:00" in wrong.text
    form = await world.sponsor.press(wrong, "Correct it")
    assert form.form.values["work"] == "sometimes"
    page = await world.sponsor.fill(form, work="weekdays 9am-5pm", most=["4"])
    assert "You can be asked" in page.text
    assert "Monday to Friday 09:00–17:00. Only calls for help then." in page.text
    assert "People: 0 of 4" in page.text
    await world.advance(seconds=5)
    assert newest(world.sponsor).text == NOTE
    page = await world.sponsor.press(page, "A call for help may wake me")
    assert "A call for help may wake you" in page.text
    page = await world.sponsor.press(page, "Pause")
    assert "Paused" in page.text
    page = await world.sponsor.press(page, "Go on")
    (stance,) = page.first.selects
    page = await world.sponsor.pick(page, ["welcome"], stance)
    assert "It counts as recovery" in page.text
    nobody_else_saw(world, world.sponsor)


async def test_a_pair_that_nobody_else_sees(world):
    await offer(world, world.sponsor)
    await agree(world, world.ana, world.sponsor)
    mine = await world.ana.command(world.general, "sponsor mine")
    assert f"<@{world.sponsor.id}>, your sponsor, is told: nothing." in mine.text
    theirs = await world.sponsor.command(world.general, "sponsor mine")
    assert f"<@{world.ana.id}>: you are their sponsor" in theirs.text
    assert "no pair here" in (await world.bystander.command(world.general, "sponsor mine")).text
    for other in (world.ben, world.moderator, world.bystander):
        assert other.chat == []
        seen = [one.text for one in other.sees(world.general)]
        assert not [text for text in seen if "your sponsor" in text or "their sponsor" in text]
    assert world.reads(world.general) == []


@pytest.mark.parametrize("way", ["command", "menu"])
async def test_the_way_to_ask_says_nothing_of_the_person(world, way):
    await offer(world, world.sponsor)
    for person in (world.sponsor, world.bystander):
        page = await ask(world, world.ana, person, way=way, press=False)
        assert "You can say no" in page.text
        assert page.text.replace(str(person.id), "") == page.text
    said = await ask(world, world.ana, world.bystander)
    assert said.text == NEUTRAL
    assert world.bystander.chat == []
    await world.sponsor.command(world.general, "sponsor block", person=world.ana)
    said = await ask(world, world.ana, world.sponsor)
    assert said.text == NEUTRAL
    await world.advance(seconds=5)
    assert [one.text for one in world.sponsor.chat] == []


async def test_somebody_who_left_the_server_is_named_as_that(world, logged):
    """Discord still offers people who have just left. The tree answers, so nothing is raised."""
    world.env.check_errors = False
    left = world.ben.user
    world.env.backend.remove_member(world.server.id, left.id)
    for person, command, options in (
        (world.ana, "sponsor ask", {"person": left}),
        (world.moderator, "pause-asking", {"member": left, "reason": "five calls"}),
    ):
        said = await person.command(world.general, command, **options)
        assert "not in this server" in said.text
    assert "interaction_failed" not in logged()


async def test_a_block_from_the_request_is_silent(world):
    await offer(world, world.sponsor)
    await ask(world, world.ana, world.sponsor)
    await world.advance(seconds=5)
    page = await open_note(world.sponsor)
    request = await world.sponsor.press(page, "Look at it")
    said = await world.sponsor.press(request, "Block")
    assert "They are not told" in said.text
    assert "Leave Thread" in said.text
    await world.advance(seconds=5)
    page = await open_note(world.ana)
    assert f"<@{world.sponsor.id}>: {NEUTRAL}" in page.text
    assert (await ask(world, world.ana, world.sponsor)).text == NEUTRAL
    undone = await world.sponsor.press(said, "Undo")
    assert "not blocked any more" in undone.text


async def test_the_word_of_the_server(world):
    await world.moderator.command(world.general, "setup", zone="Europe/Berlin")
    async with world.app.db.begin() as tx:
        await tx.execute(update(servers).values(sponsor_word="recovery buddy"))
    await offer(world, world.sponsor)
    page = await ask(world, world.ana, world.sponsor, press=False)
    assert "asks you to be their recovery buddy" in page.text


async def test_stepping_back_tells_them_only_that_it_ended(world):
    await offer(world, world.sponsor)
    await agree(world, world.ana, world.sponsor)
    page = await world.sponsor.command(world.general, "sponsoring start")
    asked = await world.sponsor.press(page, "Step back")
    assert "You stepped back" in (await world.sponsor.press(asked, "Tell them now")).text
    await world.advance(seconds=5)
    page = await open_note(world.ana)
    assert f"You and <@{world.sponsor.id}>: ended." in page.text
    assert "stepped" not in page.text
    assert "no pair here" in (await world.ana.command(world.general, "sponsor mine")).text
