"""A signed document brought to the verifier, ours or another organisation's: looked at, and then put in force."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile

from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.page_router import page_router
from agent.console.pages import see
from agent.detached_jws import SignatureRefused, content_of, detached
from agent.errors import Problem
from verifier.console.line_changes import Changes
from verifier.console.navigation import SIGNED_REGISTRY, TRUST
from verifier.console.routes.trust import TrustPages
from verifier.console.trust_words import registry_changes
from verifier.domain.registry import Registry
from verifier.routes.trust_registry import RegistryNotSigned
from verifier.services.signed_registry import RegistryRefused, SignedRegistry
from verifier.store.registries import OWN


@dataclass(frozen=True)
class Brought:
    document: bytes
    signature: str

    @property
    def packed(self) -> str:
        """Its bytes for a field of a form, in which browsers change no line ends."""
        return urlsafe_b64encode(self.document).decode()


def signed_registry_routes(parts: TrustPages, doors: Doors) -> APIRouter:
    router = page_router(parts.pages, doors.for_role(Role.ADMIN))

    @router.get(SIGNED_REGISTRY)
    async def form(session: Here) -> Response:
        return await _show(parts, session)

    @router.post(SIGNED_REGISTRY)
    async def bring(request: Request, session: Here) -> Response:
        sent = await request.form()
        publisher = _text(sent, "publisher")
        try:
            brought, signed = await _brought(sent), required(parts)
            if sent.get("do") == "confirm":
                await _put_in_force(signed, brought, publisher, session)
                return see(TRUST)
            before, after = await signed.look(brought.document, brought.signature, publisher)
        except Problem as problem:
            return await _show(parts, session, publisher, problem)
        looked = Looked(brought, before, after, registry_changes(before, after))
        return await _show(parts, session, publisher, looked=looked)

    return router


@dataclass(frozen=True)
class Looked:
    """What would change."""

    brought: Brought
    before: Registry
    after: Registry
    changes: Changes


def required(parts: TrustPages) -> SignedRegistry:
    """Raises RegistryNotSigned."""
    if parts.signed is None:
        raise RegistryNotSigned("The trust registry of this verifier is a file that is not signed.")
    return parts.signed


async def _put_in_force(signed: SignedRegistry, brought: Brought, publisher: str, session: OpenSession) -> None:
    if publisher == OWN:
        await signed.replace(brought.document, brought.signature, session.actor)
    else:
        await signed.take_over(publisher, brought.document, brought.signature, session.actor)


async def _brought(sent: FormData) -> Brought:
    """Document and signature, each as a file or pasted; a whole JWS needs no document. Raises RegistryRefused."""
    signature = (
        (await _file(sent, "signature_file") or _text(sent, "signature").encode()).decode("ascii", "replace").strip()
    )
    if packed := _text(sent, "packed"):
        return Brought(_unpacked(packed), signature)
    document = await _file(sent, "document_file") or _text(sent, "document").replace("\r\n", "\n").encode()
    if not signature:
        raise RegistryRefused("The signature is missing.", next_step="Sign the document, and bring its .jws file too.")
    if document:
        return Brought(document, signature)
    try:
        return Brought(content_of(signature), detached(signature))
    except SignatureRefused as refused:
        raise RegistryRefused(f"The document is missing, and the signature holds none: {refused}.") from None


def _unpacked(packed: str) -> bytes:
    try:
        return urlsafe_b64decode(packed)
    except ValueError:
        raise RegistryRefused("The document did not come as it was shown.") from None


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return value if isinstance(value, str) else ""


async def _file(sent: FormData, name: str) -> bytes:
    value = sent.get(name)
    return await value.read() if isinstance(value, UploadFile) else b""


async def _show(
    parts: TrustPages,
    session: OpenSession,
    publisher: str = OWN,
    problem: Problem | None = None,
    looked: Looked | None = None,
) -> Response:
    own = await required(parts).own()
    code = HTTPStatus(problem.status) if problem else HTTPStatus.OK
    return parts.pages.show(
        "signed_registry.html", session, here=TRUST, code=code, publishers=own.publishers, publisher=publisher,
        problem=problem, looked=looked, signed_path=SIGNED_REGISTRY, trust_path=TRUST,
    )  # fmt: skip
