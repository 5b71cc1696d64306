"""Offers in the database. Reads see a consistent view; writes are part of the caller's transaction."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from agent.protocol import ConnectionId, CredDefId, ExchangeId, InvitationId, RevRegId
from agent.service.database import Database, Transaction
from issuer.domain.offer import BEFORE, BEFORE_ISSUED, FINAL, WITHOUT_VALUES, Notice, Offer, OfferState, Reason
from issuer.domain.offer_search import EVERY_OFFER, OfferSearch
from issuer.tables import offers

_TO_BE_FOLLOWED = (BEFORE_ISSUED - {OfferState.OFFERED}) | {OfferState.REVOKING, OfferState.WITHDRAWING}
_KEPT = ("subject_id", "lot_number")
"""Attributes that stay, in columns of their own, when the values go."""

_HAS_VALUES = offers.c.attributes.is_not(None)


class OfferStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, offer_id: str) -> Offer | None:
        return await self._one(offers.c.offer_id == offer_id)

    async def of_exchange(self, exchange_id: ExchangeId) -> Offer | None:
        return await self._one(offers.c.exchange_id == exchange_id)

    async def of_invitation(self, invitation_id: InvitationId) -> Offer | None:
        return await self._one(offers.c.invitation_id == invitation_id)

    async def page(self, after: Offer | None, limit: int, search: OfferSearch = EVERY_OFFER) -> Sequence[Offer]:
        """The newest first, those after (that is, older than) the one given."""
        query = sa.select(offers).order_by(offers.c.created_at.desc(), offers.c.offer_id.desc()).limit(limit)
        query = query.where(*_conditions(search))
        if after is not None:
            place = sa.tuple_(offers.c.created_at, offers.c.offer_id)
            query = query.where(
                place < sa.tuple_(sa.literal(after.created_at, offers.c.created_at.type), after.offer_id)
            )
        async with self._database.reading() as connection:
            return [_offer(row) for row in await connection.execute(query)]

    async def open_ids(self, now: datetime) -> Sequence[str]:
        """Offers that somebody is awaited on, those whose holder is to be told, and what the agent still holds.

        Nothing happens to an offer whose invitation nobody has fetched, until its time is over.
        """
        overdue = sa.and_(offers.c.state == OfferState.OFFERED, offers.c.expires_at <= now)
        held = sa.and_(offers.c.exchange_id.is_not(None), offers.c.state.in_(FINAL | {OfferState.ISSUED}))
        to_be_told = sa.and_(offers.c.notice == Notice.DUE, offers.c.state == OfferState.REVOKED)
        query = sa.select(offers.c.offer_id).where(
            sa.or_(offers.c.state.in_(_TO_BE_FOLLOWED), overdue, held, to_be_told)
        )
        async with self._database.reading() as connection:
            return list(await connection.scalars(query.order_by(offers.c.created_at)))

    async def every(self, offer_ids: Collection[str]) -> Sequence[Offer]:
        """Those of these ids that exist."""
        return await self._all(offers.c.offer_id.in_(offer_ids))

    async def of_registry(self, rev_reg_id: RevRegId) -> Sequence[Offer]:
        return await self._all(offers.c.rev_reg_id == rev_reg_id)

    async def revoking_in(self, rev_reg_id: RevRegId) -> Sequence[Offer]:
        return await self._all(offers.c.rev_reg_id == rev_reg_id, offers.c.state == OfferState.REVOKING)

    async def of_lot(self, credential_type: str, lot_number: str) -> Sequence[Offer]:
        return await self._all(offers.c.credential_type == credential_type, offers.c.lot_number == lot_number)

    async def of_subject(self, credential_type: str, subject_id: str) -> Sequence[Offer]:
        return await self._all(offers.c.credential_type == credential_type, offers.c.subject_id == subject_id)

    async def cred_def_ids(self, credential_type: str) -> Sequence[CredDefId]:
        """Of all versions of the type that were ever offered."""
        query = sa.select(offers.c.cred_def_id).where(offers.c.credential_type == credential_type).distinct()
        async with self._database.reading() as connection:
            return [CredDefId(found) for found in await connection.scalars(query)]

    async def known_exchanges(self) -> Collection[ExchangeId]:
        query = sa.select(offers.c.exchange_id).where(offers.c.exchange_id.is_not(None))
        async with self._database.reading() as connection:
            return frozenset(ExchangeId(found) for found in await connection.scalars(query) if found is not None)

    async def add(self, transaction: Transaction, offer: Offer) -> None:
        row = {column.name: getattr(offer, column.name) for column in offers.columns}
        row |= {name: (offer.attributes or {}).get(name) or row[name] for name in _KEPT}
        await transaction.connection.execute(offers.insert().values(row))

    async def move(self, transaction: Transaction, offer_id: str, to: OfferState, **values: object) -> bool:
        """Bring an offer to a state if it is in one before it; False if it is not. Values not needed then go."""
        if to in WITHOUT_VALUES:
            values["attributes"] = None
        statement = offers.update().where(offers.c.offer_id == offer_id, offers.c.state.in_(BEFORE[to]))
        changed = await transaction.connection.execute(statement.values(state=to, **values))
        return changed.rowcount == 1

    async def take_up(self, transaction: Transaction, offer_id: str) -> bool:
        """Note that a wallet holds the invitation; True only the first time."""
        statement = offers.update().where(offers.c.offer_id == offer_id, sa.not_(offers.c.taken_up))
        return (await transaction.connection.execute(statement.values(taken_up=True))).rowcount == 1

    async def release(self, transaction: Transaction, offer_id: str, exchange_id: ExchangeId) -> None:
        """Note that the agent holds nothing of the offer any more."""
        statement = offers.update().where(offers.c.offer_id == offer_id, offers.c.exchange_id == exchange_id)
        await transaction.connection.execute(statement.values(exchange_id=None, invitation_id=None))

    async def take_values(self, transaction: Transaction, offer_id: str) -> bool:
        """Delete the values of an expired offer; True if it had them."""
        had = sa.and_(offers.c.offer_id == offer_id, offers.c.state == OfferState.EXPIRED, _HAS_VALUES)
        return (await transaction.connection.execute(offers.update().where(had).values(attributes=None))).rowcount == 1

    async def forget_expired(self, transaction: Transaction, older_than: datetime) -> list[str]:
        """Delete the values of offers that expired before this moment; answers which had any."""
        past = sa.and_(offers.c.state == OfferState.EXPIRED, offers.c.expires_at < older_than, _HAS_VALUES)
        statement = offers.update().where(past).values(attributes=None).returning(offers.c.offer_id)
        return list(await transaction.connection.scalars(statement))

    async def give_reason(self, transaction: Transaction, offer_id: str, reason: Reason) -> None:
        await transaction.connection.execute(offers.update().where(offers.c.offer_id == offer_id).values(reason=reason))

    async def note_notice(self, transaction: Transaction, offer_id: str, notice: Notice, attempts: int) -> None:
        statement = offers.update().where(offers.c.offer_id == offer_id)
        await transaction.connection.execute(statement.values(notice=notice, notice_attempts=attempts))

    async def _all(self, *conditions: sa.ColumnElement[bool]) -> Sequence[Offer]:
        query = sa.select(offers).where(*conditions).order_by(offers.c.created_at, offers.c.offer_id)
        async with self._database.reading() as connection:
            return [_offer(row) for row in await connection.execute(query)]

    async def _one(self, condition: sa.ColumnElement[bool]) -> Offer | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(offers).where(condition).limit(1))).first()
        return _offer(row) if row else None


def _conditions(search: OfferSearch) -> Iterator[sa.ColumnElement[bool]]:
    if search.id_begins:
        yield offers.c.offer_id.startswith(search.id_begins, autoescape=True)
    if search.state is not None:
        yield offers.c.state == search.state
    if search.credential_type is not None:
        yield offers.c.credential_type == search.credential_type
    if search.subject_id is not None:
        yield offers.c.subject_id == search.subject_id
    if search.lot_number is not None:
        yield offers.c.lot_number == search.lot_number


def _offer(row: sa.Row[tuple[object, ...]]) -> Offer:
    kept = row._mapping
    created_at: datetime = kept["created_at"]
    attributes: Mapping[str, str] | None = kept["attributes"]
    return Offer(
        offer_id=kept["offer_id"],
        credential_type=kept["credential_type"],
        type_version=kept["type_version"],
        cred_def_id=CredDefId(kept["cred_def_id"]),
        state=OfferState(kept["state"]),
        created_at=created_at,
        expires_at=kept["expires_at"],
        attributes=attributes,
        reason=Reason(kept["reason"]) if kept["reason"] else None,
        exchange_id=ExchangeId(kept["exchange_id"]) if kept["exchange_id"] else None,
        invitation_id=InvitationId(kept["invitation_id"]) if kept["invitation_id"] else None,
        taken_up=kept["taken_up"],
        rev_reg_id=RevRegId(kept["rev_reg_id"]) if kept["rev_reg_id"] else None,
        cred_rev_id=kept["cred_rev_id"],
        issued_at=kept["issued_at"],
        revoked_at=kept["revoked_at"],
        subject_id=kept["subject_id"],
        lot_number=kept["lot_number"],
        connection_id=ConnectionId(kept["connection_id"]) if kept["connection_id"] else None,
        notice=Notice(kept["notice"]) if kept["notice"] else None,
        notice_attempts=kept["notice_attempts"],
    )
