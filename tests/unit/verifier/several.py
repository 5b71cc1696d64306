"""A question of several groups with every kind of rule, and hand-made presentations that answer such questions.

One list and as many allergies as it counts, by one issuer; one vaccination, by one of two issuers that are trusted for
other days; all of one person.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from agent.protocol import CredDefId
from tests.unit.verifier.asked import DID, LIST_AT, MEASLES, NOW, entry
from verifier.domain.asking import Circumstances, ask
from verifier.domain.bounds import Bound, Check, PredicateType, Proof, Shortfall
from verifier.domain.group import Copies, Group
from verifier.domain.language import Language
from verifier.domain.question import Question, proof_request
from verifier.domain.template import Complete, Template

OTHER_DID = "WgWxqztrNooG92RXvxSTWv"
LISTS = CredDefId(f"{DID}:3:CL:16:list")
ALLERGIES, OTHER_ALLERGIES = CredDefId(f"{DID}:3:CL:17:allergy"), CredDefId(f"{OTHER_DID}:3:CL:18:allergy")
EARLY, LATE = CredDefId(f"{DID}:3:CL:15:default"), CredDefId(f"{OTHER_DID}:3:CL:19:default")
"""Of vaccinations: trusted until the end of 2024, and from 2025 on."""

_WORDS = dict.fromkeys(Language, "For the tests.")
_TEMPLATE = Template(
    id="several",
    version="1.0",
    title=_WORDS,
    purpose=_WORDS,
    answer_within_s=300,
    groups=(
        Group(
            "list",
            "allergy_list",
            reveal=("subject_id", "allergy_count", "assessed_dateint", "valid_until_dateint"),
            prove=(Proof("st_latex", PredicateType.AT_MOST, Bound(number=2)),),
            check=(
                Check("valid_until_dateint", PredicateType.AT_LEAST, Bound(days_before_today=0), Shortfall.EXPIRED),
                Check("assessed_dateint", PredicateType.AT_LEAST, Bound(months_before_today=12), Shortfall.TOO_OLD),
            ),
        ),
        Group(
            "allergy",
            "allergy",
            where={"clinical_status": "1"},
            reveal=("subject_id", "clinical_status", "event_id"),
            prove=(Proof("verification", PredicateType.AT_LEAST, Bound(number=1)),),
            copies=Copies(distinct=("event_id",), min=0, default=2, max=10),
        ),
        Group(
            "vaccination",
            "vaccination",
            where={"target_disease_code": MEASLES},
            reveal=("subject_id", "target_disease_code"),
            prove=(Proof("occurrence_dateint", PredicateType.AT_LEAST, Bound(years_before_today=10)),),
        ),
    ),
    equal=(("list.subject_id", "allergy.subject_id", "vaccination.subject_id"),),
    complete=Complete(list="list.allergy_count", copies="allergy"),
)
_TRUSTED = (
    entry(LISTS, credential_type="allergy_list"),
    entry(ALLERGIES, credential_type="allergy"),
    entry(OTHER_ALLERGIES, credential_type="allergy"),
    entry(EARLY, trusted_until=date(2024, 12, 31)),
    entry(LATE, trusted_from=date(2025, 1, 1)),
)
TRUSTED = frozenset(each.cred_def_id for each in _TRUSTED)


def several(allergies: int = 2) -> Question:
    circumstances = Circumstances("713298471293847129384", NOW, NOW + timedelta(seconds=300))
    return ask(_TEMPLATE, _TRUSTED, circumstances, {"allergy": allergies})


@dataclass(frozen=True)
class Shown:
    """What a card says of itself: the attributes that are revealed, and who issued it."""

    cred_def_id: CredDefId
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def rev_reg_id(self) -> str:
        return f"{self.cred_def_id.partition(':')[0]}:4:{self.cred_def_id}:CL_ACCUM:r1"


def hand(allergies: int = 2) -> dict[str, Shown]:
    """Referent -> a card that answers it."""
    listed = {"allergy_count": str(allergies), "assessed_dateint": "20251122", "valid_until_dateint": "20261122"}
    cards = {"list": Shown(LISTS, {"subject_id": "S-1"} | listed)}
    for number in range(1, allergies + 1):
        told = {"subject_id": "S-1", "clinical_status": "1", "event_id": f"E-{number}"}
        cards[f"allergy-{number}"] = Shown(ALLERGIES, told)
    told = {"subject_id": "S-1", "target_disease_code": MEASLES, "issued_dateint": "20241231"}
    return cards | {"vaccination": Shown(EARLY, told)}


def answer_of(question: Question, cards: Mapping[str, Shown]) -> Any:
    """An honest wallet's presentation, each group from its card, without the numbers that only the library looks at."""
    request, referents = proof_request(question), [group.referent for group in question.groups]
    told: Any = {"revealed_attrs": {}, "revealed_attr_groups": {}, "self_attested_attrs": {}, "unrevealed_attrs": {}}
    told["predicates"] = {
        name: {"sub_proof_index": _place(referents, name)} for name in request["requested_predicates"]
    }
    identifiers, proofs = [], []
    for index, group in enumerate(question.groups):
        card = cards[group.referent]
        if group.reveal:
            values = {name: {"raw": card.values[name], "encoded": encoded(card.values[name])} for name in group.reveal}
            told["revealed_attr_groups"][group.referent] = {"sub_proof_index": index, "values": values}
        asked = {
            name: each for name, each in request["requested_predicates"].items() if _place(referents, name) == index
        }
        proofs.append(_sub_proof(asked, {name: encoded(card.values[name]) for name in group.reveal}))
        schema_id = f"{DID}:2:{group.credential_type}:1.0"
        named = {"cred_def_id": card.cred_def_id, "rev_reg_id": card.rev_reg_id, "timestamp": LIST_AT}
        identifiers.append({"schema_id": schema_id} | named)
    return {"proof": {"proofs": proofs}, "requested_proof": told, "identifiers": identifiers}


def encoded(raw: str) -> str:
    """As AnonCreds encodes a value."""
    number = int(raw) if raw.lstrip("-").isdecimal() and raw.isascii() else None
    if number is not None and str(number) == raw and -(2**31) <= number < 2**31:
        return raw
    return str(int(hashlib.sha256(raw.encode()).hexdigest(), 16))


def _place(referents: list[str], predicate: str) -> int:
    return next(index for index, referent in enumerate(referents) if predicate.startswith(f"{referent}."))


def _sub_proof(asked: Mapping[str, Any], revealed: Mapping[str, str]) -> Any:
    blinded = {each["name"]: f"77{number}" for number, each in enumerate(asked.values())}
    inequalities = [
        {
            "mj": blinded[each["name"]],
            "predicate": {
                "attr_name": each["name"],
                "p_type": {">=": "GE", "<=": "LE"}[each["p_type"]],
                "value": each["p_value"],
            },
        }
        for each in asked.values()
    ]
    equality = {"revealed_attrs": dict(revealed), "m": blinded | {"master_secret": "80"}}
    return {
        "primary_proof": {"eq_proof": equality, "ge_proofs": inequalities},
        "non_revoc_proof": {"x_list": {"rho": "1"}, "c_list": {"e": "1"}},
    }
