"""/setup's page about calls for help, and /duty: as helper, moderator, member and bystander."""

import pytest


def select(reply, action):
    (found,) = [one for one in reply.first.selects if f":{action}" in one]
    return found


async def open_help_page(world):
    card = await world.moderator.command(world.general, "setup")
    return await world.moderator.press(card, "When someone asks for help")


async def set_up(world):
    """Moderators are asked in the hidden channel, helpers in the other one that few see."""
    page = await open_help_page(world)
    page = await world.moderator.pick(page, [world.hidden], select(page, "help_pick:mods"))
    return await world.moderator.pick(page, [world.mornings], select(page, "help_pick:helpers"))


async def duty(world, person, what, **options):
    return await person.command(world.general, f"duty {what}", **options)


async def become_helper(world, person):
    card = await duty(world, person, "on")
    await person.press(card, "I am 18 or older")
    await world.moderator.press(world.reads(world.hidden)[-1], "Approve")
    return await duty(world, person, "on")


def unseen(world, *people):
    """Nothing of it reached anybody else."""
    for person in people:
        assert person.chat == []
        assert all(one.by_bot is False for one in person.sees(world.general))


async def test_setup_asks_for_the_places_and_checks_them(world):
    page = await set_up(world)
    for told in (f"<#{world.hidden.id}>", f"<#{world.mornings.id}>"):
        assert told in page.text
    assert f"everybody here can see <#{world.mornings.id}>" in page.text
    assert f"everybody here can see <#{world.hidden.id}>" not in page.text
    world.silence_bot(world.mornings, "create_private_threads")
    page = await world.moderator.press(page, "Check again")
    assert f"in <#{world.mornings.id}> I still need **Create Private Threads**" in page.text
    roles = await world.moderator.press(page, "Roles")
    role = select(roles, "help_pick:on_call")
    roles = await world.moderator.pick(roles, [world.quiet_room], role)
    assert "Everybody who can see that channel sees the mention" in roles.text
    everybody = await world.moderator.pick(roles, [world.server.default_role], role)
    assert "That role is everybody" in everybody.text
    assert world.bystander.sees(world.general) == []


async def test_bad_minutes_are_quoted_and_can_be_corrected(world):
    form = await world.moderator.press(await open_help_page(world), "Waiting times")
    refused = await world.moderator.fill(form, helper_minutes="soon")
    assert "Minutes for helpers to answer" in refused.text
    again = await world.moderator.press(refused, "Correct it")
    assert again.form.values["helper_minutes"] == "soon"
    page = await world.moderator.fill(again, helper_minutes="7")
    assert "helpers 7" in page.text


async def test_a_helper_is_approved_goes_on_duty_and_off(world):
    await set_up(world)
    page = await become_helper(world, world.ana)
    assert "**You are on duty** until" in page.text
    assert [one.text for one in world.ana.chat] == ["A note you asked for."]
    off = await world.ana.press(page, "Off duty now")
    assert off.is_edit
    assert "**You are off duty** until you change it" in off.text
    again = await duty(world, world.ana, "on", until="3h")
    assert "**You are on duty** until <t:" in again.text
    assert "until <t:" in (await duty(world, world.ana, "off", until="22h")).text
    me = await world.ana.command(None, "me")
    assert "You are a helper" in me.text
    unseen(world, world.ben, world.cleo, world.bystander)


async def test_hours_are_typed_previewed_and_kept(world):
    await set_up(world)
    page = await become_helper(world, world.ana)
    form = await world.ana.press(page, "Weekly hours")
    refused = await world.ana.fill(form, week="Mnoday 18-22", zone="Dublin")
    assert "Did you mean “monday”" in refused.text
    again = await world.ana.press(refused, "Correct it")
    assert again.form.values["week"] == "Mnoday 18-22"
    preview = await world.ana.fill(again, week="Mon-Fri 6-10pm, Sat 22-2", zone="Dublin")
    assert "Mon-Fri 18:00–22:00 and Sat 22:00–02:00, by the clock of Europe/Dublin" in preview.text
    form = await world.ana.press(preview, "Change it")
    assert form.form.values["week"] == "Mon-Fri 6-10pm, Sat 22-2"
    preview = await world.ana.fill(form, week="Mon-Fri 18:00-22:00")
    kept = await world.ana.press(preview, "Keep it")
    assert "**Weekly hours:** Mon-Fri 18:00–22:00" in kept.text
    file = await world.ana.press(kept, "Calendar file")
    assert "calendar.ics" in file.files
    preview = await duty(world, world.ana, "hours", week="weekends 9-17")
    assert "Is this right?" in preview.text
    assert "Europe/Dublin" in preview.text


