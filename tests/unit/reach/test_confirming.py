"""Help lines as moderators of a server look after them, and what its people then see."""

from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy import select as query

from bot.core.errors import Refused
from bot.core.message import Form, Select
from bot.core.press import Press, Submission
from bot.reach.confirming import messages
from bot.reach.confirming.rules import OWN_KINDS
from bot.reach.service import open_card
from bot.servers.store import change_server
from bot.storage.tables import line_checks, own_lines, timers
from tests.support.who import CHANNEL, SERVER, buttons_of, mona, selects_of, somebody
from tests.unit.reach.stage import Stage

HOUSE = {
    "kind": "crisis",
    "name": "The house on the quay",
    "reach": "01 234 5678",
    "hours": "daily 18:00-23:00",
    "about": "Free, in English and Irish.",
}


@pytest.fixture
async def stage(db, clock):
    """A server in Ireland whose help cards hear the news."""
    stage = Stage(db, clock)
    db.subscribe("help", stage.snapshot.apply)
    await stage.set_up(country="Ireland")
    return stage


async def pick(stage, line_id, who=None):
    return await stage.press("line_pick", "", [line_id], who)


async def send(stage, values, ref="", who=None):
    async with stage.db.begin() as tx:
        sent = Submission("line", ref, values)
        return (await stage.features["reach"].submit(tx, who or mona(), sent)).message


async def add(stage, **changes):
    preview = await send(stage, HOUSE | changes)
    return await stage.press_on(preview, "Nobody sells there: add it")


def help_text(stage, who=None, card="help"):
    return open_card(stage.snapshot, card, who or somebody()).body


def small(stage):
    return open_card(stage.snapshot, "help", somebody()).small


# ---------------------------------------------------------------- checked and hidden


async def test_the_list_names_each_line_and_that_nobody_checked_it(stage):
    card = await stage.press("lines")
    assert "**Samaritans Ireland**: not checked yet" in card.body
    (select,) = [row for row in card.rows if isinstance(row, Select)]
    assert "ie-samaritans" in [option.value for option in select.options]


async def test_a_line_that_is_right_carries_the_day(stage):
    page = await pick(stage, "ie-samaritans")
    assert "Found at:" in page.body
    page = await stage.press_on(page, "I called, it is right")
    assert "Checked on <t:" in page.body
    assert f"<@{mona().member_id}>" in page.body
    assert "called some of these numbers" in small(stage)
    sources = help_text(stage, card="sources")
    assert "A person checked it on <t:" in sources


async def test_a_wrong_line_is_hidden_here_at_once_and_nowhere_else(stage):
    await stage.press_on(await pick(stage, "ie-samaritans"), "It is wrong, hide it")
    assert "Samaritans" not in help_text(stage)
    assert "Samaritans" in help_text(stage, _in_ireland_elsewhere(stage))
    page = await pick(stage, "ie-samaritans")
    assert "Hidden here." in page.body
    await stage.press_on(page, "Show it again")
    assert "Samaritans" in help_text(stage)


def _in_ireland_elsewhere(stage):
    stage.snapshot.apply(f"server {SERVER + 1} IE")
    return somebody(server_id=SERVER + 1)


async def test_what_was_said_is_known_after_a_restart(stage):
    await stage.press_on(await pick(stage, "ie-samaritans"), "It is wrong, hide it")
    await add(stage)
    stage.begin(stage.snapshot.directory)
    async with stage.db.read() as tx:
        await stage.snapshot.load_countries(tx)
    assert "Samaritans" not in help_text(stage)
    assert "The house on the quay" in help_text(stage)


async def test_news_that_cannot_be_read_changes_nothing(stage):
    before = help_text(stage)
    stage.snapshot.apply(f"lines {SERVER} {{broken}}")
    stage.snapshot.apply(f'lines {SERVER} {{"hidden":[]}}')
    assert help_text(stage) == before


async def test_others_may_not_look_after_the_lines(stage):
    for action in ("lines", "lines_back", "line_pick", "line_right", "line_wrong", "line_again"):
        with pytest.raises(Refused, match="moderators"):
            await stage.press(action, "ie-samaritans", ["ie-samaritans"], somebody())
    for action in ("line_remove", "line_add", "line_keep", "line_retype"):
        with pytest.raises(Refused, match="moderators"):
            await stage.press(action, "", who=somebody())
    with pytest.raises(Refused, match="moderators"):
        await send(stage, HOUSE, who=somebody())
    assert await stage.count(line_checks) == await stage.count(own_lines) == 0


async def test_a_line_that_is_not_there_is_refused_kindly(stage):
    with pytest.raises(Refused, match="not here any more"):
        await pick(stage, "ie-nothing")


# ---------------------------------------------------------------- lines of one's own


async def test_an_own_line_stands_beside_the_others_and_says_when_it_is_open(stage):
    listed = await add(stage)
    assert "**The house on the quay**: checked on <t:" in listed.body
    said = help_text(stage)
    assert "closed now, opens" in said
    assert "Text About It" in said
    assert "Free, in English and Irish." in said
    assert "01 234 5678" in said


