"""Whom this verifier trusts, as everybody at the desk may see it, and the editions that were ever in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Response

from agent.access.act_store import ActStore
from agent.access.domain.act import Actor
from agent.access.domain.user import Role
from agent.console.guards import Doors, Here
from agent.console.names import NameBook
from agent.console.page_router import page_router
from agent.console.pages import Pages
from agent.errors import NotFound
from agent.service.clock import Clock
from verifier.console.navigation import NEXT_REGISTRY, SIGNED_REGISTRY, TRUST
from verifier.console.trust_words import thumbprint, words_of
from verifier.domain.act import ActKind, RecordKind
from verifier.domain.registry import Registry, taken_over
from verifier.domain.trust import TrustEntry
from verifier.services.judging import ReadRegistry
from verifier.services.signed_registry import SignedRegistry, TakenOver

SHOWN_ACTS = 200


@dataclass(frozen=True)
class TrustPages:
    pages: Pages
    registry: ReadRegistry
    signed: SignedRegistry | None
    """None where the registry is a file that is not signed."""
    file: str
    acts: ActStore
    names: NameBook
    clock: Clock


def trust_routes(parts: TrustPages, doors: Doors) -> APIRouter:
    router = page_router(parts.pages, doors.for_role(Role.CLERK))

    @router.get(TRUST)
    async def trust(session: Here) -> Response:
        signed, today = parts.signed, parts.clock().date()
        own = await signed.own() if signed else await parts.registry()
        lists = await signed.lists(own) if signed else ()
        return parts.pages.show(
            "trust.html", session, here=TRUST, own=own, edition=await signed.edition() if signed else None,
            lists=_counting(own, lists), editions=await signed.history() if signed else (),
            is_signed=signed is not None, words=lambda entry: words_of(entry, today), who=await _who(parts.acts),
            names=await parts.names.read(), file=parts.file, next_path=NEXT_REGISTRY, signed_path=SIGNED_REGISTRY,
            trust_path=TRUST, thumbprint=thumbprint,
            is_admin=session.user.role is Role.ADMIN,
        )  # fmt: skip

    @router.get(f"{TRUST}/editions/{{sequence}}")
    async def edition(sequence: Annotated[int, Path(ge=0, le=2**53)]) -> Response:
        """The document as it was signed."""
        editions = await parts.signed.history() if parts.signed else ()
        found = next((each for each in editions if each.sequence == sequence), None)
        if found is None:
            raise NotFound("There is no edition of this sequence.")
        return as_file(found.document.encode(), f"trust-{sequence}.yaml")

    return router


def as_file(document: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(document, media_type="application/yaml", headers=headers)


def _counting(own: Registry, lists: Sequence[TakenOver]) -> list[tuple[TakenOver, Sequence[TrustEntry]]]:
    """Each publisher's list with what of it counts."""
    shown: list[tuple[TakenOver, Sequence[TrustEntry]]] = []
    before = own
    for each in lists:
        shown.append((each, taken_over(before.entries, each.publisher, each.registry)))
        before = before.joined_by([(each.publisher, each.registry)])
    return shown


async def _who(acts: ActStore) -> Mapping[str, Actor]:
    """Sequence -> who brought the edition."""
    found = await acts.page(None, SHOWN_ACTS, {RecordKind.REGISTRY})
    return {act.record_id or "": act.by for act in found if act.kind is ActKind.REGISTRY_REPLACED}
