"""How often a stranger may knock at a public door: a bucket of tokens for each caller's address.

Decides: counted in this process, in memory; the address is neither kept longer nor logged. Behind a proxy the server
must be told whom to believe (uvicorn, forwarded_allow_ips). With too many addresses at once the oldest are forgotten.
"""

from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from time import monotonic

from fastapi import Request

from agent.errors import Problem

MAX_ADDRESSES = 50_000


class TooManyCalls(Problem):
    """This address has called too often."""

    code = "too-many-calls"
    status = HTTPStatus.TOO_MANY_REQUESTS
    next_step = "Wait a minute, then try again."


class RateLimit:
    """A FastAPI dependency. `burst` calls at once, and from then on `per_minute`."""

    def __init__(self, burst: int, per_minute: float, now_s: Callable[[], float] = monotonic) -> None:
        self._burst = burst
        self._per_s = per_minute / 60
        self._now_s = now_s
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, request: Request) -> None:
        """Raises TooManyCalls."""
        self.take(request.client.host if request.client else "")

    def take(self, address: str) -> None:
        now_s = self._now_s()
        left, since = self._buckets.pop(address, (float(self._burst), now_s))
        left = min(self._burst, left + (now_s - since) * self._per_s)
        if len(self._buckets) >= MAX_ADDRESSES:
            self._buckets.popitem(last=False)
        self._buckets[address] = (max(left - 1, 0) if left >= 1 else left, now_s)
        if left < 1:
            raise TooManyCalls("There were too many tries from here.")
