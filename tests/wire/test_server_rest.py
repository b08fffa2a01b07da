"""The wire server's REST side, as somebody sees it who sends requests by hand."""

from datetime import UTC, datetime, timedelta
from time import monotonic

import aiohttp
import pytest

from tests.support.contract import MISSING, is_here
from tests.support.wire.limits import Limits
from tests.support.wire.server import TOKEN

CARD = {
    "flags": 1 << 15,
    "components": [
        {"type": 10, "content": "Hello"},
        {
            "type": 1,
            "components": [{"type": 2, "style": 2, "label": "Go", "custom_id": "ac:a:b:"}],
        },
    ],
}


class Asker:
    """Sends requests as a bot would."""

    def __init__(self, discord, session):
        self.base, self.session = f"{discord.address}/api/v10", session

    async def ask(self, method, path, body=None, **options):
        """Return status, body and headers."""
        async with self.session.request(method, self.base + path, json=body, **options) as answer:
            told = await answer.json() if answer.content_type == "application/json" else None
            return answer.status, told, answer.headers

    async def send(self, room, **more):
        return await self.ask("POST", f"/channels/{room}/messages", CARD | more)


@pytest.fixture
async def asker(discord):
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        yield Asker(discord, session)


@pytest.fixture
def room(discord):
    """A room of a server with ana in it."""
    server_id = discord.town.add_server("Harbor")
    discord.town.add_person("ana", server_id)
    return discord.town.add_channel(server_id, "room")


@pytest.fixture
def server_id(discord, room):
    return discord.backend.get_channel(room).guild_id


# ---------------------------------------------------------------- form


async def test_answers_are_exactly_json_and_tell_the_time(asker, room):
    status, told, headers = await asker.send(room)
    assert status == 200
    assert told["channel_id"] == str(room)
    assert headers["Content-Type"] == "application/json"
    assert headers["Date"].endswith("GMT")


async def test_a_wrong_token_is_a_401_without_a_code(discord, room):
    async with aiohttp.ClientSession(headers={"Authorization": "Bot wrong"}) as session:
        status, told, _ = await Asker(discord, session).send(room)
    assert (status, told["code"]) == (401, 0)


async def test_both_sides_are_checked_against_the_contract(asker, discord, room):
    if not is_here():
        pytest.skip(MISSING)
    await asker.ask("GET", f"/channels/{room}/messages", params={"limitt": "3"})
    assert "limitt: unknown parameter" in discord.rest.contract.asked.pop()
    for method, path in (
        ("GET", f"/channels/{room}"),
        ("GET", f"/channels/{room}/messages"),
        ("GET", "/users/@me"),
        ("GET", "/oauth2/applications/@me"),
        ("GET", "/gateway/bot"),
        ("GET", f"/guilds/{discord.backend.get_channel(room).guild_id}/threads/active"),
    ):
        assert (await asker.ask(method, path))[0] == 200
    assert discord.rest.contract.answered == []
    assert discord.rest.contract.checked > 6


async def test_what_simcord_lacks_is_told(asker, discord):
    assert (await asker.ask("GET", "/guilds/1/widget"))[0] == 501
    assert "simcord does not implement" in discord.rest.broken.pop()


# ---------------------------------------------------------------- limits


@pytest.fixture
def seconds(discord):
    """What the limits take for the time; it stands still until it is moved."""
    moved = [1000.0]
    discord.rest.limits._now = lambda: moved[0]
    return moved


async def test_a_room_takes_five_messages_in_five_seconds(asker, discord, room, seconds):
    said = [await asker.send(room) for _ in range(5)]
    remaining = [headers["X-RateLimit-Remaining"] for _, _, headers in said]
    assert remaining == ["4", "3", "2", "1", "0"]
    status, told, headers = await asker.send(room)
    assert status == 429
    assert told["global"] is False
    assert told["code"] == 0
    assert told["retry_after"] == 5
    assert headers["Via"]
    assert headers["X-RateLimit-Scope"] == "user"
    assert float(headers["X-RateLimit-Reset-After"]) == told["retry_after"]
    other = discord.town.add_channel(discord.backend.get_channel(room).guild_id, "other")
    assert (await asker.send(other))[0] == 200


