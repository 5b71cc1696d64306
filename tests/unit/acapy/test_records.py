"""Records of the agent become typed values, with every page of a list read."""

from typing import Any

import httpx
import pytest

from agent.acapy import credentials, issue_credential, pages, present_proof
from agent.acapy.client import AcaPyClient
from agent.protocol import CredentialState, ExchangeId, PresentationState

CRED_DEF = "DID:3:CL:10:default"
CREDENTIAL_RECORD = {
    "cred_ex_record": {
        "cred_ex_id": "e",
        "thread_id": "t",
        "state": "credential-issued",
        "connection_id": "c",
        "cred_offer": {
            "comment": "first dose",
            "~thread": {"pthid": "i"},
            "credential_preview": {"attributes": [{"name": "dose_number", "value": "1"}]},
        },
        "by_format": {"cred_offer": {"anoncreds": {"cred_def_id": CRED_DEF, "schema_id": "DID:2:s:1.0"}}},
    },
    "anoncreds": {"rev_reg_id": "r", "cred_rev_id": "7", "cred_id_stored": None},
    "indy": None,
}
PRESENTATION_RECORD: dict[str, Any] = {
    "pres_ex_id": "p",
    "thread_id": "t",
    "state": "done",
    "pres_request": {"comment": "why", "~thread": {"pthid": "i"}},
    "by_format": {"pres_request": {"anoncreds": {"name": "n"}}, "pres": {"anoncreds": {"proof": {}}}},
    "verified": "false",
}


def client(answer: Any) -> AcaPyClient:
    return AcaPyClient.open("http://agent", "key", transport=httpx.MockTransport(answer))


@pytest.mark.asyncio
async def test_a_credential_exchange_is_read_whole() -> None:
    found = await issue_credential.exchange(
        client(lambda _: httpx.Response(200, json=CREDENTIAL_RECORD)), ExchangeId("e")
    )
    assert found.state is CredentialState.CREDENTIAL_ISSUED
    assert (found.cred_def_id, found.rev_reg_id, found.cred_rev_id) == (CRED_DEF, "r", 7)
    assert (found.parent_thread_id, found.comment, dict(found.attributes)) == ("i", "first dose", {"dose_number": "1"})
    assert "dose_number" not in repr(found)


@pytest.mark.parametrize(("said", "meant"), [("true", True), ("false", False), (None, None)])
@pytest.mark.asyncio
async def test_verified_is_a_word_that_becomes_a_truth_value(said: str | None, meant: bool | None) -> None:
    record = {**PRESENTATION_RECORD, "verified": said}
    found = await present_proof.exchange(client(lambda _: httpx.Response(200, json=record)), ExchangeId("p"))
    assert (found.state, found.verified) == (PresentationState.DONE, meant)
    assert (found.request, found.presentation, found.parent_thread_id) == ({"name": "n"}, {"proof": {}}, "i")


def held(name: int) -> dict[str, Any]:
    return {"referent": str(name), "schema_id": "s", "cred_def_id": "d", "rev_reg_id": None, "attrs": {"a": "1"}}


@pytest.mark.asyncio
async def test_every_page_of_credentials_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)

    def answer(request: httpx.Request) -> httpx.Response:
        start, count = int(request.url.params["offset"]), int(request.url.params["limit"])
        return httpx.Response(200, json={"results": [held(n) for n in range(7)][start : start + count]})

    assert [int(one.credential_id) for one in await credentials.credentials(client(answer))] == list(range(7))


@pytest.mark.asyncio
async def test_matches_are_paged_per_referent_and_joined_per_credential(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agent cuts the page of each referent by itself: one credential can come on two pages."""
    monkeypatch.setattr(credentials, "PAGE_SIZE", 2)
    fits = {"x": [1, 2, 3], "y": [3]}

    def answer(request: httpx.Request) -> httpx.Response:
        start = int(request.url.params["offset"])
        found: dict[int, list[str]] = {}
        for referent, names in fits.items():
            for name in names[start : start + 2]:
                found.setdefault(name, []).append(referent)
        rows = [{"cred_info": held(name), "presentation_referents": its} for name, its in found.items()]
        return httpx.Response(200, json=rows)

    matched = await credentials.matches(client(answer), ExchangeId("p"))
    assert {match.credential.credential_id: set(match.referents) for match in matched} == {
        "1": {"x"},
        "2": {"x"},
        "3": {"x", "y"},
    }
