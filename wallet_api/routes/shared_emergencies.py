"""For clinicians in an emergency: break the glass by a patient's code, confirm it, read the emergency card."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from agent.service.auth import closed_router
from agent.service.clock import Clock
from agent.service.rate_limits import RateLimit
from wallet_api.domain.allergies import bundle
from wallet_api.routes.asker_guard import Asker, AskerGuard
from wallet_api.routes.emergency_bodies import NewEmergency, SharedEmergencies, SharedEmergency
from wallet_api.routes.fhir_response import FHIR_CONTENT, FhirResponse
from wallet_api.services.emergency.breaking import Breaking

EmergencyId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


def shared_emergency_routes(guard: AskerGuard, breaking: Breaking, *, per_minute: int, clock: Clock) -> APIRouter:
    router = closed_router(guard, prefix="/v1/shared/emergencies", tags=["shared"])
    router.dependencies.append(Depends(RateLimit(burst=per_minute, per_minute=per_minute)))

    @router.post("", status_code=HTTPStatus.CREATED)
    async def ask(body: NewEmergency, asker: Asker) -> SharedEmergency:
        """Break the glass. It is open when a second person has confirmed it, or at once if nobody else is on duty."""
        return SharedEmergency.of(await breaking.ask(asker, body.wish()), asker.asker.id, clock())

    @router.get("")
    async def every(asker: Asker) -> SharedEmergencies:
        """Yours of the last 24 hours, and those of your organisation that wait for a second person."""
        found = await breaking.of_asker(asker)
        return SharedEmergencies(emergencies=[SharedEmergency.of(each, asker.asker.id, clock()) for each in found])

    @router.get("/{emergency_id}")
    async def show(emergency_id: EmergencyId, asker: Asker) -> SharedEmergency:
        found, reason = await breaking.find(asker, emergency_id)
        return SharedEmergency.of(found, asker.asker.id, clock(), reason)

    @router.post("/{emergency_id}/confirmation")
    async def confirm(emergency_id: EmergencyId, asker: Asker) -> SharedEmergency:
        """As the second person, of the same organisation. The patient reads your name, too."""
        return SharedEmergency.of(await breaking.confirm(asker, emergency_id), asker.asker.id, clock())

    @router.get("/{emergency_id}/card", response_class=FhirResponse, responses=FHIR_CONTENT)
    async def card(emergency_id: EmergencyId, asker: Asker) -> Response:
        """A FHIR R4 Bundle of AllergyIntolerance. Decided anew each time, written down, and told to the patient."""
        shown = await breaking.look(asker, emergency_id)
        headers = {"Cache-Control": "no-store", "Salus-Emergency-Until": shown.emergency.ends_at.isoformat()}
        return FhirResponse(bundle(emergency_id, shown.allergies, clock()), headers=headers)

    return router
