"""Column types that behave the same on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Integer, TypeDecorator
from sqlalchemy.engine import Dialect

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

# A Discord id, or our own. SQLite numbers rows by itself only in a column declared INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as whole milliseconds since 1970. Naive values are refused."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        """Name the function itself: SQLAlchemy's way around it costs more than what it does."""
        del dialect
        return to_milliseconds

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[int | None], datetime | None]:
        del dialect, coltype
        return to_moment


def to_milliseconds(moment: datetime | None) -> int | None:
    """Count whole milliseconds since 1970. Raises ValueError for a moment without a time zone."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a moment must say its time zone")
    return (moment - EPOCH) // MILLISECOND


def to_moment(milliseconds: int | None) -> datetime | None:
    """Turn milliseconds since 1970 into a moment."""
    return None if milliseconds is None else EPOCH + milliseconds * MILLISECOND
