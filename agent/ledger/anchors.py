"""Puts a hash on the ledger, as an ATTRIB transaction of kind `hash` about the signer's own DID, and finds it again.

Each hash has a state key of its own, so that none takes the place of another; only the DID's owner can write there. A
request is signed first, and may be submitted again: validators answer a request that they have committed with what they
committed, so that nothing is written twice. That a reply holds an anchor is checked by agent/audit/anchor_proof.py.
"""

# mypy: disable-error-code="import-untyped"
from collections.abc import Mapping
from typing import Any

from indy_vdr import LedgerType
from indy_vdr import ledger as vdr

from agent.ledger.client import Ledger
from agent.ledger.did_key import DidKey

PARTS = ("txn", "txnMetadata", "reqSignature", "ver", "rootHash", "auditPath")
"""What is kept of the reply to an anchor."""
Reply = Mapping[str, Any]
"""A transaction as validators reply it: txn, txnMetadata, reqSignature, ver, with rootHash and auditPath."""


def signed_anchor(signer: DidKey, digest: str) -> str:
    """The request that puts a digest (SHA-256, in hex) on the ledger, to keep until it was answered."""
    request = vdr.build_attrib_request(signer.did, signer.did, digest, None, None)
    request.set_signature(signer.sign(request.signature_input))
    return str(request.body)


async def submit_anchor(ledger: Ledger, signed: str) -> Reply:
    """Raises LedgerRefused; LedgerUnavailable: then it may or may not be written, and may be submitted again."""
    return await ledger.ask(lambda: vdr.build_custom_request(signed))


async def find_anchor(ledger: Ledger, did: str, digest: str) -> Reply | None:
    """What is on the ledger of this digest. Raises LedgerUnavailable."""
    found = await ledger.ask(lambda: vdr.build_get_attrib_request(None, did, None, digest, None))
    if not found.get("data") or not found.get("seqNo"):
        return None
    seq_no = int(found["seqNo"])
    reply = await ledger.ask(lambda: vdr.build_get_txn_request(None, LedgerType.DOMAIN, seq_no))
    transaction: Reply | None = reply["data"]
    return transaction
