"""/me, settings, download, erasing and our chat, as the member and a bystander see them."""

import json

import pytest

from bot.core.message import Message
from bot.delivery.private import remember_dm


async def open_me(person, channel):
    return await person.command(channel, "me")


async def set_times(world, **typed):
    settings = await world.ana.press(await open_me(world.ana, world.general), "Change settings")
    form = await world.ana.press(settings, "Time zone and quiet hours")
    return await world.ana.fill(form, **typed)


async def test_my_page_is_mine_alone(world):
    reply = await open_me(world.ana, world.general)
    for part in ("My groups", "Next meetings and reminders", "Time zone: not set"):
        assert part in reply.text
    assert world.bystander.sees(world.general) == []


async def test_my_page_opens_in_our_chat_too(world):
    reply = await open_me(world.ana, None)
    assert "My groups" in reply.text
    assert (
        "I keep nothing about you" in (await world.ana.press(reply, "What is kept about me")).text
    )


async def test_settings_are_changed_by_pressing(world):
    card = await set_times(world, zone="dublin", start="10pm", end="7am")
    assert card.is_edit
    assert "Quiet hours: 22:00 to 07:00" in card.text
    (country, _language) = card.first.selects
    card = await world.ana.pick(card, ["IE"], country)
    assert "Country: Ireland" in card.text
    asked = await world.ana.press(card, "Show the text of notes at once")
    assert "that you check in, and your tip of the day" in asked.text
    assert "locked phone" in asked.text
    card = await world.ana.press(asked, "Show it at once")
    assert "shown at once" in card.text
    assert "Europe/Dublin" in (await open_me(world.ana, None)).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"zone": "Dubln"}, "Europe/Dublin"),
        ({"zone": "Dublin", "start": "25:00", "end": "7"}, "22:00 or 10pm"),
        ({"zone": "Dublin", "start": "next bl", "end": "7"}, "22:00 or 10pm"),
        ({"start": "22:00", "end": "7:00"}, "need your time zone"),
        ({"zone": "🌊@everyone"}, "could not find"),
    ],
)
async def test_a_refused_form_keeps_what_was_typed(world, typed, said):
    refused = await set_times(world, **typed)
    assert said in refused.text
    again = await world.ana.press(refused, "Correct it")
    assert {name: again.form.values[name] for name in typed} == typed
    fixed = await world.ana.fill(again, zone="Dublin", start="", end="")
    assert "Europe/Dublin" in fixed.text


async def test_download_gives_everything_as_a_private_file(world):
    await set_times(world, zone="dublin", start="22:00", end="07:00")
    reply = await world.ana.press(await open_me(world.ana, world.general), "Download")
    data = json.loads(await reply.files["aftercare-my-data.json"].read())
    assert data["member_id"] == str(world.ana.id)
    (row,) = data["kept"]["members"]["rows"]
    assert (row["zone"], row["quiet_from"]) == ("Europe/Dublin", "22:00")
    assert world.bystander.sees(world.general) == []


async def test_erasing_asks_first_and_then_leaves_nothing(world):
    await set_times(world, zone="dublin", start="22:00", end="07:00")
    asked = await world.ana.press(await open_me(world.ana, world.general), "Erase everything")
    assert "cannot be undone" in asked.text
    kept = await world.ana.press(asked, "Keep it")
    assert "Nothing was erased" in kept.text
    asked = await world.ana.press(await open_me(world.ana, world.general), "Erase everything")
    done = await world.ana.press(asked, "Erase everything")
    assert "I am erasing it now" in done.text
    await world.advance(seconds=5)
    page = await open_me(world.ana, world.general)
    assert "Time zone: not set" in page.text
    shown = await world.ana.press(page, "What is kept about me")
    assert "I keep nothing about you" in shown.text


async def test_clearing_our_chat_removes_what_the_bot_wrote(world):
    chat_id = await world.app.transport.open_dm(world.ana.id)
    for number in range(3):
        await world.app.transport.send(chat_id, Message(f"note {number}"), nonce=f"n{number}")
    assert len(world.ana.chat) == 3
    asked = await world.ana.press(await open_me(world.ana, world.general), "Clear our chat")
    done = await world.ana.press(asked, "Clear our chat")
    assert "My messages are gone" in done.all[-1].text
    assert world.ana.chat == []


async def test_what_is_kept_names_no_number_as_something_else(world):
    async with world.app.db.begin() as tx:
        await remember_dm(tx, world.ana.id, 77)
    kept = await world.ana.press(
        await world.ana.command(world.general, "me"), "What is kept about me"
    )
    assert f"your Discord id, as we have a private chat: {world.ana.id}" in kept.text
    assert "the id of our private chat: 77" in kept.text
