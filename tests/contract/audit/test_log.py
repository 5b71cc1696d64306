"""The log on real databases: an entry for each act, one history, and every change of it is found."""

import asyncio
import json
import secrets
import time
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent.audit.c2sp.checkpoint import Checkpoint
from agent.audit.c2sp.note import Note
from agent.audit.domain.words import Kind, Outcome
from agent.audit.evidence import EvidenceRefused, verify_evidence
from agent.audit.examining import examine
from agent.audit.services.evidences import EventBroken, EventErased, NotProvedYet
from agent.audit.services.publishing import NoSuchTile, NothingPublished
from agent.audit.services.sequencing import TreeTamperedWith
from agent.audit.tree.hashes import leaf_hash
from agent.audit.tree.shape import Leaves
from agent.audit.tree.tiles import grown, hash_of
from agent.errors import InvalidInput
from tests.contract.audit.conftest import LOG, LogBench, asked
from tests.contract.audit.exporting import exported
from tests.sizes import sized

pytestmark = pytest.mark.asyncio
ENTRY_BYTES = 4096
VERIFIED_WITHIN_S = 0.05


async def test_an_act_has_its_entry_if_and_only_if_it_is_committed(log: LogBench) -> None:
    await log.write(asked(1))
    with suppress(RuntimeError):
        async with log.database.transaction() as transaction:
            await log.audit.log.write(transaction, asked(2))
            raise RuntimeError("the act fails")
    await log.publish()
    assert (await log.audit.publishing.checkpoint()).size == 1


async def test_evidence_proves_the_event_without_a_network_and_is_small(log: LogBench) -> None:
    ids = await log.write(*(asked(number) for number in range(300)))
    await log.publish()
    trust = await log.trust()
    for event_id in (ids[0], ids[255], ids[299]):
        text = await log.audit.evidences.of(event_id)
        began = time.perf_counter()
        proved = verify_evidence(text.encode(), trust)
        assert time.perf_counter() - began < VERIFIED_WITHIN_S
        assert proved.event["agent"][0]["who"]["identifier"] == {"system": "urn:salus:user", "value": "9a2c"}
        assert proved.anchored is None
        assert len(text) - len(json.dumps(proved.event)) < ENTRY_BYTES


async def test_what_is_not_on_a_published_checkpoint_has_no_evidence_yet(log: LogBench) -> None:
    (event_id,) = await log.write(asked())
    with pytest.raises(NothingPublished):
        await log.audit.publishing.checkpoint()
    for step in (log.audit.sequencer.sequence, log.audit.witnessing.publish):
        with pytest.raises(NotProvedYet):
            await log.audit.evidences.of(event_id)
        await step()
    assert await log.audit.evidences.of(event_id)


async def test_without_a_witness_acts_go_on_and_nothing_is_published_until_it_is_back(log: LogBench) -> None:
    away = log.witnesses.pop("http://w2.example")
    await log.write(asked(1))
    await log.publish()
    (event_id,) = await log.write(asked(2))
    await log.publish()
    with pytest.raises(NothingPublished):
        await log.audit.publishing.checkpoint()
    log.witnesses["http://w2.example"] = away
    await log.audit.witnessing.publish()
    assert (await log.audit.publishing.checkpoint()).size == 2
    assert verify_evidence((await log.audit.evidences.of(event_id)).encode(), await log.trust())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_mixed_acts_are_as_many_entries_and_each_is_proved(log: LogBench) -> None:
    kinds, outcomes = list(Kind), list(Outcome)
    ids = list[str]()
    for batch in range(sized(4, 20)):
        numbers = range(batch * 50, batch * 50 + 50)
        ids += await log.write(*(asked(n % 40, kinds[n % len(kinds)], outcomes[n % 3]) for n in numbers))
        await log.publish()
    trust, indexes = await log.trust(), set[int]()
    for event_id in ids:
        indexes.add(verify_evidence((await log.audit.evidences.of(event_id)).encode(), trust).proof.index)
    assert indexes == set(range(sized(200, 1000)))


async def test_no_byte_of_an_evidence_can_be_changed(log: LogBench) -> None:
    ids = await log.write(*(asked(number) for number in range(9)))
    await log.publish()
    content, trust = (await log.audit.evidences.of(ids[4])).encode(), await log.trust()
    verify_evidence(content, trust)
    for _ in range(sized(100, 1000)):
        at, by = secrets.randbelow(len(content)), secrets.randbelow(255) + 1
        with pytest.raises(EvidenceRefused):
            verify_evidence(content[:at] + bytes([content[at] ^ by]) + content[at + 1 :], trust)
    for wrong in (b"", content[:-1], content + b"\n", content + content, b"[]", b"{}", b"\xff"):
        with pytest.raises(EvidenceRefused):
            verify_evidence(wrong, trust)


