"""Has each checkpoint cosigned by the witnesses of the policy; it is published once there are enough of them.

Witnesses that are away are asked again with the next checkpoint, or after a while; acts go on meanwhile.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from agent.audit.c2sp.encoding import FormatRefused, from_decimal
from agent.audit.c2sp.keys import SignatureRefused
from agent.audit.c2sp.note import SignatureLine, parse_signatures
from agent.audit.c2sp.policy import Policy, Witness
from agent.audit.c2sp.submission import Submission
from agent.audit.services.proving import Proving
from agent.audit.store.trees import KeptCheckpoint, TreeStore
from agent.service.clock import Clock, utc_now
from agent.service.database import Database
from agent.service.logging import declare_fields, get_logger
from agent.service.outbox import wait
from agent.service.wakeups import ANY, Wakeups

AGAIN_S = 5.0
TIMEOUT_S = 5.0
declare_fields("witness", "tree_size", "seen_size")
log = get_logger(__name__)


@dataclass
class Witnessing:
    database: Database
    trees: TreeStore
    proving: Proving
    policy: Policy
    http: httpx.AsyncClient
    published: Wakeups
    """Woken by each checkpoint that is published."""
    clock: Clock = utc_now
    _cosigned: dict[str, int] = field(default_factory=dict)
    """By witness: the size that it cosigned last, as far as this process knows."""

    async def run(self, made: Wakeups) -> None:
        """Until cancelled."""
        if not self.policy.witnesses:
            await asyncio.Event().wait()
        with made.waiting(ANY) as woken:
            while True:
                woken.clear()
                is_open = await self.publish()
                await wait(woken, AGAIN_S if is_open else 10 * AGAIN_S)

    async def publish(self) -> bool:
        """Have the newest checkpoint cosigned; whether it still lacks somebody."""
        async with self.database.reading() as connection:
            newest = await self.trees.newest(connection)
        if newest is None or self._has_all(newest):
            return False
        asked = [each for each in self.policy.witnesses.values() if not each.key.has_signed(newest.note)]
        lines = [line for found in await asyncio.gather(*(self._ask(each, newest) for each in asked)) for line in found]
        signed = await self._keep(newest, lines) if lines else newest
        return not self._has_all(signed)

    def _has_all(self, kept: KeptCheckpoint) -> bool:
        return all(each.key.has_signed(kept.note) for each in self.policy.witnesses.values())

    async def _keep(self, kept: KeptCheckpoint, lines: Sequence[SignatureLine]) -> KeptCheckpoint:
        note = kept.note.with_signatures(*lines)
        is_enough = self.policy.accepts(note, kept.checkpoint.origin)
        signed = kept.signed_by(note, kept.published_at or (self.clock() if is_enough else None))
        async with self.database.transaction() as transaction:
            await self.trees.note_signatures(transaction, signed)
            if is_enough:
                await self.trees.forget_before(transaction, kept.size)
                transaction.after_commit(self.published.wake_all)
        return signed

    async def _ask(self, witness: Witness, kept: KeptCheckpoint) -> Sequence[SignatureLine]:
        try:
            answer = await self._submit(witness, kept, self._cosigned.get(witness.name, 0))
            if answer.status_code == HTTPStatus.CONFLICT:
                seen = from_decimal(answer.text.rstrip("\n"))
                if seen > kept.size:  # of a history that is not in our database: restored from a backup, or rewritten
                    log.error("audit.witness_saw_more", witness=witness.name, seen_size=seen, tree_size=kept.size)
                    return []
                answer = await self._submit(witness, kept, seen)
            return self._checked(witness, kept, answer)
        except (httpx.HTTPError, httpx.InvalidURL):
            log.warning("audit.witness_away", witness=witness.name, tree_size=kept.size)
        except (FormatRefused, SignatureRefused):
            log.warning("audit.witness_unreadable", witness=witness.name, tree_size=kept.size)
        return []

    async def _submit(self, witness: Witness, kept: KeptCheckpoint, old_size: int) -> httpx.Response:
        proof = await self.proving.consistency(old_size, kept.size) if old_size else []
        submission = Submission(old_size, proof, kept.checkpoint, kept.note)
        url = f"{(witness.url or '').rstrip('/')}/add-checkpoint"
        return await self.http.post(url, content=submission.text.encode(), timeout=TIMEOUT_S)

    def _checked(self, witness: Witness, kept: KeptCheckpoint, answer: httpx.Response) -> Sequence[SignatureLine]:
        if not answer.is_success:
            log.error("audit.witness_refused", witness=witness.name, status=answer.status_code, tree_size=kept.size)
            return []
        lines = [line for line in parse_signatures(answer.text) if witness.key.is_named_by(line)]
        for line in lines:
            witness.key.check(kept.note.body, line)
        self._cosigned[witness.name] = kept.size
        return lines
