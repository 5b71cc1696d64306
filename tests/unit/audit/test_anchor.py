"""An anchor, as the validators of a real pool replied it: it holds, and nothing in it can be changed."""

import copy
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.audit.anchor_proof import AnchorRefused, check_anchor
from agent.audit.c2sp.checkpoint import parse_checkpoint
from agent.audit.evidence import read_trust
from tests.sizes import sized

RECORDED = json.loads((Path(__file__).parents[2] / "vectors" / "audit" / "anchor.json").read_text())
"""Of the embedded pool, as `salus audit export` wrote it."""
PROOF: dict[str, Any] = RECORDED["anchor"]
ANCHOR = RECORDED["trust"]["anchor"]
DID, VERKEY = ANCHOR["did"], ANCHOR["verkey"]
CHECKPOINT, NOTE = parse_checkpoint(RECORDED["checkpoint"])
LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456789"


def scalars(tree: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    """The path to each text and number."""
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from scalars(value, *path, key)
    else:
        yield path


def changed(path: tuple[Any, ...]) -> dict[str, Any]:
    """One character, or the number, changed at random."""
    proof = copy.deepcopy(PROOF)
    place: Any = proof
    for key in path[:-1]:
        place = place[key]
    value = place[path[-1]]
    if isinstance(value, int):
        place[path[-1]] = value + secrets.randbelow(1000) + 1
    else:
        at = secrets.randbelow(len(value))
        place[path[-1]] = value[:at] + secrets.choice(LETTERS.replace(value[at], "")) + value[at + 1 :]
    return proof


def test_an_anchor_of_a_real_pool_holds_and_says_when_it_was_written() -> None:
    found = check_anchor(PROOF, CHECKPOINT.digest, DID, VERKEY)
    assert (found.seq_no, found.at) == (19, datetime(2026, 11, 29, 9, 3, 27, tzinfo=UTC))
    assert read_trust(json.dumps(RECORDED["trust"])).policy.accepts(NOTE, CHECKPOINT.origin)


@pytest.mark.parametrize("path", list(scalars(PROOF)), ids=lambda path: ".".join(map(str, path)))
def test_no_text_and_no_number_of_it_can_be_changed(path: tuple[Any, ...]) -> None:
    for _ in range(sized(5, 100)):
        with pytest.raises(AnchorRefused):
            check_anchor(changed(path), CHECKPOINT.digest, DID, VERKEY)


def test_it_holds_for_no_other_checkpoint_and_no_other_did() -> None:
    for digest, did, verkey in (
        ("0" * 64, DID, VERKEY),
        (CHECKPOINT.digest, "WgWxqztrNooG92RXvxSTWv", VERKEY),
        (CHECKPOINT.digest, DID, "GJ1SzoWzavQYfNL9XkaJdrQejfztN4XqdsiV4ct3LXKL"),
    ):
        with pytest.raises(AnchorRefused):
            check_anchor(PROOF, digest, did, verkey)


@pytest.mark.parametrize("part", list(PROOF))
def test_it_has_all_its_parts_and_no_other(part: str) -> None:
    for wrong in ({**PROOF, "more": 1}, {name: value for name, value in PROOF.items() if name != part}):
        with pytest.raises(AnchorRefused):
            check_anchor(wrong, CHECKPOINT.digest, DID, VERKEY)
