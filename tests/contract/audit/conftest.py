"""A log on a real database of either kind, with two real witnesses, and no service around it."""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest_asyncio
import sqlalchemy as sa

from agent.audit.audit import Audit
from agent.audit.c2sp.keys import KeyType, PrivateKey
from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind, Outcome, Purpose
from agent.audit.evidence import Trust, read_trust
from agent.audit.settings import AuditSettings
from agent.audit.tables import AuditTables, audit_tables
from agent.audit.witness.app import create_witness
from agent.audit.witness.memory import Memory
from agent.ledger.opening import LateLedger
from agent.service.database import Database
from agent.service.settings import load_settings
from tests.contract.moving_clock import MovingClock

LOG = PrivateKey.draw("log.example/clinic", KeyType.LOG)
WITNESSES = [PrivateKey.draw(f"w{number}.example", KeyType.WITNESS) for number in (1, 2)]
WRAPPING_KEY = base64.urlsafe_b64encode(b"x" * 32).decode()
POLICY = (
    "; ".join(f"witness {each.name} {each.public.text} http://{each.name}" for each in WITNESSES)
    + "; group both all w1.example w2.example; quorum both"
)
METADATA = sa.MetaData()
TABLES = audit_tables(METADATA)


@dataclass
class LogBench:
    audit: Audit
    database: Database
    tables: AuditTables
    witnesses: dict[str, httpx.ASGITransport]
    """By address; those that are taken out are away."""

    async def write(self, *happened: Happened) -> list[str]:
        return list(await self.audit.log.write_alone(*happened))

    async def publish(self) -> None:
        """As the works beside the requests do."""
        await self.audit.sequencer.sequence()
        await self.audit.witnessing.publish()

    async def trust(self) -> Trust:
        return read_trust(await self.audit.trust())

    async def change(self, statement: sa.Executable) -> None:
        """As an operator does behind the service's back."""
        async with self.database.transaction() as transaction:
            await transaction.connection.execute(statement)


def asked(number: int = 1, kind: Kind = Kind.REQUEST, outcome: Outcome = Outcome.DONE) -> Happened:
    actor, subject = Named("user", "9a2c"), Named("verification", f"v{number}")
    return Happened(kind, "asked", actor, subject, outcome, Purpose.TREATMENT, {"template": "measles-10y"})


@pytest_asyncio.fixture
async def log(database_url: str, tmp_path: Path) -> AsyncIterator[LogBench]:
    settings = load_settings(
        AuditSettings, port=1, public_url="http://clinic.example", database_url=database_url,
        agent_admin_url="http://127.0.0.1:1", agent_admin_key="x" * 16, webhook_key="x" * 16, api_key="x" * 16,
        audit_key=LOG.text, audit_keys_url=f"sqlite:///{tmp_path / 'keys.sqlite'}", audit_wrapping_key=WRAPPING_KEY,
        audit_witnesses=POLICY, ledger_genesis="nowhere",
    )  # fmt: skip
    database = Database(database_url, Path(), METADATA)
    async with database.transaction() as transaction:
        await transaction.connection.run_sync(METADATA.create_all)
    late = LateLedger("nowhere", tmp_path)
    audit = Audit(database, TABLES, settings, observer="Test Clinic", late=late, clock=MovingClock())
    await audit.open()
    logs = {LOG.name: LOG.public}
    witnesses = {
        f"http://{key.name}": httpx.ASGITransport(create_witness(key, logs, Memory(tmp_path / key.name)))
        for key in WITNESSES
    }
    bench = LogBench(audit, database, TABLES, witnesses)
    audit.witnessing.http = httpx.AsyncClient(transport=Away(witnesses))
    yield bench
    await audit.close()
    await database.close()


class Away(httpx.AsyncBaseTransport):
    """Leads to the witnesses that are there, and to nobody else."""

    def __init__(self, there: dict[str, httpx.ASGITransport]) -> None:
        self._there = there

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        found = self._there.get(f"http://{request.url.host}")
        if found is None:
            raise httpx.ConnectError("away")
        return await found.handle_async_request(request)
