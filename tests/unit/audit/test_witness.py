"""A witness: what it cosigns, what it refuses and how, and that it forgets nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from agent.audit.c2sp.checkpoint import Checkpoint
from agent.audit.c2sp.keys import KeyType, PrivateKey
from agent.audit.c2sp.note import Note, parse_signatures
from agent.audit.c2sp.submission import Submission
from agent.audit.tree.shape import Leaves, consistency_parts
from agent.audit.tree.tiles import hash_of, hashes_of
from agent.audit.witness.app import create_witness
from agent.audit.witness.memory import Memory
from agent.audit.witness.rules import Seen
from agent.audit.witness.settings import WitnessMisconfigured, load
from tests.unit.audit.test_formats import LOG, NOW
from tests.unit.audit.trees import tiles_over

KEY = PrivateKey.draw("witness.example", KeyType.WITNESS)
ENTRIES = [f"event {number}".encode() for number in range(20)]
REWRITTEN = [b"another event", *ENTRIES[1:]]


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "seen.sqlite")


@pytest_asyncio.fixture
async def witness(memory: Memory) -> AsyncIterator[httpx.AsyncClient]:
    app = create_witness(KEY, {LOG.name: LOG.public}, memory, lambda: NOW)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://witness.example") as http:
        yield http


def submission(old: int, size: int, entries: list[bytes] = ENTRIES, *, by: PrivateKey = LOG) -> Submission:
    tiles = tiles_over(entries)
    proof = hashes_of(consistency_parts(old, size), tiles) if 0 < old < size else []
    checkpoint = Checkpoint(by.name, size, hash_of(Leaves(0, size), tiles))
    return Submission(old, proof, checkpoint, Note(checkpoint.body, (by.sign(checkpoint.body),)))


async def submit(witness: httpx.AsyncClient, sent: Submission | str) -> httpx.Response:
    return await witness.post("/add-checkpoint", content=sent if isinstance(sent, str) else sent.text)


@pytest.mark.asyncio
async def test_it_cosigns_a_log_that_grows_and_the_same_checkpoint_again(witness: httpx.AsyncClient) -> None:
    for old, size in ((0, 3), (3, 3), (3, 8), (8, 19)):
        sent = submission(old, size)
        answer = await submit(witness, sent)
        assert answer.status_code == 200
        (line,) = parse_signatures(answer.text)
        assert KEY.public.check(sent.note.body, line) == NOW


@pytest.mark.asyncio
async def test_it_tells_the_size_that_it_cosigned_last(witness: httpx.AsyncClient) -> None:
    await submit(witness, submission(0, 5))
    for old in (0, 3):
        answer = await submit(witness, submission(old, 7))
        assert (answer.status_code, answer.text) == (409, "5\n")
        assert answer.headers["content-type"].startswith("text/x.tlog.size")


@pytest.mark.asyncio
async def test_a_history_that_was_rewritten_and_signed_again_is_refused(
    witness: httpx.AsyncClient, memory: Memory
) -> None:
    await submit(witness, submission(0, 5))
    before = memory.seen(LOG.name)
    assert (await submit(witness, submission(5, 9, REWRITTEN))).status_code == 422
    assert (await submit(witness, submission(5, 5, REWRITTEN))).status_code == 409
    assert memory.seen(LOG.name) == before
    assert (await submit(witness, submission(5, 9))).status_code == 200


@pytest.mark.asyncio
async def test_a_log_that_gets_smaller_is_refused(witness: httpx.AsyncClient) -> None:
    await submit(witness, submission(0, 5))
    assert (await submit(witness, submission(5, 3))).status_code == 400
    assert (await submit(witness, submission(0, 3))).status_code == 409


@pytest.mark.asyncio
async def test_a_first_checkpoint_needs_no_proof_and_takes_none(witness: httpx.AsyncClient) -> None:
    sent = submission(0, 5)
    with_proof = Submission(0, [sent.checkpoint.root], sent.checkpoint, sent.note)
    assert (await submit(witness, with_proof)).status_code == 422


@pytest.mark.asyncio
async def test_a_strangers_log_a_false_signature_and_nonsense_are_told_apart(witness: httpx.AsyncClient) -> None:
    stranger = PrivateKey.draw("log.example/9", KeyType.LOG)
    impostor = PrivateKey.draw(LOG.name, KeyType.LOG)
    forged = submission(0, 5).text.replace(f"{LOG.name}\n5", f"{LOG.name}\n6")
    assert (await submit(witness, submission(0, 5, by=stranger))).status_code == 404
    assert (await submit(witness, submission(0, 5, by=impostor))).status_code == 403
    assert (await submit(witness, forged)).status_code == 403
    for nonsense in ("", "old 0\n", "x" * 100_000):
        assert (await submit(witness, nonsense)).status_code == 400
    assert (await witness.post("/add-checkpoint", content=b"\xff\xfe")).status_code == 400


@pytest.mark.asyncio
async def test_what_it_cosigned_outlives_it(witness: httpx.AsyncClient, tmp_path: Path) -> None:
    sent = submission(0, 5)
    await submit(witness, sent)
    assert Memory(tmp_path / "seen.sqlite").seen(LOG.name) == Seen(5, sent.checkpoint.root)


def test_its_settings_are_named_when_they_are_wrong_and_never_shown(tmp_path: Path) -> None:
    good = {"KEY": KEY.text, "LOGS": f"{LOG.public.text} ", "STATE": str(tmp_path / "seen.sqlite"), "PORT": "1"}
    environment = {f"SALUS_WITNESS_{name}": value for name, value in good.items()}
    settings = load(environment)
    assert (settings.key, settings.logs, settings.port) == (KEY, {LOG.name: LOG.public}, 1)
    assert KEY.text not in repr(settings)
    for name, wrong in (("KEY", ""), ("KEY", LOG.text), ("LOGS", "x"), ("PORT", "x")):
        with pytest.raises(WitnessMisconfigured, match=name) as refused:
            load({**environment, f"SALUS_WITNESS_{name}": wrong})
        assert KEY.text not in str(refused.value)
