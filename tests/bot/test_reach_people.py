"""Help for somebody else, professional help, and a number that is wrong."""

import pytest

from tests.support.broken import Gone, Silent

CALL_911 = "breathe well: call 911.**"


async def in_country(world, code):
    world.app.help.apply(f"server {world.server.id} {code}")


def lines_of(reply):
    return reply.text.splitlines()


# ---------------------------------------------------------------- for somebody else


@pytest.mark.parametrize("on", ["person", "message"])
async def test_who_worries_about_somebody_gets_help_and_the_other_hears_nothing(world, on):
    await in_country(world, "US")
    await world.ben.member.send(world.general, "I can't do this any more")
    target = world.ben if on == "person" else world.ana.sees(world.general)[-1]
    card = await world.ana.menu(world.general, "Help for this person", target)
    assert lines_of(card)[0].startswith("**Worried about someone? If they may be in danger, call")
    assert "I have not told them, and I keep nothing of this." in card.text
    assert card.buttons[:3] == ("Overdose", "What to say", "Give them this card")
    assert "Ask a helper with me" in card.buttons
    told = await world.ana.press(await world.ana.press(card, "What to say"), "Give them this card")
    assert "In danger now: 911" in told.text
    copied = told.text.split("```")[1]
    assert "chat at 988lifeline.org\n" in copied
    assert "](" not in copied
    assert [seen.by_bot for seen in world.bystander.sees(world.general)] == [False]
    assert world.ben.chat == []


async def test_professional_help_comes_from_memory(broken):
    await in_country(broken, "US")
    card = await broken.ana.command(broken.general, "help")
    card = await broken.ana.press(card, "Professional help")
    assert "Find treatment: **FindTreatment.gov**" in card.text
    assert "What can I say when I call?" in card.text
    assert getattr(broken.app.db, "asked", 0) == 0


@pytest.mark.parametrize("database", [Gone, Silent])
async def test_what_cannot_be_looked_up_afterwards_takes_nothing_away(
    world, monkeypatch, database, logged
):
    await in_country(world, "US")
    monkeypatch.setattr("bot.gateway.replies.AFTERWARDS_LIMIT", 0.05)
    monkeypatch.setattr(world.app, "db", database())
    card = await world.ana.command(world.general, "help")
    assert lines_of(card)[0].endswith(CALL_911)
    assert len(card.all) == 1
    assert "afterwards_failed" in logged()


async def test_who_wants_a_person_gets_the_numbers_when_nobody_can_be_asked(world, monkeypatch):
    await in_country(world, "US")
    card = await world.ana.command(world.general, "help")
    monkeypatch.setattr(world.app, "db", Gone())
    for label in ("Ask my sponsor", "Ask a helper"):
        first, then, *_numbers = lines_of(await world.ana.press(card, label))
        assert first.endswith(CALL_911)
        assert then.startswith("**I could not ask anybody just now.**")


async def test_a_wrong_number_is_hidden_for_everybody_of_the_server(world):
    await world.moderator.command(world.general, "setup", country="US")
    card = await world.ana.command(world.general, "help")
    asked = await world.ana.press(
        await world.ana.press(card, "Where is this from?"), "A number is wrong"
    )
    said = await world.ana.pick(asked, ["us-samhsa"])
    assert "is hidden here now" in said.text
    assert "SAMHSA" not in (await world.ben.command(world.general, "help")).text


async def test_a_moderator_looks_after_the_numbers_of_the_server(world):
    card = await world.moderator.command(world.general, "setup", country="IE")
    assert "lines wait for somebody to call them" in card.text
    listed = await world.moderator.press(card, "Help lines")
    page = await world.moderator.pick(listed, ["ie-samaritans"])
    page = await world.moderator.press(page, "I called, it is right")
    assert "Checked on <t:" in page.text
    form = await world.moderator.press(await world.moderator.press(page, "Back"), "Add a line")
    typed = {"kind": ("crisis",), "name": "The house on the quay", "reach": "no number"}
    refused = await world.moderator.fill(form, **typed, hours="always", about="")
    assert "one phone number" in refused.text
    again = await world.moderator.press(refused, "Correct it")
    assert again.form.values["name"] == "The house on the quay"
    preview = await world.moderator.fill(again, reach="01 234 5678")
    await world.moderator.press(preview, "Nobody sells there: add it")
    assert "The house on the quay" in (await world.ana.command(world.general, "help")).text
    assert world.bystander.sees(world.general) == []


async def test_moderators_read_which_number_was_reported(world):
    await world.moderator.command(world.general, "setup", country="US")
    sources = await world.ana.press(
        await world.ana.command(world.general, "help"), "Where is this from?"
    )
    await world.ana.pick(await world.ana.press(sources, "A number is wrong"), ["us-samhsa"])
    card = await world.moderator.command(world.general, "setup")
    wrong = await world.moderator.press(card, "What went wrong")
    assert "somebody reported that us-samhsa is wrong" in wrong.text


async def test_stay_with_me_goes_on_in_the_private_chat(world):
    await world.moderator.command(world.general, "setup", country="US")
    said = await world.ana.command(world.general, "stay-with-me", minutes=10)
    assert "**Not for using alone." in said.text
    begun = await world.ana.press(said, "I understand, start")
    assert "**I am with you.**" in begun.text
    await world.advance(seconds=1)
    assert "I am here until" in world.ana.chat[-1].text
    await world.advance(minutes=10)
    asked = world.ana.chat[-1]
    assert "Are you okay?" in asked.text
    ended = await world.ana.press(asked, "I'm okay")
    assert "Nobody was asked." in ended.text
    assert world.bystander.sees(world.general) == []
