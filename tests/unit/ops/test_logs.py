import io
import json
import logging

import pytest
import structlog

from bot.core.reference import make_reference
from bot.ops.logs import describe_exception, start_logging

PLANTED = "I used again on Sunday, please tell Sam"


def start(form="json", level="info"):
    stream = io.StringIO()
    start_logging(form, level, stream)
    return stream


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


def test_json_is_one_object_a_line():
    stream = start()
    structlog.get_logger().info("row_sent", lane=2, late_ms=1.5)
    structlog.get_logger().warning("row_refused", code=50007)
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (first["event"], first["lane"], first["late_ms"]) == ("row_sent", 2, 1.5)
    assert (second["level"], second["code"]) == ("warning", 50007)
    assert second["timestamp"].endswith("Z")


def test_console_is_a_readable_line():
    stream = start("console")
    structlog.get_logger().info("started", database="sqlite")
    assert "started" in stream.getvalue()
    assert "database=sqlite" in stream.getvalue()
    assert stream.getvalue().count("\n") == 1


@pytest.mark.parametrize("form", ["json", "console"])
def test_what_somebody_wrote_never_shows(form):
    stream = start(form, "debug")
    log = structlog.get_logger()
    log.warning("oops", said=PLANTED, many=[PLANTED], whole={"a": PLANTED})
    log.error("failed", exc_info=raised(ValueError(PLANTED)))
    logging.getLogger("discord.ui").error("Ignoring exception in view %r", PLANTED)
    logging.getLogger("asyncio").error(
        f"Task exception was never retrieved\nfuture: {PLANTED}",  # noqa: G004 — as asyncio does
        exc_info=raised(RuntimeError(PLANTED)),
    )
    assert "Sunday" not in stream.getvalue()
    assert "Sam" not in stream.getvalue()
    assert "(left out)" in stream.getvalue()
    assert "ValueError" in stream.getvalue()


def test_an_address_with_a_token_never_shows():
    stream = start()
    logging.getLogger("discord.http").warning(
        "We are being rate limited. %s %s responded with 429. Retrying in %.2f seconds.",
        "POST",
        "https://discord.example/webhooks/1/aW50ZXJhY3Rpb24",
        0.5,
    )
    line = json.loads(stream.getvalue())
    assert "aW50" not in stream.getvalue()
    assert line["numbers"] == [0.5]
    assert line["library"] == "discord.http"


@pytest.mark.parametrize("level", ["debug", "info"])
def test_discord_never_prints_what_it_receives(level):
    stream = start(level=level)
    logging.getLogger("discord.gateway").debug("received %s", PLANTED)
    assert stream.getvalue() == ""


def test_a_bot_without_a_voice_does_not_warn_of_it():
    stream = start()
    logging.getLogger("discord.client").warning(
        "PyNaCl is not installed, voice will NOT be supported"
    )
    assert stream.getvalue() == ""


def test_the_level_counts_for_all():
    stream = start(level="error")
    structlog.get_logger().warning("quiet")
    logging.getLogger("discord").warning("quiet")
    logging.getLogger("anything").warning("quiet")
    assert stream.getvalue() == ""


def test_an_exception_says_its_codes_and_where_it_came_from():
    inner = raised(OSError(28, PLANTED))
    outer = RuntimeError(PLANTED)
    outer.__cause__ = inner
    said = describe_exception(raised(outer))
    assert said[0] == "RuntimeError"
    assert "test_logs.py" in said[1]
    assert "from OSError errno=28" in said
    assert PLANTED not in "\n".join(said)


def test_a_group_of_exceptions_is_told_one_by_one():
    group = ExceptionGroup(PLANTED, [raised(KeyError(PLANTED)), raised(ValueError(PLANTED))])
    said = describe_exception(group)
    assert {"from KeyError", "from ValueError"} <= set(said)


def test_an_exception_that_is_being_handled_is_found():
    stream = start()
    try:
        {}[PLANTED]
    except KeyError:
        structlog.get_logger().exception("failed")
    assert json.loads(stream.getvalue())["trace"][0] == "KeyError"


def test_references_are_four_letters_nobody_confuses():
    made = {make_reference() for _ in range(300)}
    assert all(len(one) == 4 for one in made)
    assert not set("".join(made)) & set("0O1IL5S2Z8B")
    assert len(made) > 250
