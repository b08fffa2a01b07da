"""A number is wrong: anybody of a server says so, and moderators look at it."""

import pytest
from sqlalchemy import select as query

from bot.core.errors import Refused
from bot.reach.service import open_card
from bot.storage.tables import incidents, line_checks
from tests.support.who import buttons_of, selects_of, somebody
from tests.unit.reach.stage import Stage


@pytest.fixture
async def stage(db, clock):
    """A server in Ireland whose help cards hear the news."""
    stage = Stage(db, clock)
    db.subscribe("help", stage.snapshot.apply)
    await stage.set_up(country="Ireland")
    return stage


def help_text(stage, country="", card="help"):
    return open_card(stage.snapshot, card, somebody(), country).body


async def report(stage, country="", line_id=""):
    """Open where the numbers of a country are from, and say that one of them is wrong."""
    sources = open_card(stage.snapshot, "sources", somebody(), country)
    asked = await stage.press_on(sources, "A number is wrong", somebody())
    (select,) = selects_of(asked).values()
    offered = [option.value for option in select.options]
    return offered, await stage.press(select.action, select.ref, [line_id], somebody())


async def test_a_reported_line_is_hidden_at_once_and_moderators_hear(stage):
    asked = await stage.press("wrong", who=somebody())
    (select,) = selects_of(asked).values()
    said = await stage.press(select.action, "", ["ie-50808"], somebody())
    assert "is hidden here now" in said.body
    assert "50808" not in help_text(stage)
    assert await stage.count(incidents) == 1
    async with stage.db.read() as tx:
        (row,) = await tx.rows(query(line_checks))
    assert row["said_by"] is None


async def test_the_last_line_to_talk_to_is_never_hidden_by_a_report(stage):
    for line_id in ("ie-50808", "ie-samaritans"):
        said = await stage.press("wrong_pick", "", [line_id], somebody())
    assert "stays for now" in said.body
    assert "Samaritans" in help_text(stage)


async def test_a_report_from_a_private_chat_is_sent_to_the_server(stage):
    with pytest.raises(Refused, match="inside the server"):
        await stage.press("wrong", who=somebody(server_id=None))


async def test_a_line_of_another_country_is_reported_from_its_own_card(stage):
    offered, said = await report(stage, "GB", "gb-frank")
    assert "ie-hse" not in offered
    assert "**FRANK** is hidden here now" in said.body
    assert "FRANK" not in help_text(stage, "GB")
    listed = await stage.press("lines")
    assert "**FRANK**: hidden here" in listed.body
    page = await stage.press("line_pick", "", ["gb-frank"])
    assert "0300 123 6600" in page.body
    await stage.press_on(page, "Show it again")
    assert "FRANK" in help_text(stage, "GB")
    assert "FRANK" not in (await stage.press("lines")).body


async def test_where_no_country_is_chosen_a_line_can_be_reported_too(stage):
    await stage.choose_country(None)
    _, said = await report(stage, "GB", "gb-frank")
    assert "**FRANK** is hidden here now" in said.body


async def test_the_last_line_to_talk_to_elsewhere_is_never_hidden_by_a_report(stage):
    for line_id in ("it-ta", "it-ta"):
        _, said = await report(stage, "IT", line_id)
    assert "stays for now" in said.body


def test_the_button_says_whose_lines_it_is_about(stage):
    card = open_card(stage.snapshot, "sources", somebody(), "GB")
    assert buttons_of(card)["A number is wrong"].ref == "GB"
