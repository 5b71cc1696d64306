"""Puts together the log of a service: who writes it, and what goes on beside the requests.

A service makes one `Audit`, opens it at its start, runs `works` beside its requests, and writes with `log`.
"""

import json
from collections.abc import Sequence
from typing import Any

import httpx

from agent.audit.services.anchoring import Anchoring, Timing
from agent.audit.services.evidences import Evidences
from agent.audit.services.proving import Proving
from agent.audit.services.publishing import Publishing
from agent.audit.services.sequencing import Sequencer
from agent.audit.services.witnessing import Witnessing
from agent.audit.services.writing import AuditLog
from agent.audit.settings import AuditSettings
from agent.audit.store.entries import EntryStore
from agent.audit.store.subject_keys import SubjectKeys
from agent.audit.store.trees import TreeStore
from agent.audit.tables import AuditTables
from agent.ledger.did_key import DidKey
from agent.ledger.opening import LateLedger
from agent.service.background import Work
from agent.service.clock import Clock, utc_now
from agent.service.database import Database
from agent.service.key_settings import aes_keys
from agent.service.wakeups import Wakeups
from agent.tls import known_roots


class Audit:
    """Made without I/O."""

    def __init__(
        self,
        database: Database,
        tables: AuditTables,
        settings: AuditSettings,
        *,
        observer: str,
        late: LateLedger,
        clock: Clock = utc_now,
    ) -> None:
        """`observer` is the service's name, as people know it; `late` the ledger to anchor on."""
        self._settings = settings
        self._late = late
        self._signer = DidKey(settings.anchor_seed) if settings.anchor_seed else None
        self._http = httpx.AsyncClient(verify=known_roots())
        self.made, self.published = Wakeups(), Wakeups()
        entries, trees, policy = EntryStore(tables), TreeStore(tables), settings.policy
        proving = Proving(database, trees)
        keys_url, wrapping_keys = settings.audit_keys_url.get_secret_value(), aes_keys(settings.audit_wrapping_key)
        self.keys = SubjectKeys(keys_url, wrapping_keys, clock)
        self.log = AuditLog(database, entries, self.keys, observer, clock)
        self.sequencer = Sequencer(database, entries, trees, settings.log_key, policy, self.made, clock)
        self.witnessing = Witnessing(database, trees, proving, policy, self._http, self.published, clock)
        self.anchoring: Anchoring | None = None
        if self._signer is not None:
            timing = Timing(settings.anchor_every, settings.audit_anchor_entries)
            self.anchoring = Anchoring(database, trees, self._signer, late.ledger, timing, clock)
        self.publishing = Publishing(database, entries, trees, proving)
        self.evidences = Evidences(database, entries, trees, self.keys, proving, self._genesis_sha256)

    async def open(self) -> None:
        await self.keys.open()

    async def close(self) -> None:
        await self._http.aclose()
        await self.keys.close()

    def works(self) -> Sequence[Work]:
        """For `background.beside`."""
        works: list[Work] = [self._sequence, self._witness]
        return works if self.anchoring is None else [*works, self._anchor]

    async def trust(self) -> str:
        """What this log's evidence is checked by, as JSON; to be had once, from whom one trusts to say it.

        Raises GenesisUnreachable, GenesisInvalid.
        """
        anchor: dict[str, Any] | None = None
        if self._signer is not None:
            genesis_sha256 = await self._genesis_sha256()
            anchor = {"did": self._signer.did, "verkey": self._signer.verkey, "genesis_sha256": genesis_sha256}
        return json.dumps({"policy": self._settings.policy_text, "anchor": anchor}, indent=2)

    async def _sequence(self) -> None:
        await self.sequencer.run(self.log.news, self._settings.audit_pause_s)

    async def _witness(self) -> None:
        await self.witnessing.run(self.made)

    async def _anchor(self) -> None:
        if self.anchoring is not None:
            await self.anchoring.run(self.published)

    async def _genesis_sha256(self) -> str:
        return (await self._late.ledger()).network.genesis_sha256
