"""`Idempotency-Key`: a POST that is sent again gets the first answer again, and does nothing a second time.

Specification: draft-ietf-httpapi-idempotency-key-header. Decides, for a key of one caller on one path:
  1. Not known: the request is claimed, then carried out; an answer of 2xx is kept for 24 hours, any other is forgotten,
    since nothing came of it.
  2. Known with another body, or with another secret of the caller's: 422.
  3. Still being carried out: 409. Its claim is renewed while its process lives; one that nobody has renewed for 60 s
    belongs to a process that died, and is taken over. What that process did last may then be done again.
  4. Answered: that answer again.
Answers are sealed under the caller's own secret and the key itself, of which the service has only digests: an answer
may hold what is shown once, and who reads the table reads nothing. A browser's secret is in a cookie, and not here.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import sqlalchemy as sa
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.exc import IntegrityError

from agent.errors import Conflict, InvalidInput
from agent.service.clock import Clock, utc_now
from agent.service.columns import UtcDateTime
from agent.service.database import Database, Transaction

KEPT_FOR = timedelta(hours=24)
LAPSES_AFTER = timedelta(seconds=60)


class IdempotencyKeyReused(InvalidInput):
    """The key stands for another request."""

    code = "idempotency-key-reused"
    next_step = "Take a fresh Idempotency-Key for each new request."


class InProgress(Conflict):
    """The first request with this key has no answer yet."""

    code = "in-progress"
    next_step = "Send the same request again in some seconds."


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Attempt:
    """One POST with an Idempotency-Key, as it is known in the table."""

    caller: str
    path: str
    key: str
    secret: str = field(repr=False)
    """What the caller showed to be let in."""
    content: bytes = field(repr=False)

    @property
    def id(self) -> str:
        return _digest(self.caller, self.path, self.key)

    @property
    def fingerprint(self) -> str:
        return _digest(self.secret, hashlib.sha256(self.content).hexdigest())

    def seal(self) -> Fernet:
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=self.id.encode())
        return Fernet(urlsafe_b64encode(kdf.derive(json.dumps([self.secret, self.key]).encode())))


def idempotency_table(metadata: sa.MetaData, name: str = "idempotency_keys") -> sa.Table:
    """Declares the table; a migration creates it with `schema_steps.create_idempotency`."""
    return sa.Table(
        name,
        metadata,
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("claim", sa.String(36), nullable=False),
        sa.Column("claimed_at", UtcDateTime, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=True),
        sa.Index(f"ix_{name}_created_at", "created_at"),
    )


class IdempotencyKeys:
    """The keys of one service's POSTs."""

    def __init__(self, database: Database, table: sa.Table, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._table = table
        self._clock = clock

    async def begin(self, attempt: Attempt) -> str | Answer:
        """The claim under which to carry the request out, or its answer. Raises IdempotencyKeyReused, InProgress."""
        while True:
            try:
                async with self._database.transaction() as transaction:
                    return await self._begin(transaction, attempt)
            except IntegrityError:  # another process claimed it at the same moment; its row is there now
                continue

    async def renew(self, attempt: Attempt, claim: str) -> None:
        await self._change(attempt, claim, claimed_at=self._clock())

    async def finish(self, attempt: Attempt, claim: str, answer: Answer) -> None:
        """Keep the answer, unless the claim was taken over meanwhile."""
        plain = json.dumps([answer.status, answer.headers, answer.body.decode("latin-1")]).encode()
        await self._change(attempt, claim, answer=attempt.seal().encrypt(plain))

    async def give_up(self, attempt: Attempt, claim: str) -> None:
        """Forget the request: nothing came of it."""
        async with self._database.transaction() as transaction:
            await transaction.connection.execute(self._table.delete().where(self._held(attempt, claim)))

    async def purge(self) -> int:
        """Delete what is older than 24 hours; answers how many."""
        async with self._database.transaction() as transaction:
            past = self._table.c.created_at < self._clock() - KEPT_FOR
            return (await transaction.connection.execute(self._table.delete().where(past))).rowcount

    async def _begin(self, transaction: Transaction, attempt: Attempt) -> str | Answer:
        now, table = self._clock(), self._table
        of_it = table.c.id == attempt.id
        row = (await transaction.connection.execute(sa.select(table).where(of_it).with_for_update())).first()
        if row is not None and row.created_at >= now - KEPT_FOR:
            if row.fingerprint != attempt.fingerprint:
                raise IdempotencyKeyReused("This Idempotency-Key was used for another request.")
            if row.answer is not None:
                return _opened(attempt, row.answer)
            if row.claimed_at > now - LAPSES_AFTER:
                raise InProgress("The first request with this Idempotency-Key is still being carried out.")
        claim = str(uuid4())
        values = {"id": attempt.id, "fingerprint": attempt.fingerprint, "claim": claim, "claimed_at": now}
        if row is not None:  # seen and locked; a row that came since must make the insert fail
            await transaction.connection.execute(table.delete().where(of_it))
        await transaction.connection.execute(table.insert().values(created_at=now, **values))
        return claim

    async def _change(self, attempt: Attempt, claim: str, **values: object) -> None:
        async with self._database.transaction() as transaction:
            statement = self._table.update().where(self._held(attempt, claim)).values(**values)
            await transaction.connection.execute(statement)

    def _held(self, attempt: Attempt, claim: str) -> sa.ColumnElement[bool]:
        return sa.and_(self._table.c.id == attempt.id, self._table.c.claim == claim)


def _opened(attempt: Attempt, sealed: bytes) -> Answer:
    status, headers, body = json.loads(attempt.seal().decrypt(sealed))
    return Answer(int(status), tuple((name, value) for name, value in headers), body.encode("latin-1"))


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def is_success(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
