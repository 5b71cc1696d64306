"""The port through which a URL of somebody else's is called: names become addresses, and one address is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class FetchFailed(Exception):
    """No answer, or none that will be read (too long, encoded)."""


@dataclass(frozen=True)
class Fetched:
    status: int
    location: str | None = field(repr=False)
    body: bytes = field(repr=False)


class Web(Protocol):
    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """The numeric addresses of a host name. Raises FetchFailed."""
        ...

    async def get(self, url: str, address: str, limit_bytes: int) -> Fetched:
        """Ask this address for the URL, as JSON, following nothing. Raises FetchFailed."""
        ...

    async def post(self, url: str, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send JSON to the URL at this address, following nothing; the status. The caller limits the time.

        Raises FetchFailed.
        """
        ...
