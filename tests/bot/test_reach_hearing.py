"""Words typed into a form may bring the help card, to that person alone; nothing else changes."""

import pytest

CARD = "call your local emergency number"


@pytest.fixture
async def asked(world, circle):
    return await world.moderator.command(world.general, "meeting create", group=circle)


COMMANDS = (("tip", "need"), ("learn", "page"), ("exercise", "which"))


async def test_the_card_comes_on_top_and_the_answer_comes_too(world, asked, logged):
    sent = await world.moderator.fill(
        asked, title="Tea", days="Tuesdays", time="7pm", note="I want to kill myself"
    )
    card, preview = sent.all
    assert CARD in card.text
    assert "maybe you meant something else" in card.text
    assert card.ephemeral
    assert "Every Tuesday at 19:00" in preview.text
    assert preview.ephemeral
    saved = await world.moderator.press(preview, "Save")
    assert "Saved: Tea" in saved.text
    assert "kill" not in logged()
    for person in world.everybody:
        if person is not world.moderator:
            assert person.sees(world.general) == []
            assert person.chat == []


@pytest.mark.parametrize("note", ["This meeting is killing me!", "Esta reunión me mata de risa"])
async def test_a_manner_of_speaking_brings_nothing(world, asked, note):
    sent = await world.moderator.fill(asked, title="Tea", days="Tuesdays", time="7pm", note=note)
    assert len(sent.all) == 1
    assert CARD not in sent.text


async def test_a_refused_form_brings_it_too_and_keeps_what_was_typed(world, asked):
    sent = await world.moderator.fill(
        asked, title="Tea", days="some day", time="7pm", note="ya no quiero vivir"
    )
    card, refused = sent.all
    assert CARD in card.text
    assert "> some day" in refused.text
    assert "Correct it" in refused.buttons


async def test_after_an_answer_that_replaces_the_page(world):
    page = await world.ana.press(await world.ana.command(world.general, "me"), "Change settings")
    form = await world.ana.press(page, "Time zone and quiet hours")
    sent = await world.ana.fill(form, zone="Dublin", start="22:00", end="7am")
    assert len(sent.all) == 1
    form = await world.ana.press(sent, "Time zone and quiet hours")
    sent = await world.ana.fill(form, zone="i want to die")
    assert [CARD in one.text for one in sent.all] == [True, False]


async def test_a_broken_list_keeps_no_answer_back(world, asked, monkeypatch, logged):
    def broken(_who, _typed):
        raise ValueError("kill myself")

    spoilt = type("Spoilt", (), {"hear": staticmethod(broken)})()
    monkeypatch.setitem(world.app.features, "spoilt", spoilt)
    sent = await world.moderator.fill(
        asked, title="Tea", days="Tuesdays", time="7pm", note="kill myself"
    )
    assert "Every Tuesday" in sent.all[-1].text
    assert "hearing_failed" in logged()
    assert "kill myself" not in logged()


@pytest.mark.parametrize(("command", "option"), COMMANDS)
async def test_words_typed_into_a_command_are_heard_too(world, command, option):
    said = await world.ana.command(world.general, command, **{option: "want to kill myself"})
    assert len(said.all) == 2
    assert "local emergency number" in said.first.text
    calm = await world.ana.command(world.general, command, **{option: "this is killing me"})
    assert len(calm.all) == 1
