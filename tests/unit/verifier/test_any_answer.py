"""Whatever a wallet sends: never an exception, and VALID exactly where a check written apart from ours agrees."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.unit.verifier.asked import (
    CRED_DEF_ID,
    GROUP,
    ISSUED,
    LIST_AT,
    MEASLES,
    NOW,
    RECENT,
    REV_REG_ID,
    evidence,
    presentation,
    question,
    received,
)
from tests.unit.verifier.nearly import altered, anything, names
from verifier.domain.answer import UnreadablePresentation, read_answer
from verifier.domain.judgement import judge
from verifier.domain.verdict import Invalid, Valid

ASKED = question()
DEADLINE_S = 300


@settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    answer=st.builds(presentation).flatmap(altered),
    holds=st.sampled_from([True] * 9 + [False]),
    in_force=st.sampled_from([LIST_AT] * 8 + [LIST_AT - 5, LIST_AT + 1, None]),
    late_s=st.sampled_from([20] * 8 + [300, 301]),
    before=st.sampled_from([False] * 9 + [True]),
)
def test_a_nearly_right_answer_is_valid_only_where_the_reference_agrees(
    answer: Any, holds: bool, in_force: int | None, late_s: int, before: bool
) -> None:
    lists = {} if in_force is None else {REV_REG_ID: in_force}
    came = received(ASKED, answer, received_at=NOW + timedelta(seconds=late_s), answered_before=before)
    verdict = judge(ASKED, came, evidence(proof_holds=holds, list_in_force=lists))
    agrees = holds and not before and late_s <= DEADLINE_S and reference(answer, in_force)
    event("VALID" if isinstance(verdict, Valid) else "INVALID")
    assert isinstance(verdict, Valid) == agrees
    if isinstance(verdict, Valid):
        assert verdict.revealed == {GROUP: {"target_disease_code": MEASLES}}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answer=anything, request=st.one_of(st.just({}), st.dictionaries(names, anything, max_size=4)))
def test_an_arbitrary_answer_is_never_valid_and_never_an_exception(answer: Any, request: Any) -> None:
    assert isinstance(judge(ASKED, received(ASKED, answer), evidence()), Invalid)
    assert isinstance(judge(ASKED, received(ASKED, presentation(), request=request), evidence()), Invalid)


@settings(max_examples=200, deadline=None)
@given(answer=anything)
def test_what_cannot_be_read_is_told_without_its_values(answer: Any) -> None:
    marked = presentation() | {"identifiers": answer, "requested_proof": {"predicates": "MARKED"}}
    with pytest.raises(UnreadablePresentation) as refusal:
        read_answer(marked)
    assert "MARKED" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def reference(answer: Any, in_force: int | None) -> bool:
    """The same question answered in another way: on the raw JSON, for this one template; any surprise is a no."""
    try:
        told, (who,), (proof,) = answer["requested_proof"], answer["identifiers"], answer["proof"]["proofs"]
        equality, inequalities = proof["primary_proof"]["eq_proof"], proof["primary_proof"]["ge_proofs"]
        groups, predicates = told["revealed_attr_groups"], told["predicates"]
        value = groups[GROUP]["values"]["target_disease_code"]
        return all(
            [
                not any(told.get(each) for each in ("revealed_attrs", "unrevealed_attrs", "self_attested_attrs")),
                sorted(groups) == [GROUP],
                sorted(predicates) == sorted([RECENT, ISSUED]),
                all(exactly(groups[each]["sub_proof_index"], 0) for each in groups),
                all(exactly(predicates[each]["sub_proof_index"], 0) for each in predicates),
                value["raw"] == value["encoded"] == equality["revealed_attrs"]["target_disease_code"] == MEASLES,
                proves(inequalities, equality["m"], "occurrence_dateint", 20161122),
                proves(inequalities, equality["m"], "issued_dateint", 20240101),
                isinstance(equality["m"]["master_secret"], str),
                who["cred_def_id"] == CRED_DEF_ID,
                who["rev_reg_id"] == REV_REG_ID,
                in_force is not None and type(who["timestamp"]) is int and who["timestamp"] >= in_force,
                isinstance(proof["non_revoc_proof"]["x_list"], dict),
                "m2" not in proof["non_revoc_proof"]["x_list"],
                well_formed(answer),
            ]
        )
    except (LookupError, TypeError, ValueError, AttributeError):
        return False


def exactly(value: Any, expected: int) -> bool:
    return type(value) is int and value == expected


def proves(inequalities: Sequence[Any], blinded: Any, attribute: str, bound: int) -> bool:
    wanted = {"attr_name": attribute, "p_type": "GE", "value": bound}
    return any(
        all(each["predicate"].get(name) == part for name, part in wanted.items())
        and type(each["predicate"]["value"]) is int
        and each["mj"] == blinded[attribute]
        for each in inequalities
    )


def well_formed(answer: Any) -> bool:
    """Also the parts without a meaning here must have the types of the specification, or the whole is refused."""
    told, (who,), (proof,) = answer["requested_proof"], answer["identifiers"], answer["proof"]["proofs"]
    equality = proof["primary_proof"]["eq_proof"]
    texts = [who["schema_id"], *equality["m"].values(), *equality["revealed_attrs"].values()]
    for shown in told["revealed_attr_groups"][GROUP]["values"].values():
        texts += [shown["raw"], shown["encoded"]]
    for each in proof["primary_proof"]["ge_proofs"]:
        texts += [each["mj"], each["predicate"]["attr_name"], each["predicate"]["p_type"]]
        if type(each["predicate"]["value"]) is not int:
            return False
    maps = [equality["m"], equality["revealed_attrs"], told["revealed_attr_groups"][GROUP]["values"]]
    maps += [told.get(each, {}) for each in ("revealed_attrs", "unrevealed_attrs", "self_attested_attrs")]
    maps += [proof["non_revoc_proof"]["x_list"], *answer["proof"]["proofs"], answer["proof"], told, who]
    keys = [key for each in maps for key in each]
    return all(type(each) is dict for each in maps) and all(map(is_text, [*texts, *keys]))


def is_text(value: Any) -> bool:
    return isinstance(value, str) and "\ud800" not in value
