"""A tree as the standard defines it, by recursion, to compare ours with; and one of ours, grown in steps."""

from collections.abc import Sequence

from agent.audit.tree.hashes import EMPTY_ROOT, leaf_hash, node_hash
from agent.audit.tree.tiles import TileAt, grown, right_edge


def root_by_recursion(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_by_recursion(leaves[:middle]), root_by_recursion(leaves[middle:]))


def tiles_over(leaves: Sequence[bytes], steps: Sequence[int] = ()) -> dict[TileAt, bytes]:
    """Grown by so many leaves at a time, and then by the rest."""
    tiles, size = dict[TileAt, bytes](), 0
    for step in [*steps, len(leaves)]:
        more = leaves[size : size + step]
        tiles |= grown(size, {at: tiles[at] for at in right_edge(size)}, [leaf_hash(leaf) for leaf in more])
        size += len(more)
    return tiles
