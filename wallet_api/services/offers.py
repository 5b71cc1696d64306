"""Offers: shown with the agent's values, accepted or declined, and followed until the credential is stored.

Decides: what the patient wants is committed before the agent is asked; `refresh` does what is still to be done, and is
safe to repeat and to be killed in. When an offer is over, the agent's record of it is deleted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import assert_never

from agent.audit.domain.happened import Named
from agent.audit.domain.words import Kind
from agent.errors import AgentRecordNotFound, AgentRefused, Conflict, NotFound
from agent.ports import CredentialExchange, HolderAgent
from agent.protocol import ConnectionId, CredentialState
from agent.service.clock import Clock
from agent.service.database import Database
from agent.service.logging import get_logger
from wallet_api.domain.organisation import Organisation
from wallet_api.domain.states import OPEN_OFFERS, OfferState, Reason
from wallet_api.services.audited import Audited
from wallet_api.services.audited_exchanges import audit_offer
from wallet_api.services.events import Events
from wallet_api.services.naming import Naming
from wallet_api.services.wallets import Wallets
from wallet_api.store.offers import Offer, OfferStore
from wallet_api.store.scans import ScanStore

STORE_PATIENCE = timedelta(seconds=5)
"""The agent stores a received credential by itself, within milliseconds; after this time it never will."""
ISSUER_PATIENCE = timedelta(days=1)
"""How long an accepted offer waits for its credential."""
log = get_logger(__name__)


@dataclass(frozen=True)
class ShownOffer:
    offer: Offer
    issuer: Organisation | None
    """By whom alone the card can be signed; None where the registry names nobody."""
    attributes: Mapping[str, str] = field(repr=False)
    """Empty once the patient has decided: the credential has them."""


class Offers:
    def __init__(
        self,
        database: Database,
        store: OfferStore,
        *,
        scans: ScanStore,
        wallets: Wallets,
        events: Events,
        naming: Naming,
        audited: Audited,
        hint: Callable[[str], None],
        stored: Callable[[str], None],
        lifetime: timedelta,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._scans = scans
        self._wallets = wallets
        self._events = events
        self._naming = naming
        self._audited = audited
        self._hint = hint
        self._stored = stored
        self._lifetime = lifetime
        self._clock = clock

    async def all(self, wallet_id: str) -> Sequence[ShownOffer]:
        return [await self._shown(offer) for offer in await self._store.of_wallet(wallet_id)]

    async def show(self, wallet_id: str, offer_id: str) -> ShownOffer:
        return await self._shown(await self._find(wallet_id, offer_id))

    async def accept(self, wallet_id: str, offer_id: str) -> None:
        """Safe to repeat. Raises NotFound, or Conflict when it is too late."""
        async with self._audited.refusals(wallet_id, Kind.GRANT, "accepting", Named("offer", offer_id)):
            await self._accept(wallet_id, offer_id)

    async def _accept(self, wallet_id: str, offer_id: str) -> None:
        offer, now = await self._find(wallet_id, offer_id), self._clock()
        if offer.state in (OfferState.ACCEPTING, OfferState.STORED):
            return
        if offer.state is not OfferState.OFFERED or now >= offer.expires_at:
            raise Conflict("This offer can no longer be accepted.", next_step="Ask for a new one.")
        until = now + min(self._lifetime, ISSUER_PATIENCE)
        await self._move(offer, replace(offer, state=OfferState.ACCEPTING, expires_at=until))
        self._hint(offer.id)

    async def decline(self, wallet_id: str, offer_id: str) -> None:
        """Safe to repeat. Raises NotFound, or Conflict when it is too late."""
        offer = await self._find(wallet_id, offer_id)
        if offer.state is OfferState.DECLINED:
            return
        if offer.state is not OfferState.OFFERED:
            raise Conflict("This offer can no longer be declined.", next_step="Look at what became of it.")
        await self._move(offer, replace(offer, state=OfferState.DECLINED, reason=Reason.DECLINED))
        self._hint(offer.id)

    async def refresh(self, offer_id: str) -> None:
        """Bring one offer as far as it can be brought now."""
        offer = await self._store.get(offer_id)
        if offer is None or offer.closed_at is not None:
            return
        holder = await self._wallets.holder(offer.wallet_id)
        exchange = await _exchange(holder, offer)
        if offer.state in OPEN_OFFERS:
            offer = await self._advance(holder, offer, exchange)
        if offer.state not in OPEN_OFFERS:
            await self._close(holder, offer, exchange)

    async def _advance(self, holder: HolderAgent, offer: Offer, exchange: CredentialExchange | None) -> Offer:
        match exchange.state if exchange else None:
            case CredentialState.DONE | CredentialState.CREDENTIAL_REVOKED if exchange:
                after = replace(offer, state=OfferState.STORED, credential_id=exchange.credential_id)
                return await self._move(offer, after)
            case None | CredentialState.DELETED:
                return await self._move(offer, replace(offer, state=OfferState.FAILED, reason=Reason.LOST))
            case CredentialState.ABANDONED:
                return await self._move(offer, replace(offer, state=OfferState.FAILED, reason=Reason.WITHDRAWN))
            case CredentialState.CREDENTIAL_RECEIVED if exchange:
                return await self._store_credential(holder, offer, exchange)
            case _ if self._clock() >= offer.expires_at:
                return await self._expire(offer)
            case CredentialState.OFFER_RECEIVED if exchange and offer.state is OfferState.ACCEPTING:
                await holder.accept_offer(exchange)
        return offer

    async def _store_credential(self, holder: HolderAgent, offer: Offer, exchange: CredentialExchange) -> Offer:
        """Only after a while: the agent is about to store it, and would do so twice."""
        now = self._clock()
        if offer.received_at is None:
            after = replace(offer, received_at=now)
            async with self._database.transaction() as transaction:
                await self._store.change(transaction, offer, after)
            return after
        if now - offer.received_at >= STORE_PATIENCE:
            await holder.store(exchange)
            self._hint(offer.id)
        return offer

    async def _expire(self, offer: Offer) -> Offer:
        match offer.state:
            case OfferState.OFFERED:
                return await self._move(offer, replace(offer, state=OfferState.EXPIRED))
            case OfferState.ACCEPTING:
                return await self._move(offer, replace(offer, state=OfferState.FAILED, reason=Reason.NO_ANSWER))
            case OfferState.STORED | OfferState.DECLINED | OfferState.EXPIRED | OfferState.FAILED:
                return offer
            case _:
                assert_never(offer.state)

    async def _close(self, holder: HolderAgent, offer: Offer, exchange: CredentialExchange | None) -> None:
        """Tell the issuer of a decline, and delete the agent's records: they hold the values."""
        waiting = exchange is not None and exchange.state is CredentialState.OFFER_RECEIVED
        if waiting and offer.state is OfferState.DECLINED:
            try:
                await holder.decline_offer(offer.exchange_id, Reason.DECLINED)
            except AgentRefused as refused:  # nobody to tell any more
                log.warning("offer.decline_not_sent", record_id=offer.id, code=refused.code)
        for connection_id in await self._came_by(offer, exchange):
            await holder.forget_invitation(connection_id)
        if exchange is not None:
            await holder.delete_credential_exchange(offer.exchange_id)
        async with self._database.transaction() as transaction:
            await self._store.change(transaction, offer, replace(offer, closed_at=self._clock()))

    async def _came_by(self, offer: Offer, exchange: CredentialExchange | None) -> set[ConnectionId]:
        known = set(await self._scans.connections_of_offer(offer.wallet_id, offer.id))
        return known | {exchange.connection_id} if exchange and exchange.connection_id else known

    async def _move(self, offer: Offer, after: Offer) -> Offer:
        """Raises Conflict if somebody else moved it first."""
        after = replace(after, changed_at=self._clock())
        async with self._database.transaction() as transaction:
            if not await self._store.change(transaction, offer, after):
                raise Conflict("This offer has just changed.")
            await audit_offer(self._audited, transaction, after)
            self._events.offer_changed(transaction, after)
        if after.state is OfferState.STORED:
            self._stored(after.wallet_id)
        return after

    async def _find(self, wallet_id: str, offer_id: str) -> Offer:
        offer = await self._store.find(wallet_id, offer_id)
        if offer is None:
            raise NotFound("There is no such offer.")
        return offer

    async def _shown(self, offer: Offer) -> ShownOffer:
        issuer = self._naming.current().issuing(offer.cred_def_id)
        if offer.state is not OfferState.OFFERED:
            return ShownOffer(offer, issuer, {})
        exchange = await _exchange(await self._wallets.holder(offer.wallet_id), offer)
        return ShownOffer(offer, issuer, exchange.attributes if exchange else {})


async def _exchange(holder: HolderAgent, offer: Offer) -> CredentialExchange | None:
    try:
        return await holder.credential_exchange(offer.exchange_id)
    except AgentRecordNotFound:
        return None
