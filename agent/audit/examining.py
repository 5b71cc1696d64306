"""Examines a whole log, as an auditor exported it: that nothing in it was removed, put elsewhere or altered.

Decides: every checkpoint at hand, the newest and each that is on a ledger, must be the root over the entries at hand.
Leaves out: whether a ledger has the anchors; that is asked of the ledger itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.audit.anchor_proof import Anchored, AnchorRefused, check_anchor
from agent.audit.c2sp.checkpoint import Checkpoint, parse_checkpoint
from agent.audit.c2sp.encoding import FormatRefused
from agent.audit.c2sp.keys import SignatureRefused
from agent.audit.evidence import Trust
from agent.audit.tree.hashes import leaf_hash
from agent.audit.tree.shape import Leaves
from agent.audit.tree.tiles import TileAt, grown, hash_of


@dataclass(frozen=True)
class Exported:
    checkpoint: str
    """The newest that is published, as a note."""
    entries: Sequence[bytes]
    tiles: Mapping[TileAt, bytes]
    anchors: Sequence[Mapping[str, Any]]
    """Of each checkpoint that is on the ledger: `checkpoint`, as a note, and `anchor`."""


@dataclass(frozen=True)
class Examined:
    size: int
    faults: Sequence[str]
    """In plain sentences; none if the log is whole."""
    anchored: Sequence[tuple[Checkpoint, Anchored]]
    """Checkpoints whose anchors hold, as far as can be said without the ledger."""


def examine(log: Exported, trust: Trust) -> Examined:
    tiles = grown(0, {}, [leaf_hash(each) for each in log.entries])
    faults, anchored = list[str](), list[tuple[Checkpoint, Anchored]]()
    try:
        size = parse_checkpoint(log.checkpoint)[0].size
    except FormatRefused:
        size = 0
    if size != len(log.entries):
        faults.append(f"The checkpoint is of {size} entries, and {len(log.entries)} are there.")
    if dict(log.tiles) != tiles:
        faults.append("The tiles are not those of the entries.")
    faults += _faults_of(log.checkpoint, tiles, trust)
    for each in log.anchors:
        found = list(_faults_of(each["checkpoint"], tiles, trust))
        faults += found
        if not found:
            checkpoint = parse_checkpoint(each["checkpoint"])[0]
            try:
                anchored.append((checkpoint, _anchor(each["anchor"], checkpoint, trust)))
            except AnchorRefused as refused:
                faults.append(f"The anchor of the checkpoint of {checkpoint.size} entries does not hold: {refused}.")
    return Examined(size, faults, anchored)


def _faults_of(text: str, tiles: Mapping[TileAt, bytes], trust: Trust) -> Iterator[str]:
    try:
        checkpoint, note = parse_checkpoint(text)
        if not trust.policy.accepts(note, checkpoint.origin):
            yield f"The checkpoint of {checkpoint.size} entries is not signed by the log and enough witnesses."
        if hash_of(Leaves(0, checkpoint.size), tiles) != checkpoint.root:
            yield f"The entries are not those that the checkpoint of {checkpoint.size} entries was signed over."
    except (FormatRefused, SignatureRefused) as refused:
        yield f"A checkpoint is not what was signed: {refused}."
    except (KeyError, ValueError):
        yield "A checkpoint is of more entries than are there."


def _anchor(proof: Mapping[str, Any], checkpoint: Checkpoint, trust: Trust) -> Anchored:
    if trust.anchor is None:
        raise AnchorRefused("nobody said by which DID it is to be checked")
    return check_anchor(proof, checkpoint.digest, trust.anchor.did, trust.anchor.verkey)
