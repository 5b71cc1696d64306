"""Answers to a question of several groups: never an exception, and the verdict that a reference of its own gives.

What cards say is changed as a holder could have them, at the edges of every bound; what is presented is changed as a
hostile wallet could; and so is what ledger and registry know.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from agent.ports import Presentation, ProofRequest
from tests.unit.verifier.asked import LIST_AT, MEASLES, NOW
from tests.unit.verifier.nearly import altered
from tests.unit.verifier.reference import Facts, verdict
from tests.unit.verifier.several import (
    ALLERGIES,
    EARLY,
    LATE,
    LISTS,
    OTHER_ALLERGIES,
    TRUSTED,
    Shown,
    answer_of,
    hand,
    several,
)
from verifier.domain.evidence import Evidence, Received
from verifier.domain.judgement import judge
from verifier.domain.question import proof_request
from verifier.domain.verdict import Invalid, Valid

QUESTIONS = [several(number) for number in range(4)]
IN_FORCE = {Shown(each).rev_reg_id: LIST_AT for each in TRUSTED}
SAID = {
    "subject_id": ["S-2", ""],
    "allergy_count": ["0", "1", "2", "3", "4", "03", "-1", "two", ""],
    "assessed_dateint": ["20251121", "20251122", "2025-11-22", "99999999999", ""],
    "valid_until_dateint": ["20261121", "20261122", "99991231", "unknown"],
    "clinical_status": ["3", "01", ""],
    "event_id": ["E-1", "E-2", ""],
    "target_disease_code": ["6142004", f"0{MEASLES}", ""],
    "issued_dateint": ["20231231", "20240101", "20241231", "20250101", "+20240101", ""],
}
"""What a card may say instead."""


@dataclass(frozen=True)
class Changed:
    """How a value or an issuer of the hand is changed."""

    card: int
    attribute: str
    value: int
    definition: int | None


changes = st.lists(
    st.builds(
        Changed,
        st.integers(0, 4),
        st.sampled_from(sorted(SAID)),
        st.integers(0, 8),
        st.none() | st.none() | st.none() | st.integers(0, 4),
    ),
    max_size=2,
)
DEFINITIONS = [LISTS, ALLERGIES, OTHER_ALLERGIES, EARLY, LATE]


def changed_hand(allergies: int, wanted: list[Changed]) -> dict[str, Shown]:
    cards = hand(allergies)
    for each in wanted:
        referent = list(cards)[each.card % len(cards)]
        card = cards[referent]
        if each.definition is not None:
            cards[referent] = replace(card, cred_def_id=DEFINITIONS[each.definition])
        elif each.attribute in card.values:
            value = SAID[each.attribute][each.value % len(SAID[each.attribute])]
            cards[referent] = replace(card, values={**card.values, each.attribute: value})
    return cards


def mostly[T](usual: T, *others: T) -> st.SearchStrategy[T]:
    return st.sampled_from([usual] * 12 + list(others))


@st.composite
def facts(draw: st.DrawFn, allergies: int) -> Facts:
    registry = draw(st.sampled_from(sorted(IN_FORCE)))
    moment = draw(mostly(LIST_AT, LIST_AT - 5, LIST_AT + 1, None))
    return Facts(
        allergies=allergies,
        to_our_request=draw(mostly(True, False)),
        proof_holds=draw(mostly(True, False)),
        answered_before=draw(mostly(False, True)),
        late_s=draw(mostly(-280, 0, 1)),
        in_force={name: at for name, at in (IN_FORCE | {registry: moment}).items() if at is not None},
        trusted_now=TRUSTED - {draw(mostly(None, *TRUSTED))},
        reading_age_s=draw(mostly(1, 0, 60, 61, -1)),
    )


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data(), st.integers(0, 3), changes)
def test_the_verdict_is_the_references(data: st.DataObject, allergies: int, changed: list[Changed]) -> None:
    question = QUESTIONS[allergies]
    honest = answer_of(question, changed_hand(allergies, changed))
    of_another_holder = data.draw(mostly(None, *range(allergies + 2)))
    if of_another_holder is not None:
        honest["proof"]["proofs"][of_another_holder]["primary_proof"]["eq_proof"]["m"]["master_secret"] = "81"
    answer: Any = data.draw(st.just(honest) | altered(honest, 2))
    known = data.draw(facts(allergies))
    found = judge(question, *_as_given(allergies, answer, known))
    said = "VALID" if isinstance(found, Valid) else "INVALID" if isinstance(found, Invalid) else "UNDECIDED"
    event(said)
    assert said == verdict(answer, known)
    if isinstance(found, Valid):
        groups = answer["requested_proof"]["revealed_attr_groups"]
        for group in question.groups:
            raw = {name: groups[group.referent]["values"][name]["raw"] for name in group.reveal}
            assert found.revealed[group.referent] == raw


def _as_given(allergies: int, answer: Any, known: Facts) -> tuple[Received, Evidence]:
    question, judged_at = QUESTIONS[allergies], NOW + timedelta(seconds=200)
    received = Received(
        request=ProofRequest(proof_request(question) | ({} if known.to_our_request else {"nonce": "1"})),
        presentation=Presentation(answer),
        received_at=question.answer_by + timedelta(seconds=known.late_s),
        answered_before=known.answered_before,
    )
    evidence = Evidence(
        proof_holds=known.proof_holds,
        list_in_force=known.in_force,
        read_at=judged_at - timedelta(seconds=known.reading_age_s),
        trusted=frozenset(known.trusted_now),
        judged_at=judged_at,
    )
    return received, evidence
