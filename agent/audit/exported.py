"""A whole log as files, in the paths of C2SP tlog-tiles, so that foreign tools can read them, too.

checkpoint              the newest that enough witnesses signed
tile/0/000.p/112        hashes of the tree; tile/entries/000.p/112: the entries
anchors.json            each checkpoint that is on the ledger, and what proves it
"""

import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from agent.audit.c2sp.bundles import parse_bundle
from agent.audit.c2sp.checkpoint import parse_checkpoint
from agent.audit.c2sp.encoding import FormatRefused
from agent.audit.examining import Exported
from agent.audit.tree.tiles import WIDTH, TileAt, tile_path

CHECKPOINT, ANCHORS = "checkpoint", "anchors.json"
Get = Callable[[str], Awaitable[bytes]]
"""What stands below /v1/audit/ at this path."""


class ExportBroken(ValueError):
    """Files are missing, or are none of a log."""


def places(size: int) -> Iterator[tuple[TileAt, str]]:
    """Every tile of a tree of this size, and the path by which it is asked for and kept."""
    level, width = 0, size
    while width:
        for index in range(-(-width // WIDTH)):
            yield TileAt(level, index), tile_path(index, min(WIDTH, width - index * WIDTH))
        level, width = level + 1, width // WIDTH


async def export(get: Get, directory: Path) -> int:
    """Fetch a log into an empty directory; how many entries it has. Raises FormatRefused, and what `get` raises."""
    directory.mkdir(parents=True)
    anchors = await get("anchors")  # before the checkpoint, which then is of at least as many entries
    checkpoint = await get("checkpoint")
    size = parse_checkpoint(checkpoint.decode())[0].size
    for at, path in places(size):
        _write(directory / _tile(at, path), await get(_tile(at, path)))
        if at.level == 0:
            _write(directory / _entries(path), await get(_entries(path)))
    _write(directory / ANCHORS, json.dumps(json.loads(anchors)["anchors"]).encode())
    _write(directory / CHECKPOINT, checkpoint)
    return size


def read_export(directory: Path) -> Exported:
    """Raises ExportBroken."""
    entries, tiles = list[bytes](), dict[TileAt, bytes]()
    try:
        checkpoint = (directory / CHECKPOINT).read_text()
        for at, path in places(parse_checkpoint(checkpoint)[0].size):
            tiles[at] = (directory / _tile(at, path)).read_bytes()
            if at.level == 0:
                entries += parse_bundle((directory / _entries(path)).read_bytes())
        anchors = json.loads((directory / ANCHORS).read_text())
        if not all(isinstance(each["checkpoint"], str) and isinstance(each["anchor"], dict) for each in anchors):
            raise ExportBroken("the anchors are not written as a log gives them")
    except OSError as error:
        raise ExportBroken(f"a file is missing or cannot be read ({type(error).__name__})") from None
    except (FormatRefused, ValueError, KeyError, TypeError) as error:
        if isinstance(error, ExportBroken):
            raise
        raise ExportBroken(f"a file is not what a log gives ({type(error).__name__})") from None
    return Exported(checkpoint, entries, tiles, anchors)


def _tile(at: TileAt, path: str) -> str:
    return f"tile/{at.level}/{path}"


def _entries(path: str) -> str:
    return f"tile/entries/{path}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
