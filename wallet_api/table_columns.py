"""What the wallet API's tables are made of: their common metadata, and columns of the domain's own types."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Dialect

metadata = sa.MetaData()


class Word(sa.TypeDecorator[StrEnum]):
    """A value of an enum, as its text."""

    impl = sa.String(20)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


class Typed(sa.TypeDecorator[Any]):
    """A frozen value, as the JSON text of its fields."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self._adapter.dump_json(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self._adapter.validate_json(value)


def id_column() -> sa.Column[Any]:
    return sa.Column("id", sa.String(32), primary_key=True)


def wallet_id_column() -> sa.Column[Any]:
    return sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), nullable=False)
