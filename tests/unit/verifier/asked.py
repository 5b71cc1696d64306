"""The question of the tests, as the shipped template asks it, and a hand-made presentation that answers it."""

import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

from agent.ports import Presentation
from agent.protocol import CredDefId, Did, RevRegId
from agent.yaml_files import read_yaml
from verifier.domain.asking import Circumstances, ask
from verifier.domain.evidence import Evidence, Received
from verifier.domain.question import Question, proof_request
from verifier.domain.template import Template
from verifier.domain.trust import TrustEntry
from verifier.settings import TEMPLATES

DID = "F72i3Y3Q4i466efjYJYMHM"
CRED_DEF_ID = CredDefId(f"{DID}:3:CL:15:default")
REV_REG_ID = RevRegId(f"{DID}:4:{CRED_DEF_ID}:CL_ACCUM:r1")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LIST_AT = 1_700_000_000
MEASLES = "14189004"
GROUP = "vaccination"
RECENT = "vaccination.1.occurrence_dateint"
ISSUED = "vaccination.issued-since"


def template(template_id: str = "measles-10y") -> Template:
    """As it is shipped."""
    return read_yaml(TEMPLATES / f"{template_id}.yaml", Template)


def entry(cred_def_id: str = CRED_DEF_ID, **changed: Any) -> TrustEntry:
    values = {
        "issuer_did": Did(cred_def_id.partition(":")[0]),
        "issuer_name": "Vaccination Centre",
        "credential_type": "vaccination",
        "cred_def_id": cred_def_id,
        "trusted_from": date(2024, 1, 1),
    }
    return TrustEntry(**(values | changed))


def question(*entries: TrustEntry, nonce: str = "713298471293847129384") -> Question:
    registry = entries or (entry(),)
    return ask(template(), registry, Circumstances(nonce, NOW, NOW + timedelta(seconds=300)))


def presentation() -> Any:
    """What an honest wallet sends, without the numbers that only the library looks at."""
    return copy.deepcopy(_PRESENTATION)


def received(asked: Question, answer: Any, **changed: Any) -> Received:
    values: dict[str, Any] = {
        "request": proof_request(asked),
        "presentation": Presentation(answer),
        "received_at": NOW + timedelta(seconds=20),
        "answered_before": False,
    }
    return Received(**(values | changed))


def evidence(**changed: Any) -> Evidence:
    values: dict[str, Any] = {
        "proof_holds": True,
        "list_in_force": {REV_REG_ID: LIST_AT},
        "read_at": NOW + timedelta(seconds=21),
        "trusted": frozenset({CRED_DEF_ID}),
        "judged_at": NOW + timedelta(seconds=22),
    }
    return Evidence(**(values | changed))


def _predicate(attribute: str, value: int, mj: str) -> Any:
    return {"u": {}, "mj": mj, "predicate": {"attr_name": attribute, "p_type": "GE", "value": value}}


_PRESENTATION = {
    "proof": {
        "proofs": [
            {
                "primary_proof": {
                    "eq_proof": {
                        "revealed_attrs": {"target_disease_code": MEASLES},
                        "a_prime": "12",
                        "m": {
                            "occurrence_dateint": "77",
                            "issued_dateint": "78",
                            "dose_number": "79",
                            "master_secret": "80",
                        },
                        "m2": "5",
                    },
                    "ge_proofs": [
                        _predicate("occurrence_dateint", 20161122, "77"),
                        _predicate("issued_dateint", 20240101, "78"),
                    ],
                },
                "non_revoc_proof": {"x_list": {"rho": "1"}, "c_list": {"e": "1"}},
            }
        ],
        "aggregated_proof": {"c_hash": "1", "c_list": []},
    },
    "requested_proof": {
        "revealed_attrs": {},
        "revealed_attr_groups": {
            GROUP: {"sub_proof_index": 0, "values": {"target_disease_code": {"raw": MEASLES, "encoded": MEASLES}}}
        },
        "self_attested_attrs": {},
        "unrevealed_attrs": {},
        "predicates": {RECENT: {"sub_proof_index": 0}, ISSUED: {"sub_proof_index": 0}},
    },
    "identifiers": [
        {
            "schema_id": f"{DID}:2:vaccination:1.0",
            "cred_def_id": CRED_DEF_ID,
            "rev_reg_id": REV_REG_ID,
            "timestamp": LIST_AT,
        }
    ],
}
