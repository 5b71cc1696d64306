"""Tiles: 256 hashes in a row, of one of every eighth level of the tree (C2SP tlog-tiles).

A tile at level 0 holds hashes of leaves; one above holds roots of full tiles below. A partial tile is the beginning of
the full one, so that what is kept serves every size of the tree before.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.audit.tree.hashes import EMPTY_ROOT, HASH_BYTES, node_hash
from agent.audit.tree.shape import Leaves, Node, nodes_of

HEIGHT = 8
WIDTH = 1 << HEIGHT
_PATH = re.compile(r"((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, order=True)
class TileAt:
    level: int
    index: int


Tiles = Mapping[TileAt, bytes]
"""Hashes of tiles, one after the other; a tile may hold more than is asked for."""


def tile_of(node: Node) -> TileAt:
    """The tile from which the node's hash is computed."""
    level, height = divmod(node.level, HEIGHT)
    return TileAt(level, (node.index << height) // WIDTH)


def tiles_of(parts: Iterable[Leaves]) -> set[TileAt]:
    return {tile_of(node) for part in parts for node in nodes_of(part)}


def hash_of(part: Leaves, tiles: Tiles) -> bytes:
    """The Merkle tree hash of these leaves. Raises KeyError for a tile, ValueError for a hash, that is not there."""
    hashes = [_node(node, tiles) for node in nodes_of(part)]
    if not hashes:
        return EMPTY_ROOT
    return functools.reduce(lambda right, left: node_hash(left, right), reversed(hashes))


def hashes_of(parts: Sequence[Leaves], tiles: Tiles) -> list[bytes]:
    return [hash_of(part, tiles) for part in parts]


def _node(node: Node, tiles: Tiles) -> bytes:
    height = node.level % HEIGHT
    at = tile_of(node)
    first = (node.index << height) - at.index * WIDTH
    row = split(tiles[at][first * HASH_BYTES : (first + (1 << height)) * HASH_BYTES])
    if len(row) != 1 << height:
        raise ValueError("the tile is too short")
    return _root(row)


def _root(row: list[bytes]) -> bytes:
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


def right_edge(size: int) -> Iterator[TileAt]:
    """The partial tiles of a tree of this size: what is needed to grow it."""
    level = 0
    while size:
        if size % WIDTH:
            yield TileAt(level, size // WIDTH)
        size //= WIDTH
        level += 1


def grown(size: int, edge: Tiles, leaf_hashes: Sequence[bytes]) -> dict[TileAt, bytes]:
    """The tiles that are new or longer once these leaves were appended to a tree of `size`, with its right edge."""
    changed, level, row = dict[TileAt, bytes](), 0, list(leaf_hashes)
    while row:
        at, above = TileAt(level, size // WIDTH), list[bytes]()
        known = split(edge[at]) if size % WIDTH else []
        hashes = known[: size % WIDTH] + row
        for first in range(0, len(hashes), WIDTH):
            tile = hashes[first : first + WIDTH]
            changed[TileAt(level, at.index + first // WIDTH)] = b"".join(tile)
            if len(tile) == WIDTH:
                above.append(_root(tile))
        size, level, row = size // WIDTH, level + 1, above
    return changed


@dataclass(frozen=True)
class Range:
    """A tile's index and how many hashes or entries of it."""

    index: int
    width: int


def tile_path(index: int, width: int = WIDTH) -> str:
    """`x001/x234/067`, and `.p/112` behind it where it is partial."""
    digits = f"{index:0{-(-len(str(index)) // 3) * 3}d}"
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == WIDTH else f"{path}.p/{width}"


def parse_tile_path(path: str) -> Range | None:
    """None if it is not written as `tile_path` writes it."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    index = int(found.group(1).replace("x", "").replace("/", ""))
    width = int(found.group(2) or WIDTH)
    return Range(index, width) if tile_path(index, width) == path else None
