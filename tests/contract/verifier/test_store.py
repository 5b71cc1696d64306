"""Verifications in the database, on SQLite and PostgreSQL."""

import asyncio
from importlib.resources import files
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from agent.access.domain.act import OPERATOR
from agent.protocol import Did, ExchangeId
from agent.service.database import Database
from tests.contract.migrated import empty
from tests.contract.verifier.conftest import Bench
from tests.unit.verifier.asked import NOW, question
from verifier import tables
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome, State
from verifier.parts import MIGRATIONS

pytestmark = pytest.mark.asyncio
VALID = Decision(Outcome.VALID, None, (), NOW)
INVALID = Decision(Outcome.INVALID, Reason.PROOF_FAILED)


@pytest_asyncio.fixture
async def bench(bench: Bench) -> Bench:
    """Where nothing was asked yet."""
    await empty(bench.parts.database, tables.verifications, tables.outbox)
    return bench


async def test_the_migrations_make_exactly_the_declared_tables(bench: Bench) -> None:
    assert await bench.parts.database.differences() == []


async def test_a_verification_is_found_again_as_it_was_asked(bench: Bench) -> None:
    made = await bench.parts.journal.draft("v1", question(), OPERATOR)
    assert await bench.find("v1") == made
    assert await bench.find("v2") is None


async def test_a_nonce_is_never_used_twice(bench: Bench) -> None:
    await bench.parts.journal.draft("v1", question(), OPERATOR)
    with pytest.raises(sa.exc.IntegrityError):
        await bench.parts.journal.draft("v2", question(), OPERATOR)
    assert await bench.find("v2") is None


async def test_only_the_first_verdict_counts_however_many_come_at_once(bench: Bench) -> None:
    asked = await bench.parts.journal.draft("v1", question(), OPERATOR)
    took = await asyncio.gather(*(bench.parts.journal.decided(asked, each) for each in (VALID, INVALID) * 4))
    assert sum(took) == 1
    kept = await bench.find("v1")
    assert kept.decision == (VALID if took.index(True) % 2 == 0 else INVALID)
    assert [event["state"] for event in await bench.events("v1")] == ["draft", "decided"]


async def test_a_state_is_never_left_for_an_earlier_one(bench: Bench) -> None:
    asked = await bench.parts.journal.draft("v1", question(), OPERATOR)
    await bench.parts.journal.answered("v1")
    assert (await bench.find("v1")).state is State.DRAFT
    await bench.parts.journal.decided(asked, INVALID)
    await bench.parts.journal.scanned("v1", ExchangeId("x"))
    await bench.parts.journal.answered("v1")
    kept = await bench.find("v1")
    assert (kept.state, kept.exchange_id, kept.answered_at) == (State.DECIDED, None, None)


async def test_those_are_followed_that_have_no_verdict_or_are_still_with_the_agent(bench: Bench) -> None:
    asked = await bench.parts.journal.draft("v1", question(nonce="1"), OPERATOR)
    await bench.parts.journal.draft("v2", question(nonce="2"), OPERATOR)
    assert await bench.parts.store.open_ids() == ["v1", "v2"]
    await bench.parts.journal.decided(asked, VALID)
    assert "v1" in await bench.parts.store.open_ids()
    await bench.parts.journal.forgotten("v1")
    assert await bench.parts.store.open_ids() == ["v2"]


@pytest.mark.parametrize("migrations", [None])  # an empty database
async def test_what_could_not_be_checked_before_there_was_a_word_for_it_is_undecided_after_the_migration(
    migrations: None, database_url: str, tmp_path: Path
) -> None:
    first = tmp_path / "first"
    for name in ("env.py", "versions/0001_first.py"):
        (first / name).parent.mkdir(parents=True, exist_ok=True)
        (first / name).write_text((files(MIGRATIONS) / name).read_text())
    before = Database(database_url, first, tables.metadata)
    await before.upgrade()
    row = {
        "id": "v1", "state": "decided", "template_id": "measles-10y", "template_version": "1.0", "nonce": "1",
        "question": {}, "created_at": NOW, "expires_at": NOW, "verdict": "INVALID", "reason": "not-checked",
    }  # fmt: skip
    async with before.transaction() as transaction:
        for id_, reason in (("v1", "not-checked"), ("v2", "revoked")):
            changed = row | {"id": id_, "nonce": id_, "reason": reason}
            await transaction.connection.execute(tables.verifications.insert().values(changed))
    await before.close()
    after = Database(database_url, MIGRATIONS, tables.metadata)
    await after.upgrade()
    async with after.reading() as connection:
        query = sa.select(tables.verifications.c.id, tables.verifications.c.verdict)
        assert {found.id: found.verdict for found in await connection.execute(query)} == {
            "v1": "UNDECIDED",
            "v2": "INVALID",
        }
    await after.close()


async def test_who_is_not_trusted_is_kept_with_the_verdict(bench: Bench) -> None:
    asked = await bench.parts.journal.draft("v1", question(), OPERATOR)
    decision = Decision(Outcome.INVALID, Reason.ISSUER_NOT_TRUSTED, untrusted_issuer=Did("WgWxqztrNooG92RXvxSTWv"))
    await bench.parts.journal.decided(asked, decision)
    assert (await bench.find("v1")).decision == decision