async def test_more_than_the_whole_bot_may_send(asker, discord, room, seconds):
    discord.rest.limits.per_second = 5
    for _ in range(5):
        await asker.ask("GET", f"/channels/{room}")
    status, told, headers = await asker.ask("GET", f"/channels/{room}")
    assert (status, told["global"]) == (429, True)
    assert headers["X-RateLimit-Scope"] == "global"
    assert headers["Retry-After"] == "1"
    seconds[0] += told["retry_after"]
    assert (await asker.ask("GET", f"/channels/{room}"))[0] == 200
    assert discord.rest.limits.refused == 1


def test_no_second_sees_more_wherever_it_begins():
    clock = [0.0]
    limits = Limits(3, now=lambda: clock[0])
    taken = []
    for step in range(200):
        clock[0] = step * 0.05
        refused, _ = limits.admit("GET", "/users/@me")
        if refused is None:
            taken.append(clock[0])
    assert len(taken) == pytest.approx(30, abs=2)
    assert all(later - first >= 1.0 for first, later in zip(taken, taken[3:], strict=False))


def test_answers_to_interactions_are_not_counted():
    limits = Limits(1, now=lambda: 0.0)
    for path in ("/interactions/1/t/callback", "/webhooks/1/t", "/webhooks/1/t/messages/@original"):
        assert limits.admit("POST", path) == (None, {})
    assert limits.admit("GET", "/users/@me")[0] is None
    assert limits.admit("GET", "/users/@me")[0] is not None


# ---------------------------------------------------------------- nonces


async def test_one_message_for_one_nonce(asker, discord, room):
    first = await asker.send(room, nonce="n1", enforce_nonce=True)
    again = await asker.send(room, nonce="n1", enforce_nonce=True)
    assert first[1]["id"] == again[1]["id"]
    assert again[1]["nonce"] == "n1"
    assert len(discord.acting.read(None, room)) == 1
    assert discord.rest.nonces.repeated == 1
    other = await asker.send(room, nonce="n2", enforce_nonce=True)
    assert other[1]["id"] != first[1]["id"]


async def test_a_nonce_is_forgotten_after_a_while(asker, discord, room):
    await asker.send(room, nonce="n1", enforce_nonce=True)
    discord.clock.advance(discord.rest.nonces.window + 1)
    await asker.send(room, nonce="n1", enforce_nonce=True)
    assert len(discord.acting.read(None, room)) == 2
    assert discord.rest.nonces.created[room, "n1"] == 2


async def test_a_nonce_whose_message_was_removed(asker, discord, room):
    _, made, _ = await asker.send(room, nonce="n1", enforce_nonce=True)
    discord.town.remove_message(room, int(made["id"]))
    status, told, _ = await asker.send(room, nonce="n1", enforce_nonce=True)
    assert (status, told["code"]) == (404, 10008)
    assert discord.acting.read(None, room) == []


# ---------------------------------------------------------------- what Discord refuses


async def test_closed_private_messages(asker, discord, room):
    ana = discord.town.people["ana"].id
    _, chat, _ = await asker.ask("POST", "/users/@me/channels", {"recipient_id": str(ana)})
    discord.rules.closed.add(ana)
    assert (await asker.send(chat["id"]))[1]["code"] == 50007
    discord.rules.closed.clear()
    assert (await asker.send(chat["id"]))[0] == 200
    discord.town.remove_person("ana", next(iter(discord.town.servers)))
    assert (await asker.send(chat["id"]))[1]["code"] == 50278


