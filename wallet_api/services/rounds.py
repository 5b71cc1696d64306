"""What the reconciler works on: wallets, scans, offers, requests, and notices of revocation, each as `kind:id`.

Decides: which webhook concerns which record. One of an exchange that has no row yet leads to a look at all exchanges of
that wallet; handshakes are not looked at, since a scan waits for what comes of them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from typing import assert_never

from agent.ports import Hint
from agent.protocol import Topic
from wallet_api.services.card_watching import CardWatching
from wallet_api.services.discovery import Discovery
from wallet_api.services.endings import Endings
from wallet_api.services.offers import Offers
from wallet_api.services.requests import Requests
from wallet_api.services.revocation_notices import RevocationNotices, notice_id
from wallet_api.services.scans import Scans
from wallet_api.services.wallets import Wallets
from wallet_api.store.offers import OfferStore
from wallet_api.store.requests import RequestStore
from wallet_api.store.scans import ScanStore

_ENDED = frozenset({"deleted", "abandoned"})
_ECHOES = frozenset({"request-sent", "credential-received", "presentation-sent"})
"""States that our own call has brought about, or that the agent leaves by itself; the rounds find what got stuck."""


class Kind(StrEnum):
    WALLET = "wallet"
    SCAN = "scan"
    OFFER = "offer"
    REQUEST = "request"
    NOTICE = "notice"
    ENDING = "ending"
    CARDS = "cards"
    """Of a wallet."""


def record_id(kind: Kind, row_id: str) -> str:
    return f"{kind}:{row_id}"


class Rounds:
    """The reconciler's `refresh` and `open_ids`."""

    def __init__(
        self, wallets: Wallets, discovery: Discovery, *, scans: Scans, offers: Offers, requests: Requests,
        notices: RevocationNotices, watching: CardWatching, endings: Endings,
        stores: tuple[ScanStore, OfferStore, RequestStore],
    ) -> None:  # fmt: skip
        self._wallets = wallets
        self._discovery = discovery
        self._endings = endings
        self._watching = watching
        self._scan_store, self._offer_store, self._request_store = stores
        self._refreshers: Mapping[Kind, Callable[[str], Awaitable[None]]] = {
            Kind.WALLET: self._look,
            Kind.SCAN: scans.refresh,
            Kind.OFFER: offers.refresh,
            Kind.REQUEST: requests.refresh,
            Kind.NOTICE: notices.heed,
            Kind.ENDING: endings.go_on,
            Kind.CARDS: watching.look,
        }

    async def refresh(self, record: str) -> None:
        kind, _, row_id = record.partition(":")
        await self._refreshers[Kind(kind)](row_id)

    async def open_ids(self) -> Sequence[str]:
        open_rows = {
            Kind.WALLET: await self._wallets.open_ids(),
            Kind.SCAN: await self._scan_store.open_ids(),
            Kind.OFFER: await self._offer_store.open_ids(),
            Kind.REQUEST: await self._request_store.open_ids(),
            Kind.ENDING: await self._endings.store.open_ids(),
            Kind.CARDS: await self._watching.due(),
        }
        return [record_id(kind, row_id) for kind, rows in open_rows.items() for row_id in rows]

    async def record_of(self, hint: Hint) -> str | None:
        """The record that a webhook concerns; None if it tells nothing new."""
        match hint.topic:
            case Topic.ISSUE_CREDENTIAL | Topic.PRESENT_PROOF:
                return await self._record_of_exchange(hint)
            case Topic.CONNECTIONS | Topic.OUT_OF_BAND:
                return None
            case Topic.REVOCATION_NOTICE:
                wallet = await self._wallets.of_tenant(hint.tenant_id) if hint.tenant_id else None
                return record_id(Kind.NOTICE, notice_id(wallet.id, hint.record_id)) if wallet else None
            case _:
                assert_never(hint.topic)

    async def _record_of_exchange(self, hint: Hint) -> str | None:
        wallet = await self._wallets.of_tenant(hint.tenant_id) if hint.tenant_id else None
        if wallet is None:
            return None
        is_offer = hint.topic is Topic.ISSUE_CREDENTIAL
        kind, store = (Kind.OFFER, self._offer_store) if is_offer else (Kind.REQUEST, self._request_store)
        row = await store.of_exchange(wallet.id, hint.record_id)
        if row is not None:
            return record_id(kind, row.id) if row.closed_at is None and hint.state not in _ECHOES else None
        return None if hint.state in _ENDED else record_id(Kind.WALLET, wallet.id)

    async def _look(self, wallet_id: str) -> None:
        if await self._wallets.tidy(wallet_id):
            await self._discovery.look(wallet_id)
