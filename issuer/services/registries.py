"""Keeps revocation registries in order: compares them with the ledger and repairs, and keeps a spare one ready.

Repair brings both sides to "revoked": a revocation is never taken back. A spare exists before the active registry is
full, so that no offer waits for one; the agent makes it, and this sees that it did.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError

from agent.errors import NotFound, Problem
from agent.ports import IssuerAgent, RegistryState
from agent.protocol import CredDefId
from agent.service.exclusive import Exclusive
from agent.service.logging import get_logger
from agent.service.metrics import Metrics
from issuer.domain.credential_type import CredentialType
from issuer.domain.offer import OfferState
from issuer.domain.publication import PublicationState
from issuer.domain.registry_comparison import RegistryComparison, compare
from issuer.publication_store import PublicationStore
from issuer.services.offer_journal import OfferJournal
from issuer.services.revocation import credentials_of

REPAIR_INTERVAL_S = 3600.0
SPARE_INTERVAL_S = 60.0
RETRY_S = 5.0
log = get_logger(__name__)


@dataclass(frozen=True)
class Registries:
    agent: IssuerAgent
    journal: OfferJournal
    publications: PublicationStore
    types: Mapping[str, CredentialType]
    exclusive: Exclusive
    look_at: Callable[[str], None]
    differences: Gauge

    async def of_type(self, name: str) -> Sequence[RegistryComparison]:
        """Raises NotFound, and what the agent does."""
        wanted = self.types.get(name)
        if wanted is None:
            raise NotFound("There is no credential type of this name.")
        return [await self._compared(state) for _, state in await self._registries(wanted)]

    async def repair(self) -> None:
        """One round over all registries. Raises what the agent does."""
        found = 0
        for wanted in self.types.values():
            for cred_def_id, state in await self._registries(wanted):
                found += await self._repair(cred_def_id, state)
        self.differences.set(found)

    async def keep_spares(self) -> None:
        """One round over all credential definitions in use. Raises what the agent does."""
        for wanted in self.types.values():
            published = await self.publications.find(wanted)
            if published.state is PublicationState.READY and published.cred_def_id is not None:
                async with self.exclusive.holding(f"registries:{published.cred_def_id}"):
                    await self.agent.keep_spare_registry(published.cred_def_id, wanted.registry_size)

    async def run(self) -> None:
        """Repair at the start and hourly, look after the spares each minute, until cancelled."""
        await asyncio.gather(_repeated(self.repair, REPAIR_INTERVAL_S), _repeated(self.keep_spares, SPARE_INTERVAL_S))

    async def _registries(self, wanted: CredentialType) -> Sequence[tuple[CredDefId, RegistryState]]:
        published = await self.publications.find(wanted)
        current = [published.cred_def_id] if published.cred_def_id is not None else []
        every = dict.fromkeys([*current, *await self.journal.store.cred_def_ids(wanted.name)])
        return [(each, state) for each in every for state in await self.agent.registries(each)]

    async def _compared(self, state: RegistryState) -> RegistryComparison:
        on_ledger = await self.agent.revoked(state.rev_reg_id)
        offers = await self.journal.store.of_registry(state.rev_reg_id)
        return compare(state.rev_reg_id, state.size, offers, on_ledger)

    async def _repair(self, cred_def_id: CredDefId, state: RegistryState) -> int:
        found = await self._compared(state)
        if found.agrees:
            return 0
        log.warning("registry.differs", rev_reg_id=state.rev_reg_id)
        if found.missing_on_ledger:
            async with self.exclusive.holding(credentials_of(cred_def_id)):
                await self.agent.revoke(state.rev_reg_id, found.missing_on_ledger)
        for offer_id in found.not_revoked_here:
            if await self.journal.move(offer_id, OfferState.REVOKING):
                self.look_at(offer_id)
        return len(found.missing_on_ledger) + len(found.not_revoked_here)


def differences_gauge(metrics: Metrics) -> Gauge:
    return Gauge(
        "salus_issuer_registry_differences",
        "Revocations on which issuer and ledger differed at the last comparison, before its repair.",
        registry=metrics.registry,
    )


async def _repeated(work: Callable[[], Awaitable[None]], interval_s: float) -> None:
    pause_s = RETRY_S
    while True:
        try:
            await work()
        except (Problem, SQLAlchemyError) as failure:
            log.failure("registries.round_failed", failure)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, interval_s)
        else:
            pause_s = RETRY_S
            await asyncio.sleep(interval_s)
