"""Requests for a proof: shown, approved or declined, and answered with one card a group.

Decides:
  1. The patient's approval, with the cards it allows, is committed before the agent is asked.
  2. A card that the ledger calls revoked is not presented; where none else may answer, the clinic is told "revoked",
     which says nothing but what speaks against the patient. What cannot be told is presented: the verifier decides.
  3. Which cards are about to be shown is committed before the agent presents, and settled afterwards.
  4. `refresh` does what is still to be done; it is safe to repeat and to be killed in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from agent.audit.domain.happened import Named
from agent.audit.domain.words import Kind
from agent.errors import AgentRecordNotFound, AgentRefused, Conflict, NotFound
from agent.ports import HolderAgent, PresentationExchange
from agent.protocol import CredentialId, PresentationState
from agent.service.clock import Clock
from agent.service.database import Database
from agent.service.logging import get_logger
from wallet_api.domain import choice
from wallet_api.domain.choice import GroupChoice, Preferences
from wallet_api.domain.states import OPEN_REQUESTS, TOLD, Reason, RequestState
from wallet_api.services.audited import Audited
from wallet_api.services.audited_exchanges import audit_request
from wallet_api.services.cards import Cards
from wallet_api.services.disclosures import Disclosures
from wallet_api.services.events import Events
from wallet_api.services.showing import Showing, ShownRequest
from wallet_api.services.wallets import Wallets
from wallet_api.store.requests import ProofAsked, RequestStore

ACK_PATIENCE = timedelta(seconds=60)
"""How long a presented request waits for the clinic's acknowledgement before its record is deleted."""
log = get_logger(__name__)


