"""Consents of a wallet: requests, the patient's answers, receipts, and every use."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Response

from agent.service.auth import closed_router
from agent.service.clock import Clock
from wallet_api.domain.account import Opening
from wallet_api.domain.consent.consent import IN_FORCE, State
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.routes.consent_bodies import (
    ConsentBody,
    ConsentList,
    ConsentShown,
    Granting,
    ItemBody,
    KindWords,
    ReceiptBody,
    ReceiptList,
    TakingUp,
    UseBody,
    UseList,
    consent_fields,
)
from wallet_api.routes.fhir_response import FHIR_CONTENT, FhirResponse
from wallet_api.routes.guards import ByWhom, Guards, InWallet
from wallet_api.routes.wallets import OF_ONE, RowId
from wallet_api.services.consent.answers import Answers, Given
from wallet_api.services.consent.arrivals import Arrivals
from wallet_api.services.consent.looks import Looks
from wallet_api.services.consent.requests import Requests
from wallet_api.services.naming import Naming
from wallet_api.store.consents import SignedReceipt


@dataclass(frozen=True)
class ConsentDesk:
    """What the routes of consent call."""

    arrivals: Arrivals
    requests: Requests
    answers: Answers
    looks: Looks
    naming: Naming
    kinds: KindWords
    clock: Clock

    def body(self, record: ConsentRecord) -> ConsentBody:
        return ConsentBody.model_validate(self._fields(record))

    async def shown(self, record: ConsentRecord) -> ConsentShown:
        """With what can be chosen, while anything can."""
        is_over = record.state_at(self.clock()) not in {State.REQUESTED, *IN_FORCE}
        offered = [] if is_over else [ItemBody.of(each) for each in await self.answers.offered(record)]
        return ConsentShown.model_validate({**self._fields(record), "offered": offered})

    def _fields(self, record: ConsentRecord) -> dict[str, object]:
        registry = self.naming.current()
        return consent_fields(record, self.answers.note(record), self.clock(), registry, self.kinds)


def consent_routes(guards: Guards, desk: ConsentDesk) -> list[APIRouter]:
    return [_consents(guards, desk), _uses(guards, desk)]


def _consents(guards: Guards, desk: ConsentDesk) -> APIRouter:
    router = closed_router(guards.wallet, prefix=f"{OF_ONE}/consents", tags=["consents"])

    @router.get("")
    async def every(wallet_id: InWallet) -> ConsentList:
        """Requests and consents, the newest first."""
        return ConsentList(consents=[desk.body(each) for each in await desk.answers.all(wallet_id)])

    @router.post("/taken-up", status_code=HTTPStatus.CREATED)
    async def take_up(body: TakingUp, wallet_id: InWallet) -> ConsentBody:
        """Take up the request of a link: it waits for an answer in this wallet from now on."""
        return desk.body(await desk.arrivals.take_up(wallet_id, body.token))

    @router.get("/{consent_id}")
    async def show(consent_id: RowId, wallet_id: InWallet) -> ConsentShown:
        return await desk.shown(await desk.answers.find(wallet_id, consent_id))

    @router.post("/{consent_id}/grant", dependencies=guards.verified)
    async def grant(consent_id: RowId, body: Granting, by: ByWhom) -> ConsentBody:
        """Share these items for so long. It holds from now on. Needs the passkey."""
        return desk.body(await desk.answers.grant(given(by), consent_id, body.terms()))

    @router.post("/{consent_id}/amend", dependencies=guards.verified)
    async def amend(consent_id: RowId, body: Granting, by: ByWhom) -> ConsentBody:
        """Share other items, or for another time, from now on. Needs the passkey."""
        return desk.body(await desk.answers.amend(given(by), consent_id, body.terms()))

    @router.post("/{consent_id}/deny")
    async def deny(consent_id: RowId, by: ByWhom) -> ConsentBody:
        return desk.body(await desk.answers.deny(given(by), consent_id))

    @router.post("/{consent_id}/withdraw")
    async def withdraw(consent_id: RowId, by: ByWhom) -> ConsentBody:
        """Whoever looks next is refused. It is as easy as it can be (GDPR, article 7, 3): no passkey."""
        return desk.body(await desk.answers.withdraw(given(by), consent_id))

    @router.get("/{consent_id}/receipts")
    async def receipts(consent_id: RowId, wallet_id: InWallet) -> ReceiptList:
        """One for each version, the oldest first (ISO/IEC TS 27560)."""
        found = await desk.requests.receipts.of(await desk.answers.find(wallet_id, consent_id))
        return ReceiptList(receipts=[_receipt(each) for each in found])

    @router.get("/{consent_id}/fhir", response_class=FhirResponse, responses=FHIR_CONTENT)
    async def fhir(consent_id: RowId, wallet_id: InWallet) -> Response:
        """As a FHIR R4 Consent (IHE Privacy Consent on FHIR)."""
        record = await desk.answers.find(wallet_id, consent_id)
        return FhirResponse(await desk.requests.receipts.with_receipt(record, desk.clock()))

    return router


def _uses(guards: Guards, desk: ConsentDesk) -> APIRouter:
    router = closed_router(guards.wallet, prefix=OF_ONE, tags=["consents"])

    @router.get("/consent-uses")
    async def every(wallet_id: InWallet) -> UseList:
        """Who looked at what, and who was refused and why; the newest first."""
        registry = desk.naming.current()
        return UseList(uses=[UseBody.of(each, registry) for each in await desk.looks.uses_of(wallet_id)])

    return router


def given(by: Opening) -> Given:
    return Given(by.wallet_id, by.relation)


def _receipt(kept: SignedReceipt) -> ReceiptBody:
    return ReceiptBody(
        receipt_id=kept.id, version=kept.version, signed=kept.signed, countersignature=kept.countersignature,
        created_at=kept.created_at,
    )  # fmt: skip
