"""A real HTTP server on a free port of 127.0.0.1 that answers by path, byte for byte as told, for tests."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

Answer = bytes | float
"""What to send; or for how many seconds to say nothing."""


@dataclass
class WebServer:
    answers: Mapping[str, Answer]
    port: int = 0
    asked: list[str] = field(default_factory=list)
    """The heads of the requests that came."""

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.asked.append(head)
            answer = self.answers.get(head.split(" ")[1].split("?")[0], response(404))
            if isinstance(answer, float):
                await asyncio.sleep(answer)
                answer = response(200)
            writer.write(answer.replace(b"{port}", str(self.port).encode()))
            await writer.drain()
        writer.close()

    @contextlib.asynccontextmanager
    async def running(self, tls: ssl.SSLContext | None = None) -> AsyncIterator["WebServer"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()


def response(status: int, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
