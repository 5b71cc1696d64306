"""A laboratory's own system, as it calls the wallet service: it asks, puts a report in, and reads it again."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import httpx

from agent.service.clock import utc_now
from agent.signed_claims import sign_claims
from tests.contract.wallet_api.askers import Clinician
from wallet_api.domain.deposit import TYP
from wallet_api.services.tokens import draw_token

REPORT = {"resourceType": "Observation", "status": "final", "code": {"text": "Haemoglobin"}, "valueInteger": 13}


@dataclass
class Laboratory:
    http: httpx.AsyncClient
    doctor: Clinician

    async def call(self, method: str, path: str, **sent: Any) -> httpx.Response:
        answer = await self.doctor.call(self.http, method, path, **sent)
        assert answer.is_success, answer.text
        return answer

    async def asks(self, action: str) -> tuple[str, str]:
        """The consent's id, and the link for the patient."""
        wish = {"request_id": draw_token(), "purpose": "TREAT", "kinds": ["laboratory"], "days": 30, "action": action}
        asked = (await self.call("POST", "/v1/shared/requests", json=wish)).json()
        return asked["consent_id"], asked["link"]

    async def puts_in(self, consent_id: str, title: str) -> None:
        content, deposit_id = json.dumps(REPORT).encode(), draw_token()
        said = {
            "consent_id": consent_id, "deposit_id": deposit_id, "title": title, "category": "laboratory",
            "media_type": "application/fhir+json", "sha256": hashlib.sha256(content).hexdigest(),
            "iat": int(utc_now().timestamp()),
        }  # fmt: skip
        headers = {
            "content-type": "application/fhir+json",
            "salus-deposit": sign_claims(said, self.doctor.key, typ=TYP),
        }
        path = f"/v1/shared/consents/{consent_id}/deposits/{deposit_id}"
        await self.call("PUT", path, headers=headers, params={"purpose": "TREAT"}, content=content)

    async def reads(self, consent_id: str) -> Any:
        (item,) = (await self.call("GET", f"/v1/shared/consents/{consent_id}")).json()["items"]
        path = f"/v1/shared/consents/{consent_id}/items/{item['handle']}"
        return (await self.call("GET", path, params={"purpose": "TREAT"})).json()
