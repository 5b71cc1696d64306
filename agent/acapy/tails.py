"""Whether a tails file can be had by a wallet: fetched from its public place, and of the hash that the ledger tells.

An issuer whose upload failed looks whole to its agent, and every proof of non-revocation fails at the holder.
"""

import hashlib
from dataclasses import dataclass, field

import base58
import httpx

from agent.tls import known_roots

DOWNLOAD_TIMEOUT_S = 30.0


@dataclass(frozen=True)
class TailsCheck:
    """Asks once per file: a file is named by its hash, so what was whole stays whole."""

    http: httpx.AsyncClient = field(
        default_factory=lambda: httpx.AsyncClient(verify=known_roots(), timeout=DOWNLOAD_TIMEOUT_S)
    )
    _whole: set[tuple[str, str]] = field(default_factory=set, init=False, repr=False)

    async def is_available(self, url: str, expected_hash: str) -> bool:
        if (url, expected_hash) in self._whole:
            return True
        if await self._hash_at(url) != expected_hash:
            return False
        self._whole.add((url, expected_hash))
        return True

    async def _hash_at(self, url: str) -> str | None:
        digest = hashlib.sha256()
        try:
            async with self.http.stream("GET", url) as response:
                if not response.is_success:
                    return None
                async for piece in response.aiter_bytes():
                    digest.update(piece)
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
        return base58.b58encode(digest.digest()).decode()

    async def aclose(self) -> None:
        await self.http.aclose()
