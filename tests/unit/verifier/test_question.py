"""The request that is sent: one set of restrictions on every referent, values in a group, one moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import TypeAdapter

from agent.protocol import CLOCK_SKEW_S
from tests.unit.verifier.asked import CRED_DEF_ID, DID, GROUP, ISSUED, MEASLES, NOW, RECENT, entry, question, template
from verifier.domain.asking import Circumstances, NobodyTrusted, ask
from verifier.domain.question import Question, proof_request

OTHER = f"{DID}:3:CL:16:other"


def test_every_referent_carries_the_definition_and_the_demanded_value() -> None:
    request = proof_request(question())
    asked = [*request["requested_attributes"].values(), *request["requested_predicates"].values()]
    assert len(asked) == 3
    for each in asked:
        assert each["restrictions"] == [{"cred_def_id": CRED_DEF_ID, "attr::target_disease_code::value": MEASLES}]


def test_values_are_asked_for_in_a_group_and_never_singly() -> None:
    attributes = proof_request(question())["requested_attributes"]
    assert {name: each["names"] for name, each in attributes.items()} == {GROUP: ["target_disease_code"]}
    assert all("name" not in each for each in attributes.values())


def test_the_day_of_issuance_is_proved_to_lie_in_the_trusted_window() -> None:
    predicates = proof_request(question())["requested_predicates"]
    assert (predicates[RECENT]["p_type"], predicates[RECENT]["p_value"]) == (">=", 20161122)
    assert (predicates[ISSUED]["name"], predicates[ISSUED]["p_value"]) == ("issued_dateint", 20240101)
    ended = question(entry(trusted_until=date(2025, 6, 30)))
    until = proof_request(ended)["requested_predicates"]["vaccination.issued-until"]
    assert (until["name"], until["p_type"], until["p_value"]) == ("issued_dateint", "<=", 20250630)


def test_of_two_trusted_definitions_of_one_window_either_may_answer_and_the_day_stays_hidden() -> None:
    request = proof_request(question(entry(), entry(OTHER)))
    assert [each["cred_def_id"] for each in request["requested_attributes"][GROUP]["restrictions"]] == [
        CRED_DEF_ID,
        OTHER,
    ]
    assert request["requested_attributes"][GROUP]["names"] == ["target_disease_code"]
    assert request["requested_predicates"][ISSUED]["p_value"] == 20240101


def test_where_the_windows_differ_the_day_of_issuance_is_shown_and_not_proved() -> None:
    asked = question(entry(), entry(OTHER, trusted_from=date(2025, 1, 1)))
    request = proof_request(asked)
    assert request["requested_attributes"][GROUP]["names"] == ["target_disease_code", "issued_dateint"]
    assert list(request["requested_predicates"]) == [RECENT]
    assert {name: window.first for name, window in asked.groups[0].windows.items()} == {
        CRED_DEF_ID: 20240101,
        OTHER: 20250101,
    }


def test_a_void_entry_is_not_asked_by() -> None:
    request = proof_request(question(entry(), entry(OTHER, void=True)))
    assert [each["cred_def_id"] for each in request["requested_attributes"][GROUP]["restrictions"]] == [CRED_DEF_ID]
    with pytest.raises(NobodyTrusted):
        question(entry(void=True))


def test_non_revocation_is_asked_for_one_moment_that_lies_after_every_answer_in_time() -> None:
    interval = proof_request(question())["non_revoked"]
    assert interval["from"] == interval["to"]
    assert interval["to"] - question().answer_by.timestamp() >= CLOCK_SKEW_S


def test_a_broken_second_is_rounded_up() -> None:
    late = NOW + timedelta(seconds=300, microseconds=1)
    asked = ask(template(), (entry(),), Circumstances("1", NOW, late))
    assert asked.not_revoked_at == int(NOW.timestamp()) + 301 + CLOCK_SKEW_S


def test_without_a_trusted_issuer_nothing_can_be_asked() -> None:
    for registry in ((), (entry(credential_type="allergy"),)):
        with pytest.raises(NobodyTrusted):
            ask(template(), registry, Circumstances("1", NOW, NOW))


def test_a_kept_question_gives_the_same_request_years_later() -> None:
    adapter = TypeAdapter(Question)
    for other in (entry(OTHER), entry(OTHER, trusted_from=date(2025, 1, 1))):
        kept = adapter.dump_json(question(entry(), other))
        again = adapter.validate_json(kept)
        assert again == question(entry(), other)
        assert proof_request(again) == proof_request(question(entry(), other))
    assert again.asked_at == datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_a_question_that_was_kept_before_there_were_rules_between_cards_is_read_and_asked_the_same() -> None:
    kept = TypeAdapter(Question).dump_python(question(), mode="json")
    for name in ("language", "equal", "copies", "decide_within_s", "revocation_max_age_s", "valid_for_s"):
        del kept[name]
    for name in ("checks", "issued_attribute", "windows"):
        del kept["groups"][0][name]
    again = TypeAdapter(Question).validate_python(kept)
    assert again.groups == question().groups
    assert proof_request(again) == proof_request(question())
