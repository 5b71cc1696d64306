"""Which parts of a tree a root or a proof is made of (RFC 9162, 2.1.1, 2.1.3.1 and 2.1.4.1); no hash is looked at.

A part is a range of leaves; each falls into whole nodes, which is what tiles hold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Leaves:
    """The leaves from `start` up to, and without, `end`."""

    start: int
    end: int

    @property
    def count(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Node:
    """A whole subtree: the `index`-th of 2**level leaves."""

    level: int
    index: int


def inclusion_parts(index: int, size: int) -> Sequence[Leaves]:
    """Whose hashes prove a leaf, from its sibling to the root's child. Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError("there is no such leaf in a tree of this size")
    parts, here = list[Leaves](), Leaves(0, size)
    while here.count > 1:
        left, right = halves(here)
        here, other = (left, right) if index < left.end else (right, left)
        parts.append(other)
    return parts[::-1]


def consistency_parts(first: int, second: int) -> Sequence[Leaves]:
    """Whose hashes prove that the second tree begins with the first; none if they are one. Raises ValueError."""
    if not 0 < first <= second:
        raise ValueError("no proof leads from the first tree to the second")
    parts, here, is_whole = list[Leaves](), Leaves(0, second), True
    while here.end != first:
        left, right = halves(here)
        if first <= left.end:
            here, other = left, right
        else:
            here, other, is_whole = right, left, False
        parts.append(other)
    return [*([] if is_whole else [here]), *parts[::-1]]


def halves(leaves: Leaves) -> tuple[Leaves, Leaves]:
    """At the greatest power of two that is less than their count, which is 2 at least."""
    middle = leaves.start + (1 << (leaves.count - 1).bit_length() - 1)
    return Leaves(leaves.start, middle), Leaves(middle, leaves.end)


def nodes_of(leaves: Leaves) -> Iterator[Node]:
    """The whole nodes that a part of a tree falls into, from the left, the largest first."""
    start = leaves.start
    while start < leaves.end:
        level = (leaves.end - start).bit_length() - 1
        yield Node(level, start >> level)
        start += 1 << level
