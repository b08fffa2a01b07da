"""A group's prompt as the facilitator, the moderator, members and a bystander meet it."""

from gettext import NullTranslations

from sqlalchemy import update

from bot.core import language
from bot.storage.tables import servers
from tests.bot.checking_in import make_group, switch_on
from tests.support.broken import Gone


async def test_the_facilitator_has_the_channel_asked(world, circle):
    said = await switch_on(world, circle)
    assert "every day at 19:00 (Europe/Berlin)" in said.text
    await world.advance(hours=7)
    (posted,) = world.reads(world.mornings)
    assert posted.buttons == ("Check in privately", "Help now")
    assert "Morning Circle" not in posted.text
    assert "@" not in posted.text
    (sent,) = world.requests("POST", f"/channels/{world.mornings.id}/messages")
    assert sent.json["allowed_mentions"] == {"parse": []}
    reply = await world.ana.fill(
        await world.ana.press(posted, "Check in privately"), craving=["5"], feels=["lonely"]
    )
    assert not reply.is_edit
    assert reply.first.ephemeral
    await world.ana.press(posted, "Check in privately")
    for person in world.everybody:
        public = [one for one in person.sees(world.mornings) if not one.ephemeral]
        assert [one.id for one in public] == [posted.id]
        if person is not world.ana:
            assert len(person.sees(world.mornings)) == 1
            assert person.chat == []


async def test_yesterdays_prompt_is_taken_away_and_none_doubles(world, circle):
    await switch_on(world, circle)
    await world.advance(days=3)
    (posted,) = world.reads(world.mornings)
    await world.restart()
    await world.advance(minutes=5)
    assert [one.id for one in world.reads(world.mornings)] == [posted.id]
    assert len(world.requests("POST", f"/channels/{world.mornings.id}/messages")) == 3


async def test_the_moderator_uses_the_button_on_the_groups_card(world, circle):
    card = await world.moderator.command(world.general, "group join", group=circle)
    card = await world.moderator.press(await world.moderator.press(card, "Join"), "Check-in prompt")
    assert card.is_edit
    form = await world.moderator.press(card, "Choose days and time")
    assert form.form.title == "Check-in prompt"
    wrong = await world.moderator.fill(form, at="late", days=["1"])
    again = await world.moderator.press(wrong, "Correct it")
    assert again.form.values == {"days": ["1"], "at": "late"}
    on = await world.moderator.fill(again, at="8pm")
    assert "Tuesday at 20:00" in on.text
    off = await world.moderator.press(on, "Switch off")
    assert "It is switched off now." in off.text


async def test_members_and_those_who_cannot_see_the_channel_switch_nothing_on(world, circle):
    refused = await switch_on(world, circle, world.ana)
    assert "Only the facilitators of this group" in refused.text
    await make_group(world, "Quiet Room", world.hidden)
    hidden = await switch_on(world, "Quiet Room", world.ben)
    absent = await switch_on(world, "Nowhere Room", world.ben)
    assert hidden.text.splitlines()[0] == absent.text.splitlines()[0]
    offer = world.ben.suggestions
    assert await offer(world.general, "checkin-prompt", "group", "") == ["Morning Circle"]
    assert await world.ana.suggestions(world.general, "checkin-prompt", "group", "") == []
    assert "Monday to Friday" in await offer(world.general, "checkin-prompt", "days", "mon")


async def test_every_offered_choice_of_days_can_be_read_back(world, circle):
    for days in await world.ben.suggestions(world.general, "checkin-prompt", "days", ""):
        assert "It comes" in (await switch_on(world, circle, days=days)).text


async def test_without_a_database_nothing_is_offered_and_one_line_is_logged(
    world, monkeypatch, logged
):
    monkeypatch.setattr(world.app, "db", Gone())
    for command in ("checkin-prompt", "group join", "meeting create"):
        assert await world.ben.suggestions(world.general, command, "group", "") == []
    assert "database_out_of_reach" in logged()
    assert "Traceback" not in logged()
    assert "autocomplete" not in logged()


async def test_a_hidden_channel_is_asked_and_nobody_outside_knows(world, circle):
    await make_group(world, "Quiet Room", world.hidden)
    await switch_on(world, "Quiet Room", world.moderator)
    await world.advance(hours=7)
    assert len(world.reads(world.hidden)) == 1
    assert world.bystander.sees(world.general) == []
    assert world.reads(world.mornings) == []


async def test_a_channel_closed_to_the_bot_is_told_to_moderators(world, circle):
    await switch_on(world, circle)
    world.silence_bot(world.mornings, "send_messages")
    said = await switch_on(world, circle)
    assert "Send Messages" in said.text
    await world.advance(hours=7)
    card = await world.moderator.command(world.general, "setup")
    wrong = await world.moderator.press(card, "What went wrong")
    why = f"• A check-in prompt (<#{world.mornings.id}>): I lack a permission there. 1 time"
    assert why in wrong.text
    assert world.reads(world.mornings) == []


async def test_a_deleted_channel_ends_its_prompt(world, circle):
    await switch_on(world, circle)
    world.env.backend.delete_channel(world.mornings.id)
    await world.advance(days=2)
    assert world.requests("POST", f"/channels/{world.mornings.id}/messages") == []


class Spanish(NullTranslations):
    """A catalogue with one text in it."""

    def gettext(self, message):
        return {"Help now": "Ayuda ya"}.get(message, message)


async def test_what_the_gateway_adds_is_in_the_language_of_the_channel(world, circle, monkeypatch):
    plain = NullTranslations()
    monkeypatch.setattr(language, "_catalogue", lambda lang: Spanish() if lang == "es" else plain)
    monkeypatch.setattr("bot.delivery.prepare.speaks_others", lambda: True)
    async with world.app.db.begin() as tx:
        await tx.execute(update(servers).values(language="es"))
    await switch_on(world, circle)
    await world.advance(hours=7)
    (posted,) = world.reads(world.mornings)
    assert posted.buttons == ("Check in privately", "Ayuda ya")
