"""Tag `present-proof v2.0` of the admin API (RFC 0454), AnonCreds format only."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from agent.acapy.client import AcaPyClient, Answer, Body, Nothing
from agent.acapy.messages import Message
from agent.acapy.pages import every_page
from agent.ports import Presentation, PresentationExchange, ProofRequest
from agent.protocol import ConnectionId, ExchangeId, PresentationState, ThreadId

_PATH = "/present-proof-2.0"
VERIFY_TIMEOUT_S = 60.0
"""Verifying reads every schema, definition and registry from the ledger."""


class _Requested(Answer):
    anoncreds: dict[str, Any] = Field(default_factory=dict)


class _Presented(Answer):
    anoncreds: dict[str, Any] | None = None


class _ByFormat(Answer):
    pres_request: _Requested = Field(default_factory=_Requested)
    pres: _Presented = Field(default_factory=_Presented)


class _Exchange(Answer):
    pres_ex_id: ExchangeId
    thread_id: ThreadId
    state: PresentationState
    connection_id: ConnectionId | None = None
    pres_request: Message | None = None
    by_format: _ByFormat = Field(default_factory=_ByFormat)
    verified: Literal["true", "false"] | None = None
    error_msg: str | None = None

    def typed(self) -> PresentationExchange:
        presented = self.by_format.pres.anoncreds
        return PresentationExchange(
            exchange_id=self.pres_ex_id,
            thread_id=self.thread_id,
            parent_thread_id=self.pres_request.parent_thread_id if self.pres_request else None,
            state=self.state,
            connection_id=self.connection_id,
            request=ProofRequest(self.by_format.pres_request.anoncreds),
            presentation=Presentation(presented) if presented is not None else None,
            verified=None if self.verified is None else self.verified == "true",
            comment=self.pres_request.comment if self.pres_request else None,
            error=self.error_msg,
        )


class _Exchanges(Answer):
    results: list[_Exchange]


async def send_request(
    client: AcaPyClient, connection_id: ConnectionId, request: ProofRequest, comment: str
) -> ExchangeId:
    body = {
        "connection_id": connection_id,
        "presentation_request": {"anoncreds": request},
        "comment": comment,
        "auto_verify": False,
        "auto_remove": False,
    }
    return (await client.post(f"{_PATH}/send-request", _Exchange, body)).pres_ex_id


async def create_request(client: AcaPyClient, request: ProofRequest, comment: str) -> ExchangeId:
    """A request that is not sent: an invitation carries it."""
    body = {
        "presentation_request": {"anoncreds": request},
        "comment": comment,
        "auto_verify": False,
        "auto_remove": False,
    }
    return (await client.post(f"{_PATH}/create-request", _Exchange, body)).pres_ex_id


async def exchange(client: AcaPyClient, exchange_id: ExchangeId) -> PresentationExchange:
    return (await client.get(f"{_PATH}/records/{exchange_id}", _Exchange)).typed()


async def exchanges(
    client: AcaPyClient,
    role: str,
    *,
    connection_id: ConnectionId | None = None,
    state: PresentationState | None = None,
) -> Sequence[PresentationExchange]:
    """The exchanges in which we are `prover` or `verifier`; all, or those over one connection, or in one state."""
    which = {"role": role, "connection_id": connection_id, "state": state}
    pages = every_page(client, f"{_PATH}/records", _Exchanges, lambda page: page.results, which)
    return [found.typed() async for found in pages]


async def send_presentation(client: AcaPyClient, exchange_id: ExchangeId, answer: Body) -> None:
    body = {"anoncreds": answer, "auto_remove": False}
    path = f"{_PATH}/records/{exchange_id}/send-presentation"
    await client.post(path, Nothing, body, timeout_s=VERIFY_TIMEOUT_S)


async def verify(client: AcaPyClient, exchange_id: ExchangeId) -> PresentationExchange:
    path = f"{_PATH}/records/{exchange_id}/verify-presentation"
    return (await client.post(path, _Exchange, timeout_s=VERIFY_TIMEOUT_S)).typed()


async def report_problem(client: AcaPyClient, exchange_id: ExchangeId, code: str) -> None:
    """Abandon the exchange and tell the other end why; `code` goes over the wire."""
    await client.post(f"{_PATH}/records/{exchange_id}/problem-report", Nothing, {"description": code})


async def delete(client: AcaPyClient, exchange_id: ExchangeId) -> None:
    await client.delete(f"{_PATH}/records/{exchange_id}")
