"""What happened in a wallet, read from the log, and the proof of each row of it; and whether the log only grew.

A look at it is no event itself: it shows nothing but the log, to those of whom the log tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.audit.audit import Audit
from agent.audit.c2sp.encoding import base64_of
from agent.audit.domain.happened import Named
from agent.audit.services.evidences import FoundEvent
from agent.service.clock import Clock
from wallet_api.domain.accounting import Accounting, disclosed, disclosures
from wallet_api.domain.happening import Happening, happening
from wallet_api.services.audited import wallet
from wallet_api.services.naming import Naming

PAGE = 50
UNKNOWN = "somebody unknown"


@dataclass(frozen=True)
class Grown:
    """The log now, and the proof that it continues what a phone saw of it before."""

    checkpoint: str
    """The newest that enough witnesses signed, as a note (c2sp.org/tlog-checkpoint)."""
    origin: str
    size: int
    root: str
    """In base64."""
    consistency: Sequence[str]
    """Hashes in base64 (RFC 9162, 2.1.4); none where there is nothing to prove, or where it cannot be proved."""


@dataclass(frozen=True)
class WhatHappened:
    audit: Audit
    naming: Naming
    clock: Clock

    async def page(self, wallet_id: str, before: str | None) -> tuple[Sequence[Happening], str | None]:
        """The newest first, older than the event given; and after which there are more. Raises NotFound."""
        found = await self.audit.evidences.newest(wallet(wallet_id).text, before, PAGE + 1)
        shown = [_happening(each) for each in found[:PAGE]]
        return shown, shown[-1].event_id if len(found) > PAGE else None

    async def accounting(self, wallet_id: str) -> Accounting:
        """Of the last six years."""
        now = self.clock()
        found = [_happening(each) for each in await self.audit.evidences.about(wallet(wallet_id).text)]
        rows = [disclosed(each, self._name(each.asker)) for each in disclosures(found, now)]
        return Accounting(now, rows)

    def _name(self, asker: Named) -> str:
        organisation = self.naming.current().of_id(asker.id) if asker.kind == "organisation" else None
        return organisation.name if organisation else UNKNOWN

    async def evidence(self, wallet_id: str, event_id: str) -> str:
        """Raises NotFound also for what happened in another wallet, NotProvedYet, EventBroken."""
        return await self.audit.evidences.of(event_id, wallet(wallet_id).text)

    async def grown(self, seen_size: int) -> Grown:
        """Raises NothingPublished."""
        kept = await self.audit.publishing.checkpoint()
        newest = kept.checkpoint
        is_provable = 0 < seen_size < newest.size
        proof = await self.audit.publishing.consistency(seen_size, newest.size) if is_provable else []
        return Grown(kept.note.text, newest.origin, newest.size, base64_of(newest.root), proof)

    async def trust(self) -> str:
        """What evidence is checked by, as JSON. Raises GenesisUnreachable, GenesisInvalid."""
        return await self.audit.trust()


def _happening(found: FoundEvent) -> Happening:
    return happening(found.event_id, found.event, is_proved=found.is_on_the_log)
