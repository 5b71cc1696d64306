"""A FHIR resource as an answer."""

from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse

from wallet_api.services.consent.shelf import FHIR_JSON

FHIR_CONTENT: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: {"content": {FHIR_JSON: {"schema": {"type": "object"}}}}
}


class FhirResponse(JSONResponse):
    media_type = FHIR_JSON
