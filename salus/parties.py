"""The three parties as the demo plays them: a clerk, a patient's phone and a clinic, over the services' HTTP APIs."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import httpx

from agent.errors import Problem
from agent.service.qr import read_qr
from agent.tls import known_roots
from salus.events import until
from salus.soft_passkey import SoftPasskey

Json = dict[str, Any]
TIMEOUT_S = 60.0
RESTART_PATIENCE_S = 30.0
RETRY_S = 0.3


class PartyRefused(Problem):
    """A service answered with a problem."""

    code = "refused"
    status = HTTPStatus.BAD_GATEWAY


class Party:
    timeout_s = TIMEOUT_S
    """How long a state is waited for."""

    def __init__(self, url: str, token: str) -> None:
        self.http = httpx.AsyncClient(
            base_url=url,
            headers={"authorization": f"Bearer {token}"} if token else None,
            timeout=30,
            verify=known_roots(),
        )

    async def aclose(self) -> None:
        await self.http.aclose()

    async def get(self, path: str) -> Json:
        return _body(await self._patiently("GET", path))

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> Json:
        """Sent once: what it creates would be created twice."""
        return _body(await self.http.post(path, json=body or {}))

    async def repeat(self, path: str, body: Mapping[str, Any] | None = None) -> Json:
        """A POST that is safe to repeat, repeated while the service or its agent restarts."""
        return _body(await self._patiently("POST", path, body or {}))

    async def picture(self, path: str) -> bytes:
        response = await self._patiently("GET", path)
        _refuse(response)
        return response.content

    async def _patiently(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        deadline = time.monotonic() + RESTART_PATIENCE_S
        while True:
            with contextlib.suppress(httpx.TransportError):
                response = await self.http.request(method, path, json=body)
                if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
                    return response
            if time.monotonic() > deadline:
                raise PartyRefused("The service gives no answer.")
            await asyncio.sleep(RETRY_S)


def _refuse(response: httpx.Response) -> None:
    if response.is_success:
        return
    try:
        problem = response.json()
        sentence, next_step = f"{problem['code']}: {problem['detail']}", str(problem["next_step"])
    except (ValueError, KeyError, TypeError):
        raise PartyRefused(f"The service answered {response.status_code}.") from None
    raise PartyRefused(sentence, next_step=next_step)


def _body(response: httpx.Response) -> Json:
    _refuse(response)
    body: Json = response.json() if response.content else {}
    return body


class Clerk(Party):
    """At the issuer."""

    async def offer(self, credential_type: str, claims: Mapping[str, Any]) -> Json:
        return await self.post("/v1/offers", {"credential_type": credential_type, "claims": claims})

    async def qr(self, offer_id: str) -> bytes:
        return await self.picture(f"/v1/offers/{offer_id}/qr.png")

    async def until_offer(self, offer_id: str, *states: str) -> Json:
        async def read() -> Json | None:
            offer = await self.get(f"/v1/offers/{offer_id}")
            return offer if offer["state"] in states else None

        return await until(
            self.http,
            f"/v1/offers/{offer_id}/events",
            read,
            timeout_s=self.timeout_s,
            what=f"The offer did not become {states}",
        )

    async def revoke(self, offer_id: str) -> Json:
        await self.repeat(f"/v1/offers/{offer_id}/revoke")
        return await self.until_offer(offer_id, "revoked")

    async def hand_over(self, offer: Json, phone: "Phone") -> Json:
        """The patient takes up an offer by its link; answers it once it is stored."""
        scan = await phone.follow(offer["url"])
        await phone.accept(scan["offer_id"])
        return await self.until_offer(offer["offer_id"], "stored")


class Clinic(Party):
    """At the verifier's desk."""

    async def ask(self, template_id: str, **wanted: Any) -> Json:
        """`wanted`: language, copies."""
        return await self.post("/v1/verifications", {"template_id": template_id, **wanted})

    async def qr(self, verification_id: str) -> bytes:
        return await self.picture(f"/v1/verifications/{verification_id}/qr.png")

    async def until_decided(self, verification_id: str) -> Json:
        async def read() -> Json | None:
            verification = await self.get(f"/v1/verifications/{verification_id}")
            return verification if verification["state"] == "decided" else None

        path = f"/v1/verifications/{verification_id}/events"
        return await until(self.http, path, read, timeout_s=self.timeout_s, what="There was no verdict")


