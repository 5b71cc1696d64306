"""How many events the log takes: written, sequenced, cosigned by both witnesses and anchored on the ledger.

Writes to the log of the running wallet API from beside it, as another process of the service, so that what sequences
and what is sequenced share the processors as they do in life.
"""

import asyncio
import itertools
import json
import secrets
import statistics
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from agent.audit.audit import Audit
from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind, Purpose
from agent.audit.evidence import Trust, read_trust, verify_evidence
from agent.audit.services.publishing import NothingPublished
from agent.ledger.opening import LateLedger
from agent.protocol import AgentRole
from agent.service.database import Database
from salus.layout import MachineLayout
from salus.stack import Stack
from wallet_api import tables
from wallet_api.settings import Settings

AT_ONCE, SUBJECTS, ANCHOR_EVERY_S, LOOKED_AT = 100, 1000, 10.0, 100
LOOK_S = 0.1


@dataclass(frozen=True)
class Auditing:
    events: int
    written_s: float
    published_s: float
    """From the first write until a checkpoint over all of them was published."""
    longest_without_s: float
    """Between two published checkpoints, while it was written."""
    checkpoints: int
    anchored: int
    ledger_writes: int
    evidence_bytes: int
    """The greatest of those looked at, without the event."""
    verified_s: float
    """Median."""


@asynccontextmanager
async def log_of_wallets(layout: MachineLayout, **changed: object) -> AsyncIterator[Audit]:
    """The wallet API's log from beside it."""
    given: Mapping[str, object] = layout.service(AgentRole.WALLET).environment
    settings = Settings.model_validate(
        {name.removeprefix("SALUS_WALLET_").lower(): value for name, value in given.items()} | changed
    )
    database = Database(settings.database_url.get_secret_value(), tables.MIGRATIONS, tables.metadata)
    late = LateLedger(settings.ledger_genesis, None)
    audit = Audit(database, tables.audit, settings, observer="beside", late=late)
    try:
        yield audit
    finally:
        await audit.close()
        late.close()
        await database.close()


async def fill(stack: Stack, events: int) -> Auditing:
    async with log_of_wallets(stack.layout, audit_anchor_every_s=ANCHOR_EVERY_S) as audit:
        before, anchors_before = await stack.ledger.domain_size(), len(await audit.publishing.anchors())
        size_before, began = await _size(audit), time.perf_counter()
        looking = asyncio.create_task(_growth(audit, size_before + events))
        anchoring = asyncio.ensure_future(audit.works()[-1]())
        ids = await _write(audit, events)
        written_s, grown = time.perf_counter() - began, await looking
        published_s = time.perf_counter() - began
        await asyncio.sleep(ANCHOR_EVERY_S)  # for the anchor over the last of them
        anchoring.cancel()
        await asyncio.gather(anchoring, return_exceptions=True)
        anchored = len(await audit.publishing.anchors()) - anchors_before
        sizes, seconds = await _looked_at(audit, ids)
        gaps = [later - earlier for earlier, later in itertools.pairwise([began, *grown])]
        return Auditing(
            events, written_s, published_s, max(gaps), len(grown), anchored,
            await stack.ledger.domain_size() - before, max(sizes), statistics.median(seconds),
        )  # fmt: skip


async def _write(audit: Audit, events: int) -> list[str]:
    ids = list[str]()
    for first in range(0, events, AT_ONCE):
        ids += await audit.log.write_alone(*(_event(number) for number in range(first, min(events, first + AT_ONCE))))
    return ids


def _event(number: int) -> Happened:
    subject = Named("wallet", f"bench-{number % SUBJECTS}")
    return Happened(Kind.READ, "card-seen", Named("account", "bench"), subject, purpose=Purpose.TREATMENT)


async def _growth(audit: Audit, until: int) -> list[float]:
    """When each published checkpoint was first seen, up to one of this size."""
    size, moments = await _size(audit), list[float]()
    while size < until:
        await asyncio.sleep(LOOK_S)
        now = await _size(audit)
        if now > size:
            size = now
            moments.append(time.perf_counter())
    return moments


async def _size(audit: Audit) -> int:
    try:
        return (await audit.publishing.checkpoint()).size
    except NothingPublished:
        return 0


async def _looked_at(audit: Audit, ids: list[str]) -> tuple[list[int], list[float]]:
    trust, sizes, seconds = read_trust(await audit.trust()), list[int](), list[float]()
    for event_id in secrets.SystemRandom().sample(ids, min(LOOKED_AT, len(ids))):
        content = (await audit.evidences.of(event_id)).encode()
        began = time.perf_counter()
        event = _verified(content, trust)
        seconds.append(time.perf_counter() - began)
        sizes.append(len(content) - len(event))
    return sizes, seconds


def _verified(content: bytes, trust: Trust) -> str:
    return json.dumps(verify_evidence(content, trust).event)
