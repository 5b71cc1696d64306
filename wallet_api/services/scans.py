"""Scans: from what a QR code says to the offer or request that comes of it.

Decides:
  1. The same text, or another that leads to the same invitation, scanned again by the same wallet is the same scan; one
     that failed is tried anew.
  2. The row comes first, with the invitation sealed in it until what it carries has come: a crash loses nothing.
  3. Before the agent is asked again, it is asked what has come meanwhile: a connection is not made twice without need.
  4. What has not come in time does not come: whoever scans a used code of one use would wait for ever otherwise.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from agent import invitation as invitations
from agent.asker_proof import ProofRefused
from agent.errors import AgentRefused, AgentUnavailable, NotFound
from agent.ports import Invitation
from agent.protocol import ConnectionId
from agent.service.clock import Clock
from agent.service.database import Database
from agent.service.logging import get_logger
from agent.service.sealing import Sealer
from wallet_api.domain.claim import claimed_label, claimed_purpose
from wallet_api.domain.led import Led, led_by
from wallet_api.domain.scan import LinkToInvitation, attached_thread_id, read_scan
from wallet_api.domain.states import ScanState
from wallet_api.services.discovery import Discovery
from wallet_api.services.events import Events
from wallet_api.services.links import InvitationLinks
from wallet_api.services.naming import Naming
from wallet_api.services.wallets import Wallets
from wallet_api.store.rows import new_id
from wallet_api.store.scans import Scan, ScanStore

PAUSE_AFTER_REFUSAL = timedelta(seconds=10)
"""The agent has then waited 7 s for the other end already."""
PAUSE_AFTER_SILENCE = timedelta(seconds=1)
log = get_logger(__name__)


class Scans:
    def __init__(
        self,
        database: Database,
        store: ScanStore,
        *,
        wallets: Wallets,
        links: InvitationLinks,
        discovery: Discovery,
        events: Events,
        naming: Naming,
        sealer: Sealer,
        hint: Callable[[str], None],
        hint_after: Callable[[str, timedelta], None],
        patience: timedelta,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._wallets = wallets
        self._links = links
        self._discovery = discovery
        self._events = events
        self._naming = naming
        self._sealer = sealer
        self._hint = hint
        self._hint_after = hint_after
        self._patience = patience
        self._clock = clock

    async def find(self, wallet_id: str, scan_id: str) -> Scan:
        scan = await self._store.find(wallet_id, scan_id)
        if scan is None:
            raise NotFound("There is no such scan.")
        return scan

    async def receive(self, wallet_id: str, text: str) -> Scan:
        """Begin, or go on with, what the text says. Raises NotForThisWallet and the problems of links."""
        said = read_scan(text)
        digest = hashlib.sha256(text.strip().encode()).hexdigest()
        known = await self._store.of_text(wallet_id, digest)
        if known is not None and known.state is not ScanState.FAILED:
            return known
        invitation = await self._links.follow(said.url) if isinstance(said, LinkToInvitation) else said
        scan = await self._begin(self._new(wallet_id, invitation, digest))
        if scan.state is ScanState.CONNECTING:
            self._hint(scan.id)
        return scan

    def _new(self, wallet_id: str, invitation: Invitation, digest: str) -> Scan:
        now = self._clock()
        return Scan(
            id=new_id(), wallet_id=wallet_id, invitation_id=invitations.invitation_id(invitation),
            thread_id=attached_thread_id(invitation), connection_ids=(), text_sha256=digest,
            state=ScanState.CONNECTING, kind=None, offer_id=None, request_id=None,
            claimed_label=claimed_label(invitation.get("label")),
            claimed_purpose=claimed_purpose(invitation.get("goal")), led=self._led(invitation),
            sealed_invitation=self._sealer.seal(json.dumps(invitation)), receive_again_at=None, created_at=now,
            expires_at=now + self._patience,
        )  # fmt: skip

    def _led(self, invitation: Invitation) -> Led | None:
        try:
            return led_by(invitation, self._naming.current(), self._clock())
        except ProofRefused as refused:
            log.warning("scan.proof_refused", sentence=f"The asker's proof does not hold: {refused}.")
            return None

    async def _begin(self, scan: Scan) -> Scan:
        """Keep it, or answer the one that there is; a failed one begins anew under its old id."""
        async with self._database.transaction() as transaction:
            if await self._store.add(transaction, scan):
                return scan
        known = await self._store.of_invitation(scan.wallet_id, scan.invitation_id)
        if known is None:
            raise NotFound("The scan is gone.", next_step="Scan the code again.")
        if known.state is not ScanState.FAILED:
            return known
        again = replace(scan, id=known.id, created_at=known.created_at, receive_again_at=scan.created_at)
        async with self._database.transaction() as transaction:
            if await self._store.change(transaction, known, again):
                self._events.scan_changed(transaction, again)
        return again

    async def refresh(self, scan_id: str) -> None:
        """Bring a connecting scan on: look what came, take the invitation up, or give up."""
        scan = await self._connecting(scan_id)
        if scan is not None and scan.receive_again_at is not None:
            await self._discovery.look(scan.wallet_id)
            scan = await self._connecting(scan_id)
        if scan is None:
            return
        if self._clock() >= scan.expires_at:
            await self._fail(scan)
            await self._discovery.look(scan.wallet_id)  # for what waited for this scan
        elif scan.receive_again_at is None or scan.receive_again_at <= self._clock():
            await self._take_up(scan)

    async def _take_up(self, scan: Scan) -> None:
        if scan.sealed_invitation is None:
            return
        invitation = Invitation(json.loads(self._sealer.open(scan.sealed_invitation)))
        scan = await self._pause(scan, PAUSE_AFTER_REFUSAL)
        holder = await self._wallets.holder(scan.wallet_id)
        try:
            received = await holder.receive_invitation(invitation)
        except AgentRefused:  # mostly that no connection came about in the time the agent gives it
            await self._again_after(scan, PAUSE_AFTER_REFUSAL)
            return
        except AgentUnavailable:
            await self._again_after(scan, PAUSE_AFTER_SILENCE)
            raise
        await self._note_connection(scan, received.connection_id)
        waits_for_it = scan.thread_id is None or scan.led is not None  # else its webhook tells of what it carries
        if waits_for_it and await self._connecting(scan.id) is not None:
            await self._discovery.look(scan.wallet_id)

    async def _note_connection(self, scan: Scan, connection_id: ConnectionId | None) -> None:
        if connection_id is not None and connection_id not in scan.connection_ids:
            after = replace(scan, connection_ids=(*scan.connection_ids, connection_id))
            async with self._database.transaction() as transaction:
                await self._store.change(transaction, scan, after)

    async def _pause(self, scan: Scan, pause: timedelta) -> Scan:
        after = replace(scan, receive_again_at=self._clock() + pause)
        async with self._database.transaction() as transaction:
            await self._store.change(transaction, scan, after)
        return after

    async def _again_after(self, scan: Scan, pause: timedelta) -> None:
        """Somebody waits before the phone: sooner than a round may come to it."""
        await self._pause(scan, pause)
        self._hint_after(scan.id, pause)

    async def _fail(self, scan: Scan) -> None:
        after = replace(scan, state=ScanState.FAILED, sealed_invitation=None)
        async with self._database.transaction() as transaction:
            if await self._store.change(transaction, scan, after):
                self._events.scan_changed(transaction, after)

    async def _connecting(self, scan_id: str) -> Scan | None:
        scan = await self._store.get(scan_id)
        return scan if scan is not None and scan.state is ScanState.CONNECTING else None
