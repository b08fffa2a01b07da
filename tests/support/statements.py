"""What SQLAlchemy compiled for one test serves the next, as in the program, whose engines stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.storage import engines


class Statements(dict[tuple[Any, ...], Any]):
    """Compiled statements by what they say and for which kind of database, whatever the engine."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        dialect, *rest = key
        return super().get((dialect.name, *rest), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        dialect, *rest = key
        super().__setitem__((dialect.name, *rest), compiled)


@contextmanager
def kept_statements() -> Iterator[None]:
    """Let every engine of this process compile a statement once."""
    known, create = Statements(), engines.create_async_engine

    def create_async_engine(*args: Any, **named: Any) -> Any:
        engine = create(*args, **named)
        engine.sync_engine._compiled_cache = known
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_async_engine", create_async_engine)
        yield
