"""The set-up page about calls for help: what is asked, checked and said."""

import pytest

from bot.core.errors import Refused
from bot.core.message import Edit, Form
from bot.core.press import Press, Submission
from bot.servers import service as servers
from bot.servers.helping.rules import CHANNELS
from tests.support.who import (
    CHANNEL,
    COUNTRIES,
    HIDDEN,
    ROLE,
    SERVER,
    buttons_of,
    mona,
    selects_of,
    somebody,
)

GOOD = {"sponsor_minutes": "3", "helper_minutes": "4", "moderator_minutes": "20"} | {
    "helper_limit": "2"
}


async def press(db, action, ref="", *values, who=None):
    async with db.begin() as tx:
        pressed = Press(action, ref, tuple(str(value) for value in values))
        answer = await servers.press(tx, who or mona(), pressed, countries=COUNTRIES)
    return answer.message if isinstance(answer, Edit) else answer


async def submit(db, values, who=None):
    async with db.begin() as tx:
        sent = Submission("help_times", "", values)
        return (await servers.submit(tx, who or mona(), sent, countries=COUNTRIES)).message


async def stored(db):
    async with db.read() as tx:
        return await servers.server_of(tx, SERVER)


async def test_the_set_up_leads_to_its_own_page(db):
    async with db.begin() as tx:
        card = await servers.set_up(tx, mona(), servers.Wish(), COUNTRIES)
    assert "still to choose: the helpers' channel and the moderators' channel" in card.body
    assert buttons_of(card)["When someone asks for help"].action == "help"
    page = await press(db, "help")
    assert "nobody else is asked" in page.body
    assert "front-door message" in page.body
    assert "sponsor 5, helpers 5, moderators 10 minutes" in page.body
    assert buttons_of(page)["Back"].action == "card"


@pytest.mark.parametrize(
    ("ref", "field"),
    [
        ("helpers", "helpers_channel_id"),
        ("mods", "moderators_channel_id"),
        ("threads", "threads_channel_id"),
        ("on_call", "on_call_role_id"),
        ("helper_role", "helper_role_id"),
    ],
)
async def test_each_is_chosen_and_taken_away(db, ref, field):
    picked = CHANNEL if field in CHANNELS else ROLE
    page = await press(db, "help_pick", ref, picked)
    assert getattr(await stored(db), field) == picked
    assert str(picked) in page.body
    (away,) = [b for b in buttons_of(page).values() if b.action == "help_none"]
    page = await press(db, "help_none", away.ref)
    assert getattr(await stored(db), field) is None
    assert str(picked) not in page.body


async def test_what_the_bot_may_not_do_there_is_named(db):
    who = mona(lacks=("create_private_threads", "send_messages"))
    await press(db, "help_pick", "mods", CHANNEL, who=who)
    page = await press(db, "help_pick", "helpers", HIDDEN, who=who)
    assert f"in <#{HIDDEN}> I still need **send_messages** and **create_private_th" in page.body
    assert f"in <#{CHANNEL}> I still need **send_messages**. " in page.body
    assert "I still need" not in (await press(db, "help")).body


async def test_a_channel_that_everybody_sees_is_warned_about(db):
    who = mona(seen_by_all=(CHANNEL,))
    await press(db, "help_pick", "threads", CHANNEL, who=who)
    page = await press(db, "help_pick", "helpers", CHANNEL, who=who)
    assert f"everybody here can see <#{CHANNEL}>." in page.body
    page = await press(db, "help_none", "helpers", who=who)
    assert "everybody here" not in page.body, "two people may talk where everybody can look in"


async def test_an_on_call_role_is_warned_about(db):
    await press(db, "help_pick", "mods", CHANNEL)
    page = await press(db, "help_pick", "on_call", ROLE)
    assert "Everybody who can see that channel sees the mention" in page.body
    assert "To fix" not in page.body
    page = await press(db, "help_roles", who=mona(lacks=("mention_everyone",)))
    assert "anyone to mention this role" in page.body


async def test_everybody_is_no_role(db):
    for ref in ("on_call", "helper_role"):
        with pytest.raises(Refused, match="everybody"):
            await press(db, "help_pick", ref, SERVER)


@pytest.mark.parametrize("value", ["", "general", "-1", "９", "1" * 30])
async def test_what_is_no_channel_is_refused(db, value):
    with pytest.raises(Refused, match="could not read"):
        await press(db, "help_pick", "helpers", value)
    with pytest.raises(Refused, match="could not read"):
        await press(db, "help_pick", "zone", CHANNEL)


async def test_a_sponsor_may_be_called_something_else(db):
    page = await press(db, "help_word", "", "recovery buddy")
    assert "recovery buddy" in page.body
    assert [o.value for o in selects_of(page)["help_word"].options if o.chosen] == [
        "recovery buddy"
    ]
    assert (await stored(db)).sponsor_word == "recovery buddy"
    with pytest.raises(Refused):
        await press(db, "help_word", "", "boss")


async def test_the_minutes_are_asked_in_a_form(db):
    form = await press(db, "help_times")
    assert isinstance(form, Form)
    assert [field.value for field in form.fields] == ["5", "5", "10", "3"]
    page = await submit(db, GOOD)
    assert "sponsor 3, helpers 4, moderators 20 minutes" in page.body
    assert "After 2 people in seven days" in page.body
    server = await stored(db)
    assert (server.sponsor_minutes, server.helper_limit) == (3, 2)


@pytest.mark.parametrize("typed", ["", "0", "-5", "five", "5.5", "61", "9999999", "５", "*5*"])
async def test_other_numbers_are_refused_by_name_and_nothing_is_kept(db, typed):
    with pytest.raises(Refused, match="Minutes for helpers"):
        await submit(db, GOOD | {"helper_minutes": typed})
    assert (await stored(db)).sponsor_minutes == 5


async def test_members_are_turned_down(db):
    for action in ("help", "help_pick", "help_none", "help_roles", "help_word", "help_times"):
        with pytest.raises(Refused, match="for moderators"):
            await press(db, action, "helpers", CHANNEL, who=somebody())
    with pytest.raises(Refused, match="for moderators"):
        await submit(db, GOOD, who=somebody())
