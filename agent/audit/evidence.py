"""The evidence of one event: one file that proves what happened to somebody who trusts nobody here.

In it: the event and its salts, the proof that the entry is in the log (with the checkpoint and who cosigned it), and
the checkpoint's anchor on the ledger. What it is checked by comes from elsewhere: the keys of the log and its
witnesses, and the DID that anchors (`Trust`). Everything in it is checked, and it is written in one way only, so that
no byte of it can be changed unseen.
Leaves out: whether the log tells the truth. What is on it was said at that time, and cannot be unsaid.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.audit.anchor_proof import Anchored, AnchorRefused, check_anchor
from agent.audit.c2sp.encoding import FormatRefused
from agent.audit.c2sp.keys import SignatureRefused
from agent.audit.c2sp.policy import Policy, read_policy
from agent.audit.c2sp.proof import LogProof, parse_proof
from agent.audit.domain.event import Event
from agent.audit.domain.leaf import Salts, entry_of
from agent.audit.evidence_form import NEEDED, OF_ANCHOR, VERSION, canonical
from agent.audit.tree.hashes import leaf_hash
from agent.audit.tree.verifying import ProofRefused, verify_inclusion


class EvidenceRefused(ValueError):
    """It does not prove what it says."""


@dataclass(frozen=True)
class AnchorTrust:
    did: str
    verkey: str
    genesis_sha256: str
    """Of the network whose ledger it is."""


@dataclass(frozen=True)
class Trust:
    """What a log's evidence is checked by."""

    policy: Policy
    anchor: AnchorTrust | None


@dataclass(frozen=True)
class Proved:
    event: Event
    proof: LogProof
    anchored: Anchored | None
    """None: the evidence has no anchor, and its age is the word of log and witnesses."""


def read_trust(text: str) -> Trust:
    """Raises FormatRefused."""
    try:
        found = json.loads(text)
        anchor = AnchorTrust(**found["anchor"]) if found.get("anchor") else None
        return Trust(read_policy(found["policy"]), anchor)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatRefused(f"not what a log is checked by ({type(error).__name__})") from None


def verify_evidence(content: bytes, trust: Trust) -> Proved:
    """Raises EvidenceRefused."""
    found = _read(content)
    try:
        proof = parse_proof(found["proof"])
        entry = entry_of(found["event"], Salts.parse(found["salts"]))
        _check_signatures(proof, trust.policy)
        verify_inclusion(proof.index, proof.checkpoint.size, leaf_hash(entry), proof.hashes, proof.checkpoint.root)
    except (FormatRefused, SignatureRefused, ProofRefused) as refused:
        raise EvidenceRefused(str(refused)) from None
    return Proved(found["event"], proof, _anchored(found, proof, trust.anchor))


def _read(content: bytes) -> dict[str, Any]:
    try:
        text = content.decode()
        found: dict[str, Any] = json.loads(text)
        is_whole = isinstance(found, dict) and set(found) in (NEEDED, NEEDED | OF_ANCHOR)
        is_ours = is_whole and repr(found["v"]) == str(VERSION) and isinstance(found["proof"], str)
        if not is_ours or canonical(found) != text:
            raise EvidenceRefused("it is not written as an evidence is")
    except (ValueError, RecursionError) as error:
        if isinstance(error, EvidenceRefused):
            raise
        raise EvidenceRefused("it is no JSON") from None
    return found


def _check_signatures(proof: LogProof, policy: Policy) -> None:
    if not policy.knows_all_who_signed(proof.note):
        raise EvidenceRefused("somebody signed the checkpoint whom the policy does not know")
    if not policy.accepts(proof.note, proof.checkpoint.origin):
        raise EvidenceRefused("the checkpoint is not signed by the log and enough witnesses")
    if proof.note.body != proof.checkpoint.body:
        raise EvidenceRefused("the checkpoint has extensions")


def _anchored(found: Mapping[str, Any], proof: LogProof, trust: AnchorTrust | None) -> Anchored | None:
    if "anchor" not in found:
        return None
    if trust is None or found["genesis_sha256"] != trust.genesis_sha256:
        raise EvidenceRefused("its anchor is on a ledger, or by a DID, that it is not to be checked by")
    try:
        return check_anchor(found["anchor"], proof.checkpoint.digest, trust.did, trust.verkey)
    except AnchorRefused as refused:
        raise EvidenceRefused(f"its anchor does not hold: {refused}") from None
