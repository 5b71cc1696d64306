"""CONSENTS: ask a patient for records, wait for the answer, read what was granted, with the time left."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from agent.access.domain.user import Role
from agent.access.services.sign_in import OpenSession
from agent.console.guards import Doors, Here
from agent.console.page_router import page_router
from agent.console.pages import Pages, see
from agent.errors import InvalidInput
from agent.service.qr import qr_svg
from verifier.console.navigation import CONSENTS, OWN_ROLES
from verifier.console.time_left import time_left
from verifier.domain.consent import DAYS, KINDS, PURPOSES, Consent, State, Wish
from verifier.services.consents import Consents
from verifier.services.staff import RoleNotProved
from verifier.wallet_service import Content

ConsentId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Handle = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
FHIR_JSON = "application/fhir+json"
MOST_SHOWN_BYTES = 5 * 1024 * 1024
LOOKS_EVERY_S = 3
_FILE_HEADERS = {
    "cache-control": "no-store", "content-disposition": "inline",
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}  # fmt: skip
STATES: Mapping[State, tuple[str, str]] = {
    State.WAITING: ("Nobody has scanned it yet", "wait"),
    State.REQUESTED: ("The patient reads it", "wait"),
    State.GRANTED: ("Granted", "good"),
    State.DENIED: ("Not granted", "bad"),
    State.WITHDRAWN: ("Ended by the patient", "bad"),
    State.EXPIRED: ("Over", "bad"),
    State.SUPERSEDED: ("A newer consent counts", "bad"),
}
"""In words, and the tone."""


class AskForm(BaseModel):
    request_id: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{22,64}$")]
    """Drawn with the page: a form that is sent twice asks once."""
    purpose: Annotated[str, Field(max_length=20)]
    kinds: Annotated[list[str], Field(max_length=20)] = []
    days: Annotated[str, Field(pattern="^[0-9]{0,3}$")] = ""
    note: Annotated[str, Field(max_length=200)] = ""

    def wish(self) -> Wish:
        """Raises NothingAsked."""
        if not self.kinds:
            raise NothingAsked("No kind of record was chosen.")
        return Wish(self.request_id, self.purpose, tuple(self.kinds), int(self.days) if self.days else None, self.note)


class NothingAsked(InvalidInput):
    """A request for nothing."""

    code = "nothing-asked"
    next_step = "Go back and choose at least one kind."


@dataclass(frozen=True)
class ConsentPages:
    pages: Pages
    consents: Consents

    async def first(self, session: OpenSession) -> Response:
        try:
            member = await self.consents.member(session)
        except RoleNotProved:
            return self.pages.show("own_role.html", session, here=CONSENTS, path=OWN_ROLES)
        return self.pages.show(
            "consents.html", session, here=CONSENTS, member=member, purposes=PURPOSES, kinds=KINDS, days=DAYS,
            request_id=secrets.token_urlsafe(32), listed=await self.consents.all(session), states=STATES,
            now=self.consents.clock(), path=CONSENTS, role_path=OWN_ROLES,
        )  # fmt: skip

    async def one(self, session: OpenSession, consent_id: str) -> Response:
        found = await self.consents.find(session, consent_id)
        link = self.consents.link(consent_id) if found.state is State.WAITING else None
        return self.pages.show(
            "consent.html", session, here=CONSENTS, consent=found, link=link[0] if link else None,
            qr=qr_svg(link[0]) if link else None, words=STATES[found.state], kinds=KINDS, purposes=PURPOSES,
            left=_left(found, self.consents), path=CONSENTS, looks_every_s=LOOKS_EVERY_S,
        )  # fmt: skip

    async def item(self, session: OpenSession, consent_id: str, handle: str) -> Response:
        consent = await self.consents.find(session, consent_id)
        content = await self.consents.read(session, consent, handle)
        if content.media_type.partition(";")[0] != FHIR_JSON:
            return StreamingResponse(content.pieces, media_type=content.media_type, headers=_FILE_HEADERS)
        lines, text = await _read(content)
        shown = self.pages.show(
            "shared_item.html", session, here=CONSENTS, consent=consent, lines=lines, text=text, path=CONSENTS,
            left=_left(consent, self.consents),
        )  # fmt: skip
        shown.headers["cache-control"] = "no-store"
        return shown


def consent_page_routes(pages: Pages, doors: Doors, consents: Consents) -> APIRouter:
    router, page = page_router(pages, doors.for_role(Role.CLERK)), ConsentPages(pages, consents)

    @router.get(CONSENTS)
    async def first(session: Here) -> Response:
        return await page.first(session)

    @router.post(CONSENTS)
    async def ask(session: Here, form: Annotated[AskForm, Form()]) -> Response:
        return see(f"{CONSENTS}/{(await consents.ask(session, form.wish())).consent_id}")

    @router.get(f"{CONSENTS}/{{consent_id}}")
    async def one(consent_id: ConsentId, session: Here) -> Response:
        return await page.one(session, consent_id)

    @router.post(f"{CONSENTS}/{{consent_id}}/items/{{handle}}")
    async def item(consent_id: ConsentId, handle: Handle, session: Here) -> Response:
        """By POST: each look is told to the patient."""
        return await page.item(session, consent_id, handle)

    return router


def _left(consent: Consent, consents: Consents) -> str:
    if consent.ends_at is None or consent.state is not State.GRANTED:
        return ""
    return time_left(consent.ends_at, consents.clock())


async def _read(content: Content) -> tuple[list[tuple[str, str]], str]:
    """The values of a card, or else the text of a resource."""
    read = bytearray()
    async for piece in content.pieces:
        read += piece
        if len(read) > MOST_SHOWN_BYTES:
            return [], "This is too long to be shown here."
    try:
        found: Any = json.loads(read)
        if found["resourceType"] == "Parameters":
            return [(each["name"], each["valueString"]) for each in found["parameter"][-1]["part"]], ""
        return [], json.dumps(found, indent=2, ensure_ascii=False)
    except (ValueError, KeyError, TypeError, IndexError):
        return [], read.decode(errors="replace")
