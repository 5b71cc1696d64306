"""Batches and their rows in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from agent.access.domain.act import Actor, ActorKind
from agent.service.database import Database, Transaction
from issuer.domain.batch import BEFORE, Batch, BatchState, Format, Progress, Row, RowOutcome
from issuer.domain.offer import OfferState
from issuer.tables import batch_rows, batches, offers

_EVERYTHING_OF_A_ROW = tuple(column for column in batch_rows.columns if column.name != "batch_id")


class BatchStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, transaction: Transaction, batch: Batch, rows: Sequence[Row]) -> None:
        head = {
            **{column.name: getattr(batch, column.name, None) for column in batches.columns},
            "actor_kind": batch.by.kind, "actor_id": batch.by.actor_id,
        }  # fmt: skip
        await transaction.connection.execute(batches.insert().values(head))
        if rows:
            await transaction.connection.execute(
                batch_rows.insert(), [{"batch_id": batch.batch_id, **vars(row)} for row in rows]
            )

    async def find(self, batch_id: str) -> Batch | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(batches).where(batches.c.batch_id == batch_id))).first()
        return _batch(row) if row else None

    async def page(self, after: Batch | None, limit: int) -> Sequence[Batch]:
        """The newest first, those after (that is, older than) the one given."""
        query = sa.select(batches).order_by(batches.c.created_at.desc(), batches.c.batch_id.desc()).limit(limit)
        if after is not None:
            place = sa.tuple_(batches.c.created_at, batches.c.batch_id)
            query = query.where(
                place < sa.tuple_(sa.literal(after.created_at, batches.c.created_at.type), after.batch_id)
            )
        async with self._database.reading() as connection:
            return [_batch(row) for row in await connection.execute(query)]

    async def running_ids(self) -> Sequence[str]:
        query = sa.select(batches.c.batch_id).where(batches.c.state == BatchState.RUNNING)
        async with self._database.reading() as connection:
            return list(await connection.scalars(query.order_by(batches.c.created_at)))

    async def progress(self, batch_id: str) -> Progress:
        own = batch_rows.c.batch_id == batch_id
        outcomes = sa.select(batch_rows.c.outcome, sa.func.count()).where(own).group_by(batch_rows.c.outcome)
        joined = batch_rows.join(offers, offers.c.offer_id == batch_rows.c.offer_id)
        states = sa.select(offers.c.state, sa.func.count()).select_from(joined).where(own).group_by(offers.c.state)
        corrections = sa.select(sa.func.count()).where(own, batch_rows.c.corrects)
        async with self._database.reading() as connection:
            return Progress(
                outcomes={RowOutcome(name): count for name, count in await connection.execute(outcomes)},
                offers={OfferState(name): count for name, count in await connection.execute(states)},
                corrections=await connection.scalar(corrections) or 0,
            )

    async def rows(
        self, batch_id: str, *, after: int = 0, limit: int, outcome: RowOutcome | None = None
    ) -> Sequence[tuple[Row, OfferState | None]]:
        """In the document's order, each with the state of its offer now."""
        query = (
            sa.select(*_EVERYTHING_OF_A_ROW, offers.c.state)
            .select_from(batch_rows.outerjoin(offers, offers.c.offer_id == batch_rows.c.offer_id))
            .where(batch_rows.c.batch_id == batch_id, batch_rows.c.number > after)
            .order_by(batch_rows.c.number)
            .limit(limit)
        )
        if outcome is not None:
            query = query.where(batch_rows.c.outcome == outcome)
        async with self._database.reading() as connection:
            found = [dict(row._mapping) for row in await connection.execute(query)]
        return [(_row(kept), OfferState(state) if (state := kept.pop("state")) else None) for kept in found]

    async def move(self, transaction: Transaction, batch_id: str, to: BatchState, ended_at: datetime | None) -> bool:
        """Bring a batch to a state if it is in one before it; False if it is not."""
        statement = batches.update().where(batches.c.batch_id == batch_id, batches.c.state.in_(BEFORE[to]))
        values = {"state": to, "held_code": None, "ended_at": ended_at}
        return (await transaction.connection.execute(statement.values(values))).rowcount == 1

    async def hold(self, transaction: Transaction, batch_id: str, code: str | None) -> bool:
        """Note why a batch waits, or that it does not any more; True if that is a change."""
        known = batches.c.held_code.is_distinct_from(code)
        statement = batches.update().where(batches.c.batch_id == batch_id, known).values(held_code=code)
        return (await transaction.connection.execute(statement)).rowcount == 1

    async def settle(
        self, transaction: Transaction, batch_id: str, number: int, outcome: RowOutcome, **values: object
    ) -> None:
        """Write down what a waiting row came to; its claims go."""
        statement = batch_rows.update().where(
            batch_rows.c.batch_id == batch_id,
            batch_rows.c.number == number,
            batch_rows.c.outcome == RowOutcome.WAITING,
        )
        await transaction.connection.execute(statement.values(outcome=outcome, claims=None, **values))

    async def wait_again(
        self, transaction: Transaction, batch_id: str, number: int, claims: Mapping[str, str | int]
    ) -> None:
        """Let a row whose offer lapsed be offered anew."""
        own = sa.and_(batch_rows.c.batch_id == batch_id, batch_rows.c.number == number)
        values = {"outcome": RowOutcome.WAITING, "claims": claims, "offer_id": None}
        await transaction.connection.execute(batch_rows.update().where(own).values(values))

    async def follow(self, transaction: Transaction, offer_id: str, to: str) -> None:
        """An offer took the place of another."""
        statement = batch_rows.update().where(batch_rows.c.offer_id == offer_id).values(offer_id=to)
        await transaction.connection.execute(statement)

    async def delete_read(
        self, transaction: Transaction, older_than: datetime, batch_id: str | None = None
    ) -> list[str]:
        """Delete batches that nobody has started, with their claims; answers which."""
        unstarted = [batches.c.state == BatchState.READ, batches.c.created_at < older_than]
        if batch_id is not None:
            unstarted.append(batches.c.batch_id == batch_id)
        ids = sa.select(batches.c.batch_id).where(*unstarted)
        await transaction.connection.execute(batch_rows.delete().where(batch_rows.c.batch_id.in_(ids)))
        return list(
            await transaction.connection.scalars(batches.delete().where(*unstarted).returning(batches.c.batch_id))
        )


def _batch(row: sa.Row[tuple[object, ...]]) -> Batch:
    kept = row._mapping
    return Batch(
        batch_id=kept["batch_id"],
        state=BatchState(kept["state"]),
        format=Format(kept["format"]),
        created_at=kept["created_at"],
        by=Actor(ActorKind(kept["actor_kind"]), kept["actor_id"]),
        held_code=kept["held_code"],
        ended_at=kept["ended_at"],
    )


def _row(kept: Mapping[str, object]) -> Row:
    values = {name: value for name, value in kept.items() if name != "state"}
    return Row(**values | {"outcome": RowOutcome(str(kept["outcome"]))})  # type: ignore[arg-type]  # columns of one table
