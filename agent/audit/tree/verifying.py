"""Checks proofs against roots, as somebody does who holds no tree (RFC 9162, 2.1.3.2 and 2.1.4.2).

Decides what naive verifiers let pass: a hash that is not 32 bytes long, a proof with a hash too many or too few, a leaf
outside the tree, and a proof from the empty tree, which would prove nothing, are refused.
"""

from collections.abc import Sequence

from agent.audit.tree.hashes import EMPTY_ROOT, HASH_BYTES, node_hash


class ProofRefused(ValueError):
    """The proof does not lead to the root."""


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """That the leaf of this hash is at `index` (from 0) of the tree of `size` leaves. Raises ProofRefused."""
    _check_lengths(leaf, root, *proof)
    if not 0 <= index < size:
        raise ProofRefused("there is no such leaf in a tree of this size")
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last or found != root:
        raise ProofRefused("the proof does not lead to the root")


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> None:
    """That the tree of `second` leaves begins with that of `first`. Raises ProofRefused."""
    _check_lengths(first_root, second_root, *proof)
    if not 0 <= first <= second:
        raise ProofRefused("the first tree is larger than the second")
    if first == second:
        _check_same(first, first_root, second_root, proof)
    elif first == 0:
        raise ProofRefused("from the empty tree nothing can be proved")
    else:
        _check_growth(first, second, first_root, second_root, proof)


def _check_same(size: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> None:
    if proof:
        raise ProofRefused("trees of one size need no proof")
    if first_root != second_root:
        raise ProofRefused("two roots of one size")
    if size == 0 and first_root != EMPTY_ROOT:
        raise ProofRefused("not the root of the empty tree")


def _check_growth(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> None:
    hashes = list(proof) if first & (first - 1) else [first_root, *proof]  # a whole first tree is a node of the second
    if not hashes or not proof:
        raise ProofRefused("the proof is too short")
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    if last or old != first_root or new != second_root:
        raise ProofRefused("the proof does not lead to both roots")


def _check_lengths(*hashes: bytes) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise ProofRefused(f"a hash has {HASH_BYTES} bytes")
