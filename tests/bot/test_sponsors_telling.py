"""Who is told what, checking on somebody, closed chats: as member, sponsor, stand-in, bystander."""

from tests.bot.checking_in import check_in
from tests.bot.sponsoring import NOTE, agree, newest, offer, open_note
from tests.support.people import Person


async def pair_card(person: Person, world):
    mine = await person.command(world.general, "sponsor mine")
    (select,) = mine.first.selects
    (option, *_) = [
        one["value"]
        for part in mine.first.components
        if part.get("custom_id") == select
        for one in part["options"]
    ]
    return await person.pick(mine, [option], select)


async def switch_on(world, person, label):
    card = await pair_card(person, world)
    preview = await person.press(card, label)
    said = preview.text
    return said, await person.press(preview, "Switch it on")


async def test_a_check_in_is_told_only_as_the_preview_said(world):
    await offer(world, world.sponsor)
    await agree(world, world.ana, world.sponsor)
    await check_in(world.ana, world.general, mood="low")
    await world.advance(hours=25)
    assert "checked in" not in (await open_note(world.sponsor)).text
    line = f"<@{world.ana.id}> checked in since yesterday."
    preview, card = await switch_on(world, world.ana, "Share “checked in”")
    assert line in preview
    assert "“checked in”: **on**" in card.text
    await check_in(world.ana, world.general, mood="low")
    await world.advance(hours=24)
    assert newest(world.sponsor).text == NOTE
    page = await open_note(world.sponsor)
    assert line in page.text
    assert "low" not in page.text
    assert world.bystander.chat == []
    assert world.reads(world.general) == []


async def test_the_member_reads_every_telling_and_stops_it_all(world):
    await offer(world, world.sponsor)
    await agree(world, world.ana, world.sponsor)
    line = f"<@{world.ana.id}> has not checked in since yesterday."
    await switch_on(world, world.ana, "Share “not yet”")
    assert line in (await open_note(world.sponsor)).text
    mine = await world.ana.command(world.general, "sponsor mine")
    told = await world.ana.press(mine, "Every telling")
    assert f"<@{world.sponsor.id}>: that you had not checked in" in told.text
    me = await world.ana.command(world.general, "me")
    assert "People beside me" in me.text
    assert "is told: that you have not checked in" in me.text
    mine = await world.ana.press(me, "Who is told what")
    stopped = await world.ana.press(mine, "Stop all sharing")
    assert "They are not told so" in stopped.text
    assert line not in (await open_note(world.sponsor)).text


async def test_check_on_me_from_a_check_in(world):
    await offer(world, world.sponsor)
    said = await check_in(world.ana, world.general)
    nobody = await world.ana.press(said, "Ask my sponsor to check on me")
    assert "nobody I can ask" in nobody.text
    assert "Ask a helper" in nobody.buttons
    await agree(world, world.ana, world.sponsor)
    said = await check_in(world.ana, world.general)
    asked = await world.ana.press(said, "Ask my sponsor to check on me")
    assert f"<@{world.ana.id}> asks you to check on them." in asked.text
    sent = await world.ana.press(asked, "Send it")
    assert "I am telling" in sent.text
    await world.advance(seconds=5)
    assert newest(world.sponsor).text == NOTE
    page = await open_note(world.sponsor)
    assert "asks you to check on them" in page.text
    assert page.first.links["Message them 1"].endswith(f"/users/{world.ana.id}")
    done = await world.sponsor.press(page, "Done 1")
    assert done.is_edit
    assert "asks you to check" not in done.text


async def test_a_closed_chat_is_told_at_the_next_command_and_nowhere_else(world):
    await offer(world, world.sponsor)
    await agree(world, world.ana, world.sponsor)
    world.sponsor.close_chat()
    asked = await world.ana.command(world.general, "sponsor check-on-me")
    await world.ana.press(asked, "Send it")
    await world.advance(seconds=5)
    page = await open_note(world.ana)
    assert f"I could not reach <@{world.sponsor.id}> for you" in page.text
    answer, more = (await world.sponsor.command(world.general, "group list")).all
    assert "group" in answer.text
    assert "Your private messages are closed to me" in more.text
    assert more.ephemeral
    assert len((await world.sponsor.command(world.general, "group list")).all) == 1
    for channel in (world.general, world.announcements, world.mornings):
        assert world.reads(channel) == []


async def test_handing_over_to_the_stand_in(world):
    await offer(world, world.sponsor)
    await offer(world, world.cleo)
    await agree(world, world.ana, world.sponsor)
    await agree(world, world.ana, world.cleo, role="stand_in")
    asked = await world.ana.command(world.general, "sponsor check-on-me")
    await world.ana.press(asked, "Send it")
    await world.advance(seconds=5)
    page = await open_note(world.sponsor)
    handed = await world.sponsor.press(page, "Hand to the stand-in 1")
    assert "asks you to check" not in handed.text
    await world.advance(seconds=5)
    page = await open_note(world.cleo)
    assert f"The sponsor of <@{world.ana.id}> asks you to look in on them." in page.text
