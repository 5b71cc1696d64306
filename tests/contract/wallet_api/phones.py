"""A phone with a passkey in software, against the app itself."""

from typing import Any

import httpx

from salus.soft_passkey import SoftPasskey

ORIGIN = "http://wallet.test"


class PasskeyPhone:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.tokens: dict[str, Any] = {}
        self._passkey: SoftPasskey | None = None

    @property
    def passkey(self) -> SoftPasskey:
        assert self._passkey is not None
        return self._passkey

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens['session_token']}"}

    async def ok(self, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        answer = await self.client.post(path, json=body or {}, headers=headers)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    async def made(self, options_path: str, body: Any = None) -> dict[str, Any]:
        """The answer of a new passkey to these options."""
        options = await self.ok(options_path, body)
        self._passkey, credential = SoftPasskey.make(ORIGIN, options["public_key"])
        return {"challenge_id": options["challenge_id"], "credential": credential}

    async def signed(self, options_path: str, **headers: str) -> dict[str, Any]:
        options = await self.ok(options_path, **headers)
        return {"challenge_id": options["challenge_id"], "credential": self.passkey.sign(options["public_key"])}

    async def sign_up(self) -> None:
        self.tokens = await self.ok("/v1/accounts", await self.made("/v1/accounts/options"))

    async def sign_in(self) -> None:
        self.tokens = await self.ok("/v1/sessions", await self.signed("/v1/sessions/options"))

    async def verify(self) -> None:
        await self.ok(
            "/v1/session/verify", await self.signed("/v1/session/verify/options", **self.headers), **self.headers
        )

    async def join(self, token: str) -> None:
        made = await self.made("/v1/devices/options", {"token": token})
        self.tokens = await self.ok("/v1/devices", made | {"token": token})

    async def recover(self, code: str) -> None:
        made = await self.made("/v1/recovery/options", {"recovery_code": code})
        self.tokens = await self.ok("/v1/recovery", made | {"recovery_code": code})

    async def refused(self, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        answer = await self.client.post(path, json=body or {}, headers=headers)
        assert not answer.is_success, answer.text
        return answer.status_code, answer.json()["code"]

    async def get(self, path: str) -> dict[str, Any]:
        answer = await self.client.get(path, headers=self.headers)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found