async def test_the_rota_shows_names_to_moderators_only(world):
    await set_up(world)
    await become_helper(world, world.ana)
    seen = await duty(world, world.moderator, "rota")
    assert f"**On duty now:** <@{world.ana.id}>" in seen.text
    assert "Nobody is on duty for 160 hours" in seen.text
    helper = await duty(world, world.ana, "rota")
    assert "Only moderators see who is on duty when" in helper.text
    assert "1 helper is on duty now" in helper.text
    assert "<@" not in helper.text
    for person in (world.ben, world.bystander):
        assert "for helpers and moderators" in (await duty(world, person, "rota")).text


async def test_a_moderator_answers_and_pauses_from_the_rota(world):
    card = await duty(world, world.ben, "on")
    card = await world.ben.press(card, "I am 18 or older")
    assert "/duty rota" in card.text, "there is no channel for moderators"
    page = await duty(world, world.moderator, "rota")
    assert f"<@{world.ben.id}>: **waits for your answer**" in page.text
    (option,) = [p for p in page.first.components if p.get("custom_id") == page.first.selects[0]]
    question = await world.moderator.pick(page, [option["options"][0]["value"]])
    done = await world.moderator.press(question, "Approve")
    assert "can be a helper here now" in done.text
    assert "You are on duty" in (await duty(world, world.ben, "on")).text
    page = await world.moderator.press(done, "Helpers and their duty")
    card = await world.moderator.pick(page, [option["options"][0]["value"]])
    paused = await world.moderator.press(card, "Pause for a week")
    assert "**Paused** until" in paused.text
    said = (await duty(world, world.ben, "on")).text
    assert said == "You are paused; a moderator will write to you."
    assert "nobody" in (await duty(world, world.moderator, "rota")).text
    unseen(world, world.ana, world.bystander)


async def test_a_shift_is_confirmed_in_the_private_chat_or_handed_on(world):
    await set_up(world)
    await become_helper(world, world.ana)
    await become_helper(world, world.ben)
    preview = await duty(world, world.ana, "hours", week="Fri 18:00-22:00", zone="UTC")
    page = await world.ana.press(preview, "Keep it")
    card = await world.ana.press(page, "Hand over a shift")
    options = next(part for part in card.first.components if part.get("options"))["options"]
    card = await world.ana.pick(card, [options[0]["value"]])
    said = await world.ana.pick(card, [world.ben.member])
    assert "gets a private note" in said.text
    await world.advance(minutes=1)
    note = await world.ben.press(world.ben.chat[-1], "Open")
    assert "asks whether you can take this duty" in note.text
    assert "You are on duty" in (await world.ben.press(note, "I take it")).text
    await world.advance(minutes=1)
    assert "Somebody took your duty" in (await world.ana.press(world.ana.chat[-1], "Open")).text
    unseen(world, world.cleo, world.bystander)


async def test_closed_private_messages_are_told(world):
    await set_up(world)
    world.ana.close_chat()
    await become_helper(world, world.ana)
    page = await duty(world, world.ana, "hours")
    assert "your private messages are closed to me" in page.text
    assert "asked in a thread of the helpers' channel" in page.text


async def test_stopping_forgets(world):
    await set_up(world)
    page = await become_helper(world, world.ana)
    sure = await world.ana.press(page, "Stop being a helper")
    assert "Nobody is told why" in sure.text
    await world.ana.press(sure, "Yes, stop")
    assert "18 or older" in (await duty(world, world.ana, "on")).text
    assert "You are not a helper" in (await duty(world, world.ana, "off")).text
    assert "You are a helper" not in (await world.ana.command(world.general, "me")).text