class Requests:
    def __init__(
        self,
        database: Database,
        store: RequestStore,
        *,
        showing: Showing,
        wallets: Wallets,
        cards: Cards,
        disclosures: Disclosures,
        events: Events,
        audited: Audited,
        hint: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._showing = showing
        self._wallets = wallets
        self._cards = cards
        self._disclosures = disclosures
        self._events = events
        self._audited = audited
        self._hint = hint
        self._clock = clock

    async def all(self, wallet_id: str) -> Sequence[ShownRequest]:
        return [await self._showing.show(request) for request in await self._store.of_wallet(wallet_id)]

    async def show(self, wallet_id: str, request_id: str) -> ShownRequest:
        return await self._showing.show(await self._find(wallet_id, request_id))

    async def approve(self, wallet_id: str, request_id: str, chosen: Mapping[int, CredentialId]) -> None:
        """Safe to repeat. Raises NotFound, NoCard, NotAnAnswer, or Conflict when it is too late."""
        async with self._audited.refusals(wallet_id, Kind.GRANT, "presenting", Named("request", request_id)):
            await self._approve(wallet_id, request_id, chosen)

    async def _approve(self, wallet_id: str, request_id: str, chosen: Mapping[int, CredentialId]) -> None:
        request = await self._find(wallet_id, request_id)
        if request.cards is not None:
            return
        self._expect_asked(request)
        cards = choice.preferences(await self._choices(request), chosen)
        await self._move(request, replace(request, state=RequestState.PRESENTING, cards=cards))
        self._hint(request.id)

    async def decline(self, wallet_id: str, request_id: str, reason: Reason) -> None:
        """Safe to repeat. Raises NotFound, or Conflict when it is too late."""
        request = await self._find(wallet_id, request_id)
        if request.state is RequestState.DECLINED:
            return
        self._expect_asked(request)
        await self._move(request, replace(request, state=RequestState.DECLINED, reason=reason))
        self._hint(request.id)

    async def refresh(self, request_id: str) -> None:
        """Bring one request as far as it can be brought now."""
        request = await self._store.get(request_id)
        if request is None or request.closed_at is not None:
            return
        holder = await self._wallets.holder(request.wallet_id)
        exchange = await _exchange(holder, request)
        if request.state in OPEN_REQUESTS:
            request = await self._advance(holder, request, exchange)
        if request.state not in OPEN_REQUESTS:
            await self._close(holder, request, exchange)

    async def _advance(
        self, holder: HolderAgent, request: ProofAsked, exchange: PresentationExchange | None
    ) -> ProofAsked:
        match exchange.state if exchange else None:
            case PresentationState.PRESENTATION_SENT | PresentationState.DONE:
                return await self._move(request, replace(request, state=RequestState.PRESENTED))
            case None | PresentationState.DELETED:
                return await self._move(request, replace(request, state=RequestState.FAILED, reason=Reason.LOST))
            case PresentationState.ABANDONED:
                reason = Reason.WITHDRAWN if request.cards is None else Reason.NOT_PRESENTED
                return await self._move(request, replace(request, state=RequestState.FAILED, reason=reason))
            case _ if self._clock() >= request.expires_at:
                return await self._move(request, replace(request, state=RequestState.EXPIRED))
            case PresentationState.REQUEST_RECEIVED if exchange and request.cards is not None:
                return await self._answer(holder, request, exchange, request.cards)
        return request

    async def _answer(
        self, holder: HolderAgent, request: ProofAsked, exchange: PresentationExchange, allowed: Preferences
    ) -> ProofAsked:
        cards = await self._unrevoked(holder, request, allowed)
        if cards is None:
            after = replace(request, state=RequestState.DECLINED, reason=Reason.REVOKED)
            return await self._move(request, after)
        await self._disclosures.begin(request, cards)
        await holder.present(exchange, choice.selection(request.asked, cards))
        return await self._move(request, replace(request, state=RequestState.PRESENTED))

    async def _unrevoked(
        self, holder: HolderAgent, request: ProofAsked, allowed: Preferences
    ) -> tuple[CredentialId, ...] | None:
        """Per group the first card that is not revoked; None if a group has none. Asks for no more than it needs."""
        found: list[CredentialId] = []
        for group in allowed:
            for card in choice.first_free(request.asked, found, group):
                if (await self._cards.revoked(request.wallet_id, holder, [card], afresh=True))[card] is not True:
                    found.append(card)
                    break
            else:
                return None
        return tuple(found)

    async def _close(self, holder: HolderAgent, request: ProofAsked, exchange: PresentationExchange | None) -> None:
        """Tell the clinic of a refusal, and delete the agent's record: it holds what was shown."""
        if exchange is not None and not await self._is_over(holder, request, exchange):
            return
        if exchange is not None:
            await holder.delete_presentation_exchange(request.exchange_id)
        was_sent = exchange is None or exchange.state is not PresentationState.REQUEST_RECEIVED
        async with self._database.transaction() as transaction:
            await self._store.change(transaction, request, replace(request, closed_at=self._clock()))
            if not was_sent:
                await self._disclosures.withdraw(transaction, request)

    async def _is_over(self, holder: HolderAgent, request: ProofAsked, exchange: PresentationExchange) -> bool:
        match request.state:
            case RequestState.PRESENTED:
                ended = exchange.state in (PresentationState.DONE, PresentationState.ABANDONED)
                return ended or self._clock() - request.changed_at >= ACK_PATIENCE
            case RequestState.DECLINED | RequestState.FAILED:
                if exchange.state is PresentationState.REQUEST_RECEIVED:
                    await self._refuse(holder, request)
                return True
            case RequestState.EXPIRED:
                return True
            case RequestState.ASKED | RequestState.PRESENTING:
                return False
            case _:
                assert_never(request.state)

    async def _refuse(self, holder: HolderAgent, request: ProofAsked) -> None:
        reason = request.reason if request.reason in TOLD else Reason.DECLINED
        try:
            await holder.decline_request(request.exchange_id, str(reason))
        except AgentRefused as refused:  # nobody to tell any more
            log.warning("request.decline_not_sent", record_id=request.id, code=refused.code)

    async def _move(self, request: ProofAsked, after: ProofAsked) -> ProofAsked:
        """Raises Conflict if somebody else moved it first."""
        after = replace(after, changed_at=self._clock())
        async with self._database.transaction() as transaction:
            if not await self._store.change(transaction, request, after):
                raise Conflict("This request has just changed.")
            if after.state is RequestState.PRESENTED:
                await self._disclosures.settle(transaction, after)
            await audit_request(self._audited, transaction, after)
            self._events.request_changed(transaction, after)
        return after

    def _expect_asked(self, request: ProofAsked) -> None:
        if request.state is not RequestState.ASKED or self._clock() >= request.expires_at:
            raise Conflict("This request can no longer be answered.", next_step="Ask the clinic to ask again.")

    async def _find(self, wallet_id: str, request_id: str) -> ProofAsked:
        request = await self._store.find(wallet_id, request_id)
        if request is None:
            raise NotFound("There is no such request.")
        return request

    async def _choices(self, request: ProofAsked) -> tuple[GroupChoice, ...]:
        try:
            return await self._showing.choices(request)
        except AgentRecordNotFound:
            raise Conflict(
                "This request can no longer be answered.", next_step="Ask the clinic to ask again."
            ) from None


async def _exchange(holder: HolderAgent, request: ProofAsked) -> PresentationExchange | None:
    try:
        return await holder.presentation_exchange(request.exchange_id)
    except AgentRecordNotFound:
        return None
