"""As long as everything can be: each message and form still fits Discord's limits."""

import pytest

from bot.gateway.forms import render_form
from bot.gateway.render import render
from bot.meetings import service as meetings
from tests.support.who import ANA, mona, somebody

pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])

LONG = {
    "title": "*" * 80,
    "note": "_" * 500,
    "days": "Mon-Thu, Sat, Sun",
    "zone": "America/Argentina/Buenos_Aires",
    "place": "https://" + "_" * 392,
}


@pytest.fixture
async def group(stage):
    return await stage.make_group(name="~" * 60)


async def test_form_and_preview_fit(stage, group):
    form = await stage.open_form(mona(), group)
    assert render_form(form)
    said = await stage.preview(mona(), group, **LONG)
    said = await stage.press_on(mona(), said, "Show the place to all")
    said = await stage.pick(mona(), said, "repeat", "weekly4")
    said = await stage.pick(mona(), said, "leads", "10080", "1440", "60", "10", "0")
    form = await stage.pick(mona(), said, "end", "date")
    assert render_form(form)
    assert render(await stage.send(mona(), form, until="30 Sep 2028"))
    assert render_form(await stage.press_on(mona(), said, "Change"))


async def test_reminders_cards_and_private_pages_fit(stage, group):
    meeting = await stage.plan(group=group, **LONG)
    await stage.run_until("2026-11-23 21:00")
    reminder = stage.channel()[-1]
    assert render(reminder, marker="x" * 25)
    async with stage.db.read() as tx:
        for page in (
            await meetings.list_upcoming(tx, mona()),
            await meetings.show_next(tx, mona()),
            await meetings.ask_to_cancel(tx, mona(), str(meeting), "series"),
        ):
            assert render(page)
    for label in ("I'll be there", "Remind me", "Where?"):
        assert render(await stage.press_on(somebody(ANA), reminder, label))
    await stage.engine.step()
    assert render(stage.chat(ANA)[-1], marker="x" * 25)


async def test_a_page_of_many_reminders_fits(stage, group):
    for hour in range(8, 20):
        for minute in ("00", "20", "40"):
            meeting = await stage.plan(group=group, **LONG, time=f"{hour}:{minute}")
            await stage.press(somebody(ANA), "remind", f"m{meeting}")
    page = await stage.press(somebody(ANA), "mine")
    assert render(page)
    assert len(page.rows[0].options) == 25
