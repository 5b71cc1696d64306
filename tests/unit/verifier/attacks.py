"""Answers that one step of the judgement refuses and no other: step by step, what it is there for.

Each is an honest answer to a question of several groups (several.py) with one thing changed. Without its step it would
be VALID: test_each_step.py sees to both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from agent.ports import Presentation
from agent.protocol import CredDefId, Did, RevRegId
from tests.unit.verifier.asked import DID, LIST_AT, NOW
from tests.unit.verifier.several import (
    EARLY,
    LISTS,
    OTHER_ALLERGIES,
    OTHER_DID,
    TRUSTED,
    Shown,
    answer_of,
    hand,
    several,
)
from verifier.domain.evidence import Evidence, Received
from verifier.domain.question import Question, proof_request
from verifier.domain.verdict import Invalid, Reason, Undecided, Verdict

INFLUENZA = "6142004"
ELSEWHERE = CredDefId(f"{DID}:3:CL:20:other-type")
"""Trusted too, and for another type of credential."""
ASKED = several()
LISTS_IN_FORCE = {
    RevRegId(card.rev_reg_id): LIST_AT for card in [*hand().values(), Shown(OTHER_ALLERGIES), Shown(ELSEWHERE)]
}


@dataclass(frozen=True)
class Attack:
    step: int
    what: str
    refused: Verdict | None
    cards: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Values changed in the cards, by referent; what the answer shows is proved."""
    change: Callable[[Any], object] = lambda _: None
    """Of the presentation."""
    received: Mapping[str, Any] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)
    question: Question = ASKED

    def come(self) -> tuple[Received, Evidence]:
        """What the judgement is given."""
        cards = {
            name: replace(card, values={**card.values, **self.cards.get(name, {})})
            for name, card in hand(len(self.question.groups) - 2).items()
        }
        answer = answer_of(self.question, cards)
        self.change(answer)
        came: dict[str, Any] = {
            "request": proof_request(self.question),
            "presentation": Presentation(answer),
            "received_at": self.question.answer_by,
            "answered_before": False,
        }
        known: dict[str, Any] = {
            "proof_holds": True,
            "list_in_force": LISTS_IN_FORCE,
            "read_at": NOW,
            "trusted": TRUSTED | {ELSEWHERE},
            "judged_at": NOW + timedelta(seconds=ASKED.revocation_max_age_s),
        }
        return Received(**(came | self.received)), Evidence(**(known | self.evidence))


HONEST = [
    Attack(0, "nothing is wrong", None),
    Attack(0, "a list that counts none, alone", None, question=several(0)),
    Attack(0, "cards that no list counts", None,
           question=replace(ASKED, copies=tuple(replace(each, counted_by=None) for each in ASKED.copies))),
]  # fmt: skip
"""None of which is refused."""


def told(answer: Any) -> Any:
    return answer["requested_proof"]


def shown(answer: Any, referent: str, attribute: str) -> Any:
    return told(answer)["revealed_attr_groups"][referent]["values"][attribute]


def named(answer: Any, index: int = 0) -> Any:
    return answer["identifiers"][index]


def proof(answer: Any, index: int = 0) -> Any:
    return answer["proof"]["proofs"][index]


def equality(answer: Any, index: int = 0) -> Any:
    return proof(answer, index)["primary_proof"]["eq_proof"]


def predicate(answer: Any) -> Any:
    return proof(answer)["primary_proof"]["ge_proofs"][0]


def under(cred_def_id: CredDefId, index: int) -> Callable[[Any], None]:
    """The card says that it stands under this definition."""

    def change(answer: Any) -> None:
        named(answer, index).update(cred_def_id=cred_def_id, rev_reg_id=Shown(cred_def_id).rev_reg_id)

    return change


def another_list_besides(answer: Any) -> None:
    """A second list of the same holder, under another proof, for what follows to be mixed with it."""
    answer["identifiers"].append(dict(named(answer)))
    answer["proof"]["proofs"].append(dict(proof(answer)))


def a_predicate_of_another_list(answer: Any) -> None:
    another_list_besides(answer)
    told(answer)["predicates"]["list.1.st_latex"]["sub_proof_index"] = 4


def values_of_another_list(answer: Any) -> None:
    another_list_besides(answer)
    told(answer)["revealed_attr_groups"]["list"]["sub_proof_index"] = 4


def request(**changed: Any) -> Mapping[str, Any]:
    return {"request": proof_request(ASKED) | changed}


