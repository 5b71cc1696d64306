"""An agent's requests to its ledger, and what is kept of the replies.

  - What never changes (schemas, registries) is asked for once.
  - A definition is asked for anew each time, and kept for an outage.
  - A revocation list that was in force at a moment well past cannot change any more, and is asked for once. Of a moment
    to come the newest list is asked for each time, by one read for all who ask meanwhile (agent.ledger.shared_reads).
In an outage a holder proves against the newest list that is kept. A verifier needs the very list that a presentation
names: where that one is not kept, nothing can be said of the proof.
"""

# mypy: disable-error-code="import-untyped"
import json
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from acapy_agent.anoncreds.base import AnonCredsResolutionError
from acapy_agent.ledger.error import LedgerTransactionError
from indy_vdr import VdrError, VdrErrorCode

from agent.acapy.kept_ledger.replies import KeptList, KeptReplies
from agent.ledger.shared_reads import SharedReads
from agent.protocol import CLOCK_SKEW_S

TXN, SCHEMA, DEFINITION, REGISTRY, DELTA = "3", "107", "108", "115", "117"
"""Types of read requests (indy-node, docs/source/requests.md)."""
ONCE = frozenset({TXN, SCHEMA, REGISTRY})

Submit = Callable[..., Awaitable[dict[str, Any]]]
the_very_list = ContextVar("the_very_list", default=False)
"""Whether only the list that bears the moment asked for will do, and no other that was in force then."""


class LedgerSilent(AnonCredsResolutionError):  # type: ignore[misc]  # its base has no types
    """Nothing is kept, and the ledger gives no answer. Not a LedgerError, at which ACA-Py gives up."""


class KeptLedger:
    """All requests of one agent to its ledger."""

    def __init__(self, replies: KeptReplies, submit: Submit) -> None:
        self._replies = replies
        self._submit = submit
        self._reads = SharedReads[Any, str]((LedgerSilent,))

    async def submit(self, ledger: Any, request: Any, *more: Any, **named: Any) -> dict[str, Any]:
        """As ACA-Py's own. Raises LedgerSilent besides."""
        operation = json.loads(request if isinstance(request, str) else request.body)["operation"]
        network, kind = ledger.pool.genesis_hash, operation["type"]

        async def ask() -> dict[str, Any]:
            try:
                return await self._submit(ledger, request, *more, **named)
            except LedgerTransactionError as error:
                if is_silence(error):
                    raise LedgerSilent("The ledger gives no answer") from error
                raise

        if kind == DELTA and operation.get("from"):  # a part of the history, of which nothing is kept
            return await ask()
        if kind == DELTA:
            text = await self._list(f"{network}:{operation['revocRegDefId']}", operation["to"], ask)
        elif kind in ONCE or kind == DEFINITION:
            text = await self._reply(f"{network}:{json.dumps(operation, sort_keys=True)}", kind, ask)
        else:
            return await self._submit(ledger, request, *more, **named)
        reply: dict[str, Any] = json.loads(text)  # a new one for each caller, who may change it
        return reply

    async def _reply(self, question: str, kind: str, ask: Callable[[], Awaitable[dict[str, Any]]]) -> str:
        async def read() -> str:
            reply = await ask()
            text = json.dumps(reply)
            if _is_there(reply):
                self._replies.keep(question, text)
            return text

        if kind in ONCE and (found := self._replies.find(question)):
            return found
        return await self._reads.read(question, read, lambda: self._replies.find(question))

    async def _list(self, registry: str, moment: int, ask: Callable[[], Awaitable[dict[str, Any]]]) -> str:
        async def read() -> str:
            began = time.time()
            reply = await ask()
            text = json.dumps(reply)
            if list_at := _list_at(reply):
                self._replies.keep_list(registry, KeptList(list_at, text, began))
            return text

        def kept() -> str | None:
            find = self._replies.list_named if the_very_list.get() else self._replies.newest_until
            found = find(registry, moment)
            return found.reply if found else None

        named = self._replies.list_named(registry, moment)
        if named is not None and named.read_at > moment + CLOCK_SKEW_S:
            return named.reply  # earlier, a second list might still have come to bear the same name
        to_come = moment > time.time() + CLOCK_SKEW_S  # a list may be named by a moment so far ahead
        return await self._reads.read((registry, None if to_come else moment), read, kept)


def _is_there(reply: dict[str, Any]) -> bool:
    """What is not there yet may come. A schema's reply repeats what was asked for, with no number of a transaction."""
    return bool(reply.get("data") and reply.get("seqNo"))


def _list_at(reply: dict[str, Any]) -> int | None:
    """Unix seconds that name the list of a reply, if it has one."""
    accumulator = reply["data"]["value"].get("accum_to") if reply.get("data") else None
    return int(accumulator["txnTime"]) if accumulator else None


def is_silence(error: BaseException) -> bool:
    """Whether it comes of validators that gave no answer, and not of a refusal of theirs or something else."""
    if isinstance(error, VdrError):
        return bool(error.code != VdrErrorCode.POOL_REQUEST_FAILED)
    return isinstance(error, TimeoutError) or (error.__cause__ is not None and is_silence(error.__cause__))