class Phone(Party):
    """A patient's phone, signed in at the wallet API with a passkey in software, and with a wallet."""

    def __init__(self, url: str, passkey: SoftPasskey | None = None) -> None:
        super().__init__(url, "")
        self.passkey = passkey
        self.wallet_id = ""
        self._refresh_token = ""

    @property
    def wallet(self) -> str:
        return f"/v1/wallets/{self.wallet_id}"

    async def sign_up(self, label: str) -> None:
        """A new account with a new passkey and a wallet."""
        options = await self.post("/v1/accounts/options")
        self.passkey, credential = SoftPasskey.make(_origin(self.http), options["public_key"])
        signed = {"challenge_id": options["challenge_id"], "credential": credential, "device_name": "Demo phone"}
        self._signed_in(await self.post("/v1/accounts", signed))
        self.wallet_id = (await self.repeat("/v1/wallets", {"label": label}))["wallet_id"]

    async def sign_in(self) -> None:
        """With the passkey; finds the wallet again."""
        options = await self.repeat("/v1/sessions/options")
        self._signed_in(await self.post("/v1/sessions", self._signed(options)))
        account = await self.get("/v1/account")
        self.wallet_id = next(each["wallet_id"] for each in account["wallets"] if each["relation"] == "own")

    async def verify(self) -> None:
        """Use the passkey again."""
        options = await self.repeat("/v1/session/verify/options")
        await self.post("/v1/session/verify", self._signed(options))

    async def scan(self, picture: bytes) -> Json:
        """Read the QR from the picture, as a camera would, and go on until the offer or request is there."""
        text = read_qr(picture)
        if text is None:
            raise PartyRefused("There is no QR code in the picture.")
        return await self.follow(text)

    async def follow(self, text: str) -> Json:
        """Go on with what a QR code says until the offer or request is there."""
        scan = await self.repeat(f"{self.wallet}/scans", {"text": text})

        async def read() -> Json | None:
            present = await self.get(f"{self.wallet}/scans/{scan['scan_id']}")
            return present if present["state"] != "connecting" else None

        done = await self._until(read, "The scan led to nothing")
        if done["state"] == "failed":
            raise PartyRefused(done["problem"]["sentence"])
        return done

    async def accept(self, offer_id: str) -> Json:
        await self.repeat(f"{self.wallet}/offers/{offer_id}/accept")

        async def read() -> Json | None:
            offer = await self.get(f"{self.wallet}/offers/{offer_id}")
            return offer if offer["state"] in ("stored", "failed", "expired") else None

        return await self._until(read, "The credential was not stored")

    async def accept_what_was_sent(self) -> Json:
        """Accept the offer that came by itself, over a connection that there is."""

        async def read() -> Json | None:
            offers: list[Json] = (await self.get(f"{self.wallet}/offers"))["offers"]
            return next((offer for offer in offers if offer["state"] == "offered"), None)

        offer = await self._until(read, "No offer came")
        return await self.accept(offer["offer_id"])

    async def request(self, request_id: str) -> Json:
        return await self.get(f"{self.wallet}/requests/{request_id}")

    async def approve(self, request_id: str) -> None:
        await self.repeat(f"{self.wallet}/requests/{request_id}/approve", {"choices": {}})

    async def decline(self, request_id: str, reason: str = "declined") -> None:
        await self.repeat(f"{self.wallet}/requests/{request_id}/decline", {"reason": reason})

    async def credentials(self) -> list[Json]:
        """Without their values."""
        found: list[Json] = (await self.get(f"{self.wallet}/credentials"))["credentials"]
        return found

    async def in_full(self) -> list[Json]:
        """All credentials with their values."""
        return [
            await self.get(f"{self.wallet}/credentials/{card['credential_id']}") for card in await self.credentials()
        ]

    @property
    def key(self) -> SoftPasskey:
        if self.passkey is None:
            raise PartyRefused("This phone has no passkey.")
        return self.passkey

    def _signed(self, options: Json) -> Json:
        return {"challenge_id": options["challenge_id"], "credential": self.key.sign(options["public_key"])}

    def _signed_in(self, body: Json) -> None:
        self.http.headers["authorization"] = f"Bearer {body['session_token']}"
        self._refresh_token = body["refresh_token"]

    async def _patiently(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """As any party; with new tokens when the session is over, and the passkey again where that is asked for."""
        response = await super()._patiently(method, path, body)
        if response.status_code == HTTPStatus.UNAUTHORIZED and await self._refreshed():
            response = await super()._patiently(method, path, body)
        if response.status_code == HTTPStatus.FORBIDDEN and response.json()["code"] == "verification-needed":
            await self.verify()
            response = await super()._patiently(method, path, body)
        return response

    async def _refreshed(self) -> bool:
        if not self._refresh_token:
            return False
        refreshed = await self.http.post("/v1/session/refresh", json={"refresh_token": self._refresh_token})
        if refreshed.is_success:
            self._signed_in(refreshed.json())
        return refreshed.is_success

    async def _until(self, read: Callable[[], Awaitable[Json | None]], what: str) -> Json:
        return await until(self.http, f"{self.wallet}/events", read, timeout_s=self.timeout_s, what=what)


def _origin(http: httpx.AsyncClient) -> str:
    return str(http.base_url).rstrip("/")
