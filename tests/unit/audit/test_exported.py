"""A log as files, as an auditor has them: whole, or with the fault named."""

import json
from pathlib import Path

import pytest

from agent.audit.c2sp.bundles import bundle_of
from agent.audit.c2sp.checkpoint import Checkpoint
from agent.audit.c2sp.note import Note
from agent.audit.exported import export, places
from agent.audit.tree.shape import Leaves
from agent.audit.tree.tiles import WIDTH, hash_of
from agent.errors import InvalidInput
from salus.audit_exports import examined, log_source
from salus.data_directory import DataDirectory
from tests.unit.audit.test_formats import LOG
from tests.unit.audit.trees import tiles_over

pytestmark = pytest.mark.asyncio
ENTRIES = [f'{{"entry":{number}}}'.encode() for number in range(300)]


async def log_in(directory: Path) -> Path:
    """Signed and whole, of two tiles and one above; and the file of what it is checked by."""
    tiles = tiles_over(ENTRIES)
    checkpoint = Checkpoint(LOG.name, len(ENTRIES), hash_of(Leaves(0, len(ENTRIES)), tiles))
    files = {
        "checkpoint": Note(checkpoint.body, (LOG.sign(checkpoint.body),)).text.encode(),
        "anchors": b'{"anchors":[]}',
    }
    for at, path in places(len(ENTRIES)):
        files[f"tile/{at.level}/{path}"] = tiles[at]
        if at.level == 0:
            files[f"tile/entries/{path}"] = bundle_of(ENTRIES[at.index * WIDTH : (at.index + 1) * WIDTH])

    async def get(path: str) -> bytes:
        return files[path]

    assert await export(get, directory) == len(ENTRIES)
    trust = directory / "trust.json"
    trust.write_text(json.dumps({"policy": f"log {LOG.public.text}\nquorum none\n", "anchor": None}))
    return trust


async def test_a_whole_log_is_found_whole(tmp_path: Path) -> None:
    trust = await log_in(tmp_path / "log")
    found, _ = examined(tmp_path / "log", trust)
    assert (found.size, found.faults, found.anchored) == (300, [], [])


def faults(directory: Path, trust: Path) -> list[str]:
    """Also what a checkpoint is refused for that can no longer be read."""
    try:
        return list(examined(directory, trust)[0].faults)
    except InvalidInput as refused:
        return [refused.sentence]


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "checkpoint"])
async def test_a_file_that_was_changed_or_taken_away_is_found(tmp_path: Path, path: str) -> None:
    trust = await log_in(tmp_path / "log")
    file = tmp_path / "log" / path
    content = file.read_bytes()
    at = len(content) // 2
    file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    assert faults(tmp_path / "log", trust)
    file.unlink()
    with pytest.raises(InvalidInput):
        examined(tmp_path / "log", trust)


async def test_a_service_elsewhere_needs_the_file_of_its_key(tmp_path: Path) -> None:
    for key_file in (None, tmp_path / "none"):
        with pytest.raises(InvalidInput):
            log_source("https://clinic.example", key_file, DataDirectory(tmp_path))
    (tmp_path / "key").write_text("salus_1_secret\n")
    source = log_source("https://clinic.example/", tmp_path / "key", DataDirectory(tmp_path))
    assert (source.url, source.key) == ("https://clinic.example", "salus_1_secret") and "secret" not in repr(source)
