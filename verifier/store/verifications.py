"""Verifications in the database. Reads see a consistent view; writes are part of the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from agent.protocol import CredDefId, Did, ExchangeId, InvitationId
from agent.service.database import Database, Transaction
from verifier.domain.question import Question
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Delivery, Outcome, State, Verification
from verifier.tables import verifications

_questions = TypeAdapter(Question)
_BEFORE: dict[State, tuple[State, ...]] = {
    State.DRAFT: (),
    State.WAITING: (State.DRAFT,),
    State.SCANNED: (State.WAITING,),
    State.ANSWERED: (State.SCANNED, State.WAITING),  # from WAITING where no connection tells of the scan
    State.DECIDED: (State.DRAFT, State.WAITING, State.SCANNED, State.ANSWERED),
}
"""From which states a verification may come into a state. Nothing leads out of DECIDED."""


class VerificationStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, verification_id: str) -> Verification | None:
        return await self._one(verifications.c.id == verification_id)

    async def some(self, verification_ids: Sequence[str]) -> Mapping[str, Verification]:
        """Those of these ids that there are, by id."""
        query = sa.select(verifications).where(verifications.c.id.in_(verification_ids))
        async with self._database.reading() as connection:
            return {row.id: _verification(row) for row in await connection.execute(query)}

    async def find_in(self, transaction: Transaction, verification_id: str) -> Verification | None:
        """As the transaction sees it, its own changes included."""
        query = sa.select(verifications).where(verifications.c.id == verification_id)
        row = (await transaction.connection.execute(query)).first()
        return _verification(row) if row else None

    async def template_of(self, verification_id: str) -> tuple[str, str] | None:
        """Id and version of the template that it was asked by."""
        table = verifications.c
        query = sa.select(table.template_id, table.template_version).where(table.id == verification_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return (row.template_id, row.template_version) if row else None

    async def of_exchange(self, exchange_id: ExchangeId) -> Verification | None:
        return await self._one(verifications.c.exchange_id == exchange_id)

    async def of_invitation(self, invitation_id: InvitationId) -> Verification | None:
        return await self._one(verifications.c.invitation_id == invitation_id)

    async def open_ids(self) -> Sequence[str]:
        """Those without a verdict, and those of which the agent may still hold something."""
        query = sa.select(verifications.c.id).where(verifications.c.forgotten_at.is_(None))
        async with self._database.reading() as connection:
            return list(await connection.scalars(query.order_by(verifications.c.created_at)))

    async def add(self, transaction: Transaction, asked: Verification) -> None:
        row = {
            "id": asked.id,
            "state": asked.state,
            "template_id": asked.question.template_id,
            "template_version": asked.question.template_version,
            "nonce": asked.question.nonce,
            "question": _questions.dump_python(asked.question, mode="json"),
            "created_at": asked.created_at,
            "expires_at": asked.expires_at,
            "delivery": asked.delivery,
        }
        await transaction.connection.execute(verifications.insert().values(row))

    async def move(self, transaction: Transaction, verification_id: str, to: State, **values: object) -> bool:
        """Bring it to a state if it is in one before it; False if it is not, and then nothing changes."""
        before = verifications.c.state.in_(_BEFORE[to])
        return await self._update(
            transaction, sa.and_(verifications.c.id == verification_id, before), {"state": to, **values}
        )

    async def decide(self, transaction: Transaction, verification_id: str, decision: Decision, at: datetime) -> bool:
        """The one verdict on a request; False if it has one already."""
        values: dict[str, object] = {
            "verdict": decision.outcome,
            "reason": decision.reason,
            "issued_under": list(decision.issued_under),
            "revocation_list_at": decision.revocation_list_at,
            "untrusted_issuer": decision.untrusted_issuer,
            "checked_against": decision.checked_against,
            "decided_at": at,
        }
        return await self.move(transaction, verification_id, State.DECIDED, **values)

    async def note_forgotten(self, transaction: Transaction, verification_id: str, at: datetime) -> None:
        await self._update(transaction, verifications.c.id == verification_id, {"forgotten_at": at})

    async def _update(self, transaction: Transaction, where: sa.ColumnElement[bool], values: dict[str, object]) -> bool:
        statement = verifications.update().where(where).values(values)
        return (await transaction.connection.execute(statement)).rowcount == 1

    async def _one(self, where: sa.ColumnElement[bool]) -> Verification | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(verifications).where(where))).first()
        return _verification(row) if row else None


def _verification(row: sa.Row[Any]) -> Verification:
    return Verification(
        id=row.id,
        state=State(row.state),
        question=_questions.validate_python(row.question),
        created_at=row.created_at,
        expires_at=row.expires_at,
        delivery=Delivery(row.delivery),
        exchange_id=row.exchange_id,
        invitation_id=row.invitation_id,
        answered_at=row.answered_at,
        decided_at=row.decided_at,
        decision=_decision(row),
        forgotten_at=row.forgotten_at,
    )


def _decision(row: sa.Row[Any]) -> Decision | None:
    if row.verdict is None:
        return None
    return Decision(
        outcome=Outcome(row.verdict),
        reason=Reason(row.reason) if row.reason else None,
        issued_under=tuple(CredDefId(found) for found in row.issued_under or ()),
        revocation_list_at=row.revocation_list_at,
        untrusted_issuer=Did(row.untrusted_issuer) if row.untrusted_issuer else None,
        checked_against=row.checked_against,
    )
