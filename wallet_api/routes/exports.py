"""A person's own copy of everything."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import AfterValidator, Field, SecretStr

from agent.service.auth import closed_router
from agent.service.clock import Clock
from wallet_api.domain.card_type import Language
from wallet_api.routes.account_bodies import Wanted
from wallet_api.routes.guards import Guards, Here
from wallet_api.services.exports import Exports

AGE = "application/age"
"""Not registered with IANA."""
SHORTEST = 12


def _typeable(passphrase: SecretStr) -> SecretStr:
    if not passphrase.get_secret_value().isprintable():
        raise ValueError("it has characters that cannot be typed")
    return passphrase


class Exporting(Wanted):
    passphrase: Annotated[SecretStr, Field(min_length=SHORTEST, max_length=200), AfterValidator(_typeable)]
    """Opens the file, and is kept nowhere: an app draws it, and shows it once."""
    language: Language = "en"
    """Of the page inside."""


def export_routes(guards: Guards, exports: Exports, clock: Clock) -> APIRouter:
    router = closed_router(guards.verified_session, prefix="/v1/account", tags=["account"])

    @router.post(
        "/export", response_class=Response,
        responses={HTTPStatus.OK: {"content": {AGE: {"schema": {"type": "string", "format": "binary"}}}}},
    )  # fmt: skip
    async def export(body: Exporting, session: Here) -> Response:
        """All cards with their meaning, the history and the account, of every wallet that you open. Needs the passkey.

        An age file (age-encryption.org/v1, scrypt) with a zip in it; docs/export.md says how to open it.
        """
        made = await exports.make(session.account_id, body.passphrase.get_secret_value(), body.language)
        name = f"health-wallet-{clock():%Y-%m-%d}.zip.age"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(made, media_type=AGE, headers=headers)

    return router