def no_list_for(index: int) -> Mapping[str, Any]:
    gone = RevRegId(list(hand().values())[index].rev_reg_id)
    return {"list_in_force": {name: at for name, at in LISTS_IN_FORCE.items() if name != gone}}


FOREIGN_REGISTRY = RevRegId(f"{OTHER_DID}:4:{LISTS}:CL_ACCUM:r1")
_TWO_OF_THREE = Invalid(Reason.LIST_INCOMPLETE, copies_needed={"allergy": 3})
_UNTRUSTED, _UNREADABLE = Invalid(Reason.ISSUER_NOT_TRUSTED, Did(DID)), Invalid(Reason.UNREADABLE)
_MIXED, _WRONG_REQUEST = Invalid(Reason.MIXED_CREDENTIALS), Invalid(Reason.WRONG_REQUEST)
_NOT_PROVED, _STALE = Invalid(Reason.REVOCATION_NOT_PROVED), Invalid(Reason.REVOCATION_STALE)
_NOT_ANSWERED, _VALUE_NOT_PROVED = Invalid(Reason.NOT_ANSWERED), Invalid(Reason.VALUE_NOT_PROVED)
_SUBJECTS, _TWICE = Invalid(Reason.SUBJECTS_DIFFER), Invalid(Reason.SAME_CARD_TWICE)

