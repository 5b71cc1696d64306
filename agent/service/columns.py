"""Column types that behave the same on SQLite and PostgreSQL."""

from datetime import MINYEAR, UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect

EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A timezone-aware moment, in UTC. SQLite keeps no time zone, so a naive moment is refused on both."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        try:
            return value.astimezone(UTC)
        except OverflowError:  # an hour before the first year, or after the last
            return EARLIEST if value.year == MINYEAR else LATEST

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""JSON; JSONB on PostgreSQL."""

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A growing number; SQLite counts up only a column that is called INTEGER."""