async def test_a_room_that_is_gone_or_closed_to_the_bot(asker, discord, room):
    discord.town.deny_bot(room, ["send_messages"])
    assert (await asker.send(room))[1]["code"] == 50013
    discord.town.deny_bot(room, ["view_channel"])
    assert (await asker.send(room))[1]["code"] == 50001
    discord.town.delete_channel(room)
    assert (await asker.send(room))[1]["code"] == 10003


async def test_unreadable_history_is_an_empty_list(asker, discord, room):
    await asker.send(room)
    assert len((await asker.ask("GET", f"/channels/{room}/messages"))[1]) == 1
    discord.town.deny_bot(room, ["read_message_history"])
    assert (await asker.ask("GET", f"/channels/{room}/messages"))[:2] == (200, [])


async def test_events_in_the_past_and_too_many_of_them(asker, discord, server_id):
    path = f"/guilds/{server_id}/scheduled-events"
    start = datetime.now(UTC) + timedelta(hours=1)
    event = {
        "name": "Meeting",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "here"},
        "scheduled_start_time": start.isoformat(),
        "scheduled_end_time": (start + timedelta(hours=1)).isoformat(),
    }
    past = event | {"scheduled_start_time": "2020-01-01T00:00:00+00:00"}
    assert (await asker.ask("POST", path, past))[1]["code"] == 50035
    discord.rest.limits.per_second = 1000
    made = [await asker.ask("POST", path, event) for _ in range(100)]
    assert {status for status, _, _ in made} == {200}
    assert (await asker.ask("POST", path, event))[1]["code"] == 30038
    one = f"{path}/{made[0][1]['id']}"
    assert (await asker.ask("PATCH", one, {"status": 4}))[0] == 200
    assert (await asker.ask("PATCH", one, {"name": "Other"}))[1]["code"] == 180000
    assert (await asker.ask("POST", path, event))[0] == 200


# ---------------------------------------------------------------- what goes wrong


async def test_a_reply_that_is_lost_after_the_effect(asker, discord, room):
    fault = discord.rest.faults.add(kind="drop", method="POST", path="/messages$", after=True)
    with pytest.raises(aiohttp.ClientError):
        await asker.send(room)
    assert len(discord.acting.read(None, room)) == 1
    assert fault.is_spent
    assert (await asker.send(room))[0] == 200


@pytest.mark.parametrize("kind", ["drop", "reset"])
async def test_a_request_that_is_lost_before_the_effect(asker, discord, room, kind):
    discord.rest.faults.add(kind=kind, path="/messages$")
    with pytest.raises(aiohttp.ClientError):
        await asker.send(room)
    assert discord.acting.read(None, room) == []


@pytest.mark.parametrize(("after", "messages"), [(False, 0), (True, 1)])
async def test_a_server_error(asker, discord, room, after, messages):
    discord.rest.faults.add(kind="status", status=502, path="/messages$", after=after)
    assert (await asker.send(room))[0] == 502
    assert len(discord.acting.read(None, room)) == messages


async def test_a_slow_answer_and_a_429_from_the_plan(asker, discord, room):
    discord.rest.faults.add(kind="delay", seconds=0.3, path="/messages$")
    discord.rest.faults.add(kind="limit", seconds=2.5, everywhere=True, path="/messages$")
    began = monotonic()
    assert (await asker.send(room))[0] == 200
    assert monotonic() - began >= 0.3
    status, told, headers = await asker.send(room)
    assert (status, told["retry_after"], headers["Retry-After"]) == (429, 2.5, "3")


async def test_a_plan_by_method_pattern_and_count(asker, discord, room):
    fault = discord.rest.faults.add(
        kind="status", method="GET", path=rf"/channels/{room}$", skip=1, times=2
    )
    statuses = [(await asker.ask("GET", f"/channels/{room}"))[0] for _ in range(5)]
    assert statuses == [200, 503, 503, 200, 200]
    assert fault.happened == 2
    discord.rest.faults.add(kind="status", times=None)
    assert (await asker.send(room))[0] == 503
    discord.rest.faults.clear()
    assert (await asker.send(room))[0] == 200
