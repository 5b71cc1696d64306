"""What an agent keeps of the ledger's replies, and when it asks anew. How ACA-Py fares with it: tests/flows."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from acapy_agent.config.base import ConfigError
from acapy_agent.ledger.error import LedgerError, LedgerTransactionError
from indy_vdr import VdrError, VdrErrorCode

from agent.acapy.kept_ledger import of_the_very_lists, starting_without_validators
from agent.acapy.kept_ledger.ledger import KeptLedger, LedgerSilent
from agent.acapy.kept_ledger.replies import KEPT_FOR_S, LISTS_OF_A_REGISTRY, KeptList, KeptReplies

pytestmark = pytest.mark.asyncio
REGISTRY = "did:4:did:3:CL:15:default:CL_ACCUM:0"
OLD = int(time.time()) - 86_400
TO_COME = int(time.time()) + 86_400
GENESIS = SimpleNamespace(pool=SimpleNamespace(genesis_hash="genesis"))
SCHEMA = {"type": "107", "dest": "did", "data": {"name": "vaccination", "version": "1.0"}}
DEFINITION = {"type": "108", "ref": 15, "origin": "did"}


@dataclass
class Ledger:
    """Answers as validators do; `lists` by their moments."""

    lists: dict[int, list[int]] = field(default_factory=lambda: {OLD: []})
    away: bool = False
    refuses: bool = False
    objects: bool = True
    asked: int = 0

    async def submit(self, _: Any, request: str) -> dict[str, Any]:
        self.asked += 1
        operation = json.loads(request)["operation"]
        await asyncio.sleep(0)
        if self.away or self.refuses:
            code = VdrErrorCode.POOL_REQUEST_FAILED if self.refuses else VdrErrorCode.POOL_TIMEOUT
            raise LedgerTransactionError("Ledger request error") from VdrError(code, "")
        if operation["type"] != "117":
            return {"data": {"of": operation["type"]}, "seqNo": 15 if self.objects else None}
        moments = [moment for moment in self.lists if moment <= operation["to"]]
        if not moments:
            return {"data": {"value": {}}}
        return {"data": {"value": {"accum_to": {"txnTime": max(moments)}, "revoked": self.lists[max(moments)]}}}


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def replies(tmp_path: Path) -> Iterator[KeptReplies]:
    kept = KeptReplies(tmp_path / "ledger.sqlite")
    yield kept
    kept.close()


@pytest.fixture
def kept(replies: KeptReplies, ledger: Ledger) -> KeptLedger:
    return KeptLedger(replies, ledger.submit)


async def ask(kept: KeptLedger, operation: dict[str, Any]) -> dict[str, Any]:
    return await kept.submit(GENESIS, json.dumps({"operation": operation, "reqId": time.monotonic_ns()}))


async def list_at(kept: KeptLedger, moment: int, **more: int) -> int:
    reply = await ask(kept, {"type": "117", "revocRegDefId": REGISTRY, "from": 0, "to": moment, **more})
    return int(reply["data"]["value"]["accum_to"]["txnTime"])


async def the_very_list(kept: KeptLedger, moment: int) -> int:
    found: int = await of_the_very_lists(list_at)(kept, moment)
    return found


async def test_what_never_changes_is_asked_for_once_also_after_a_restart(
    kept: KeptLedger, ledger: Ledger, replies: KeptReplies
) -> None:
    first = await ask(kept, SCHEMA)
    first["data"]["changed"] = "by its caller"
    for again in (kept, KeptLedger(replies, ledger.submit)):
        assert await ask(again, SCHEMA) == {"data": {"of": "107"}, "seqNo": 15}
    assert ledger.asked == 1


@pytest.mark.parametrize("operation", [SCHEMA, DEFINITION])
async def test_what_is_not_there_yet_is_asked_for_again(
    kept: KeptLedger, ledger: Ledger, operation: dict[str, Any]
) -> None:
    ledger.objects = False
    await ask(kept, operation)
    ledger.objects = True
    assert (await ask(kept, operation))["seqNo"] == 15


async def test_what_may_change_is_asked_anew_and_kept_for_an_outage(
    kept: KeptLedger, ledger: Ledger, replies: KeptReplies
) -> None:
    found = await ask(kept, DEFINITION)
    await ask(kept, DEFINITION)
    assert ledger.asked == 2
    ledger.away = True
    assert await ask(KeptLedger(replies, ledger.submit), DEFINITION) == found


async def test_where_nothing_is_kept_the_silence_does_not_make_acapy_give_up(kept: KeptLedger, ledger: Ledger) -> None:
    ledger.away = True
    with pytest.raises(LedgerSilent) as silence:
        await ask(kept, DEFINITION)
    assert not isinstance(silence.value, LedgerError)
    with pytest.raises(LedgerSilent):
        await list_at(kept, OLD)


async def test_a_refusal_is_no_silence(kept: KeptLedger, ledger: Ledger) -> None:
    await ask(kept, DEFINITION)
    ledger.refuses = True
    with pytest.raises(LedgerTransactionError):
        await ask(kept, DEFINITION)


@pytest.mark.parametrize("operation", [{"type": "6"}, {"type": "105"}, {"type": "114"}])
async def test_other_reads_and_all_writes_go_to_the_ledger(
    kept: KeptLedger, ledger: Ledger, operation: dict[str, Any]
) -> None:
    await ask(kept, operation)
    ledger.away = True
    with pytest.raises(LedgerTransactionError):
        await ask(kept, operation)


async def test_a_list_that_came_a_moment_ago_is_found(kept: KeptLedger, ledger: Ledger) -> None:
    assert await list_at(kept, TO_COME) == OLD
    ledger.lists[OLD + 60] = [7]
    assert await list_at(kept, TO_COME) == OLD + 60
    assert await list_at(kept, TO_COME + 1) == OLD + 60


async def test_all_who_ask_for_a_moment_to_come_share_a_read(kept: KeptLedger, ledger: Ledger) -> None:
    assert set(await asyncio.gather(*(list_at(kept, TO_COME + each) for each in range(50)))) == {OLD}
    assert ledger.asked == 1


async def test_a_list_of_long_ago_is_asked_for_once(kept: KeptLedger, ledger: Ledger) -> None:
    ledger.lists[OLD + 60] = [7]
    for _ in range(2):
        assert await the_very_list(kept, OLD) == OLD
    assert ledger.asked == 1


async def test_a_second_list_of_the_same_second_is_found(kept: KeptLedger, ledger: Ledger) -> None:
    """The ledger names both alike, so the name of a young list may still come to mean another one."""
    now = int(time.time())
    ledger.lists = {now: []}
    assert await the_very_list(kept, now) == now
    ledger.lists = {now: [7]}
    reply = await ask(kept, {"type": "117", "revocRegDefId": REGISTRY, "from": 0, "to": now})
    assert reply["data"]["value"]["revoked"] == [7]


async def test_in_an_outage_a_holder_proves_against_the_newest_list_that_is_kept(
    kept: KeptLedger, ledger: Ledger, replies: KeptReplies
) -> None:
    ledger.lists[OLD + 60] = [7]
    await list_at(kept, TO_COME)
    ledger.away = True
    restarted = KeptLedger(replies, ledger.submit)
    assert await list_at(restarted, TO_COME + 500) == OLD + 60
    with pytest.raises(LedgerSilent):
        await list_at(restarted, OLD + 59)


async def test_in_an_outage_a_verifier_takes_the_list_that_is_named_and_no_other(
    kept: KeptLedger, ledger: Ledger
) -> None:
    ledger.lists[OLD + 60] = [7]
    await the_very_list(kept, OLD + 60)
    ledger.away = True
    assert await the_very_list(kept, OLD + 60) == OLD + 60
    with pytest.raises(LedgerSilent):
        await the_very_list(kept, OLD + 61)


async def test_a_part_of_the_history_is_not_taken_for_a_list(kept: KeptLedger, ledger: Ledger) -> None:
    await list_at(kept, TO_COME, **{"from": OLD - 5})
    ledger.away = True
    with pytest.raises(LedgerSilent):
        await list_at(kept, TO_COME)


async def test_of_a_registry_the_newest_lists_stay(replies: KeptReplies) -> None:
    for number in range(LISTS_OF_A_REGISTRY + 2):
        replies.keep_list(REGISTRY, KeptList(number, "{}", time.time()))
    replies.keep_list("another", KeptList(0, "{}", time.time()))
    assert replies.list_named(REGISTRY, 1) is None
    assert replies.list_named(REGISTRY, 2) is not None
    assert replies.list_named("another", 0) is not None


async def test_what_was_not_read_for_long_is_let_go(tmp_path: Path, replies: KeptReplies) -> None:
    replies.keep_list(REGISTRY, KeptList(1, "{}", time.time() - KEPT_FOR_S - 1))
    replies.keep_list(REGISTRY, KeptList(2, "{}", time.time()))
    again = KeptReplies(tmp_path / "ledger.sqlite")
    assert again.list_named(REGISTRY, 1) is None
    assert again.list_named(REGISTRY, 2) is not None
    again.close()


@pytest.mark.parametrize(
    ("cause", "starts"), [(VdrErrorCode.POOL_TIMEOUT, True), (VdrErrorCode.POOL_REQUEST_FAILED, False)]
)
async def test_a_start_does_not_wait_for_a_silent_ledger(cause: VdrErrorCode, starts: bool) -> None:
    async def configure() -> bool:
        try:
            raise LedgerTransactionError("Ledger request error") from VdrError(cause, "")
        except LedgerTransactionError as error:
            raise ConfigError("Error setting DID endpoint") from error

    if starts:
        assert await starting_without_validators(configure)() is False
    else:
        with pytest.raises(ConfigError):
            await starting_without_validators(configure)()
