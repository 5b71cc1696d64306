"""Each numbered step of the judgement refuses what it is there for, and nothing else than a whole answer is VALID."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agent.protocol import CredDefId, Did, RevRegId
from tests.unit.verifier import asked
from tests.unit.verifier.asked import (
    CRED_DEF_ID,
    DID,
    GROUP,
    ISSUED,
    LIST_AT,
    MEASLES,
    NOW,
    RECENT,
    REV_REG_ID,
    entry,
    evidence,
    presentation,
    question,
    received,
)
from verifier.domain.evidence import Examined
from verifier.domain.judgement import encode, examine, judge
from verifier.domain.question import Question, proof_request
from verifier.domain.verdict import Invalid, Reason, Undecided, Valid, Verdict

HALF = "\ud800"
"""Half of a surrogate pair: JSON can spell it, and no text has it."""

Change = Callable[[Any], object]


def verdict_on(change: Change, **changed: Any) -> Verdict:
    answer = presentation()
    change(answer)
    return judge(question(), received(question(), answer), evidence(**changed))


def nothing(_: Any) -> None: ...


def sub_proof(answer: Any) -> Any:
    return answer["proof"]["proofs"][0]


def equality(answer: Any) -> Any:
    return sub_proof(answer)["primary_proof"]["eq_proof"]


def predicate_proof(answer: Any) -> Any:
    return sub_proof(answer)["primary_proof"]["ge_proofs"][0]


def told(answer: Any) -> Any:
    return answer["requested_proof"]


def named(answer: Any) -> Any:
    return answer["identifiers"][0]


def shown(answer: Any) -> Any:
    return told(answer)["revealed_attr_groups"][GROUP]["values"]["target_disease_code"]


def second_card(answer: Any) -> None:
    answer["identifiers"].append(dict(named(answer)))
    answer["proof"]["proofs"].append(dict(sub_proof(answer)))


def test_an_honest_answer_is_valid_and_tells_only_what_was_asked() -> None:
    assert verdict_on(nothing) == Valid({GROUP: {"target_disease_code": MEASLES}}, frozenset({CRED_DEF_ID}))


@pytest.mark.parametrize("part", ["nonce", "requested_attributes", "requested_predicates", "non_revoked"])
def test_1_an_answer_to_another_request_is_refused(part: str) -> None:
    other = dict(proof_request(question()))
    other[part] = {"from": 0, "to": 1} if part == "non_revoked" else "1"
    answer = received(question(), presentation(), request=other)
    assert judge(question(), answer, evidence()) == Invalid(Reason.WRONG_REQUEST)
    del other[part]
    answer = received(question(), presentation(), request=other)
    assert judge(question(), answer, evidence()) == Invalid(Reason.WRONG_REQUEST)


def test_1_the_interval_as_the_agent_rewrites_it_is_still_our_request() -> None:
    request = proof_request(question())
    request["non_revoked"]["from"] = 0
    assert isinstance(judge(question(), received(question(), presentation(), request=request), evidence()), Valid)


def test_2_a_second_answer_is_refused() -> None:
    answer = received(question(), presentation(), answered_before=True)
    assert judge(question(), answer, evidence()) == Invalid(Reason.REPLAYED)


def test_2_an_answer_after_its_time_is_refused() -> None:
    late = question().answer_by + timedelta(microseconds=1)
    answer = received(question(), presentation(), received_at=late)
    assert judge(question(), answer, evidence()) == Invalid(Reason.TOO_LATE)
    in_time = received(question(), presentation(), received_at=question().answer_by)
    assert isinstance(judge(question(), in_time, evidence()), Valid)


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.clear(),
        lambda a: a.pop("proof"),
        lambda a: a.pop("identifiers"),
        lambda a: a["identifiers"].append(dict(named(a))),
        lambda a: a["identifiers"].clear(),
        lambda a: named(a).update(timestamp="1700000000"),
        lambda a: named(a).update(timestamp=True),
        lambda a: named(a).update(cred_def_id=["x"]),
        lambda a: told(a)["predicates"][RECENT].update(sub_proof_index=-1),
        lambda a: told(a)["predicates"][RECENT].update(sub_proof_index="0"),
        lambda a: told(a)["predicates"][RECENT].update(sub_proof_index=False),
        lambda a: told(a).update(predicates=[]),
        lambda a: shown(a).update(raw=14189004),
        lambda a: shown(a).update(raw=HALF),
        lambda a: shown(a).update(encoded=HALF),
        lambda a: named(a).update(schema_id=HALF),
        lambda a: named(a).update(rev_reg_id=HALF),
        lambda a: told(a).update(unrevealed_attrs={HALF: 1}),
        lambda a: told(a)["predicates"].update({HALF: {"sub_proof_index": 0}}),
        lambda a: sub_proof(a)["primary_proof"]["eq_proof"]["m"].update(other=HALF),
        lambda a: predicate_proof(a).update(mj=HALF),
        lambda a: sub_proof(a).update(non_revoc_proof=[1]),
        lambda a: sub_proof(a)["non_revoc_proof"].update(x_list=["1", "2"]),
        lambda a: predicate_proof(a).update(predicate=["occurrence_dateint", "GE", 20161122]),
        lambda a: predicate_proof(a)["predicate"].update(value="20161122"),
    ],
)
def test_3_what_is_no_presentation_is_refused(change: Change) -> None:
    assert verdict_on(change) == Invalid(Reason.UNREADABLE)


def test_4_a_self_attested_value_is_refused() -> None:
    def change(answer: Any) -> None:
        told(answer)["self_attested_attrs"][GROUP] = MEASLES

    assert verdict_on(change) == Invalid(Reason.SELF_ATTESTED)


def test_4_an_unrevealed_value_is_refused_also_when_it_is_revealed_besides() -> None:
    def besides(answer: Any) -> None:
        told(answer)["unrevealed_attrs"][GROUP] = {"sub_proof_index": 0}

    def instead(answer: Any) -> None:
        besides(answer)
        told(answer)["revealed_attr_groups"].clear()

    assert verdict_on(besides) == Invalid(Reason.NOT_REVEALED)
    assert verdict_on(instead) == Invalid(Reason.NOT_REVEALED)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda a: told(a)["revealed_attr_groups"].clear(), Reason.NOT_REVEALED),
        (lambda a: told(a)["revealed_attr_groups"][GROUP]["values"].clear(), Reason.NOT_REVEALED),
        (lambda a: told(a)["predicates"].pop(RECENT), Reason.NOT_ANSWERED),
        (lambda a: told(a)["predicates"].pop(ISSUED), Reason.NOT_ANSWERED),
    ],
)
def test_4_a_part_left_out_is_refused(change: Change, reason: Reason) -> None:
    assert verdict_on(change) == Invalid(reason)


@pytest.mark.parametrize(
    "change",
    [
        lambda a: told(a)["revealed_attrs"].update({GROUP: {"sub_proof_index": 0, "raw": "1", "encoded": "1"}}),
        lambda a: told(a)["revealed_attr_groups"].update(other={"sub_proof_index": 0, "values": {}}),
        lambda a: told(a)["revealed_attr_groups"].update({RECENT: {"sub_proof_index": 0, "values": {}}}),
        lambda a: told(a)["predicates"].update({GROUP: {"sub_proof_index": 0}}),
    ],
)
def test_4_a_part_that_was_not_asked_for_is_refused(change: Change) -> None:
    assert verdict_on(change) == Invalid(Reason.UNREADABLE)


@pytest.mark.parametrize("referent", [RECENT, ISSUED])
def test_5_a_predicate_of_another_card_is_refused(referent: str) -> None:
    def change(answer: Any) -> None:
        second_card(answer)
        told(answer)["predicates"][referent]["sub_proof_index"] = 1

    assert verdict_on(change) == Invalid(Reason.MIXED_CREDENTIALS)


def test_5_values_of_another_card_are_refused() -> None:
    def change(answer: Any) -> None:
        second_card(answer)
        told(answer)["revealed_attr_groups"][GROUP]["sub_proof_index"] = 1

    assert verdict_on(change) == Invalid(Reason.MIXED_CREDENTIALS)


@pytest.mark.parametrize("index", [1, 2**31, 2**64, 10**400])
def test_5_a_sub_proof_that_is_not_there_is_refused(index: int) -> None:
    def change(answer: Any) -> None:
        for each in [*told(answer)["predicates"].values(), *told(answer)["revealed_attr_groups"].values()]:
            each["sub_proof_index"] = index

    assert verdict_on(change) == Invalid(Reason.UNREADABLE)


@pytest.mark.parametrize(
    "change",
    [
        lambda a: predicate_proof(a)["predicate"].update(attr_name="dose_number"),
        lambda a: predicate_proof(a)["predicate"].update(p_type="LE"),
        lambda a: predicate_proof(a)["predicate"].update(p_type="GT"),
        lambda a: predicate_proof(a)["predicate"].update(value=20161121),
        lambda a: predicate_proof(a)["predicate"].update(value=20161123),
        lambda a: sub_proof(a)["primary_proof"]["ge_proofs"].pop(0),
        lambda a: sub_proof(a)["primary_proof"].pop("ge_proofs"),
    ],
)
def test_6_a_proof_of_another_predicate_is_refused(change: Change) -> None:
    assert verdict_on(change) == Invalid(Reason.NOT_ANSWERED)


@pytest.mark.parametrize(
    "change",
    [
        lambda a: predicate_proof(a).update(mj="78"),
        lambda a: equality(a)["m"].pop("occurrence_dateint"),
        lambda a: equality(a)["m"].update(occurrence_dateint="078"),
    ],
)
def test_6_a_predicate_that_is_not_tied_to_the_attribute_it_names_is_refused(change: Change) -> None:
    assert verdict_on(change) == Invalid(Reason.NOT_ANSWERED)


def test_6_a_proof_without_a_link_secret_is_refused() -> None:
    assert verdict_on(lambda a: equality(a)["m"].pop("master_secret")) == Invalid(Reason.UNREADABLE)


def test_6_cards_of_two_holders_are_refused() -> None:
    both = two_groups()
    answer = answer_of_two_groups()
    assert isinstance(judge(both, received(both, answer), evidence()), Valid)
    answer["proof"]["proofs"][1]["primary_proof"]["eq_proof"]["m"]["master_secret"] = "81"
    assert judge(both, received(both, answer), evidence()) == Invalid(Reason.MIXED_CREDENTIALS)


def test_9_a_proof_that_does_not_hold_is_refused() -> None:
    assert verdict_on(nothing, proof_holds=False) == Invalid(Reason.PROOF_FAILED)


def test_8_a_card_under_another_definition_is_refused() -> None:
    other = CredDefId(f"{DID}:3:CL:16:default")

    def change(answer: Any) -> None:
        named(answer).update(cred_def_id=other, rev_reg_id=f"{DID}:4:{other}:CL_ACCUM:r1")

    assert verdict_on(change) == Invalid(Reason.ISSUER_NOT_TRUSTED, Did(DID))


@pytest.mark.parametrize(
    "change",
    [
        lambda a: sub_proof(a).pop("non_revoc_proof"),
        lambda a: sub_proof(a).update(non_revoc_proof=None),
        lambda a: sub_proof(a)["non_revoc_proof"]["x_list"].update(m2="1"),
        lambda a: named(a).update(timestamp=None),
        lambda a: named(a).pop("timestamp"),
        lambda a: named(a).update(rev_reg_id=None),
        lambda a: named(a).pop("rev_reg_id"),
    ],
)
def test_10_an_answer_that_does_not_prove_non_revocation_is_refused(change: Change) -> None:
    assert verdict_on(change) == Invalid(Reason.REVOCATION_NOT_PROVED)


@pytest.mark.parametrize(
    "rev_reg_id",
    [
        f"WgWxqztrNooG92RXvxSTWv:4:{CRED_DEF_ID}:CL_ACCUM:r1",
        f"{DID}:4:{DID}:3:CL:16:default:CL_ACCUM:r1",
        f"x{REV_REG_ID}",
        "",
    ],
)
def test_10_a_registry_of_somebody_else_is_refused_even_if_the_ledger_has_it(rev_reg_id: str) -> None:
    def change(answer: Any) -> None:
        named(answer)["rev_reg_id"] = rev_reg_id

    found = verdict_on(change, list_in_force={RevRegId(rev_reg_id): LIST_AT})
    assert found == Invalid(Reason.REVOCATION_NOT_PROVED)


def test_10_an_older_list_than_the_one_in_force_is_refused() -> None:
    assert verdict_on(nothing, list_in_force={REV_REG_ID: LIST_AT + 1}) == Invalid(Reason.REVOCATION_STALE)
    assert verdict_on(nothing, list_in_force={}) == Invalid(Reason.REVOCATION_STALE)
    assert isinstance(verdict_on(nothing, list_in_force={REV_REG_ID: LIST_AT - 1}), Valid)


@pytest.mark.parametrize(
    "change",
    [
        lambda a: shown(a).update(encoded="6142004"),
        lambda a: equality(a)["revealed_attrs"].update(target_disease_code="6142004"),
        lambda a: equality(a)["revealed_attrs"].clear(),
    ],
)
def test_11_a_value_that_is_not_the_proved_one_is_refused(change: Change) -> None:
    assert verdict_on(change) == Invalid(Reason.VALUE_NOT_PROVED)


def test_7_another_value_than_was_demanded_is_refused() -> None:
    def change(answer: Any) -> None:
        shown(answer).update(raw="6142004", encoded="6142004")
        equality(answer)["revealed_attrs"]["target_disease_code"] = "6142004"

    assert verdict_on(change) == Invalid(Reason.WRONG_VALUE)
    assert verdict_on(change, proof_holds=False) == Invalid(Reason.WRONG_VALUE), "said before the cryptography"
    assert verdict_on(lambda a: shown(a).update(raw="014189004")) == Invalid(Reason.WRONG_VALUE)


def test_12_a_definition_that_is_trusted_no_more_at_the_moment_of_judgement_is_refused() -> None:
    assert verdict_on(nothing, trusted=frozenset()) == Invalid(Reason.ISSUER_NOT_TRUSTED, Did(DID))


@pytest.mark.parametrize("age_s", [-1, 61])
def test_14_a_verdict_on_an_old_reading_of_the_ledger_is_undecided(age_s: float) -> None:
    read_at = evidence().judged_at - timedelta(seconds=age_s)
    assert question().revocation_max_age_s == 60
    assert verdict_on(nothing, read_at=read_at) == Undecided(Reason.REVOCATION_UNKNOWN)
    in_time = evidence().judged_at - timedelta(seconds=60)
    assert isinstance(verdict_on(nothing, read_at=in_time), Valid)


def test_14_what_is_wrong_anyway_is_invalid_however_old_the_reading() -> None:
    found = verdict_on(nothing, read_at=NOW - timedelta(days=1), proof_holds=False)
    assert found == Invalid(Reason.PROOF_FAILED)


def test_only_registries_of_the_definitions_own_issuer_are_asked_for_at_the_ledger() -> None:
    honest = examine(question(), received(question(), presentation()))
    assert isinstance(honest, Examined)
    assert honest.registries == {REV_REG_ID}
    for change in ({"rev_reg_id": f"WgWx:4:{CRED_DEF_ID}:CL_ACCUM:r1"}, {"rev_reg_id": None}):
        answer = presentation()
        named(answer).update(change)
        examined = examine(question(), received(question(), answer))
        assert isinstance(examined, Examined)
        assert examined.registries == frozenset()


@pytest.mark.parametrize(
    ("raw", "encoded"),
    [
        ("0", "0"),
        ("-1", "-1"),
        ("2147483647", "2147483647"),
        ("-2147483648", "-2147483648"),
        # of the AnonCreds specification's encoding: SHA-256, as a number
        ("2147483648", "26221484005389514539852548961319751347124425277437769688639924217837557266135"),
        ("", "102987336249554097029535212322581322789799900648198034993379397001115665086549"),
    ],
)
def test_values_are_encoded_as_anoncreds_encodes_them(raw: str, encoded: str) -> None:
    assert encode(raw) == encoded


@pytest.mark.parametrize("raw", ["007", "+5", " 5", "5 ", "1_0", "٣", "-0", "5\n", "9" * 5000])
def test_a_number_in_another_spelling_counts_as_text(raw: str) -> None:
    assert len(encode(raw)) > 60


def test_neither_answer_nor_verdict_shows_values_in_a_log() -> None:
    assert MEASLES not in repr(verdict_on(nothing))
    answer = presentation()
    shown(answer).update(raw="MARKED")
    assert "MARKED" not in repr(received(question(), answer))
    examined = examine(question(), received(question(), answer))
    assert "MARKED" not in repr(examined)


def two_groups() -> Question:
    """The same again under another name."""
    one = question(entry())
    (group,) = one.groups
    renamed = tuple(replace(each, referent=f"second.{i}") for i, each in enumerate(group.predicates))
    return replace(one, groups=(group, replace(group, referent="second", predicates=renamed)))


def answer_of_two_groups() -> Any:
    answer, other = presentation(), presentation()
    second_card(answer)
    answer["proof"]["proofs"][1] = other["proof"]["proofs"][0]
    told(answer)["revealed_attr_groups"]["second"] = told(other)["revealed_attr_groups"][GROUP] | {"sub_proof_index": 1}
    told(answer)["predicates"] |= {"second.0": {"sub_proof_index": 1}, "second.1": {"sub_proof_index": 1}}
    return answer


def test_the_tests_question_is_the_shipped_template() -> None:
    assert asked.template().groups[0].where == {"target_disease_code": MEASLES}
    assert question().asked_at == NOW