async def test_the_preview_warns_of_lines_that_sell_and_can_be_corrected(stage):
    preview = await send(stage, HOUSE)
    assert "Does it sell something?" in preview.body
    assert "The house on the quay" not in help_text(stage)
    button = buttons_of(preview)["Correct it"]
    async with stage.db.begin() as tx:
        press = Press(button.action, button.ref)
        form = await stage.features["reach"].press(tx, mona(), press)
    assert isinstance(form, Form)
    assert [field.value for field in form.fields[1:]] == [
        HOUSE[name] for name in ("name", "reach", "hours", "about")
    ]
    assert [option.value for option in form.fields[0].options if option.chosen] == ["crisis"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": "sales"}, "pick from the list"),
        ({"name": " "}, "give the line a name"),
        ({"reach": "call me"}, "one phone number"),
        ({"reach": "http://x.example"}, "one phone number"),
        ({"reach": "https://[foo"}, "one phone number"),
        ({"reach": "0800 77 66 00"}, "out of date"),
        ({"about": "Not 0800 77 66 00 any more."}, "out of date"),
        ({"hours": "mornings"}, "could not read those hours"),
    ],
)
async def test_a_line_that_cannot_be_shown_is_refused_with_words(stage, wrong, words):
    with pytest.raises(Refused, match=words):
        await send(stage, HOUSE | wrong)


async def test_a_typed_line_is_shown_as_it_was_typed(stage):
    marked = {"name": "\u202e**Quay** [1]", "about": "See [988.org](https://sales.example)"}
    listed = await add(stage, **marked)
    for said in (help_text(stage), listed.body):
        assert r"\*\*Quay\*\* \[1\]" in said
        assert "\u202e" not in said
    assert r"\[988.org\]" in help_text(stage)


async def test_pressing_add_twice_adds_one(stage):
    preview = await send(stage, HOUSE)
    await stage.press_on(preview, "Nobody sells there: add it")
    await stage.press_on(preview, "Nobody sells there: add it")
    assert await stage.count(own_lines) == 1


async def test_an_own_line_can_be_removed(stage):
    await add(stage)
    (select,) = selects_of(await stage.press("lines")).values()
    own = next(option.value for option in select.options if "-own-" in option.value)
    await stage.press_on(await pick(stage, own), "Remove it")
    assert "The house on the quay" not in help_text(stage)
    assert await stage.count(own_lines) == await stage.count(line_checks) == 0


async def test_a_server_has_room_for_ten(stage):
    for number in range(10):
        short = {"name": f"House {number}", "hours": "", "about": ""}
        await add(stage, kind=OWN_KINDS[number // 3], **short)
    with pytest.raises(Refused, match="10 lines"):
        await send(stage, HOUSE)


async def test_a_fourth_line_for_the_same_is_refused(stage):
    for number in range(3):
        await add(stage, name=f"House {number}")
    with pytest.raises(Refused, match="three lines of your own"):
        await send(stage, HOUSE)


async def test_a_line_that_cannot_be_read_never_takes_the_others_away(stage):
    await add(stage)
    broken = {"server_id": SERVER, "country": "IE", "line": "{", "added_at": stage.clock.now()}
    day = {"server_id": SERVER, "line_id": "ie-hse", "hidden": False, "checked_on": "long ago"}
    async with stage.db.begin() as tx:
        await tx.execute(insert(own_lines).values(broken))
        await tx.execute(insert(line_checks).values(day | {"said_at": stage.clock.now()}))
        await stage.snapshot.load_countries(tx)
    assert "The house on the quay" in help_text(stage)


# ---------------------------------------------------------------- asked for again


async def choose_moderators_channel(stage):
    async with stage.db.begin() as tx:
        await change_server(tx, SERVER, {"moderators_channel_id": CHANNEL})


async def test_after_180_days_the_moderators_channel_is_asked_again(stage):
    await choose_moderators_channel(stage)
    await stage.press_on(await pick(stage, "ie-samaritans"), "I called, it is right")
    await stage.engine.step()
    assert stage.standing == []
    stage.clock.advance(days=181)
    await stage.engine.step()
    (asked,) = stage.standing
    assert "1 help line of this server was not checked for 180 days" in asked.message.body
    await stage.press_on(await pick(stage, "ie-samaritans"), "I called, it is right")
    stage.clock.advance(days=31)
    await stage.engine.step()
    assert len(stage.standing) == 1


async def test_lines_of_the_country_before_ask_for_nothing(stage):
    await choose_moderators_channel(stage)
    await stage.press_on(await pick(stage, "ie-samaritans"), "I called, it is right")
    await stage.choose_country("GB")
    stage.clock.advance(days=100)
    await stage.press_on(await pick(stage, "gb-frank"), "I called, it is right")
    stage.clock.advance(days=81)
    await stage.engine.step()
    assert stage.standing == []
    async with stage.db.read() as tx:
        due = await tx.scalar(query(timers.c.due).where(timers.c.kind == "reach.lines"))
    assert due > stage.clock.now() + timedelta(days=90)
    assert await stage.reported() == 0
    stage.clock.advance(days=100)
    await stage.engine.step()
    assert "1 help line" in stage.standing[0].message.body


def test_without_a_country_there_is_a_way_back_to_the_set_up():
    assert buttons_of(messages.no_country("en"))["Back to the set-up"].action == "card"
