"""Forms: opened, refused, corrected, across a restart, and never losing what was typed."""

from dataclasses import replace

import pytest

from bot.core.errors import Busy
from tests.bot.probe import SECRET, Probe, post
from tests.support.discord_world import World

LONG = "A line with *marks* and > signs\n\n> a quote 🙂\n\u05e9\u05dc\u05d5\u05dd\n" * 25


@pytest.fixture
def probe():
    return Probe()


@pytest.fixture
def features(probe):
    return (probe.as_feature(),)


async def open_form(world: World):
    return await world.ana.press(await post(world, "form"), "form")


async def test_a_form_brings_its_values(world, probe):
    asked = await open_form(world)
    assert asked.form.labels == {"day": "Which day", "about": "More", "days": "All days"}
    reply = await world.ana.fill(asked, day="Monday", about="a\nb", days=["mon", "fri"])
    assert reply.text == "Thank you."
    (sent,) = probe.sent
    assert (sent.form, sent.ref) == ("day", "7")
    assert sent.values == {"day": "Monday", "about": "a\nb", "days": ("mon", "fri")}
    assert len(world.bystander.sees(world.general)) == 1


async def test_a_refused_form_is_opened_again_filled_in(world):
    refused = await world.ana.fill(
        await open_form(world), day="Someday", about=LONG, days=["tue", "fri"]
    )
    assert refused.text.startswith("Mondays only.")
    assert "> Someday" in refused.text
    assert "> Tuesday\n> Friday" in refused.text
    again = await world.ana.press(refused, "Correct it")
    assert again.form.values == {"day": "Someday", "about": LONG, "days": ["tue", "fri"]}
    assert (await world.ana.fill(again, day="Monday")).text == "Thank you."


async def test_a_restart_between_opening_and_sending_loses_nothing(world, probe):
    asked = await open_form(world)
    await world.restart()
    refused = await world.ana.fill(asked, day="Someday")
    assert len(probe.sent) == 1
    await world.restart()
    again = await world.ana.press(refused, "Correct it")
    await world.restart()
    assert (await world.ana.fill(again, day="Monday")).text == "Thank you."
    assert len(probe.sent) == 2


async def test_a_form_is_handled_once(world, probe):
    asked = await open_form(world)
    assert world.client._connection._view_store._modals == {}
    await world.ana.fill(asked, day="Monday")
    assert len(probe.sent) == 1


@pytest.mark.parametrize(
    ("day", "said"),
    [("gone", "try again in a minute"), ("bug", "this code"), ("form", "this code")],
)
async def test_every_failure_keeps_what_was_typed(world, day, said, logged):
    failed = await world.ana.fill(await open_form(world), day=day, about=SECRET)
    assert said in failed.text
    again = await world.ana.press(failed, "Correct it")
    assert again.form.values["about"] == SECRET
    assert SECRET not in logged()


async def test_without_the_form_the_fields_are_named_and_can_be_corrected_later(world):
    async def refuse(*_args):
        raise Busy("no turn")

    asked = await open_form(world)
    whole = world.app.features["probe"]
    world.app.features["probe"] = replace(whole, forms={"day": refuse})
    refused = await world.ana.fill(asked, day="Someday")
    assert "**day**\n> Someday" in refused.text
    world.app.features["probe"] = whole
    assert (await world.ana.press(refused, "Correct it")).form.values["day"] == "Someday"


async def test_what_does_not_fit_is_handed_back_as_a_file(world):
    text = "y" * 3900
    refused = await world.ana.fill(await open_form(world), day="Someday", about=text)
    assert refused.text.startswith("Mondays only.")
    (file,) = refused.files.values()
    assert text in (await file.read()).decode()


async def test_a_form_of_a_feature_that_is_gone_is_explained(world):
    asked = await open_form(world)
    world.app.features.clear()
    await world.restart()
    assert "older version" in (await world.ana.fill(asked, day="Monday")).text


async def test_a_form_opened_from_a_private_message_may_replace_it(world):
    asked = await open_form(world)
    reply = await world.ana.fill(asked, day="edit")
    assert not reply.is_edit, "the form was opened from a public message"
    refused = await world.ana.fill(await open_form(world), day="Someday")
    again = await world.ana.press(refused, "Correct it")
    reply = await world.ana.fill(again, day="edit")
    assert reply.is_edit
    assert reply.text == "Thank you, here."
