"""Scans: what a wallet has scanned, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa

from agent.protocol import ConnectionId, InvitationId, ThreadId
from wallet_api import tables
from wallet_api.domain.led import Led
from wallet_api.domain.states import ScanKind, ScanState
from wallet_api.store.rows import Rows


@dataclass(frozen=True)
class Scan:
    id: str
    wallet_id: str
    invitation_id: InvitationId
    thread_id: ThreadId | None
    """Of the offer or request inside the invitation."""
    connection_ids: tuple[ConnectionId, ...]
    """Made, or used again, to take up the invitation; several when it had to be repeated."""
    text_sha256: str
    """Of what was scanned, to know it again."""
    state: ScanState
    kind: ScanKind | None
    offer_id: str | None
    request_id: str | None
    claimed_label: str
    claimed_purpose: str
    led: Led | None
    """The organisation of the registry that made the invitation; None if it is not known who did."""
    sealed_invitation: str | None = field(repr=False)
    """While connecting only: an offer inside has personal values."""
    receive_again_at: datetime | None
    """None until the agent was first asked to take up the invitation."""
    created_at: datetime
    expires_at: datetime


class ScanStore(Rows[Scan]):
    table = tables.scans
    record = Scan

    async def of_text(self, wallet_id: str, text_sha256: str) -> Scan | None:
        table = tables.scans.c
        found = await self._all(
            sa.select(tables.scans)
            .where(table.wallet_id == wallet_id, table.text_sha256 == text_sha256)
            .order_by(table.created_at.desc())
            .limit(1)
        )
        return found[0] if found else None

    async def of_invitation(self, wallet_id: str, invitation_id: InvitationId) -> Scan | None:
        return await self._one(tables.scans.c.wallet_id == wallet_id, tables.scans.c.invitation_id == invitation_id)

    async def carrying(self, wallet_id: str, parent: ThreadId | None, thread: ThreadId) -> Scan | None:
        """The scan whose invitation carried an exchange."""
        table = tables.scans.c
        by = [table.thread_id == thread, *([table.invitation_id == parent] if parent else [])]
        query = sa.select(tables.scans).where(table.wallet_id == wallet_id, sa.or_(*by))
        found = await self._all(query.order_by(table.created_at.desc()).limit(1))
        return found[0] if found else None

    async def unanswered(self, wallet_id: str) -> Sequence[Scan]:
        """The scans of which nothing has come, the newest first."""
        table = tables.scans.c
        query = sa.select(tables.scans).where(table.wallet_id == wallet_id, table.state != ScanState.READY)
        return await self._all(query.order_by(table.created_at.desc(), table.id))

    async def connections_of_offer(self, wallet_id: str, offer_id: str) -> Sequence[ConnectionId]:
        """By which the offer came, if it came of a scan."""
        table = tables.scans.c
        scan = await self._one(table.wallet_id == wallet_id, table.offer_id == offer_id)
        return scan.connection_ids if scan else ()

    async def open_ids(self) -> Sequence[str]:
        return await self._ids(tables.scans.c.state == ScanState.CONNECTING)


def ready(scan: Scan, kind: ScanKind, record_id: str) -> Scan:
    """The scan whose offer or request has come. The invitation is of no more use."""
    offer_id = record_id if kind is ScanKind.OFFER else None
    request_id = record_id if kind is ScanKind.REQUEST else None
    return replace(
        scan, state=ScanState.READY, kind=kind, offer_id=offer_id, request_id=request_id, sealed_invitation=None
    )
