"""Keys of those whom events are about, in a database apart: to erase a key is to erase all that it sealed.

Decides: a key is on the disk before anything is sealed by it; the service's database knows a key by a random id alone,
so that once the key is erased nothing there says whom an event was about; keys are wrapped by the service's key
(AES key wrap, RFC 3394), so that a copy of this database opens nothing. Kept apart it is backed up apart, too.
Keys are remembered in the process on SQLite only, where no other process can erase one.
"""

import asyncio
import secrets
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.audit.domain.sealed import SealBroken
from agent.envelope import Damaged, draw_key, unwrap, wrap
from agent.service.clock import Clock, utc_now
from agent.service.columns import UtcDateTime
from agent.service.engines import DialectName, dialect_of, one_at_a_time, parse_url, writing_engine

REMEMBERED = 4096
_OPENING = zlib.crc32(b"audit keys")
metadata = sa.MetaData()
subject_keys = sa.Table(
    "subject_keys",
    metadata,
    sa.Column("key_id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(200), nullable=False, unique=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True)
class SubjectKey:
    key_id: str
    key: bytes = field(repr=False)


class SubjectKeys:
    def __init__(self, url: str, wrapping_keys: Sequence[bytes], clock: Clock = utc_now) -> None:
        """`wrapping_keys` of 32 bytes: the first one wraps, every one unwraps."""
        parsed = parse_url(url)
        self._engine = writing_engine(parsed)
        self._wrapping_keys = wrapping_keys
        self._clock = clock
        self._is_alone = dialect_of(parsed) is DialectName.SQLITE
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if self._is_alone else nullcontext()
        self._remembered = dict[str, SubjectKey]()
        self._is_open = False

    async def open(self) -> None:
        """Make the table where it is not there yet; safe when several processes do so, and when it was not called."""
        async with self._turn:
            await self._open()

    async def close(self) -> None:
        await self._engine.dispose()

    async def key_for(self, owner: str) -> SubjectKey:
        """The owner's key; drawn, and on the disk, if there was none. Raises SealBroken."""
        if (known := self._remembered.get(owner)) is not None:
            return known
        found = await self._one(subject_keys.c.owner == owner) or await self._draw(owner)
        if self._is_alone:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.pop(next(iter(self._remembered)))
            self._remembered[owner] = found
        return found

    async def find(self, key_id: str) -> SubjectKey | None:
        """None once it is erased. Raises SealBroken."""
        return await self._one(subject_keys.c.key_id == key_id)

    async def of(self, owner: str) -> SubjectKey | None:
        """Raises SealBroken."""
        return await self._one(subject_keys.c.owner == owner)

    async def owners(self, drawn_before: datetime | None = None) -> Sequence[str]:
        """Whose keys there are; with `drawn_before` those that are older than this."""
        query = sa.select(subject_keys.c.owner)
        if drawn_before is not None:
            query = query.where(subject_keys.c.created_at < drawn_before)
        async with self._transaction() as connection:
            return list(await connection.scalars(query))

    async def erase(self, owner: str) -> bool:
        """So that nobody, we included, can ever open what it sealed; False if there was none."""
        self._remembered.pop(owner, None)
        async with self._transaction() as connection:
            erased = await connection.execute(subject_keys.delete().where(subject_keys.c.owner == owner))
        if self._is_alone:  # what was overwritten still stands in the write-ahead log
            async with self._turn, self._engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        self._remembered.pop(owner, None)
        return erased.rowcount == 1

    async def _draw(self, owner: str) -> SubjectKey:
        drawn = SubjectKey(secrets.token_hex(16), draw_key())
        wrapped = wrap(drawn.key, self._wrapping_keys[0])
        row = {"key_id": drawn.key_id, "owner": owner, "wrapped": wrapped, "created_at": self._clock()}
        try:
            async with self._transaction() as connection:
                await connection.execute(subject_keys.insert().values(row))
        except IntegrityError:  # another call was first
            return await self._one(subject_keys.c.owner == owner) or await self._draw(owner)
        return drawn

    async def _one(self, where: sa.ColumnElement[bool]) -> SubjectKey | None:
        async with self._transaction() as connection:
            row = (await connection.execute(sa.select(subject_keys).where(where))).first()
        return SubjectKey(row.key_id, self._unwrapped(row.wrapped)) if row else None

    def _unwrapped(self, wrapped: bytes) -> bytes:
        for each in self._wrapping_keys:
            try:
                return unwrap(wrapped, each)
            except Damaged:
                continue
        raise SealBroken("a subject's key was wrapped by a key that is missing, or was changed")

    async def _open(self) -> None:
        if self._is_open:
            return
        async with self._engine.begin() as connection:
            await one_at_a_time(connection, _OPENING)
            await connection.run_sync(metadata.create_all)
        self._is_open = True

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn:
            await self._open()
            async with self._engine.begin() as connection:
                yield connection