ATTACKS = [
    Attack(1, "to another nonce", _WRONG_REQUEST, received=request(nonce="1")),
    Attack(1, "to a request for less", _WRONG_REQUEST, received=request(requested_predicates={})),
    Attack(1, "to a request for earlier", _WRONG_REQUEST, received=request(non_revoked={"from": 0, "to": 1})),
    Attack(2, "a second one", Invalid(Reason.REPLAYED), received={"answered_before": True}),
    Attack(2, "too late", Invalid(Reason.TOO_LATE),
           received={"received_at": ASKED.answer_by + timedelta(microseconds=1)}),
    Attack(3, "no presentation at all", _UNREADABLE, change=lambda a: a.clear()),
    Attack(3, "more names than proofs", _UNREADABLE, change=lambda a: a["identifiers"].append(named(a))),
    Attack(4, "a value of one's own besides", Invalid(Reason.SELF_ATTESTED),
           change=lambda a: told(a)["self_attested_attrs"].update(list="1")),
    Attack(4, "hidden, and shown besides", Invalid(Reason.NOT_REVEALED),
           change=lambda a: told(a)["unrevealed_attrs"].update(list={"sub_proof_index": 0})),
    Attack(4, "an attribute that was not asked for", _UNREADABLE,
           change=lambda a: told(a)["revealed_attrs"].update(more={"sub_proof_index": 0, "raw": "", "encoded": ""})),
    Attack(4, "a group that was not asked for", _UNREADABLE,
           change=lambda a: told(a)["revealed_attr_groups"].update(more={"sub_proof_index": 0, "values": {}})),
    Attack(4, "a predicate that was not asked for", _UNREADABLE,
           change=lambda a: told(a)["predicates"].update(more={"sub_proof_index": 0})),
    Attack(5, "a predicate of another card", _MIXED, change=a_predicate_of_another_list),
    Attack(5, "values of another card", _MIXED, change=values_of_another_list),
    Attack(6, "a proof of nothing", _NOT_ANSWERED, change=lambda a: proof(a)["primary_proof"].update(ge_proofs=[])),
    Attack(6, "a proof of a lower bound", _NOT_ANSWERED, change=lambda a: predicate(a)["predicate"].update(value=3)),
    Attack(6, "a proof of the contrary", _NOT_ANSWERED, change=lambda a: predicate(a)["predicate"].update(p_type="GE")),
    Attack(6, "a proof about another attribute", _NOT_ANSWERED, change=lambda a: predicate(a).update(mj="1")),
    Attack(6, "a card of another holder", _MIXED, change=lambda a: equality(a, 1)["m"].update(master_secret="81")),
    Attack(6, "cards of no holder", _UNREADABLE,
           change=lambda a: [equality(a, index)["m"].pop("master_secret") for index in range(4)]),
    Attack(7, "another disease", Invalid(Reason.WRONG_VALUE),
           cards={"vaccination": {"target_disease_code": INFLUENZA}}),
    Attack(7, "expired", Invalid(Reason.EXPIRED), cards={"list": {"valid_until_dateint": "20261121"}}),
    Attack(7, "too old", Invalid(Reason.TOO_OLD), cards={"list": {"assessed_dateint": "20251121"}}),
    Attack(8, "under a definition of another type", _UNTRUSTED, change=under(ELSEWHERE, 0)),
    Attack(9, "a proof that does not hold", Invalid(Reason.PROOF_FAILED), evidence={"proof_holds": False}),
    Attack(10, "no proof of non-revocation", _NOT_PROVED, change=lambda a: proof(a).pop("non_revoc_proof")),
    Attack(10, "one that is about another card", _NOT_PROVED,
           change=lambda a: proof(a)["non_revoc_proof"]["x_list"].update(m2="1")),
    Attack(10, "no list named", _NOT_PROVED, change=lambda a: named(a).pop("timestamp")),
    Attack(10, "no registry named", _NOT_PROVED, change=lambda a: named(a).pop("rev_reg_id")),
    Attack(10, "a stranger's registry", _NOT_PROVED, change=lambda a: named(a).update(rev_reg_id=FOREIGN_REGISTRY),
           evidence={"list_in_force": LISTS_IN_FORCE | {FOREIGN_REGISTRY: LIST_AT}}),
    Attack(10, "an older list", _STALE, change=lambda a: named(a).update(timestamp=LIST_AT - 1)),
    Attack(10, "a registry of which we know no list", _STALE, evidence=no_list_for(3)),
    Attack(11, "another value written over the proved one", _VALUE_NOT_PROVED, cards={"list": {"subject_id": "S-2"}},
           change=lambda a: shown(a, "list", "subject_id").update(raw="S-1")),
    Attack(11, "another value and its encoding written over it", _VALUE_NOT_PROVED,
           change=lambda a: equality(a)["revealed_attrs"].update(subject_id="1")),
    Attack(12, "an issuer that is trusted no more", _UNTRUSTED, evidence={"trusted": TRUSTED - {EARLY}}),
    Attack(12, "issued after its issuer's last day", _UNTRUSTED, cards={"vaccination": {"issued_dateint": "20250101"}}),
    Attack(12, "issued before its issuer's first day", _UNTRUSTED,
           cards={"vaccination": {"issued_dateint": "20231231"}}),
    Attack(12, "issued on no day", _UNTRUSTED, cards={"vaccination": {"issued_dateint": "unknown"}}),
    Attack(13, "the card of another person", _SUBJECTS, cards={"vaccination": {"subject_id": "S-2"}}),
    Attack(13, "the cards of nobody", _SUBJECTS, cards={name: {"subject_id": ""} for name in hand()}),
    Attack(13, "one card twice", _TWICE, cards={"allergy-2": {"event_id": "E-1"}}),
    Attack(13, "a card that names no record", _TWICE, cards={"allergy-2": {"event_id": ""}}),
    Attack(13, "fewer cards than the list counts", _TWO_OF_THREE, cards={"list": {"allergy_count": "3"}}),
    Attack(13, "a list that counts nothing", Invalid(Reason.LIST_INCOMPLETE), cards={"list": {"allergy_count": "two"}}),
    Attack(13, "a list that counts less than nothing", Invalid(Reason.LIST_INCOMPLETE),
           cards={"list": {"allergy_count": "-1"}}),
    Attack(13, "a card of another issuer than the list's", Invalid(Reason.ISSUERS_DIFFER),
           change=under(OTHER_ALLERGIES, 1)),
    Attack(14, "an old reading of the ledger", Undecided(Reason.REVOCATION_UNKNOWN),
           evidence={"read_at": NOW - timedelta(microseconds=1)}),
    Attack(14, "a reading of the future", Undecided(Reason.REVOCATION_UNKNOWN),
           evidence={"read_at": NOW + timedelta(seconds=61), "judged_at": NOW + timedelta(seconds=60)}),
]  # fmt: skip

LEFT_OUT = [
    Attack(4, "a group left out", Invalid(Reason.NOT_REVEALED),
           change=lambda a: told(a)["revealed_attr_groups"].pop("list")),
    Attack(4, "an attribute left out", Invalid(Reason.NOT_REVEALED),
           change=lambda a: told(a)["revealed_attr_groups"]["list"]["values"].pop("subject_id")),
    Attack(4, "a predicate left out", _NOT_ANSWERED, change=lambda a: told(a)["predicates"].pop("list.1.st_latex")),
    Attack(5, "a proof that is not there", _UNREADABLE,
           change=lambda a: [part.update(sub_proof_index=4) for part in
                             [*told(a)["revealed_attr_groups"].values(), *told(a)["predicates"].values()]
                             if part["sub_proof_index"] == 3]),
]  # fmt: skip
"""What a later step would stumble over: without the step that refuses them there is no verdict at all."""
