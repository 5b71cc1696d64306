"""/v1/trust-registry: whom this verifier trusts, since when, and a new edition of it.

An edition is sent as it was signed: a whole JWS, or a detached one with the document beside it (RFC 7515, 7797). It can
be sent only where the verifier knows the operator's key; else the registry is the operator's file, and only shown.
"""

from http import HTTPStatus

from fastapi import APIRouter

from agent.errors import Conflict
from agent.service.auth import Guard, closed_router
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


def trust_registry_routes(guard: Guard, read: ReadRegistry, signed: SignedRegistry | None) -> APIRouter:
    router = closed_router(guard, prefix="/v1/trust-registry", tags=["trust registry"])

    @router.get("")
    async def registry() -> RegistryBody:
        """Whom this verifier trusts, and since when."""
        return await _in_force(signed) if signed else registry_body(await read(), None, ())

    @router.put("")
    async def replace(sent: SignedBody) -> RegistryBody:
        """A newer edition, signed by the operator; in force at once."""
        known = _required(signed)
        await known.replace(*sent.parts())
        return await _in_force(known)

    @router.get("/history")
    async def history() -> HistoryBody:
        """The editions that were ever in force."""
        editions = await signed.history() if signed else ()
        return HistoryBody(editions=[EditionBody.model_validate(each, from_attributes=True) for each in editions])

    @router.post("/imports", status_code=HTTPStatus.OK)
    async def take_over(sent: ImportWanted) -> ImportBody:
        """Another organisation's list, signed by it; our registry says who it is and what it may add."""
        left_out = await _required(signed).take_over(sent.publisher, *sent.parts())
        return ImportBody(publisher=sent.publisher, not_taken_over=left_out)

    return router


def _required(signed: SignedRegistry | None) -> SignedRegistry:
    if signed is None:
        raise RegistryNotSigned("The trust registry of this verifier is a file that is not signed.")
    return signed


async def _in_force(signed: SignedRegistry) -> RegistryBody:
    own = await signed.own()
    return registry_body(own, await signed.edition(), await signed.lists(own))
