"""Discord's own published contract watches over every request of the bot tests."""

import pytest

from bot.core.message import Message
from tests.support.contract import MISSING, Contract, is_here

pytestmark = pytest.mark.skipif(not is_here(), reason=MISSING)


@pytest.fixture
def features():
    return ()


async def test_requests_are_checked_while_they_are_made(world):
    before = world.seams.contract.checked
    await world.app.transport.send(world.general.id, Message("Hello."), nonce="n")
    assert world.seams.contract.checked == before + 1
    assert before > 0, "signing in and telling the commands are checked too"


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "said"),
    [
        ("POST", "/channels/5/messages", None, {"words": "Hello."}, "words"),
        ("POST", "/channels/5/messages", None, {"content": "x" * 2001}, "2000"),
        ("GET", "/channels/5/messages", {"limit": 500}, None, "limit"),
        ("POST", "/channel/5/messages", None, {}, "not a route"),
    ],
)
def test_what_discord_would_refuse_is_noted(method, path, query, body, said):
    contract = Contract()
    contract.check(method, path, query, body, files=0)
    (problem,) = contract.problems
    assert said in problem
