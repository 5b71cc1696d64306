"""The guard of the routes of those who ask for consent: who they are is proved with each call (ADR 25)."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBase

from agent.service.auth import Guard
from wallet_api.services.consent.askers import Askers, AskerUnknown, Proven


class AskerGuard(Guard):
    """`Authorization: DPoP <the organisation's word>` and `DPoP: <proof>` (RFC 9449). Whether the proof is fresh and
    new, and the role is trusted, is decided where it is written down."""

    scheme_name = "Asker"

    def __init__(self, askers: Askers, public_url: str) -> None:
        self.model = HTTPBase(scheme="DPoP", description="An organisation's word for a person, and a DPoP proof.")
        self._askers = askers
        self._public_url = public_url

    async def __call__(self, request: Request) -> None:
        scheme, _, badge = request.headers.get("authorization", "").partition(" ")
        proofs = request.headers.getlist("dpop")
        if scheme.lower() != "dpop" or len(proofs) != 1:
            raise AskerUnknown("This needs a proof of who asks.")
        url = f"{self._public_url}{request.url.path}"
        request.state.proven = self._askers.prove(badge.strip(), proofs[0], method=request.method, url=url)


def _proven(request: Request) -> Proven:
    proven: Proven = request.state.proven
    return proven


Asker = Annotated[Proven, Depends(_proven)]
"""Who asks, on a route behind an AskerGuard."""
