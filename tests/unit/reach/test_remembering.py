"""Whose numbers somebody sees: their own country, else the server's, else the list."""

import pytest

from bot.core.message import Edit
from bot.core.press import Press, Who
from bot.privacy.service import choose_country, member_of
from bot.reach import service
from bot.reach.directory import HelpSnapshot
from bot.servers import service as servers
from bot.servers.service import Wish
from tests.support.clock import HandClock
from tests.support.who import COUNTRIES, SERVER, buttons_of, mona, somebody

ANA = somebody()


@pytest.fixture(scope="module")
def directory():
    return HelpSnapshot(clock=HandClock()).directory


@pytest.fixture
def snapshot(directory):
    return HelpSnapshot(directory, HandClock())


@pytest.fixture
def listening(db, snapshot):
    """A snapshot that hears the news of its database, as in the program."""
    db.subscribe("help", snapshot.apply)
    return snapshot


def first_line(snapshot, who=ANA, ref=""):
    return service.open_card(snapshot, "help", who, ref).body.splitlines()[0]


# ---------------------------------------------------------------- in memory


def test_the_member_comes_before_the_server(snapshot):
    assert snapshot.country_for(ANA) is None
    snapshot.apply(f"server {SERVER} US")
    assert "call 911" in first_line(snapshot)
    snapshot.apply(f"member {ANA.member_id} GB")
    assert "call 999" in first_line(snapshot)
    snapshot.apply(f"member {ANA.member_id} -")
    assert "call 911" in first_line(snapshot)
    snapshot.apply(f"server {SERVER} -")
    assert "call your local emergency number" in first_line(snapshot)


def test_in_a_private_chat_only_their_own_country_counts(snapshot):
    snapshot.apply(f"server {SERVER} US")
    alone = Who(ANA.member_id, None, "en-US")
    assert snapshot.country_for(alone) is None
    snapshot.apply(f"member {ANA.member_id} IE")
    assert "call 112" in first_line(snapshot, alone)


def test_the_marker_of_a_channel_message_is_no_country(snapshot):
    snapshot.apply(f"server {SERVER} US")
    assert "call 911" in first_line(snapshot, ref="Zk3~m.x")
    assert "call 999" in first_line(snapshot, ref="GB")
    assert "call 911" in first_line(snapshot, ref="ZZ")


@pytest.mark.parametrize(
    "news", ["", "member", "member x US", "server 1 USA", "member 1 us", "a 1 US"]
)
def test_news_that_makes_no_sense_changes_nothing(snapshot, news):
    snapshot.apply(news)
    assert snapshot.country_for(Who(1, 1, "en-US")) is None


def test_the_names_are_those_people_choose_from(snapshot):
    assert list(snapshot.countries.items())[:2] == [("US", "United States"), ("CA", "Canada")]
    assert len(snapshot.countries) == 19


# ---------------------------------------------------------------- with the database


async def test_countries_are_loaded_at_the_start(db, snapshot):
    async with db.begin() as tx:
        await choose_country(tx, ANA, "IE")
        await servers.set_up(tx, mona(), Wish(country="GB"), COUNTRIES)
    async with db.begin() as tx:
        await snapshot.load_countries(tx)
    assert snapshot.country_for(ANA) == "IE"
    assert snapshot.country_for(mona()) == "GB"


async def test_news_during_loading_wins(db, snapshot, monkeypatch):
    async with db.begin() as tx:
        await choose_country(tx, ANA, "IE")
    async with db.read() as tx:
        rows = tx.rows

        async def read_and_hear_news(statement):
            found = await rows(statement)
            snapshot.apply(f"member {ANA.member_id} NZ")
            return found

        monkeypatch.setattr(tx, "rows", read_and_hear_news)
        await snapshot.load_countries(tx)
    assert snapshot.country_for(ANA) == "NZ"


async def test_a_failed_load_keeps_what_was_known(db, snapshot):
    snapshot.apply(f"member {ANA.member_id} NZ")
    async with db.read() as tx:
        pass
    with pytest.raises(Exception, match="closed"):
        await snapshot.load_countries(tx)
    assert snapshot.country_for(ANA) == "NZ"
    snapshot.apply(f"member {ANA.member_id} AU")
    assert snapshot.country_for(ANA) == "AU"


async def test_a_country_just_now_is_forgotten_a_remembered_one_is_not(db, listening):
    actions = service.instant_actions(listening)
    picked = actions["pick"](ANA, Press("pick", "overdose", ("CA",))).message
    assert "These are the numbers for Canada. Just now, or remember it for you?" in picked.body
    offered = buttons_of(picked)
    just_now = actions["see"](ANA, Press("see", offered["Just now"].ref)).message
    assert just_now.body.startswith("**Overdose? Call 911 now.**")
    assert "Remember for me" not in buttons_of(just_now)
    assert listening.country_for(ANA) is None

    remember = offered["Remember for me"]
    async with db.begin() as tx:
        answer = await service.press(
            tx, ANA, Press(remember.action, remember.ref), snapshot=listening
        )
    assert isinstance(answer, Edit)
    assert "From now on you see the numbers for Canada." in answer.message.body
    assert answer.message.body.startswith("**Overdose? Call 911 now.**")
    assert listening.country_for(ANA) == "CA"
    async with db.read() as tx:
        assert (await member_of(tx, ANA.member_id)).country == "CA"
    again = actions["pick"](ANA, Press("pick", "help", ("CA",))).message
    assert "remember it" not in again.body


@pytest.mark.parametrize("ref", ["help.ZZ", "help.-", "help", ""])
async def test_a_country_nobody_knows_is_not_remembered(db, listening, ref):
    async with db.begin() as tx:
        answer = await service.press(tx, ANA, Press("remember", ref), snapshot=listening)
    assert "call your local emergency number" in answer.message.body
    async with db.read() as tx:
        assert (await member_of(tx, ANA.member_id)).country is None


def test_when_nothing_can_be_saved_the_numbers_still_come(snapshot):
    answer = service.show_unsaved(snapshot, ANA, Press("remember", "help.CA"))
    assert answer.message.body.splitlines()[0].endswith("call 911.**")
    assert (
        "I could not save that just now. These are the numbers for Canada." in answer.message.body
    )
