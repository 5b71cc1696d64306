"""Somebody else's system, to which webhooks go: a real HTTP server on 127.0.0.1 that answers as the test says."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Taken:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)

    @property
    def state(self) -> str:
        return str(self.said["data"]["state"])


@dataclass
class Receiver:
    """Answers 204, unless there are further `answers`: a status each, "drop" to cut the line, "hang" to say nothing."""

    answers: list[int | str] = field(default_factory=list)
    came: "asyncio.Queue[Taken]" = field(default_factory=asyncio.Queue)
    every: list[Taken] = field(default_factory=list)
    """All that ever came; `came` has what nobody has looked at yet."""
    port: int = 0

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def next(self) -> Taken:
        async with asyncio.timeout(TIMEOUT_S):
            return await self.came.get()

    async def many(self, count: int) -> list[Taken]:
        return [await self.next() for _ in range(count)]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            answer = self.answers.pop(0) if self.answers else 204
            taken = Taken(lines[0].split(" ")[1], headers, body)
            self.every.append(taken)
            self.came.put_nowait(taken)
            if answer == "hang":
                await reader.read()  # until the other side hangs up
            elif answer != "drop":
                elsewhere = f"Location: {self.url('/elsewhere')}\r\n"
                writer.write(
                    f"HTTP/1.1 {answer} X\r\n{elsewhere}Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
                )
                await writer.drain()
        writer.close()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Receiver"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
