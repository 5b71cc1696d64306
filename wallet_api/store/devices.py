"""Devices and their sessions: by the SHA-256 of tokens that nobody but the device has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from wallet_api import tables
from wallet_api.domain.account import Device, Session

_SHOWN = [tables.devices.c[each] for each in Device.__dataclass_fields__]


@dataclass(frozen=True)
class Refreshable:
    """A device, as the holder of one of its refresh tokens finds it."""

    device: Device
    is_newest: bool
    """Whether the token is the one given out last, or the one before it."""
    refreshed_at: datetime


class DeviceStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, device: Device, refresh_sha256: str) -> None:
        row = vars(device) | {"refresh_sha256": refresh_sha256, "refreshed_at": device.created_at}
        await transaction.connection.execute(tables.devices.insert().values(row))

    async def of_account(self, account_id: str) -> Sequence[Device]:
        """Those that are not signed out, the last seen first."""
        table = tables.devices.c
        query = sa.select(*_SHOWN).where(table.account_id == account_id, table.signed_out_at.is_(None))
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(table.last_seen_at.desc()))
            return [Device(**row._mapping) for row in rows]

    async def of_refresh_token(self, refresh_sha256: str) -> Refreshable | None:
        table = tables.devices.c
        is_newest = (table.refresh_sha256 == refresh_sha256).label("is_newest")
        either = sa.or_(table.refresh_sha256 == refresh_sha256, table.refresh_before_sha256 == refresh_sha256)
        query = sa.select(*_SHOWN, is_newest, table.refreshed_at).where(either, table.signed_out_at.is_(None))
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _refreshable(row)

    async def refresh(
        self, transaction: Transaction, device_id: str, *, used: str, new: str, now: datetime, until: datetime
    ) -> None:
        """Give out a new token; the one that was used stays known, so that its later use is noticed."""
        table = tables.devices
        values = {
            "refresh_sha256": new, "refresh_before_sha256": used, "refreshed_at": now, "last_seen_at": now,
            "refresh_until": until,
        }  # fmt: skip
        await transaction.connection.execute(table.update().where(table.c.id == device_id).values(values))

    async def sign_out(
        self, transaction: Transaction, account_id: str, now: datetime, *, only: str | None = None
    ) -> int:
        """End a device of the account, or all of them; answers how many."""
        table = tables.devices
        where = [table.c.account_id == account_id, table.c.signed_out_at.is_(None)]
        if only is not None:
            where.append(table.c.id == only)
        ended = sa.select(table.c.id).where(*where)
        await self._drop(transaction, ended)
        return (await transaction.connection.execute(table.update().where(*where).values(signed_out_at=now))).rowcount

    async def add_session(
        self, transaction: Transaction, token_sha256: str, device_id: str, verified_at: datetime, expires_at: datetime
    ) -> None:
        row = {
            "token_sha256": token_sha256, "device_id": device_id, "verified_at": verified_at, "expires_at": expires_at,
        }  # fmt: skip
        await transaction.connection.execute(tables.sessions.insert().values(row))

    async def session(self, token_sha256: str, now: datetime) -> Session | None:
        table, devices = tables.sessions.c, tables.devices.c
        query = (
            sa.select(devices.account_id, table.device_id, table.verified_at, table.expires_at)
            .join(tables.devices, devices.id == table.device_id)
            .where(table.token_sha256 == token_sha256, table.expires_at > now, devices.signed_out_at.is_(None))
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else Session(**row._mapping)

    async def last_verified(self, transaction: Transaction, device_id: str) -> datetime | None:
        table = tables.sessions.c
        query = sa.select(sa.func.max(table.verified_at)).where(table.device_id == device_id)
        found: datetime | None = await transaction.connection.scalar(query)
        return found

    async def verify(self, transaction: Transaction, token_sha256: str, now: datetime) -> None:
        table = tables.sessions
        await transaction.connection.execute(
            table.update().where(table.c.token_sha256 == token_sha256).values(verified_at=now)
        )

    async def purge(self, transaction: Transaction, now: datetime, gone_since: datetime) -> None:
        """Drop sessions that are over, and devices that were signed out or not seen before a moment."""
        sessions, devices = tables.sessions, tables.devices
        await transaction.connection.execute(sessions.delete().where(sessions.c.expires_at <= now))
        over = sa.or_(devices.c.signed_out_at < gone_since, devices.c.refresh_until < gone_since)
        gone = sa.select(devices.c.id).where(over)
        await self._drop(transaction, gone)
        await transaction.connection.execute(devices.delete().where(over))

    async def _drop(self, transaction: Transaction, devices: sa.Select[tuple[str]]) -> None:
        """What lets these devices in, and what tells them of news."""
        for table in (tables.sessions, tables.push_subscriptions):
            await transaction.connection.execute(table.delete().where(table.c.device_id.in_(devices)))


def _refreshable(row: sa.Row[*tuple[Any, ...]]) -> Refreshable:
    found = dict(row._mapping)
    return Refreshable(
        is_newest=bool(found.pop("is_newest")), refreshed_at=found.pop("refreshed_at"), device=Device(**found)
    )
