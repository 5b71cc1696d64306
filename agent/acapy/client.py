"""One HTTP client for the admin API, and the one place where its failures become ours.

Decides which failure is which error of agent.errors. A message holds the status, the path and a reason from
agent.acapy.reasons; never the body, which quotes attribute values when it refuses them. Nothing is repeated here:
only the caller knows what is safe to repeat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from agent.acapy.reasons import shown_reason
from agent.errors import AgentRecordNotFound, AgentRefused, AgentUnavailable
from agent.tls import known_roots

NO_ANSWER = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
DEFAULT_TIMEOUT_S = 30.0

type Body = Mapping[str, object]
type Query = Mapping[str, str | int]


class Answer(BaseModel):
    """Base of all parsed answers: what we do not read is ignored, and an error never quotes its input."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class AgentBroke(AgentUnavailable):
    """The agent failed inside (500), as it does when the ledger is silent. Nothing is known of what it did."""


class Nothing(Answer):
    """An answer of which nothing is read."""


@dataclass(frozen=True)
class AcaPyClient:
    """An admin API under one identity: the agent's own wallet, or one tenant's."""

    http: httpx.AsyncClient
    tenant_token: str | None = field(default=None, repr=False)

    @classmethod
    def open(
        cls,
        base_url: str,
        admin_key: str,
        *,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> "AcaPyClient":
        """Make the pool of connections to one agent; `aclose` it at the end."""
        return cls(
            httpx.AsyncClient(
                base_url=base_url,
                verify=known_roots(),
                headers={"x-api-key": admin_key},
                timeout=timeout_s,
                limits=httpx.Limits(max_connections=64, max_keepalive_connections=16),
                transport=transport,
                trust_env=False,  # the admin API is next door: no proxy of the environment may see its key
            )
        )

    def for_tenant(self, token: str) -> "AcaPyClient":
        """The same pool, acting as a tenant."""
        return AcaPyClient(self.http, token)

    async def aclose(self) -> None:
        await self.http.aclose()

    async def get[A: BaseModel](self, path: str, answer: type[A], query: Query | None = None) -> A:
        return await self._call("GET", path, answer, query=query)

    async def post[A: BaseModel](
        self,
        path: str,
        answer: type[A],
        body: Body | None = None,
        *,
        query: Query | None = None,
        timeout_s: float | None = None,
    ) -> A:
        return await self._call("POST", path, answer, body=body or {}, query=query, timeout_s=timeout_s)

    async def put(self, path: str) -> None:
        await self._call("PUT", path, Nothing)

    async def delete(self, path: str, *, timeout_s: float | None = None) -> None:
        """Delete; that it is gone already is as good."""
        try:
            await self._call("DELETE", path, Nothing, timeout_s=timeout_s)
        except AgentRecordNotFound:
            return

    async def _call[A: BaseModel](
        self,
        method: str,
        path: str,
        answer: type[A],
        *,
        body: Body | None = None,
        query: Query | None = None,
        timeout_s: float | None = None,
    ) -> A:
        try:
            response = await self.http.request(
                method,
                path,
                json=body,
                params=query,
                headers={"Authorization": f"Bearer {self.tenant_token}"} if self.tenant_token else None,
                timeout=timeout_s if timeout_s is not None else httpx.USE_CLIENT_DEFAULT,
            )
        except httpx.TransportError as error:
            raise AgentUnavailable(f"The agent did not answer {method} ({type(error).__name__}).") from error
        _refuse(method, response)
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            places = sorted({str(detail["loc"][0]) for detail in error.errors() if detail["loc"]})
            raise AgentRefused(f"The agent's answer to {method} lacks {', '.join(places) or 'its form'}.") from None


def _refuse(method: str, response: httpx.Response) -> None:
    if response.is_success:
        return
    status = response.status_code
    said = f"The agent answered {status} to {method}: {shown_reason(response.text)}."
    if status in NO_ANSWER:
        raise AgentUnavailable(said)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        raise AgentBroke(said)
    if status == HTTPStatus.NOT_FOUND:
        raise AgentRecordNotFound(said)
    raise AgentRefused(said)
