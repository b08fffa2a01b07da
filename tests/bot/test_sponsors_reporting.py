"""Reports as the reporter, whoever it is about, moderators, and a bystander see them."""

from sqlalchemy import update

from bot.storage.tables import servers
from tests.bot.nights import make_night
from tests.bot.sponsoring import NEUTRAL, NOTE, agree, ask, newest, offer, open_note

PAUSED = "You are paused; a moderator will write to you."


async def report(person, world, about, reason="medicine", words="He said: stop it."):
    form = await person.command(world.general, "sponsor report", person=about)
    return await person.fill(form, reason=reason, words=words)


async def test_a_report_from_the_pair_to_its_end(world):
    await offer(world, world.sponsor)
    await agree(world, world.ana, world.sponsor)
    await world.moderator.command(world.general, "group list")
    mine = await world.ana.command(world.general, "sponsor mine")
    (select,) = mine.first.selects
    (value,) = [
        one["value"]
        for part in mine.first.components
        if part.get("custom_id") == select
        for one in part["options"]
    ]
    card = await world.ana.pick(mine, [value], select)
    form = await world.ana.press(card, "Report")
    said = await world.ana.fill(form, reason="medicine", words="He said: stop it.")
    assert "moderators who are not part of it" in said.text
    await world.advance(seconds=5)
    assert newest(world.moderator).text == "A note for you as a moderator."
    opened = await open_note(world.moderator)
    assert "/sponsoring reports" in opened.text
    page = await world.moderator.command(world.general, "sponsoring reports")
    assert f"<@{world.ana.id}> reported <@{world.sponsor.id}>" in page.text
    assert "They told me to stop or lower a medicine" in page.text
    assert "He said: stop it." in page.text
    theirs = (await world.sponsor.command(world.general, "group list")).all
    assert [one.text for one in theirs[1:]] == [PAUSED]
    assert (await world.sponsor.command(world.general, "sponsoring start")).text == PAUSED
    assert (await ask(world, world.ben, world.sponsor)).text == NEUTRAL
    closed = await world.moderator.press(page, "Close: they may go on")
    assert "Its words are gone" in closed.text
    await world.advance(hours=21)
    assert "has read and closed your report" in (await open_note(world.ana)).text
    assert (
        "You can be asked" in (await world.sponsor.command(world.general, "sponsoring start")).text
    )
    assert world.bystander.chat == []
    assert world.reads(world.general) == []


async def test_moderators_who_are_part_of_it_read_nothing(world):
    await offer(world, world.moderator)
    await world.moderator.command(world.general, "group list")
    said = await report(world.ana, world, world.moderator)
    assert "I know of no moderator here who is not part of it" in said.text
    assert "Report Message" in said.text
    page = await world.moderator.command(world.general, "sponsoring reports")
    assert "No report is open that you may read" in page.text
    assert str(world.ana.id) not in page.text
    refused = await world.bystander.command(world.general, "sponsoring reports")
    assert "reported" not in refused.text


async def test_the_moderators_channel_names_nobody(world):
    await world.moderator.command(world.general, "setup", zone="Europe/Berlin")
    async with world.app.db.begin() as tx:
        await tx.execute(update(servers).values(moderators_channel_id=world.hidden.id))
    await report(world.ana, world, world.sponsor)
    await world.advance(seconds=5)
    (note,) = world.reads(world.hidden)
    assert "Nobody is named here" in note.text
    page = await world.moderator.press(note, "Open it privately")
    assert "He said: stop it." in page.text
    refused = await world.ana.press(note, "Open it privately")
    assert "He said" not in refused.text
    await world.moderator.press(page, "Close: they may go on")
    await world.advance(seconds=5)
    (note,) = world.reads(world.hidden)
    assert "This report is closed" in note.text


async def test_moderators_pause_a_sponsor(world):
    await offer(world, world.sponsor)
    await agree(world, world.ana, world.sponsor)
    await world.moderator.command(world.general, "group list")
    await report(world.cleo, world, world.sponsor)
    page = await world.moderator.command(world.general, "sponsoring reports")
    await world.moderator.press(page, "Keep them paused")
    await world.advance(seconds=5)
    assert newest(world.ana).text == NOTE
    page = await open_note(world.ana)
    assert "This is not about you" in page.text
    assert "report" not in page.text.lower()
    mine = await world.ana.command(world.general, "sponsor mine")
    assert "They cannot be asked at the moment" in mine.text


async def test_a_moderator_is_led_from_the_report_to_its_end(world):
    """At two in the morning, for the first time: each page says what there is to do."""
    await offer(world, world.sponsor)
    await world.moderator.command(world.general, "group list")
    await report(world.ana, world, world.sponsor)
    page = await world.moderator.command(world.general, "sponsoring reports")
    assert "call the emergency number first" in page.text
    assert "**Never say who reported**" in page.text
    kept = await world.moderator.press(page, "Keep them paused")
    assert "close it under **Reports**" in kept.text
    page = await world.moderator.press(kept, "Reports")
    assert "stays so when you close this" in page.text
    closed = await world.moderator.press(page, "Close it")
    assert "stays paused until a moderator lifts it" in closed.text
    await report(world.ana, world, world.ben)
    page = await world.moderator.press(closed, "Other reports")
    assert "**not paused yet**" in page.text
    page = await world.moderator.press(page, "Pause them")
    assert "is paused until you close this" in page.text
    theirs = (await world.ben.command(world.general, "group list")).all
    assert [one.text for one in theirs[1:]] == [PAUSED]


async def test_block_or_report_is_one_press_from_ones_own_page(world):
    page = await world.ana.press(await world.ana.command(world.general, "me"), "Block or report")
    block, _report = page.first.selects
    said = await world.ana.pick(page, [world.ben], block)
    assert "They are not told" in said.text


async def test_block_and_report_on_a_call_for_help(world):
    """Whoever is asked may keep the asker away: the call goes on to the next, silently."""
    await make_night(world)
    card = await world.ana.command(world.general, "help")
    await world.ana.press(await world.ana.press(card, "Ask my sponsor"), "Send")
    opened = await world.sponsor.press(world.sponsor.chat[-1], "Who is it?")
    assert {"Block", "Report"} <= set(opened.buttons)
    said = await world.sponsor.press(opened, "Block")
    assert "They are not told" in said.text
    await world.advance(seconds=5)
    assert world.cleo.chat != []
    state = (await world.ana.command(world.general, "help")).all[1]
    assert "block" not in state.text.lower()
    assert "paused" not in state.text.lower()


async def test_a_member_who_is_reported_reads_only_that_they_are_paused(world):
    await make_night(world)
    card = await world.ana.command(world.general, "help")
    await world.ana.press(await world.ana.press(card, "Ask my sponsor"), "Send")
    opened = await world.sponsor.press(world.sponsor.chat[-1], "Who is it?")
    form = await world.sponsor.press(opened, "Report")
    said = await world.sponsor.fill(form, reason="unwanted", words="")
    assert "A note without names is in the moderators' channel" in said.text
    assert "not told who reported" in said.text
    answers = (await world.ana.command(world.general, "group list")).all
    assert [one.text for one in answers[1:]] == [PAUSED]
    assert len((await world.ana.command(world.general, "group list")).all) == 1
    assert "help" in (await world.ana.command(world.general, "help")).text.lower()
