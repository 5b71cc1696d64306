"""/v1/trust-registry: whom this verifier trusts, since when, and a new edition of it.

An edition is sent as it was signed: a whole JWS, or a detached one with the document beside it (RFC 7515, 7797). It can
be sent only where the verifier knows the operator's key; else the registry is the operator's file, and only shown.
"""

from http import HTTPStatus

from fastapi import APIRouter

from agent.access.routes.guards import By, MachineDoors
from agent.errors import Conflict
from agent.service.auth import Guard, closed_router
from verifier.domain.scope import Scope
from verifier.routes.registry_bodies import (
    EditionBody,
    HistoryBody,
    ImportBody,
    ImportWanted,
    RegistryBody,
    SignedBody,
    registry_body,
)
from verifier.services.judging import ReadRegistry
from verifier.services.signed_registry import SignedRegistry


class RegistryNotSigned(Conflict):
    """The verifier knows no key by which an edition could be signed."""

    code = "trust-registry-not-signed"
    next_step = "Set SALUS_VERIFIER_TRUST_REGISTRY_JWK to the operator's public key, or edit the file."


def trust_registry_routes(doors: MachineDoors, read: ReadRegistry, signed: SignedRegistry | None) -> list[APIRouter]:
    return [
        _seeing(doors.needing(Scope.REGISTRY_READ), read, signed),
        _replacing(doors.needing(Scope.REGISTRY_WRITE), signed),
    ]


def _router(guard: Guard) -> APIRouter:
    return closed_router(guard, prefix="/v1/trust-registry", tags=["trust registry"])


def _seeing(guard: Guard, read: ReadRegistry, signed: SignedRegistry | None) -> APIRouter:
    router = _router(guard)

    @router.get("")
    async def registry() -> RegistryBody:
        """Whom this verifier trusts, and since when."""
        return await _in_force(signed) if signed else registry_body(await read(), None, ())

    @router.get("/history")
    async def history() -> HistoryBody:
        """The editions that were ever in force."""
        editions = await signed.history() if signed else ()
        return HistoryBody(editions=[EditionBody.model_validate(each, from_attributes=True) for each in editions])

    return router


def _replacing(guard: Guard, signed: SignedRegistry | None) -> APIRouter:
    router = _router(guard)

    @router.put("")
    async def replace(sent: SignedBody, by: By) -> RegistryBody:
        """A newer edition, signed by the operator; in force at once."""
        known = _required(signed)
        await known.replace(*sent.parts(), by)
        return await _in_force(known)

    @router.post("/imports", status_code=HTTPStatus.OK)
    async def take_over(sent: ImportWanted, by: By) -> ImportBody:
        """Another organisation's list, signed by it; our registry says who it is and what it may add."""
        left_out = await _required(signed).take_over(sent.publisher, *sent.parts(), by)
        return ImportBody(publisher=sent.publisher, not_taken_over=left_out)

    return router


def _required(signed: SignedRegistry | None) -> SignedRegistry:
    if signed is None:
        raise RegistryNotSigned("The trust registry of this verifier is a file that is not signed.")
    return signed


async def _in_force(signed: SignedRegistry) -> RegistryBody:
    own = await signed.own()
    return registry_body(own, await signed.edition(), await signed.lists(own))
