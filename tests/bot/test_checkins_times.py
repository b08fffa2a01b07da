"""One's own check-in times: private from the first press to the last note."""

from tests.bot.checking_in import NOTE, choose_times, nobody_else_saw, notes


async def test_ones_own_times_in_private(world):
    said = await choose_times(world, world.ana, world.general, days=["0", "2"])
    assert "Mon, Wed at 19:00 (Europe/Berlin)" in said.text
    page = world.ana.sees(world.general)[-1]
    assert "**Your test note arrived.**" in page.text
    (test,) = notes(world.ana)
    assert str(test) == f"{NOTE}\n[Open] [Stop these] [Help now]"
    await world.advance(days=4)
    note = notes(world.ana)[-1]
    assert note.text == NOTE
    reply = await world.ana.fill(await world.ana.press(note, "Open"), wish="person")
    assert "Write to one person you trust." in reply.text
    nobody_else_saw(world, world.ana)


async def test_me_shows_them_and_leads_to_them(world):
    await choose_times(world, world.ana, world.general, days=["0", "2"])
    card = await world.ana.command(None, "me")
    assert "Private check-ins: Mon, Wed at 19:00 (Europe/Berlin)" in card.text
    kept = await world.ana.press(card, "What is kept about me")
    assert "• your own check-in times" in kept.text
    page = await world.ana.press(card, "Check-in times")
    assert "I send you a private note: **Mon, Wed at 19:00" in page.text
    exported = await world.ana.press(card, "Download")
    content = (await exported.files["aftercare-my-data.json"].read()).decode()
    assert '"what": "your own check-in times"' in content
    assert '"days": "Mon Wed"' in content
    assert '"at": "19:00"' in content


async def test_a_wrong_time_is_corrected_in_the_form(world):
    page = await world.ana.command(None, "checkin-times")
    form = await world.ana.press(page, "Choose days and times")
    wrong = await world.ana.fill(form, at="later", zone="Berlin", days=["3"])
    assert "later" in wrong.text
    again = await world.ana.press(wrong, "Correct it")
    assert again.form.values == {"days": ["3"], "at": "later", "zone": "Berlin"}
    assert "Thursday at 19:00" in (await world.ana.fill(again, at="7pm")).text


async def test_closed_private_messages_and_trying_again(world):
    world.ana.close_chat()
    await choose_times(world, world.ana, world.general)
    page = world.ana.sees(world.general)[-1]
    assert "your private messages are closed to me" in page.text
    assert page.buttons == ("Try again", "Change", "Pause", "Once a week", "Stop these", "Help now")
    await world.advance(days=2)
    assert notes(world.ana) == []
    assert world.reads(world.general) == []


async def test_pause_and_stop_from_the_note_itself(world):
    await choose_times(world, world.ana, None)
    paused = await world.ana.fill(
        await world.ana.press(await world.ana.command(None, "checkin-times"), "Pause"),
        until="1 December",
    )
    assert "Paused. The notes start again on Tuesday 1 December 2026." in paused.text
    await world.advance(days=3)
    assert len(notes(world.ana)) == 1
    await world.ana.press(paused, "Go on now")
    await world.advance(days=1)
    stopped = await world.ana.press(notes(world.ana)[-1], "Stop these")
    assert stopped.is_edit
    assert "Stopped." in stopped.text
    await world.advance(days=3)
    assert len(notes(world.ana)) == 2
    assert "Private check-ins:" not in (await world.ana.command(None, "me")).text


async def test_who_left_the_server_still_has_what_is_their_own(world):
    """Private check-ins belong to a person, not to a server."""
    await choose_times(world, world.ana, world.general)
    world.server.remove_member(world.ana.member)
    await world.advance(days=1)
    note = notes(world.ana)[-1]
    asked = await world.ana.press(note, "Open")
    assert "That is a lot." in (await world.ana.fill(asked, craving=["9"])).text


async def test_no_file_says_who_wants_notes_or_when(world, tmp_path):
    await choose_times(world, world.ana, world.general, zone="Troll", at="04:56", days=["4"])
    assert "Friday at 04:56 (Antarctica/Troll)" in (await see_times(world)).text
    await world.advance(days=8)
    assert len(notes(world.ana)) == 2  # the test note, and the newest
    files = [path for path in (tmp_path / "store").iterdir() if path.is_file()]
    everything = b"".join(path.read_bytes() for path in files)
    assert b"vault_entries" in everything
    for said in (b"Troll", b"04:56", b"checkins", b"unanswered", b"note you asked"):
        assert said not in everything, said


async def see_times(world):
    return await world.ana.command(None, "checkin-times")
