"""The set-up card: who may change it, what it says, what a press changes."""

import pytest

from bot.core.errors import Refused
from bot.core.message import Edit, Form
from bot.core.press import Press, Submission
from bot.servers import service as servers
from bot.servers.service import Wish
from bot.storage.tables import incidents
from tests.support.who import (
    CHANNEL,
    COUNTRIES,
    HIDDEN,
    MONA,
    ROLE,
    SERVER,
    buttons_of,
    mona,
    selects_of,
    somebody,
)


async def set_up(db, who=None, **named):
    async with db.begin() as tx:
        return await servers.set_up(tx, who or mona(), Wish(**named), COUNTRIES)


async def press(db, action, *values, who=None):
    async with db.begin() as tx:
        return await servers.press(
            tx, who or mona(), Press(action, values=values), countries=COUNTRIES
        )


async def stored(db):
    async with db.read() as tx:
        return await servers.server_of(tx, SERVER)


async def test_a_new_server_shows_what_is_missing(db):
    card = await set_up(db)
    assert "Time zone:** not set" in card.body
    assert "Country:** not set" in card.body
    assert "Announcements channel:** not set" in card.body
    assert "Manage Server" in card.body
    assert set(selects_of(card)) == {"channel", "role", "country"}
    assert not (await stored(db)).set_up


async def test_the_command_sets_everything_at_once(db):
    card = await set_up(
        db,
        zone="Dublin",
        country="ireland",
        announcements_channel_id=CHANNEL,
        moderator_role_id=ROLE,
    )
    assert await stored(db) == servers.Server(
        SERVER, "Europe/Dublin", "IE", None, CHANNEL, ROLE, set_up=True
    )
    for told in (
        "Europe/Dublin",
        "Ireland",
        f"<#{CHANNEL}>",
        f"<@&{ROLE}>",
        "can see who has this role",
    ):
        assert told in card.body


async def test_what_is_not_named_stays(db):
    await set_up(db, zone="Dublin")
    await set_up(db, country="US")
    server = await stored(db)
    assert (server.zone, server.country) == ("Europe/Dublin", "US")


async def test_each_select_answers_with_the_changed_card(db):
    for action, value in (("channel", CHANNEL), ("role", ROLE), ("country", "GB")):
        answer = await press(db, action, str(value))
        assert isinstance(answer, Edit)
    server = await stored(db)
    assert server.announcements_channel_id == CHANNEL
    assert server.moderator_role_id == ROLE
    assert server.country == "GB"
    assert selects_of(answer.message)["country"].options[1].chosen


@pytest.mark.parametrize(
    ("action", "column"),
    [
        ("no_channel", "announcements_channel_id"),
        ("no_role", "moderator_role_id"),
        ("no_country", "country"),
    ],
)
async def test_what_is_set_can_be_taken_away(db, action, column):
    card = await set_up(db, country="IE", announcements_channel_id=CHANNEL, moderator_role_id=ROLE)
    assert action in {button.action for button in buttons_of(card).values()}
    answer = await press(db, action)
    assert getattr(await stored(db), column) is None
    assert action not in {button.action for button in buttons_of(answer.message).values()}


async def test_the_zone_form_keeps_what_is_set_and_takes_a_city(db):
    await set_up(db, zone="Dublin")
    form = await press(db, "zone")
    assert isinstance(form, Form)
    assert form.fields[0].value == "Europe/Dublin"
    async with db.begin() as tx:
        sent = Submission("zone", "", {"zone": "berlin"})
        answer = await servers.submit(tx, mona(), sent, countries=COUNTRIES)
    assert "Europe/Berlin" in answer.message.body


async def test_a_refused_zone_opens_filled_in_again(db):
    async with db.begin() as tx:
        form = await servers.zone_form(tx, mona(), "", {"zone": "Dubln"})
    assert form.fields[0].value == "Dubln"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"zone": "Europe/Dubln"}, "Europe/Dublin"),
        ({"country": "Irland"}, "Ireland"),
        ({"country": "x" * 2000}, "pick a country"),
        ({"zone": "🌊" * 700}, "time zone"),
        ({"moderator_role_id": SERVER}, "everybody"),
    ],
)
async def test_what_cannot_be_set_is_said_kindly_and_changes_nothing(db, named, said):
    with pytest.raises(Refused, match=said):
        await set_up(db, **named)
    assert not (await stored(db)).set_up


@pytest.mark.parametrize("values", [(), ("abc",), ("1", "2"), ("-1",)])
async def test_a_forged_choice_is_refused(db, values):
    with pytest.raises(Refused):
        await press(db, "channel", *values)


async def test_only_moderators_get_in(db):
    with pytest.raises(Refused, match="Manage Server"):
        await set_up(db, somebody())
    for action in ("zone", "channel", "incidents", "no_role", "card"):
        with pytest.raises(Refused, match="moderators"):
            await press(db, action, str(CHANNEL), who=somebody())
    await set_up(db, moderator_role_id=ROLE)
    assert "Set-up" in (await set_up(db, somebody(roles=[ROLE]))).title


async def test_a_private_chat_is_not_a_server(db):
    with pytest.raises(Refused, match="inside your server"):
        await set_up(db, mona(server_id=None))


async def test_missing_permissions_are_named_in_discords_words(db):
    card = await set_up(
        db, mona(lacks=["Send Messages", "View Channel"]), announcements_channel_id=CHANNEL
    )
    assert "**Send Messages** and **View Channel**" in card.body
    assert "Edit Channel → Permissions" in card.body
    assert "Check again" in buttons_of(card)
    assert "To fix" not in (await press(db, "card")).message.body


async def test_incidents_are_counted_without_names_and_hidden_channels_stay_unnamed(db, clock):
    rows = [
        {"server_id": SERVER, "reference": f"r{n}", "kind": "meetings.reminder", "code": "50013",
         "channel_id": channel, "at": clock.now()}
        for n, channel in enumerate([CHANNEL, CHANNEL, HIDDEN])
    ]  # fmt: skip
    async with db.begin() as tx:
        await tx.execute(incidents.insert(), rows)
    card = await set_up(db)
    assert "3 things did not work" in card.body
    shown = (await press(db, "incidents", who=somebody(MONA, manages=True))).message.body
    assert "2 times, newest reference `r1`" in shown
    assert f"<#{CHANNEL}>" in shown
    assert str(HIDDEN) not in shown
    clock.advance(days=8)
    assert "did not work" not in (await set_up(db)).body
    clock.advance(days=30)
    async with db.begin() as tx:
        await servers.housekeep(tx)
        assert await tx.rows(incidents.select()) == []


async def test_a_change_of_country_is_announced_to_the_help_snapshot(db):
    heard = []
    db.subscribe("help", heard.append)
    await set_up(db, country="IE")
    await press(db, "no_country")
    await set_up(db, zone="Dublin")
    assert heard == [f"server {SERVER} IE", f"server {SERVER} -"]
