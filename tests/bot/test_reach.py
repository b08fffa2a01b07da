"""Help as people get it: in a server, in a private chat, with everything else broken."""

import pytest

from bot.core.message import Button, Message
from bot.core.press import Who
from tests.support.broken import Gone

CALL_911 = "breathe well: call 911.**"
ELSEWHERE = {
    "Ask my sponsor",
    "Ask a helper",
    "An exercise",
    "A tip",
    "A number is wrong",
    "Stay with me",
}


async def in_country(world, code):
    world.app.help.apply(f"server {world.server.id} {code}")


def lines_of(reply):
    return reply.text.splitlines()


# ---------------------------------------------------------------- the commands


async def test_help_shows_the_numbers_of_the_server_to_nobody_else(world):
    await world.moderator.command(world.general, "setup", country="US")
    reply = await world.ana.command(world.general, "help")
    assert lines_of(reply)[0].endswith(CALL_911)
    assert "call or text **988**" in reply.text
    assert lines_of(reply)[-1] == (
        "-# These numbers come from official and public pages. "
        "Nobody in this community has called them yet."
    )
    assert reply.buttons == (
        "Ask my sponsor",
        "Ask a helper",
        "Overdose",
        "I'm in withdrawal",
        "Professional help",
        "Something for right now",
        "I used / had a slip",
        "Other country",
        "Where is this from?",
    )
    assert world.bystander.sees(world.general) == []


async def test_overdose_shows_the_steps(world):
    await in_country(world, "GB")
    reply = await world.ana.command(world.general, "overdose")
    assert lines_of(reply)[0].startswith("**Overdose? Call 999 now.**")
    assert "5. Stay." in reply.text
    assert reply.buttons[:3] == ("They are somewhere else", "It is me", "Help numbers")


async def test_without_a_country_the_list_comes_with_what_helps_already(world):
    reply = await world.ana.command(world.general, "help")
    assert lines_of(reply)[0] == "**In immediate danger, call your local emergency number.**"
    assert reply.first.selects == ("ac:reach:pick:help",)
    steps = await world.ana.command(world.general, "overdose")
    assert "1. Shout their name." in steps.text
    assert steps.first.selects == ("ac:reach:pick:overdose",)


async def test_help_answers_in_a_private_chat(world):
    reply = await world.ana.command(None, "help")
    assert "call your local emergency number" in lines_of(reply)[0]
    picked = await world.ana.pick(reply, ["IE"])
    assert picked.is_edit
    assert lines_of(picked)[0].endswith("call 112.**")


async def test_help_is_for_everybody_everywhere(world):
    synced = {one["name"]: one for one in world.requests("PUT", "/commands")[-1].json}
    for name in ("help", "overdose"):
        made = synced[name]
        assert made["default_member_permissions"] is None
        assert made["contexts"] == [0, 1, 2]  # servers, our private chat, private channels
        assert made["integration_types"] == [0, 1]  # servers, people
        assert not made["nsfw"]


# ---------------------------------------------------------------- the buttons


async def test_help_now_on_a_public_message_opens_a_card_of_ones_own(world):
    await in_country(world, "US")
    await world.app.transport.send(world.general.id, Message("A reminder."), nonce="marker1")
    posted = world.reads(world.general)[0]
    reply = await world.ana.press(posted, "Help now")
    assert not reply.is_edit
    assert lines_of(reply)[0].endswith(CALL_911)
    assert [seen.text for seen in world.bystander.sees(world.general)] == ["A reminder."]


async def test_a_card_turns_in_place_also_after_a_restart(world):
    await in_country(world, "US")
    card = await world.ana.command(world.general, "help")
    steps = await world.ana.press(card, "Overdose")
    assert steps.is_edit
    assert steps.first.id == card.first.id
    await world.restart()
    await in_country(world, "US")
    me = await world.ana.press(steps, "It is me")
    assert "Call 911 now, on speaker." in me.text
    assert lines_of(await world.ana.press(me, "Help numbers"))[0].endswith(CALL_911)


async def test_a_card_button_on_a_public_message_leaves_that_message_alone(world):
    row = (Button("Overdose", "reach", "see", "overdose.US"),)
    await world.app.transport.send(world.general.id, Message("Front door", rows=(row,)), nonce="n")
    posted = world.reads(world.general)[0]
    reply = await world.ana.press(posted, "Overdose")
    assert not reply.is_edit
    assert "Overdose? Call 911 now." in reply.text
    assert world.reads(world.general)[0].text == "Front door"


