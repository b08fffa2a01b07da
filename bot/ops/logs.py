"""The log: one line an event, for people or machines, that cannot carry what a member wrote.

Our modules log a constant event name and facts: ``log.warning("row_refused", code=50007)``.
Whatever reads like a sentence is left out of the facts, a library's line is reduced to its fixed
text and its numbers, and an exception to its type, its code and where it happened: the message of
an exception may quote what somebody typed, and a web address may hold a secret.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import Processor

Event = MutableMapping[str, Any]
Form = Literal["console", "json"]

FACT = re.compile(r"[\w.:/\\+<>=,-]{0,80}")  # a word, an id, a path; never a sentence
OURS = {"event", "level", "timestamp", "stack", "trace"}
CODES = ("code", "status", "errno")
NOT_NEWS = "voice will NOT be supported"  # this bot never speaks
LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def start_logging(form: Form, level: str, stream: TextIO | None = None) -> None:
    """Send every line of the program and its libraries to `stream` (standard error)."""
    target = stream or sys.stderr
    structlog.configure(
        processors=_processors(form, target),
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Relay()], level=LEVELS[level], force=True)
    _tame_libraries(level)


def keep_facts(_logger: object, _method: str, event: Event) -> Event:
    """Leave out every value that could be text somebody wrote."""
    for key in event.keys() - OURS:
        event[key] = _fact(event[key])
    return event


def explain_exception(_logger: object, _method: str, event: Event) -> Event:
    """Replace an exception by where it happened, without its message."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["trace"] = describe_exception(error)
    return event


def describe_exception(error: BaseException) -> list[str]:
    """List an exception's type, code and frames, then those of what it came from."""
    codes = [f"{name}={value}" for name in CODES if (value := _number(error, name)) is not None]
    lines = [" ".join([type(error).__qualname__, *codes])]
    frames = traceback.extract_tb(error.__traceback__)
    lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for other in (*inner, *([before] if before else ())):
        lines += [f"from {line}" for line in describe_exception(other)]
    return lines


class _Relay(logging.Handler):
    """Passes on what libraries say through `logging`, as a fixed text and numbers."""

    def emit(self, record: logging.LogRecord) -> None:
        if NOT_NEWS in str(record.msg):
            return
        logger = structlog.get_logger()
        facts: Event = {"library": record.name, "exc_info": record.exc_info}
        given = record.args if isinstance(record.args, tuple) else ()
        numbers = [value for value in given if isinstance(value, int | float)]
        if numbers:
            facts["numbers"] = numbers
        logger.log(record.levelno, str(record.msg).split("\n", 1)[0], **facts)


def _processors(form: Form, target: TextIO) -> list[Processor]:
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        explain_exception,
        keep_facts,
    ]
    if form == "json":
        return [*shared, structlog.processors.JSONRenderer()]
    console = structlog.dev.ConsoleRenderer(colors=target.isatty())
    return [*shared, _trace_below, console]


def _tame_libraries(level: str) -> None:
    """Keep libraries quiet: at debug, discord.py would print every message it receives."""
    usual = logging.INFO if level == "debug" else logging.WARNING
    for name in ("discord", "aiohttp", "aiosqlite", "alembic", "apscheduler", "asyncio"):
        logging.getLogger(name).setLevel(max(usual, LEVELS[level]))
    for name in ("sqlalchemy", "simcord"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _fact(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_fact(one) for one in value]
    text = str(value)
    return text if FACT.fullmatch(text) else "(left out)"


def _number(error: BaseException, name: str) -> int | None:
    value = getattr(error, name, None)
    return value if isinstance(value, int) else None


def _trace_below(_logger: object, _method: str, event: Event) -> Event:
    if "trace" in event:
        event["stack"] = "\n".join(event.pop("trace"))
    return event