@pytest.mark.parametrize("until", ["later", "25h", "<@&1>", "٣", "22:61"])
async def test_an_odd_end_is_refused_kindly(world, until):
    await set_up(world)
    await become_helper(world, world.ana)
    said = (await duty(world, world.ana, "on", until=until)).text
    assert "could not read" in said or "up to 24 hours" in said or "time zone" in said


async def test_ones_own_page_leads_to_stopping(world):
    await set_up(world)
    await become_helper(world, world.ana)
    me = await world.ana.command(None, "me")
    page = await world.ana.press(me, "Be there for others")
    assert "My duty as a helper" in page.text
    assert "Stop being a helper" in page.buttons
    me = await world.ben.command(world.general, "me")
    assert "18 or older" in (await world.ben.press(me, "Be there for others")).text
    me = await world.ben.command(None, "me")
    assert "`/duty on`, used there" in (await world.ben.press(me, "Be there for others")).text


async def test_a_moderator_pauses_asking_people_for_a_member(world):
    pause = {"member": world.ben.member, "reason": "jokes", "days": 2}
    said = await world.moderator.command(world.general, "pause-asking", **pause)
    assert f"<@{world.ben.id}>" in said.text
    refused = await world.ana.command(world.general, "pause-asking", **pause)
    assert "for moderators" in refused.text
    assert world.bystander.sees(world.general) == []


async def test_the_first_time_a_test_note_shows_whether_notes_arrive(world):
    card = await duty(world, world.moderator, "on")
    approved = await world.moderator.press(card, "I am 18 or older")
    assert "You can be a helper here now" in approved.text, "a moderator needs nobody else"
    page = await duty(world, world.moderator, "on")
    assert "**Your test note arrived.**" in page.text
    assert [one.text for one in world.moderator.chat] == ["A note you asked for."]


async def test_zones_are_suggested_while_typing(world):
    offered = await world.ana.suggestions(world.general, "duty hours", "zone", "berl")
    assert "Europe/Berlin" in offered


async def test_a_paused_helper_is_let_go_and_the_next_are_asked(world):
    await set_up(world)
    for person in (world.ana, world.ben):
        await become_helper(world, person)
    screen = await world.cleo.press(await world.cleo.command(world.general, "help"), "Ask a helper")
    await world.cleo.press(screen, "Send")
    await world.advance(seconds=5)
    await world.ana.press(world.ana.chat[-1], "I'm with them")
    await world.advance(seconds=5)
    assert "Someone is with them now" in world.ben.chat[-1].text
    page = await duty(world, world.moderator, "rota")
    (options,) = [p["options"] for p in page.first.components if p.get("options")]
    card = await world.moderator.pick(page, [options[0]["value"]])
    assert f"<@{world.ana.id}>" in card.text
    await world.moderator.press(card, "Pause until lifted")
    await world.advance(seconds=5)
    assert "Someone would like a word now" in world.ben.chat[-1].text
    opened = [one for one in world.ana.chat if "Open" in one.buttons][-1]
    assert "You are paused; a moderator will write" in (await world.ana.press(opened, "Open")).text


async def test_a_helper_is_asked_after_a_talk_how_it_was(world):
    await set_up(world)
    await become_helper(world, world.ana)
    screen = await world.cleo.press(await world.cleo.command(world.general, "help"), "Ask a helper")
    sent = await world.cleo.press(screen, "Send")
    await world.advance(seconds=5)
    await world.ana.press(world.ana.chat[-1], "I'm with them")
    await world.cleo.press(sent, "I'm okay now")
    await world.advance(minutes=6)
    card = await world.ana.press(world.ana.chat[-1], "Open")
    assert "How was it for you?" in card.text
    rest = await world.ana.press(card, "That was hard for me")
    assert "You rest until" in rest.text
    page = await duty(world, world.ana, "hours")
    assert "So far 1 person." in page.text
    assert world.bystander.chat == []
