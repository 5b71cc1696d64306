"""The wallet service, as those who ask for consent call it (docs/consent.md)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx
from pydantic import TypeAdapter, ValidationError

from agent.errors import Problem
from agent.tls import known_roots
from verifier.domain.consent import Asked, Consent, Wish
from verifier.domain.emergency import Allergy, Emergency, allergies
from verifier.domain.emergency import Wish as EmergencyWish
from verifier.services.staff import Member

TIMEOUT_S = 20.0
_asked, _consent, _consents = TypeAdapter(Asked), TypeAdapter(Consent), TypeAdapter(list[Consent])
_emergency, _emergencies = TypeAdapter(Emergency), TypeAdapter(list[Emergency])
EMERGENCIES = "/v1/shared/emergencies"


class WalletServiceAway(Problem):
    """The wallet service gives no answer, or none that can be read."""

    code = "wallet-service-away"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Try again in some seconds. Nothing is lost."


class WalletServiceRefused(Problem):
    """The wallet service says no; its own code, sentence and next step."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, code: str, sentence: str, next_step: str) -> None:
        super().__init__(sentence, next_step=next_step)
        self.code = code


@dataclass(frozen=True)
class Content:
    media_type: str
    pieces: AsyncIterator[bytes] = field(repr=False)


class WalletService:
    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self._url = url
        self._http = http

    @classmethod
    def at(cls, url: str) -> "WalletService":
        return cls(url, httpx.AsyncClient(verify=known_roots(), timeout=TIMEOUT_S))

    async def aclose(self) -> None:
        await self._http.aclose()

    async def ask(self, member: Member, wish: Wish) -> Asked:
        """Raises WalletServiceAway, WalletServiceRefused; so do all of these."""
        body = {
            "request_id": wish.request_id, "purpose": wish.purpose, "kinds": list(wish.kinds), "days": wish.days,
            "note": wish.note,
        }  # fmt: skip
        return _read(_asked, await self._json(member, "POST", "/v1/shared/requests", body))

    async def consent(self, member: Member, consent_id: str) -> Consent:
        return _read(_consent, await self._json(member, "GET", f"/v1/shared/consents/{consent_id}"))

    async def consents(self, member: Member) -> Sequence[Consent]:
        """All that was granted to this person, the newest first."""
        found = await self._json(member, "GET", "/v1/shared/consents")
        return _read(_consents, found.get("consents"))

    async def countersign(self, member: Member, consent_id: str, signature: str) -> None:
        path = f"/v1/shared/consents/{consent_id}/countersignature"
        await self._json(member, "POST", path, {"signature": signature})

    async def receipt_keys(self) -> Sequence[Mapping[str, Any]]:
        try:
            response = await self._http.get(f"{self._url}/v1/consent-receipt-keys")
            keys: list[Mapping[str, Any]] = response.json()["keys"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise WalletServiceAway("The wallet service gives no answer.") from error
        return keys

    async def look(self, member: Member, consent_id: str, handle: str, purpose: str) -> Content:
        """The item, in pieces as it comes."""
        url = f"{self._url}/v1/shared/consents/{consent_id}/items/{handle}"
        request = self._http.build_request(
            "GET", url, params={"purpose": purpose}, headers=dict(member.headers("GET", url))
        )
        async with AsyncExitStack() as stack:
            try:
                response = await self._http.send(request, stream=True)
                stack.push_async_callback(response.aclose)
                if not response.is_success:
                    await response.aread()
            except httpx.HTTPError as error:
                raise WalletServiceAway("The wallet service gives no answer.") from error
            _refuse(response)
            return Content(response.headers["content-type"], _pieces(response, stack.pop_all()))

    async def break_glass(self, member: Member, wish: EmergencyWish) -> Emergency:
        body = {
            "request_id": wish.request_id, "code": wish.code, "purpose": "ETREAT", "reason": wish.reason,
            "is_alone": wish.is_alone,
        }  # fmt: skip
        return _read(_emergency, await self._json(member, "POST", EMERGENCIES, body))

    async def emergencies(self, member: Member) -> Sequence[Emergency]:
        """This person's, and the organisation's that wait for a second person."""
        return _read(_emergencies, (await self._json(member, "GET", EMERGENCIES)).get("emergencies"))

    async def emergency(self, member: Member, emergency_id: str) -> Emergency:
        return _read(_emergency, await self._json(member, "GET", f"{EMERGENCIES}/{emergency_id}"))

    async def confirm_emergency(self, member: Member, emergency_id: str) -> Emergency:
        return _read(_emergency, await self._json(member, "POST", f"{EMERGENCIES}/{emergency_id}/confirmation"))

    async def emergency_card(self, member: Member, emergency_id: str) -> Sequence[Allergy]:
        found = await self._json(member, "GET", f"{EMERGENCIES}/{emergency_id}/card")
        try:
            return allergies(found)
        except (KeyError, TypeError, AttributeError):
            raise WalletServiceAway("The wallet service gives no answer that can be read.") from None

    async def _json(self, member: Member, method: str, path: str, body: Any = None) -> Any:
        url = f"{self._url}{path}"
        try:
            response = await self._http.request(method, url, json=body, headers=dict(member.headers(method, url)))
        except httpx.HTTPError as error:
            raise WalletServiceAway("The wallet service gives no answer.") from error
        _refuse(response)
        try:
            return response.json() if response.content else None
        except ValueError as error:
            raise WalletServiceAway("The wallet service gives no answer that can be read.") from error


async def _pieces(response: httpx.Response, open_response: AsyncExitStack) -> AsyncIterator[bytes]:
    async with open_response:
        async for piece in response.aiter_bytes():
            yield piece


def _refuse(response: httpx.Response) -> None:
    if response.is_success:
        return
    try:
        problem = response.json()
        raise WalletServiceRefused(str(problem["code"]), str(problem["detail"]), str(problem["next_step"]))
    except (ValueError, KeyError, TypeError):
        raise WalletServiceAway("The wallet service gives no answer that can be read.") from None


def _read[T](adapter: TypeAdapter[T], found: Any) -> T:
    try:
        return adapter.validate_python(found)
    except ValidationError:
        raise WalletServiceAway("The wallet service gives no answer that can be read.") from None