async def test_another_country_just_now_or_remembered(world):
    await in_country(world, "US")
    card = await world.ana.press(
        await world.ana.command(world.general, "overdose"), "Other country"
    )
    assert "In the United States that is 911." in lines_of(card)[0]
    picked = await world.ana.pick(card, ["GB"])
    assert lines_of(picked)[0].startswith("**Overdose? Call 999 now.**")
    assert "Just now, or remember it for you?" in picked.text
    just_now = await world.ana.press(picked, "Just now")
    assert "remember it" not in just_now.text
    assert lines_of(await world.ana.command(world.general, "help"))[0].endswith(CALL_911)

    picked = await world.ana.pick(await world.ana.press(just_now, "Other country"), ["GB"])
    kept = await world.ana.press(picked, "Remember for me")
    assert kept.is_edit
    assert lines_of(kept)[0].startswith("**Overdose? Call 999 now.**")
    assert "From now on you see the numbers for the United Kingdom." in kept.text
    assert lines_of(await world.ana.command(None, "help"))[0].endswith("call 999.**")
    assert lines_of(await world.ben.command(world.general, "help"))[0].endswith(CALL_911)


async def test_a_remembered_country_is_there_after_a_start(world):
    card = await world.ana.pick(await world.ana.command(None, "help"), ["NZ"])
    await world.ana.press(card, "Remember for me")
    fresh = type(world.app.help)(world.app.help.directory, world.clock)
    async with world.app.db.read() as tx:
        await fresh.load_countries(tx)
    world.app.help.apply(f"member {world.ana.id} -")
    assert world.app.help.country_for(_who(world)) is None
    assert fresh.country_for(_who(world)) == "NZ"


def _who(world):
    return Who(world.ana.id, None, "en-US")


@pytest.mark.parametrize(
    "way",
    [
        (),
        ("Overdose",),
        ("Overdose", "They are somewhere else"),
        ("Overdose", "It is me"),
        ("I'm in withdrawal",),
        ("Something for right now",),
        ("Professional help",),
        ("Where is this from?",),
    ],
)
async def test_every_button_of_every_card_leads_somewhere_and_back(world, way):
    await in_country(world, "US")

    async def go():
        card = await world.ana.command(world.general, "help")
        for label in way:
            card = await world.ana.press(card, label)
        return card

    for label in set((await go()).buttons) - ELSEWHERE:
        card = await world.ana.press(await go(), label)
        assert card.is_edit
        assert "911" in lines_of(card)[0]
        home = "Back" if label == "Other country" else "Help numbers"
        assert home in card.buttons or label == "Help numbers"


# ---------------------------------------------------------------- everything is broken


async def test_help_answers_without_the_database(broken):
    await in_country(broken, "US")
    card = await broken.ana.command(broken.general, "help")
    assert lines_of(card)[0].endswith(CALL_911)
    assert "Call 911 now." in (await broken.ana.command(broken.general, "overdose")).text
    for label in (
        "Overdose",
        "It is me",
        "Help numbers",
        "I'm in withdrawal",
        "Something for right now",
    ):
        card = await broken.ana.press(card, label)
        assert "911" in lines_of(card)[0]
    picked = await broken.ana.pick(await broken.ana.press(card, "Other country"), ["CA"])
    assert "These are the numbers for Canada." in picked.text
    sources = await broken.ana.press(picked, "Where is this from?")
    assert "No person has checked it yet." in sources.text
    assert "call your local emergency number" in (await broken.ben.command(None, "help")).text
    assert getattr(broken.app.db, "asked", 0) == 0


async def test_what_cannot_be_remembered_is_answered_with_the_numbers(world, monkeypatch, logged):
    card = await world.ana.command(world.general, "overdose")
    picked = await world.ana.pick(card, ["CA"])
    monkeypatch.setattr(world.app, "db", Gone())
    answer = await world.ana.press(picked, "Remember for me")
    assert answer.is_edit
    assert lines_of(answer)[0].startswith("**Overdose? Call 911 now.**")
    assert "I could not save that just now. These are the numbers for Canada." in answer.text
    assert "database_out_of_reach" in logged()


async def test_a_broken_country_file_never_takes_help_down(world, monkeypatch):
    directory = world.app.help.directory
    rest = {code: one for code, one in directory.countries.items() if code != "IE"}
    spoilt = type(directory)(rest, directory.card_sources, directory.findings)
    monkeypatch.setattr(world.app.help, "directory", spoilt)
    await in_country(world, "IE")
    card = await world.ana.command(world.general, "help")
    assert "I could not load the numbers for your country just now." in card.text
    assert "local emergency number" in lines_of(card)[0]
