"""Checks, without a network, that a reply of validators holds an anchor: this hash, written by this DID.

Decides: the transaction is signed by the DID's key, and its leaf, the last of the tree when it was written, leads by
the audit path to the ledger's root. That the validators agree on this root is what a state proof (BLS) would say; the
embedded pool gives none, so that the moment is the reply's word until somebody asks the ledger.
Source: indy-plenum 1.13, ledger/ledger.py (merkleInfo) and common/serializers: a leaf is msgpack, keys sorted.
"""

# mypy: disable-error-code="import-untyped"
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import base58
import indy_vdr
import msgpack
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from indy_vdr import ledger as vdr

from agent.audit.tree.hashes import leaf_hash
from agent.audit.tree.verifying import ProofRefused, verify_inclusion
from agent.ledger.anchors import PARTS

ATTRIB = "100"
_LEAF = ("txn", "txnMetadata", "reqSignature", "ver")


class AnchorRefused(ValueError):
    """The reply does not hold this anchor."""


@dataclass(frozen=True)
class Anchored:
    seq_no: int
    """Of the transaction on the domain ledger."""
    at: datetime
    """When the validators say that they agreed on it: what was hashed is not younger."""


def check_anchor(proof: Mapping[str, Any], digest: str, did: str, verkey: str) -> Anchored:
    """`proof` is a reply's PARTS, `digest` in hex. Raises AnchorRefused."""
    try:
        if set(proof) != {*PARTS}:
            raise AnchorRefused("it has more or less than an anchor")
        _check_written(proof["txn"], proof["reqSignature"], digest, did, verkey)
        seq_no, at = int(proof["txnMetadata"]["seqNo"]), int(proof["txnMetadata"]["txnTime"])
        path = [_hash(each) for each in proof["auditPath"]]
        leaf = leaf_hash(_leaf({name: proof[name] for name in _LEAF}))
        verify_inclusion(seq_no - 1, seq_no, leaf, path, _hash(proof["rootHash"]))
        return Anchored(seq_no, datetime.fromtimestamp(at, UTC))
    except ProofRefused:
        raise AnchorRefused("the transaction is not in the ledger's tree") from None
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError, RecursionError) as error:
        if isinstance(error, AnchorRefused):
            raise
        raise AnchorRefused(f"it is no reply of a ledger ({type(error).__name__})") from None


def _check_written(txn: Mapping[str, Any], signed: Mapping[str, Any], digest: str, did: str, verkey: str) -> None:
    if txn["type"] != ATTRIB or txn["data"] != {"dest": did, "hash": digest} or txn["metadata"]["from"] != did:
        raise AnchorRefused("it is another transaction")
    (signature,) = signed["values"]
    request = {
        "identifier": did,
        "operation": {"type": ATTRIB, **txn["data"]},
        "protocolVersion": txn["protocolVersion"],
        "reqId": txn["metadata"]["reqId"],
    }
    try:
        message = vdr.build_custom_request(json.dumps(request)).signature_input
        key = Ed25519PublicKey.from_public_bytes(base58.b58decode(verkey))
        key.verify(base58.b58decode(signature["value"]), message)
    except (InvalidSignature, indy_vdr.VdrError):
        raise AnchorRefused("the log's DID did not sign it") from None


def _leaf(transaction: Mapping[str, Any]) -> bytes:
    packed: bytes = msgpack.packb(_sorted(transaction), use_bin_type=True)
    return packed


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value


def _hash(text: str) -> bytes:
    content = base58.b58decode(text)
    if base58.b58encode(content).decode() != text:
        raise AnchorRefused("not the one base58 of a hash")
    return content
