"""The emergency card of a wallet: on or off, what it would show, and who broke the glass."""

from http import HTTPStatus

from fastapi import APIRouter

from agent.service.auth import closed_router
from agent.service.clock import Clock
from wallet_api.domain.emergency import EmergencyCardRecord
from wallet_api.emergency_parts import EmergencyServices
from wallet_api.routes.emergency_bodies import (
    AllergiesShown,
    AllergyBody,
    EmergencyBody,
    EmergencyCardBody,
    EmergencyList,
)
from wallet_api.routes.guards import Guards, InWallet
from wallet_api.routes.wallets import OF_ONE
from wallet_api.services.naming import Naming

OFF = EmergencyCardBody(is_on=False, since=None, code=None, link=None)


def emergency_card_routes(
    guards: Guards, emergency: EmergencyServices, naming: Naming, *, public_url: str, clock: Clock
) -> list[APIRouter]:
    return [_card(guards, emergency, public_url), _uses(guards, emergency, naming, clock)]


def _card(guards: Guards, emergency: EmergencyServices, public_url: str) -> APIRouter:
    router, cards = closed_router(guards.wallet, prefix=f"{OF_ONE}/emergency-card", tags=["emergency"]), emergency.cards

    def body(card: EmergencyCardRecord) -> EmergencyCardBody:
        code = cards.code(card)
        link = f"{public_url}/#/emergency/{code}"
        return EmergencyCardBody(is_on=True, since=card.created_at, code=code, link=link)

    @router.get("")
    async def show(wallet_id: InWallet) -> EmergencyCardBody:
        found = await cards.find(wallet_id)
        return body(found) if found else OFF

    @router.get("/shown")
    async def shown(wallet_id: InWallet) -> AllergiesShown:
        """What a clinician would see of it now: the same, also while it is off."""
        return AllergiesShown(allergies=[AllergyBody.of(each) for each in await cards.shown(wallet_id)])

    @router.post("", status_code=HTTPStatus.CREATED, dependencies=guards.verified)
    async def switch_on(wallet_id: InWallet) -> EmergencyCardBody:
        """Or draw a new code: what was printed before, and who reads by it, is of no more use. Needs the passkey."""
        return body(await cards.switch_on(wallet_id))

    @router.delete("", status_code=HTTPStatus.NO_CONTENT)
    async def switch_off(wallet_id: InWallet) -> None:
        """Whoever looks next is refused. As easy as it can be: no passkey."""
        await cards.switch_off(wallet_id)

    return router


def _uses(guards: Guards, emergency: EmergencyServices, naming: Naming, clock: Clock) -> APIRouter:
    router = closed_router(guards.wallet, prefix=OF_ONE, tags=["emergency"])

    @router.get("/emergencies")
    async def every(wallet_id: InWallet) -> EmergencyList:
        """Who broke the glass and why, the newest first. Who was refused is in what happened."""
        registry, now = naming.current(), clock()
        found = [(each, await emergency.reasons.readable(each)) for each in await emergency.cards.uses(wallet_id)]
        return EmergencyList(emergencies=[EmergencyBody.of(each, reason, registry, now) for each, reason in found])

    return router
