"""Brings one offer to the state that the agent's exchange has: the one place where an offer advances.

Called at a webhook's hint and in every round, in any process; harmless to repeat, and to interrupt anywhere. One
process at a time is at an offer, and reads its exchange while it is: no step of an exchange is taken twice. What the
exchange's state means is decided in issuer.domain.progress.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from agent.errors import AgentRecordNotFound
from agent.ports import CredentialExchange, IssuerAgent
from agent.service.exclusive import Exclusive
from issuer.domain.offer import Offer, OfferState, Reason
from issuer.domain.progress import Step, next_step
from issuer.services.issuance import Issuance
from issuer.services.notices import Notices
from issuer.services.offer_journal import OfferJournal
from issuer.services.offering import Offering
from issuer.services.revocation import Revocation
from issuer.store import OfferStore

DRAFT_IN_HAND = timedelta(seconds=15)
"""A younger draft is being completed by whoever wrote it, maybe in another process."""


@dataclass(frozen=True)
class Following:
    agent: IssuerAgent
    store: OfferStore
    journal: OfferJournal
    offering: Offering
    issuance: Issuance
    revocation: Revocation
    notices: Notices
    exclusive: Exclusive

    async def refresh(self, offer_id: str) -> None:
        """Take the next steps of an offer, if there are any. Raises what the agent does; the round repeats it."""
        async with self.exclusive.holding(f"offer:{offer_id}"):
            await self._refresh(offer_id)

    async def _refresh(self, offer_id: str) -> None:
        offer = await self.store.find(offer_id)
        while offer is not None:
            await self._advance(offer)
            after = await self.store.find(offer_id)
            if after is None or after.state is offer.state:
                return
            offer = after if after.state is not OfferState.ISSUED else None  # its acknowledgement needs its time

    async def _advance(self, offer: Offer) -> None:
        match offer.state:
            case OfferState.DRAFT:
                if self.journal.clock() - offer.created_at >= DRAFT_IN_HAND:
                    await self.offering.resume(offer)
            case OfferState.OFFERED | OfferState.SCANNED | OfferState.REQUESTED | OfferState.ISSUED:
                await self._follow(offer)
            case OfferState.WITHDRAWING:
                await self._follow(offer)
            case OfferState.REVOKING:
                await self.revocation.finish(offer.offer_id)
            case OfferState.REVOKED:
                await self.notices.send_if_due(offer)
                await self._release(offer)
            case (
                OfferState.STORED | OfferState.DECLINED | OfferState.EXPIRED | OfferState.FAILED | OfferState.WITHDRAWN
            ):
                await self._release(offer)
            case other:
                assert_never(other)

    async def _follow(self, offer: Offer) -> None:
        exchange = await self._exchange(offer)
        overdue = offer.is_overdue(self.journal.clock())
        step = next_step(offer.state, exchange.state if exchange else None, overdue=overdue)
        await self._take(step, offer, exchange)

    async def _take(self, step: Step, offer: Offer, exchange: CredentialExchange | None) -> None:
        offer_id, move = offer.offer_id, self.journal.move
        match step:
            case Step.WAIT:
                await self._see_whether_scanned(offer)
            case Step.ISSUE:
                await self.issuance.issue(offer, _there(exchange))
            case Step.NOTE_ISSUED:
                await self.issuance.note(offer, _there(exchange), OfferState.ISSUED)
            case Step.NOTE_STORED:
                await self.issuance.note(offer, _there(exchange), OfferState.STORED)
            case Step.NOTE_DECLINED:
                await move(offer_id, OfferState.DECLINED)
            case Step.EXPIRE:
                await move(offer_id, OfferState.EXPIRED)
            case Step.FAIL:
                await move(offer_id, OfferState.FAILED, reason=_reason(exchange))
            case Step.STOP_WAITING:
                await self.journal.note_reason(offer_id, _reason(exchange))
                await self._release(offer)
            case Step.REVOKE:
                await move(offer_id, OfferState.REVOKING)
            case Step.NOTE_ISSUED_AND_REVOKE:
                await self.issuance.note(offer, _there(exchange), OfferState.REVOKING)
            case Step.WITHDRAW:
                await move(offer_id, OfferState.WITHDRAWN)
            case other:
                assert_never(other)

    async def _see_whether_scanned(self, offer: Offer) -> None:
        waits = offer.state in (OfferState.OFFERED, OfferState.SCANNED)
        if not waits or offer.taken_up or offer.invitation_id is None:
            return
        if await self.agent.invitation_was_scanned(offer.invitation_id):
            await self.journal.note_taken_up(offer.offer_id)

    async def _release(self, offer: Offer) -> None:
        """Delete what the agent holds of the offer: it has the attribute values."""
        if offer.exchange_id is None:
            return
        await self.agent.delete_credential_exchange(offer.exchange_id)
        if offer.invitation_id is not None:
            await self.agent.delete_invitation(offer.invitation_id)
        await self.journal.note_released(offer.offer_id, offer.exchange_id)

    async def _exchange(self, offer: Offer) -> CredentialExchange | None:
        if offer.exchange_id is None:
            return None
        try:
            return await self.agent.credential_exchange(offer.exchange_id)
        except AgentRecordNotFound:
            return None


def _reason(exchange: CredentialExchange | None) -> Reason:
    return Reason.AGENT_RECORD_LOST if exchange is None else Reason.EXCHANGE_ABANDONED


def _there(exchange: CredentialExchange | None) -> CredentialExchange:
    assert exchange is not None, "a step that reads an exchange comes from one"  # noqa: S101 - for the type checker
    return exchange
