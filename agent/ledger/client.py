"""Reads from and writes to an Indy ledger, each within a hard time limit.

It decides when validators count as unavailable and when they have refused. What is asked is the caller's business.
A reply without a state proof counts when f+1 validators give the same one (indy-vdr sees to that).
"""

# mypy: disable-error-code="import-untyped"
import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

import indy_vdr
from indy_vdr import LedgerType, VdrError, VdrErrorCode
from indy_vdr import ledger as vdr

from agent.errors import InvalidInput, LedgerRefused, LedgerUnavailable
from agent.ledger.did_key import full_verkey
from agent.ledger.network import Network
from agent.protocol import Did, Verkey

TIME_LIMIT_S = 8.0
EACH_TIME_LIMIT_S = 2
# Whole seconds. Below our own limit, so that a silent validator is given up for another one in time.
indy_vdr.set_config({"ack_timeout": 3, "reply_timeout": 7})

_ROLES = {None: "NONE", "0": "TRUSTEE", "2": "STEWARD", "101": "ENDORSER", "201": "NETWORK_MONITOR"}


class LedgerName(StrEnum):
    """The ledgers of a network; DIDs and schemas are on the domain ledger."""

    POOL = "POOL"
    DOMAIN = "DOMAIN"
    CONFIG = "CONFIG"


@dataclass(frozen=True)
class Nym:
    """A DID as the ledger knows it."""

    did: Did
    verkey: Verkey | None
    role: str
    """A name of indy-node's, such as ENDORSER, or NONE."""
    seq_no: int


@dataclass(frozen=True)
class Transaction:
    """A committed transaction."""

    seq_no: int
    kind: str
    """The number of its type, such as "1" for NYM."""
    author: Did | None
    data: Mapping[str, object]


class Ledger:
    """One network, over as many connections as indy-vdr likes; opened when first needed."""

    def __init__(self, network: Network, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        self.network = network
        self._time_limit_s = time_limit_s
        self._pool: indy_vdr.Pool | None = None
        self._opening = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Drop the connections; the next request makes new ones."""
        # Not closed here: the last of the requests that are under way does so when it lets go of it.
        self._pool = None

    async def get_nym(self, did: Did) -> Nym | None:
        """The DID on the ledger, or None."""
        reply = await self.ask(lambda: vdr.build_get_nym_request(None, did))
        if not reply["data"]:
            return None
        data = json.loads(reply["data"])
        verkey = full_verkey(did, data["verkey"]) if data.get("verkey") else None
        return Nym(did, verkey, _ROLES.get(data.get("role"), str(data.get("role"))), int(data["seqNo"]))

    async def get_txn(self, ledger: LedgerName, seq_no: int) -> Transaction | None:
        """One transaction by its number, from 1 on, or None beyond the last."""
        reply = await self.ask(lambda: vdr.build_get_txn_request(None, LedgerType[ledger], seq_no))
        return _transaction(reply["data"]) if reply["data"] else None

    async def domain_size(self) -> int:
        """How many transactions the domain ledger has."""
        reply = await self.ask(lambda: vdr.build_get_txn_request(None, LedgerType.DOMAIN, 1))
        return int(reply["data"]["ledgerSize"])

    async def submit(self, request: indy_vdr.Request) -> Transaction:
        """Write a signed request; returns what was committed.

        Raises LedgerRefused with the validators' reason, or LedgerUnavailable: then it may or may not be written.
        """
        return _transaction(await self.ask(lambda: request))

    async def ask_each(
        self, request: indy_vdr.Request, *, time_limit_s: int = EACH_TIME_LIMIT_S
    ) -> dict[str, dict[str, Any] | None]:
        """The answer of each validator by itself; None for those that give none in time."""
        pool = await self._opened()
        # A little later than its own limit, in case it does not keep it.
        with contextlib.suppress(TimeoutError, VdrError):
            async with asyncio.timeout(time_limit_s + 1):
                replies = await pool.submit_action(request, timeout=time_limit_s)
                return {name: _own_reply(reply) for name, reply in replies.items()}
        return dict.fromkeys(self.network.validators)

    async def ask(self, build: Callable[[], indy_vdr.Request]) -> dict[str, Any]:
        """The reply to a request, as it is. Raises LedgerRefused, LedgerUnavailable, InvalidInput."""

        async def send() -> dict[str, Any]:
            pool = await self._opened()
            reply: dict[str, Any] = await pool.submit_request(_built(build))
            return reply

        return await self.within_limit(send)

    async def within_limit[T](self, act: Callable[[], Awaitable[T]]) -> T:
        """Do one thing, of one request or several, within the time limit of this ledger."""
        try:
            async with asyncio.timeout(self._time_limit_s):
                return await act()
        except TimeoutError as error:
            raise self._unavailable(f"gave no answer within {self._time_limit_s:g} s") from error
        except VdrError as error:
            if error.code == VdrErrorCode.POOL_REQUEST_FAILED:
                raise LedgerRefused(f"The validators of {self.network.name} refused this: {_reason(error)}.") from error
            raise self._unavailable(f"cannot be reached ({error.code.name.lower()})") from error

    def _unavailable(self, what: str) -> LedgerUnavailable:
        # New connections next time: also to validators that have moved since.
        self.close()
        return LedgerUnavailable(f"The ledger {self.network.name} {what}.")

    async def _opened(self) -> indy_vdr.Pool:
        async with self._opening:
            if self._pool is None:
                pool = await indy_vdr.open_pool(transactions=self.network.genesis, no_refresh=True)
                # Validators that joined after genesis are known after this; without it the others still serve.
                with contextlib.suppress(VdrError, TimeoutError):
                    async with asyncio.timeout(EACH_TIME_LIMIT_S):
                        await pool.refresh()
                self._pool = pool
            return self._pool


def _built(build: Callable[[], indy_vdr.Request]) -> indy_vdr.Request:
    try:
        return build()
    except VdrError as error:
        raise InvalidInput(f"This is no valid request to a ledger: {error}.") from error


def _transaction(found: Mapping[str, Any]) -> Transaction:
    body = found["txn"]
    return Transaction(
        seq_no=int(found["txnMetadata"]["seqNo"]),
        kind=str(body["type"]),
        author=body["metadata"].get("from"),
        data=body["data"],
    )


def _own_reply(reply: str) -> dict[str, Any] | None:
    """A validator's result; a timeout comes as a word instead of JSON."""
    try:
        answer = json.loads(reply)
    except ValueError:
        return None
    result: dict[str, Any] | None = answer.get("result") if isinstance(answer, dict) else None
    return result


def _reason(error: VdrError) -> str:
    return str(error).strip().rstrip(".")
