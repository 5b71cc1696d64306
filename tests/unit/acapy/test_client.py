"""How failures of the admin API become ours, and what of them is never repeated."""

import json
from collections.abc import Callable

import httpx
import pytest

from agent.acapy.client import AcaPyClient, AgentBroke, Answer
from agent.acapy.reasons import UNKNOWN, shown_reason
from agent.errors import AgentRecordNotFound, AgentRefused, AgentUnavailable

PERSONAL = "penicillin-allergy-of-Jane"


class _Answer(Answer):
    number: int


def client(answer: Callable[[httpx.Request], httpx.Response]) -> AcaPyClient:
    return AcaPyClient.open("http://agent", "key", transport=httpx.MockTransport(answer))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, AgentRefused),
        (401, AgentRefused),
        (403, AgentRefused),
        (404, AgentRecordNotFound),
        (422, AgentRefused),
        (500, AgentBroke),
        (502, AgentUnavailable),
        (503, AgentUnavailable),
        (504, AgentUnavailable),
    ],
)
@pytest.mark.asyncio
async def test_each_status_is_one_error_without_the_body(status: int, error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        await client(lambda _: httpx.Response(status, text=f"{status}: {PERSONAL}")).get("/x", _Answer)
    assert type(raised.value) is error
    assert PERSONAL not in str(raised.value)
    assert str(status) in str(raised.value)


@pytest.mark.parametrize(
    "failure", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.PoolTimeout]
)
@pytest.mark.asyncio
async def test_no_answer_is_unavailability(failure: type[httpx.TransportError]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise failure("no", request=request)

    with pytest.raises(AgentUnavailable):
        await client(fail).get("/x", _Answer)


@pytest.mark.asyncio
async def test_an_answer_of_another_form_is_refused_without_its_values() -> None:
    with pytest.raises(AgentRefused, match="lacks number") as raised:
        await client(lambda _: httpx.Response(200, json={"number": PERSONAL})).get("/x", _Answer)
    assert PERSONAL not in repr(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.asyncio
async def test_deleting_what_is_gone_is_no_error() -> None:
    await client(lambda _: httpx.Response(404)).delete("/x")


@pytest.mark.asyncio
async def test_a_tenants_client_brings_its_token_and_the_key() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=json.dumps({"number": 1}))

    agent = client(answer)
    await agent.get("/x", _Answer)
    await agent.for_tenant("token").get("/x", _Answer)
    assert "authorization" not in seen[0].headers
    assert seen[1].headers["authorization"] == "Bearer token"
    assert seen[1].headers["x-api-key"] == "key"


def test_the_admin_key_and_the_token_are_not_shown_by_repr() -> None:
    assert "secret" not in repr(AcaPyClient.open("http://agent", "secret-key").for_tenant("secret-token"))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "Credential exchange 1 in offer-sent state (must be request-received)",
            "the exchange is not in the state request-received",
        ),
        (
            f"Presented attr group g does not satisfy proof request restrictions [{{'attr::a::value': '{PERSONAL}'}}]",
            UNKNOWN,
        ),
        (f"Record not found: {PERSONAL}", "no such record"),
        ("", UNKNOWN),
    ],
)
def test_a_reason_is_repeated_in_our_words_only(said: str, shown: str) -> None:
    assert shown_reason(said) == shown
