"""The transactions an embedded pool begins with: who validates, and who may let others in.

Formats: indy-node docs/source/transactions.md (NODE and NYM). `blskey` and `blskey_pop` are left out altogether: a
null there would change the hash of the leaf, and clients would refuse the pool.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from agent.ledger.did_key import DidKey
from agent.ledger.pool.layout import HOST, ValidatorPorts

NODE, NYM = "0", "1"
TRUSTEE, STEWARD = "0", "2"


def pool_genesis(
    ports: Mapping[str, ValidatorPorts], stewards: Mapping[str, DidKey], node_keys: Mapping[str, DidKey]
) -> str:
    """One NODE transaction a validator, each a line of JSON."""
    return _lines(
        _transaction(
            seq_no,
            NODE,
            _node(name, ports[name], node_keys[name]),
            stewards[name],
            hashlib.sha256(name.encode()).hexdigest(),
        )
        for seq_no, name in enumerate(ports, start=1)
    )


def domain_genesis(trustee: DidKey, stewards: Iterable[DidKey]) -> str:
    """The trustee and a steward for each validator."""
    members = [(trustee, TRUSTEE, None), *((steward, STEWARD, trustee) for steward in stewards)]
    return _lines(
        _transaction(seq_no, NYM, {"dest": key.did, "role": role, "verkey": key.verkey}, author)
        for seq_no, (key, role, author) in enumerate(members, start=1)
    )


def _node(name: str, ports: ValidatorPorts, key: DidKey) -> dict[str, Any]:
    data = {
        "alias": name,
        "client_ip": HOST,
        "client_port": ports.client,
        "node_ip": HOST,
        "node_port": ports.node,
        "services": ["VALIDATOR"],
    }
    return {"data": data, "dest": key.verkey}


def _transaction(
    seq_no: int, kind: str, data: Mapping[str, Any], author: DidKey | None, txn_id: str | None = None
) -> dict[str, Any]:
    return {
        "reqSignature": {},
        "txn": {"data": data, "metadata": {"from": author.did} if author else {}, "type": kind},
        "txnMetadata": {"seqNo": seq_no} | ({"txnId": txn_id} if txn_id else {}),
        "ver": "1",
    }


def _lines(transactions: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(transaction, separators=(",", ":")) + "\n" for transaction in transactions)
