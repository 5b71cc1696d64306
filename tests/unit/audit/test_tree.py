"""The Merkle tree: public figures, trees of all small sizes, and what naive verifiers let pass."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.audit.tree.hashes import EMPTY_ROOT, leaf_hash, node_hash
from agent.audit.tree.shape import Leaves, consistency_parts, inclusion_parts
from agent.audit.tree.tiles import hash_of, hashes_of, parse_tile_path, tile_path, tiles_of
from agent.audit.tree.verifying import ProofRefused, verify_consistency, verify_inclusion
from tests.unit.audit.merkle_figures import CONSISTENCY, EMPTY_TREE, INCLUSION, LEAVES, ROOTS, SOME_HASH
from tests.unit.audit.trees import root_by_recursion, tiles_over

Proof = Sequence[bytes]
MANY = [number.to_bytes(2) for number in range(700)]
SIZES = [*range(1, 24), 255, 256, 257, 511, 512, 513, 700]


def test_leaf_node_and_empty_tree_hash_to_the_public_figures() -> None:
    assert EMPTY_ROOT == EMPTY_TREE
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


def test_the_trees_of_the_public_figures_have_their_roots() -> None:
    tiles = tiles_over(LEAVES)
    assert [hash_of(Leaves(0, size), tiles) for size in range(1, 9)] == ROOTS


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_the_public_inclusion_proofs_are_ours_and_hold(index: int, size: int, proof: Proof) -> None:
    assert hashes_of(inclusion_parts(index, size), tiles_over(LEAVES)) == proof
    verify_inclusion(index, size, leaf_hash(LEAVES[index]), proof, ROOTS[size - 1])


@pytest.mark.parametrize(("first", "second", "proof"), CONSISTENCY)
def test_the_public_consistency_proofs_are_ours_and_hold(first: int, second: int, proof: Proof) -> None:
    assert hashes_of(consistency_parts(first, second), tiles_over(LEAVES)) == proof
    verify_consistency(first, second, ROOTS[first - 1], ROOTS[second - 1], proof)


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_no_corrupted_inclusion_proof_holds(index: int, size: int, proof: Proof) -> None:
    leaf, root = leaf_hash(LEAVES[index]), ROOTS[size - 1]
    places = [(index - 1, size), (index + 1, size), (index ^ 2, size), (index, size * 2), (index, size // 2)]
    for wrong_index, wrong_size in places:
        refused_inclusion(wrong_index, wrong_size, leaf, proof, root)
    for wrong_leaf, wrong_root in (
        (b"WrongLeaf", root),
        (b"", root),
        (leaf, EMPTY_TREE),
        (leaf, SOME_HASH),
        (leaf, b""),
    ):
        refused_inclusion(index, size, wrong_leaf, proof, wrong_root)
    for wrong in corrupted(proof, root):
        refused_inclusion(index, size, leaf, wrong, root)


@pytest.mark.parametrize(("first", "second", "proof"), [each for each in CONSISTENCY if each[2]])
def test_no_corrupted_consistency_proof_holds(first: int, second: int, proof: Proof) -> None:
    old, new = ROOTS[first - 1], ROOTS[second - 1]
    sizes = [(first - 1, second), (first + 1, second), (first ^ 2, second), (first, second * 2), (first, second // 2)]
    for wrong_first, wrong_second in sizes:
        refused_consistency(wrong_first, wrong_second, old, new, proof)
    for wrong_old, wrong_new in ((b"WrongRoot", new), (old, b"WrongRoot"), (new, old)):
        refused_consistency(first, second, wrong_old, wrong_new, proof)
    for wrong in [*corrupted(proof, old), *corrupted(proof, new), [], [proof[0], *proof]]:
        refused_consistency(first, second, old, new, wrong)


def test_in_the_smallest_trees_nothing_is_proved_by_chance() -> None:
    for index, size in ((0, 0), (0, 1), (1, 0), (2, 1)):
        for leaf, root in ((SOME_HASH, b""), (b"", EMPTY_TREE), (SOME_HASH, EMPTY_TREE)):
            refused_inclusion(index, size, leaf, [], root)
    verify_inclusion(0, 1, leaf_hash(b"data"), [], leaf_hash(b"data"))


@pytest.mark.parametrize(
    ("first", "second", "old", "new", "proof"),
    [
        (0, 0, EMPTY_TREE, SOME_HASH, []),
        (0, 0, SOME_HASH, SOME_HASH, []),
        (1, 1, EMPTY_TREE, SOME_HASH, []),
        (0, 1, EMPTY_TREE, SOME_HASH, []),  # from the empty tree nothing is proved
        (0, 1, EMPTY_TREE, EMPTY_TREE, [EMPTY_TREE]),
        (1, 0, SOME_HASH, EMPTY_TREE, []),
        (2, 1, SOME_HASH, SOME_HASH, []),
        (1, 2, SOME_HASH, SOME_HASH, []),
        (0, 0, EMPTY_TREE, EMPTY_TREE, [EMPTY_TREE]),
        (1, 1, EMPTY_TREE, EMPTY_TREE, [EMPTY_TREE]),
    ],
)
def test_trees_of_sizes_zero_and_one_are_consistent_only_with_themselves(
    first: int, second: int, old: bytes, new: bytes, proof: Proof
) -> None:
    refused_consistency(first, second, old, new, proof)


def test_a_tree_is_consistent_with_itself_without_a_proof() -> None:
    verify_consistency(0, 0, EMPTY_TREE, EMPTY_TREE, [])
    verify_consistency(1, 1, SOME_HASH, SOME_HASH, [])


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_and_every_tree_before_is_proved_from_tiles(size: int) -> None:
    tiles, root = tiles_over(MANY), root_by_recursion(MANY[:size])
    assert hash_of(Leaves(0, size), tiles) == root
    few = {0, 1, size // 2, size - 2, size - 1}
    for index in range(size) if size < 24 else few:
        parts = inclusion_parts(index, size)
        needed = {at: tiles[at] for at in tiles_of(parts)}
        verify_inclusion(index, size, leaf_hash(MANY[index]), hashes_of(parts, needed), root)
    for first in range(1, size + 1) if size < 24 else few - {0}:
        proof = hashes_of(consistency_parts(first, size), tiles)
        verify_consistency(first, size, root_by_recursion(MANY[:first]), root, proof)


@given(st.lists(st.integers(1, 300), max_size=5))
def test_how_a_tree_grew_does_not_show(steps: list[int]) -> None:
    assert tiles_over(MANY, steps) == tiles_over(MANY)


def test_a_tile_that_is_too_short_gives_no_hash() -> None:
    tiles = tiles_over(MANY[:10])
    with pytest.raises(ValueError, match="too short"):
        hash_of(Leaves(0, 11), tiles)
    with pytest.raises(KeyError):
        hash_of(Leaves(0, 300), tiles)


def test_a_tiles_path_is_read_as_it_is_written() -> None:
    assert tile_path(1234067) == "x001/x234/067" and tile_path(0, 112) == "000.p/112"
    found = parse_tile_path("x001/x234/067.p/3")
    assert found is not None and (found.index, found.width) == (1234067, 3)
    for wrong in (
        "",
        "1",
        "x000/001",
        "001/002",
        "001.p/0",
        "001.p/256",
        "001.p/01",
        "001.p/",
        "-01",
        "\u0661\u0661\u0661",
    ):
        assert parse_tile_path(wrong) is None


def corrupted(proof: Proof, root: bytes) -> Iterator[Proof]:
    """As the public tests corrupt one."""
    yield from ([*proof, b""], [*proof, root], [b"", *proof], [root, *proof])
    for at, each in enumerate(proof):
        yield [*proof[:at], bytes([each[0] ^ 8]) + each[1:], *proof[at + 1 :]]
    if proof:
        yield proof[:-1]
    if len(proof) > 1:
        yield [proof[0], SOME_HASH, *proof[1:]]


def refused_inclusion(index: int, size: int, leaf: bytes, proof: Proof, root: bytes) -> None:
    with pytest.raises(ProofRefused):
        verify_inclusion(index, size, leaf, proof, root)


def refused_consistency(first: int, second: int, old: bytes, new: bytes, proof: Proof) -> None:
    with pytest.raises(ProofRefused):
        verify_consistency(first, second, old, new, proof)
