"""A push service on this machine, and the browser behind it that decrypts what comes (RFC 8030, 8291, 8292)."""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True)
class Came:
    path: str
    headers: dict[str, str]
    body: bytes = field(repr=False)


class PushService:
    def __init__(self) -> None:
        self.came: asyncio.Queue[Came] = asyncio.Queue()
        self.status = 201
        self.port = 0
        self._key, self._secret = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def subscription(self, path: str = "/send/abc") -> dict[str, Any]:
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.origin}{path}", "keys": {"p256dh": _text(point), "auth": _text(self._secret)}}

    def opened(self, came: Came) -> Any:
        return json.loads(http_ece.decrypt(came.body, private_key=self._key, auth_secret=self._secret))

    async def next(self) -> Came:
        async with asyncio.timeout(10):
            return await self.came.get()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["PushService"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
            self.came.put_nowait(Came(first.split(" ")[1], headers, body))
        writer.close()
