"""Keys with scopes, and the history of acts, at the verifier. What access itself does: tests/contract/access."""

import pytest

from agent.webhooks.domain.act import WEBHOOK_ACTS
from tests.contract.verifier.conftest import Service, client_of
from verifier.console.act_words import ACT_WORDS
from verifier.domain.act import ActKind

pytestmark = pytest.mark.asyncio
EVERY_READ = {
    "verifications:read": "/v1/verifications/x",
    "answers:read": "/v1/verifications/x/answer",
    "templates:read": "/v1/request-templates",
    "registry:read": "/v1/trust-registry",
    "webhooks:write": "/v1/webhooks",
    "audit:read": "/v1/audit/anchors",
    "admin": "/v1/acts",
}


async def test_a_key_opens_what_its_scope_names_and_nothing_else(service: Service) -> None:
    made = [await service.http.post("/v1/api-keys", json={"name": "s", "scopes": [scope]}) for scope in EVERY_READ]
    for scope, response in zip(EVERY_READ, made, strict=True):
        async with client_of(service.app, response.json()["key"]) as machine:
            codes = {other: (await machine.get(path)).status_code for other, path in EVERY_READ.items()}
            assert (await machine.post("/v1/verifications", json={"template_id": "adult"})).status_code == 403
            assert (await machine.delete("/v1/verifications/x/answer")).status_code == 403
            assert (await machine.put("/v1/trust-registry", json={"jws": "x"})).status_code == 403
        assert [other for other, code in codes.items() if code != 403] == [scope]


async def test_who_asked_is_written_down(service: Service) -> None:
    asked = await service.bench.asked()
    acts = (await service.http.get("/v1/acts")).json()["acts"]
    assert [(each["kind"], each["record_kind"]) for each in acts if each["record_id"] == asked.id] == [
        ("asked", "verification")
    ]


async def test_every_act_has_words() -> None:
    assert set(ACT_WORDS) == {*ActKind, *WEBHOOK_ACTS}