@pytest.mark.parametrize("change", ["alter", "remove", "swap", "tile"])
async def test_whatever_is_changed_in_the_database_is_found(log: LogBench, change: str) -> None:
    ids = await log.write(*(asked(number) for number in range(12)))
    await log.publish()
    trust, entries = await log.trust(), log.tables.entries
    assert examine(await exported(log.audit.publishing), trust).faults == []
    third, fourth = entries.c.event_id == ids[3], entries.c.event_id == ids[4]
    match change:
        case "alter":
            await log.change(
                entries.update().where(third).values(leaf=sa.select(entries.c.leaf).where(fourth).scalar_subquery())
            )
        case "remove":
            await log.change(entries.delete().where(third))
        case "swap":
            for where, place in ((third, 99), (fourth, 3), (third, 4)):
                await log.change(entries.update().where(where).values(leaf_index=place))
        case "tile":
            await log.change(log.tables.tiles.update().values(hashes=b"x" * 32 * 12))
    assert examine(await exported(log.audit.publishing), trust).faults


async def test_a_sealed_event_that_was_changed_is_found(log: LogBench) -> None:
    ids = await log.write(asked(1), asked(1))
    await log.publish()
    entries = log.tables.entries
    other = sa.select(entries.c.sealed).where(entries.c.event_id == ids[1]).scalar_subquery()
    await log.change(entries.update().where(entries.c.event_id == ids[0]).values(sealed=other))
    with pytest.raises(EventBroken):
        await log.audit.evidences.of(ids[0])


async def test_a_history_that_was_rewritten_and_signed_again_is_refused_by_both_witnesses(log: LogBench) -> None:
    await log.write(*(asked(number) for number in range(5)))
    await log.publish()
    leaves = [b"another first event", *(await exported(log.audit.publishing)).entries[1:]]
    tiles = grown(0, {}, [leaf_hash(each) for each in leaves])
    forged = Checkpoint(LOG.name, 5, hash_of(Leaves(0, 5), tiles))
    note = Note(forged.body, (LOG.sign(forged.body),)).text
    await log.change(log.tables.tiles.update().values(hashes=tiles[next(iter(tiles))]))
    await log.change(log.tables.checkpoints.update().values(note=note, published_at=None))
    assert await log.audit.witnessing.publish()  # nobody signs that, and so there is still somebody to ask
    await log.write(asked(6))
    await log.publish()
    with pytest.raises(NothingPublished):
        await log.audit.publishing.checkpoint()


async def test_nothing_is_signed_over_a_tree_that_was_tampered_with(log: LogBench) -> None:
    await log.write(asked(1))
    await log.publish()
    await log.change(log.tables.tiles.update().values(hashes=b"x" * 32))
    await log.write(asked(2))
    with pytest.raises(TreeTamperedWith):
        await log.audit.sequencer.sequence()


async def test_whom_a_key_was_erased_of_nobody_finds_again_and_the_log_stays_whole(
    log: LogBench, tmp_path: Path
) -> None:
    ids = await log.write(asked(1), asked(2))
    await log.publish()
    key = await log.audit.keys.of("verification:v1")
    assert key is not None and await log.audit.keys.erase("verification:v1")
    with pytest.raises(EventErased):
        await log.audit.evidences.of(ids[0])
    assert await log.audit.evidences.about("verification:v1") == []
    assert len(await log.audit.evidences.about("verification:v2")) == 1
    for path in tmp_path.glob("keys.sqlite*"):
        assert key.key_id.encode() not in path.read_bytes() and b"verification:v1" not in path.read_bytes()
    await log.write(asked(1))
    await log.publish()
    assert examine(await exported(log.audit.publishing), await log.trust()).faults == []
    assert not await log.audit.keys.erase("verification:v9")


async def test_acts_of_many_at_once_come_into_one_order(log: LogBench) -> None:
    async def act(number: int) -> None:
        await log.write(asked(number % 3))
        await log.audit.sequencer.sequence()

    await asyncio.gather(*(act(number) for number in range(12)))
    await log.publish()
    found = await exported(log.audit.publishing)
    assert len(found.entries) == 12 and examine(found, await log.trust()).faults == []


async def test_only_published_tiles_and_proofs_are_given(log: LogBench) -> None:
    await log.write(*(asked(number) for number in range(3)))
    await log.publish()
    publishing = log.audit.publishing
    assert len(await publishing.tile(0, "000.p/2")) == 64
    assert len(await publishing.consistency(2, 3)) == 1
    for level, path in ((0, "000"), (0, "000.p/4"), (1, "000.p/1"), (0, "x"), (0, "001.p/1")):
        with pytest.raises(NoSuchTile):
            await publishing.tile(level, path)
        if level == 0:
            with pytest.raises(NoSuchTile):
                await publishing.bundle(path)
    for first, second in ((0, 3), (3, 2), (1, 4)):
        with pytest.raises(InvalidInput):
            await publishing.consistency(first, second)
