"""Which part of the work a process does, as the command line says it."""

import pytest

from bot.core.errors import SetupProblem
from bot.core.parts import EVERYTHING, ONE_SHARD, Part, Role, Shards, read_part, read_shards


@pytest.mark.parametrize(
    ("text", "ids", "count"),
    [
        ("0/1", (0,), 1),
        ("0-3/16", (0, 1, 2, 3), 16),
        ("8, 0-1/16", (0, 1, 8), 16),
        ("15/16", (15,), 16),
    ],
)
def test_shards_that_can_be_read(text, ids, count):
    assert read_shards(text) == Shards(ids, count)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0-3/16 means the first four of sixteen"),
        ("0-3", "0-3/16 means the first four of sixteen"),
        ("a/b", "cannot be read"),
        ("-1/4", "cannot be read"),
        ("0/0", "not 0"),
        ("0/99999", "not 99999"),
        ("0-16/16", "of 16 shards the last is 15"),
        ("3-0/16", "write 0-3"),
        ("0-3,2-5/16", "shard 2 twice"),
    ],
)
def test_shards_that_cannot(text, said):
    with pytest.raises(SetupProblem, match=said):
        read_shards(text)


def test_where_a_server_is():
    shards = Shards((0,), 4)
    assert [shards.shard_of(n << 22) for n in range(6)] == [0, 1, 2, 3, 0, 1]
    assert shards.shard_of(None) == 0, "private chats"


def test_everything_is_the_default():
    for alone in (True, False):
        assert read_part("all", None, alone=alone) == EVERYTHING == Part(Role.ALL, ONE_SHARD)


def test_parts_of_several_processes():
    some = read_shards("4-7/16")
    assert read_part("gateway", "4-7/16", alone=False) == Part(Role.GATEWAY, some)
    assert not read_part("gateway", "4-7/16", alone=False).delivers
    assert read_part("worker", None, alone=False) == Part(Role.WORKER, None)
    assert read_part("all", "4-7/16", alone=False) == Part(Role.ALL, some)


def test_one_process_may_have_many_shards():
    assert read_part("all", "0-3/4", alone=True).shards == Shards((0, 1, 2, 3), 4)


@pytest.mark.parametrize(
    ("role", "shards", "alone", "said"),
    [
        ("gateway", None, False, "--role gateway needs its shards too"),
        ("worker", "0/1", False, "leave --shards out"),
        ("gateway", "0/2", True, "--role gateway needs PostgreSQL"),
        ("worker", None, True, "--role worker needs PostgreSQL"),
        ("all", "0-1/4", True, "needs every shard: --shards 0-3/4"),
        ("gatewaz", "0/2", False, "no role gatewaz: --role is all, gateway or worker"),
        ("", None, True, "--role is all, gateway or worker"),
    ],
)
def test_what_does_not_fit_together(role, shards, alone, said):
    with pytest.raises(SetupProblem, match=said) as problem:
        read_part(role, shards, alone=alone)
    assert "\n" not in str(problem.value)
