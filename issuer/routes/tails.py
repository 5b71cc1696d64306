"""/tails/hash/{hash}: the agent puts tails files, wallets fetch them.

Fetching is open to all, as the ledger names the address to all; putting is for the agent alone (HTTP Basic, RFC
7617). The form is read only after the password.
"""

import asyncio
import base64
import binascii
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.openapi.models import HTTPBase
from fastapi.responses import FileResponse
from pydantic import SecretStr
from starlette.datastructures import UploadFile

from agent.errors import InvalidInput, Unauthorized
from agent.service.auth import Guard, closed_router, public_router, same_secret
from issuer.services.tails_files import MAX_TAILS_BYTES, TailsFiles

TAILS_PATH = "/tails/hash/{tails_hash}"
UPLOAD_USER = "agent"
MAX_UPLOAD_BYTES = MAX_TAILS_BYTES + 16 * 1024
"""With the form around it."""
_FOR_EVER = "public, max-age=31536000, immutable"


class TailsUploadGuard(Guard):
    """HTTP Basic: the user "agent" and the upload key."""

    scheme_name = "TailsUpload"

    def __init__(self, key: SecretStr) -> None:
        self.model = HTTPBase(scheme="basic")
        self._expected = SecretStr(f"{UPLOAD_USER}:{key.get_secret_value()}")

    async def __call__(self, request: Request) -> None:
        if not same_secret(_basic(request.headers.get("authorization", "")), self._expected):
            raise Unauthorized("This needs the upload key.", next_step="Send it by HTTP Basic as the user 'agent'.")


def tails_routes(guard: Guard, files: TailsFiles) -> tuple[APIRouter, APIRouter]:
    """The closed and the open router."""
    closed, public = closed_router(guard, tags=["tails"]), public_router(tags=["tails"])

    @closed.put(TAILS_PATH, response_class=Response, include_in_schema=False)
    async def put(tails_hash: str, request: Request) -> Response:
        """Keep the file in the field `tails`."""
        async with request.form(max_files=1, max_fields=4) as form:
            upload = form.get("tails")
            if not isinstance(upload, UploadFile):
                raise InvalidInput("The form has no file in the field 'tails'.")
            await asyncio.to_thread(files.keep, tails_hash, upload.file)
        return Response(status_code=HTTPStatus.OK)

    @public.get(TAILS_PATH, response_class=FileResponse)
    async def get(tails_hash: str) -> FileResponse:
        """The tails file of this hash."""
        headers = {"Cache-Control": _FOR_EVER}
        return FileResponse(files.find(tails_hash), media_type="application/octet-stream", headers=headers)

    return closed, public


def _basic(header: str) -> str | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
