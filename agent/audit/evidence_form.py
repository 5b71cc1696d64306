"""How an evidence is written; `evidence.py` checks one."""

import json
from collections.abc import Mapping
from typing import Any

from agent.audit.c2sp.proof import LogProof
from agent.audit.domain.sealed import Opened

VERSION = 1
NEEDED = frozenset({"v", "event", "salts", "proof"})
OF_ANCHOR = frozenset({"anchor", "genesis_sha256"})


def evidence(opened: Opened, proof: LogProof, anchor: Mapping[str, Any] | None, genesis_sha256: str) -> dict[str, Any]:
    """`anchor` is what proves that the proof's checkpoint is on the ledger of this genesis, if it is."""
    of_anchor = {"anchor": anchor, "genesis_sha256": genesis_sha256} if anchor is not None else {}
    return {"v": VERSION, "event": opened.event, "salts": opened.salts.text, "proof": proof.text, **of_anchor}


def canonical(content: Mapping[str, Any]) -> str:
    """JSON with sorted names and no blanks. (RFC 8785 has no numbers as long as Indy's.)"""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
