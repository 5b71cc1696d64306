"""Short links that a QR code can hold: 128 random bits that stand for an out-of-band invitation.

Decides: how long a link is good for, and that the invitation, which may carry an offer's attribute values, is deleted
as soon as it is of no more use. Whether a link is used is not decided here but by the subject's own state
(link_routes.py).
Specification: RFC 0434, "URL shortening".
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from agent.ports import Invitation
from agent.service.clock import Clock, utc_now
from agent.service.columns import Json, UtcDateTime
from agent.service.database import Database, Transaction

LINK_PATH = "/q/{token}"
STATUS_PATH = "/q/{token}/status"
LINK_PATHS = (LINK_PATH, STATUS_PATH)
_TOKEN_BYTES = 16


class LinkStatus(StrEnum):
    """How far the thing behind a link has come, as the service knows it."""

    WAITING = "waiting"
    SCANNED = "scanned"
    DONE = "done"
    DECLINED = "declined"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True)
class ShortLink:
    """What goes into the QR code. Whoever has it can take what is offered."""

    token: str = field(repr=False)
    url: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class StoredLink:
    """A link as it is kept."""

    subject_id: str
    invitation: Invitation | None = field(repr=False)
    """None once it was deleted."""
    expires_at: datetime
    fetched_at: datetime | None


def link_table(metadata: sa.MetaData, name: str = "links") -> sa.Table:
    """Declares the table; a migration creates it with `schema_steps.create_links`."""
    return sa.Table(
        name,
        metadata,
        sa.Column("token", sa.String(22), primary_key=True),
        sa.Column("subject_id", sa.String(200), nullable=False),
        sa.Column("invitation", Json, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("fetched_at", UtcDateTime, nullable=True),
        sa.Index(f"ix_{name}_subject_id", "subject_id"),
        sa.Index(f"ix_{name}_expires_at", "expires_at"),
    )


class Links:
    """The short links of one service."""

    def __init__(self, database: Database, table: sa.Table, public_url: str, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._table = table
        self._public_url = public_url.rstrip("/")
        self.clock = clock

    async def create(
        self, transaction: Transaction, subject_id: str, invitation: Invitation, expires_at: datetime
    ) -> ShortLink:
        """A new link for the subject; its older ones stay as they are until `forget`."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        row = {
            "token": token, "subject_id": subject_id, "invitation": invitation, "created_at": self.clock(),
            "expires_at": expires_at,
        }  # fmt: skip
        await transaction.connection.execute(self._table.insert().values(row))
        return ShortLink(token, self.url(token), expires_at)

    def url(self, token: str) -> str:
        return f"{self._public_url}/q/{token}"

    async def current(self, subject_id: str) -> ShortLink | None:
        """The subject's newest link that still has its invitation and is in time, to show its QR code again."""
        table = self._table.c
        query = sa.select(table.token, table.expires_at).where(
            table.subject_id == subject_id, table.invitation.is_not(None), table.expires_at > self.clock()
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query.order_by(table.created_at.desc()).limit(1))).first()
        return ShortLink(row.token, self.url(row.token), row.expires_at) if row else None

    async def find(self, token: str) -> StoredLink | None:
        table = self._table.c
        query = sa.select(table.subject_id, table.invitation, table.expires_at, table.fetched_at)
        async with self._database.reading() as connection:
            row = (await connection.execute(query.where(table.token == token))).first()
        return StoredLink(row.subject_id, row.invitation, row.expires_at, row.fetched_at) if row else None

    async def mark_fetched(self, transaction: Transaction, token: str) -> bool:
        """Note that a wallet has fetched the invitation; True only for the first time."""
        table = self._table
        statement = table.update().where(table.c.token == token, table.c.fetched_at.is_(None))
        return (await transaction.connection.execute(statement.values(fetched_at=self.clock()))).rowcount == 1

    async def forget(self, transaction: Transaction, subject_id: str) -> None:
        """Delete the invitations of a subject that is final; its links then only tell how it ended."""
        table = self._table
        statement = table.update().where(table.c.subject_id == subject_id).values(invitation=None)
        await transaction.connection.execute(statement)

    async def forget_expired(self) -> int:
        """Delete the invitations of links past their time; answers how many. For the service's rounds."""
        table = self._table
        past = table.c.expires_at <= self.clock()
        async with self._database.transaction() as transaction:
            statement = table.update().where(past, table.c.invitation.is_not(None)).values(invitation=None)
            return (await transaction.connection.execute(statement)).rowcount

    async def purge(self, older_than: datetime) -> int:
        """Delete links that expired before this moment; answers how many. They are unknown then."""
        async with self._database.transaction() as transaction:
            statement = self._table.delete().where(self._table.c.expires_at < older_than)
            return (await transaction.connection.execute(statement)).rowcount
