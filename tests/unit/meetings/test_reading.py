"""Finding meetings: the list, the next one, what each person may see, and where it is."""

import pytest

from bot.core.errors import Refused
from bot.core.press import Place, Press
from bot.gateway.render import render
from bot.meetings import service as meetings
from tests.support.who import (
    ANA,
    BEN,
    CHANNEL,
    HIDDEN,
    SERVER,
    buttons_of,
    mona,
    selects_of,
    somebody,
)

# The SQL runs on both databases in test_at_once, test_private, test_answering and test_changing.
pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])


FIRST = 1795543200  # Tuesday 24 November 2026, 18:00 UTC


async def listed(stage, who):
    async with stage.db.read() as tx:
        return await meetings.list_upcoming(tx, who)


async def coming(stage, who):
    async with stage.db.read() as tx:
        return await meetings.show_next(tx, who)


async def test_the_list_says_rule_and_next_date_soonest_first(stage):
    await stage.plan()
    await stage.plan(group=1, title="Morning", days="Mon, Wed", time="7am")
    said = await listed(stage, somebody(ANA))
    assert said.title == "Meetings here"
    assert said.body == (
        "**Morning** · Tuesday circle\n"
        "Every Monday and Wednesday at 07:00 (Europe/Berlin)\n"
        "Next: <t:1795413600:F> (<t:1795413600:R>)\n\n"
        "**Circle** · Tuesday circle\n"
        "Every Tuesday at 19:00 (Europe/Berlin)\n"
        f"Next: <t:{FIRST}:F> (<t:{FIRST}:R>)"
    )
    assert said.small == "Dates are shown in your own time."
    assert [o.label for o in selects_of(said)["show"].options] == ["Morning", "Circle"]


async def test_picking_one_shows_it_with_everything_to_press(stage):
    await stage.plan(note="Bring tea.", place="https://meet.example/room")
    said = await listed(stage, somebody(ANA))
    card = await stage.pick(somebody(ANA), said, "show", selects_of(said)["show"].options[0].value)
    assert card.title == "Circle"
    assert card.body.split("\n") == [
        "Tuesday circle",
        f"**When:** <t:{FIRST}:F> (<t:{FIRST}:R>)",
        "Every Tuesday at 19:00 (Europe/Berlin)",
        "**Length:** 1 hour",
        "Bring tea.",
    ]
    assert list(buttons_of(card)) == ["I'll be there", "Remind me", "Where?", "All meetings"]
    where = await stage.press_on(somebody(ANA), card, "Where?")
    assert "**Where:** https://meet.example/room" in where.body
    assert where.small == "Please keep this to yourself. Only you see it."
    back = await stage.press_on(somebody(ANA), card, "All meetings")
    assert back == said


async def test_a_meeting_without_a_place_is_in_its_channel(stage):
    meeting = await stage.plan()
    where = await stage.press(somebody(ANA), "where", f"{meeting}.{FIRST}")
    assert f"It meets here: <#{CHANNEL}>" in where.body


async def test_next_shows_the_soonest_and_offers_those_after(stage):
    await stage.plan()
    await stage.plan(group=1, title="Morning", days="Mon, Wed", time="7am")
    said = await coming(stage, somebody(ANA))
    assert said.title == "Morning"
    later = [(o.label, o.about) for o in selects_of(said)["show"].options]
    assert later[:3] == [
        ("Circle", "Tuesday 24 November 2026, 19:00 (Europe/Berlin)"),
        ("Morning", "Wednesday 25 November 2026, 07:00 (Europe/Berlin)"),
        ("Morning", "Monday 30 November 2026, 07:00 (Europe/Berlin)"),
    ]
    assert len(later) == 8


async def test_what_is_on_now_comes_first_until_it_ends(stage):
    await stage.plan()
    await stage.run_until("2026-11-24 18:59")
    assert f"<t:{FIRST}:F>" in (await coming(stage, somebody(ANA))).body
    await stage.run_until("2026-11-24 19:00")
    assert f"<t:{FIRST + 604800}:F>" in (await coming(stage, somebody(ANA))).body


async def test_a_card_shows_that_i_come(stage):
    meeting = await stage.plan()
    await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST}")
    card = await coming(stage, somebody(ANA))
    assert "You said that you will be there." in card.body
    assert "I can't come after all" in buttons_of(card)
    assert "I'll be there" in buttons_of(await coming(stage, somebody(BEN)))


async def test_a_hidden_group_has_no_meetings_for_others(stage):
    group = await stage.make_group(channel=HIDDEN)
    await stage.plan(group=group)
    for page in (listed, coming):
        assert "no group here that you can see" in (await page(stage, somebody(ANA))).body
        assert "Circle" in str(await page(stage, mona()))
    with pytest.raises(Refused, match="could not find that group"):
        await stage.press(somebody(ANA), "next_of_group", str(group))
    assert "**Circle**" in (await stage.press(mona(), "next_of_group", str(group))).body
    with pytest.raises(Refused):
        await stage.press(mona(), "next_of_group", "x")


async def test_empty_pages_say_what_to_do(stage):
    assert "groups come first" in (await listed(stage, mona())).body
    await stage.make_group(facilitators=[BEN])
    assert "`/meeting create` plans the first one" in (await listed(stage, mona())).body
    assert "`/meeting create` plans the first one" in (await coming(stage, somebody(BEN))).body
    assert "Ask a moderator" in (await listed(stage, somebody(ANA))).body


async def test_a_long_list_has_pages(stage):
    """As long as everything can be: the list still fits into one message of Discord."""
    group = await stage.make_group(name="_" * 60)
    for hour in range(8, 20):
        await stage.plan(
            group=group,
            title="*" * 80,
            time=f"{hour}:00",
            days="Mon-Thu, Sat, Sun",
            zone="St Johns",
        )
    first = await listed(stage, somebody(ANA))
    assert render(first)
    assert len(selects_of(first)["show"].options) == 8
    second = await stage.press_on(somebody(ANA), first, "More meetings")
    assert len(selects_of(second)["show"].options) == 4
    assert await stage.press_on(somebody(ANA), second, "More meetings") == first
    assert await stage.press(somebody(ANA), "list", "no number") == first


@pytest.mark.parametrize(
    ("action", "ref", "known"),
    [
        ("open", "1.1795543200", True),
        ("open", "m1", True),
        ("remind", "g1", True),
        ("next_of_group", "1", False),
        ("there", "1.1795543200", True),
        ("open", "99.1", False),
        ("remind", "g99", False),
        ("open", "nonsense", False),
        ("stop", "m1", False),
        ("stop_all", "", False),
        ("save", "1.1", False),
    ],
)
async def test_a_press_in_a_private_chat_finds_its_place(stage, action, ref, known):
    await stage.plan()
    async with stage.db.read() as tx:
        found = await meetings.find_place(tx, Press(action, ref))
        shown = await meetings.find_place(tx, Press("show", "", (ref,)))
        assert await meetings.find_server(tx, "1") == SERVER
        assert await meetings.find_server(tx, "99") is None
    assert found == (Place(SERVER, CHANNEL) if known else None)
    assert shown is None or shown == Place(SERVER, CHANNEL)
