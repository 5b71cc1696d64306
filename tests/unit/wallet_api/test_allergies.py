"""What of the held cards is on an emergency card: what somebody is allergic to, how critical it is, nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from agent.ports import HeldCredential
from agent.protocol import CredDefId, CredentialId, SchemaId
from wallet_api.card_type_files import load_card_types
from wallet_api.domain.allergies import Allergy, Criticality, allergies, bundle, distinct
from wallet_api.domain.card_state import CardState

TYPES = load_card_types()
ALLERGY = {
    "allergy_display": "Allergy to penicillin", "criticality": "2", "clinical_status": "1", "verification": "3",
    "reaction": "QxRashqx", "family_name": "Qxnameqx", "birth_dateint": "19810203", "performer_org": "Qxorgqx",
}  # fmt: skip
NO_LIST = {"list_status": "1", "allergy_count": "0", "st_latex": "0", "family_name": "Qxnameqx"}
LIST = NO_LIST | {"list_status": "2", "st_penicillins": "4", "st_latex": "3", "st_peanut": "2", "st_milk": "1"}
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def card(kind: str, values: dict[str, str], **changed: str) -> HeldCredential:
    return HeldCredential(
        credential_id=CredentialId("c"), schema_id=SchemaId(f"D:2:{kind}:1.0"), cred_def_id=CredDefId("D:3:CL:1:x"),
        rev_reg_id=None, cred_rev_id=None, attributes=values | changed,
    )  # fmt: skip


def shown(*held: HeldCredential, state: CardState = CardState.VALID) -> list[tuple[str, Any]]:
    return [(each.name["en"], each.criticality) for each in allergies([(one, state) for one in held], TYPES)]


def test_an_allergy_and_each_class_of_a_list_that_is_one_are_there_the_most_critical_first() -> None:
    assert shown(card("allergy_list", LIST), card("allergy", ALLERGY, criticality="0")) == [
        ("Penicillins", Criticality.HIGH), ("Latex", Criticality.LOW), ("Peanut", Criticality.UNKNOWN),
        ("Allergy to penicillin", Criticality.UNKNOWN),
    ]  # fmt: skip
    (one,) = allergies([(card("allergy_list", NO_LIST, st_latex="3"), CardState.VALID)], TYPES)
    assert one.name["de"] == "Latex" and one.name["ar"] == "اللاتكس"


def test_what_a_card_and_a_list_both_say_is_there_once_as_the_more_critical() -> None:
    held = card("allergy", ALLERGY, allergy_display="latex", criticality="2"), card("allergy_list", LIST)
    found = distinct(allergies([(each, CardState.VALID) for each in held], TYPES))
    named = [(each.name["en"], each.criticality) for each in found]
    assert ("latex", Criticality.HIGH) in named and ("Latex", Criticality.LOW) not in named


@pytest.mark.parametrize("changed", [{"clinical_status": "2"}, {"clinical_status": "3"}, {"verification": "0"}])
def test_what_is_over_or_refuted_is_not_there(changed: dict[str, str]) -> None:
    assert shown(card("allergy", ALLERGY, **changed)) == []


@pytest.mark.parametrize("state", CardState)
def test_what_was_taken_back_or_replaced_is_not_there_and_what_cannot_be_checked_is(state: CardState) -> None:
    is_there = state not in (CardState.REVOKED, CardState.REPLACED)
    assert bool(shown(card("allergy", ALLERGY), state=state)) is is_there
    counts = is_there and state is not CardState.EXPIRED
    assert bool(shown(card("allergy_list", NO_LIST), state=state)) is counts, "none known, on a list that is still good"


def test_none_known_is_said_once_and_only_where_nothing_else_says_otherwise() -> None:
    none = card("allergy_list", NO_LIST)
    assert shown(none, none) == [("no known allergies", None)]
    assert shown(none, card("allergy", ALLERGY)) == [("Allergy to penicillin", Criticality.HIGH)]
    assert shown(card("allergy_list", NO_LIST, list_status="0"), card("vaccination", ALLERGY)) == []


def test_the_clinician_gets_a_fhir_bundle_with_nothing_else_in_it() -> None:
    held = card("allergy", ALLERGY), card("allergy_list", LIST)
    found = allergies([(each, CardState.VALID) for each in held], TYPES)
    read = Bundle.model_validate(bundle("e" * 32, found, AT))
    text = read.model_dump_json()
    assert len(read.entry) == 4 and "Qx" not in text and "1981" not in text
    first = read.entry[0].resource.model_dump()
    assert set(first) == {"resourceType", "clinicalStatus", "code", "patient", "criticality"}
    (none,) = bundle("e" * 32, [Allergy("allergy_list", {"en": "x", "de": "x", "ar": "x"}, None)], AT)["entry"]
    assert none["resource"]["code"]["coding"][0]["code"] == "716186003" and "criticality" not in none["resource"]
    assert Bundle.model_validate(bundle("e" * 32, [], AT)), "an empty card is one, too"
