"""The closed-world list: 0 only where somebody said so, and no list where one would be incomplete."""

from typing import Any

import pytest

from tests.unit.issuer.fhir_documents import (
    SNOMED,
    STATUS,
    Resource,
    allergy,
    bundle,
    concept,
    proposed,
    read,
    refused,
)

NKA, NKDA, NO_FOOD, NO_LATEX, NO_ENVIRONMENT = "716186003", "409137002", "429625007", "716184000", "428607008"
PEANUT, RESOLVED = "91935009", concept(f"{STATUS}clinical", "resolved")
FOODS = {"peanut", "tree_nuts", "milk", "egg", "fish", "shellfish", "soy", "wheat", "sesame"}
MEDICATIONS = {
    *("penicillins", "cephalosporins", "sulfonamides", "macrolides", "quinolones", "nsaids", "aspirin", "opioids"),
    *("local_anaesthetics", "iodine_contrast", "neomycin"),
}


def the_list(*resources: Resource) -> dict[str, str | int]:
    [found] = proposed(read(bundle(*resources)), "allergy_list")
    return dict(found.claims)


def classes(claims: dict[str, str | int], value: int) -> set[str]:
    return {name.removeprefix("st_") for name, each in claims.items() if name.startswith("st_") and each == value}


def none_known(snomed: str, number: str = "9", **changes: Any) -> Resource:
    return allergy(snomed, number, type=None, criticality=None, **changes)


def why_no_list(*resources: Resource) -> str:
    results = read(bundle(*resources))
    assert not proposed(results, "allergy_list")
    [found] = [each for each in refused(results) if (each.source_id or "").startswith("allergy_list#")]
    return found.code


@pytest.mark.parametrize(
    ("code", "status", "covered"),
    [
        (NKDA, 0, MEDICATIONS),
        (NO_FOOD, 0, FOODS),
        (NO_LATEX, 0, {"latex"}),
        (NO_ENVIRONMENT, 0, {"bee_wasp_venom", "animal_dander", "pollen"}),
    ],
)
def test_none_known_of_one_kind_says_nothing_of_the_others(code: str, status: int, covered: set[str]) -> None:
    claims = the_list(none_known(code))
    assert (classes(claims, 0), claims["list_status"], claims["allergy_count"]) == (covered, status, 0)
    assert len(classes(claims, 1)) == 28 - len(covered)


def test_none_known_of_all_is_about_all_classes() -> None:
    claims = the_list(none_known(NKA))
    assert (len(classes(claims, 0)), claims["list_status"], claims["assessed_dateint"]) == (28, 1, 20250601)


def test_a_statement_of_none_is_no_allergy() -> None:
    assert not proposed(read(bundle(none_known(NKA))), "allergy")


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"criticality": "low"}, 3),
        ({"criticality": "high"}, 4),
        ({"criticality": "unable-to-assess"}, 4),
        ({"criticality": None}, 4),
        ({"type": "intolerance"}, 2),
        ({"verificationStatus": concept(f"{STATUS}verification", "unconfirmed")}, 3),
        ({"verificationStatus": None}, 3),
    ],
)
def test_an_allergy_sets_its_class_and_leaves_the_others_not_assessed(changes: dict[str, Any], value: int) -> None:
    claims = the_list(allergy(**changes))
    assert (claims["st_penicillins"], claims["list_status"], claims["allergy_count"]) == (value, 2, 1)
    assert len(classes(claims, 1)) == 27


def test_of_two_allergies_in_one_class_the_worse_counts() -> None:
    claims = the_list(allergy(criticality="high"), allergy("372687004", "2"))
    assert (claims["st_penicillins"], claims["allergy_count"]) == (4, 2)


def test_one_that_is_recorded_twice_counts_once_and_active_if_one_of_them_is() -> None:
    claims = the_list(allergy(clinicalStatus=RESOLVED), allergy(number="2"))
    assert (claims["st_penicillins"], claims["allergy_count"]) == (3, 1)


def test_a_resolved_allergy_is_issued_and_leaves_its_class_not_assessed_beside_none_known() -> None:
    claims = the_list(allergy(clinicalStatus=RESOLVED), none_known(NKA))
    assert (classes(claims, 1), claims["list_status"], claims["allergy_count"]) == ({"penicillins"}, 1, 0)
    [issued] = proposed(read(bundle(allergy(clinicalStatus=RESOLVED))), "allergy")
    assert issued.claims["clinical_status"] == 3


def test_a_refuted_allergy_is_never_issued_and_spoils_no_list() -> None:
    no = allergy(verificationStatus=concept(f"{STATUS}verification", "refuted"))
    results = read(bundle(no, none_known(NKA)))
    assert [each.credential_type for each in proposed(results)] == ["allergy_list"]
    assert [each.code for each in refused(results)] == ["refuted"]
    assert proposed(results)[0].claims["st_penicillins"] == 0


def test_food_beside_a_drug_is_no_contradiction() -> None:
    claims = the_list(allergy(PEANUT), none_known(NKDA))
    assert (claims["st_peanut"], claims["st_penicillins"], claims["list_status"]) == (3, 0, 2)


@pytest.mark.parametrize(
    ("code", "beside"),
    [
        (NKA, PEANUT),
        (NKDA, "91936005"),
        (NO_FOOD, PEANUT),
        (NO_LATEX, "1003755004"),
        (NO_ENVIRONMENT, "300910009"),
        (NKDA, "373568007"),  # chlorhexidine: no class of medicines, and a medicine
        (NO_ENVIRONMENT, "232350006"),  # house dust mite: of no class
    ],
)
def test_none_known_beside_an_active_one_gives_no_list(code: str, beside: str) -> None:
    assert why_no_list(allergy(beside), none_known(code)) == "allergies-contradict"


@pytest.mark.parametrize(
    "unreadable",
    [
        allergy("39579001", "2"),
        allergy(number="2", code={"text": "Doxycycline"}),
        allergy(number="2", criticality="bogus"),
        allergy(number="2", criticality=3),
        allergy(number="2", patient={"reference": "Patient/bob"}),
        none_known(NKDA, "2", verificationStatus=concept(f"{STATUS}verification", "unconfirmed")),
    ],
)
def test_a_statement_that_cannot_be_read_gives_no_list(unreadable: Resource) -> None:
    assert why_no_list(allergy(PEANUT), unreadable) == "list-incomplete"


def test_the_day_is_that_of_the_oldest_statement_of_none() -> None:
    older = none_known(NO_FOOD, "8", recordedDate="2024-05")
    assert the_list(none_known(NKDA), older)["assessed_dateint"] == 20240501
    assert the_list(allergy(), allergy(PEANUT, "2", recordedDate="2025-07-01"))["assessed_dateint"] == 20250701
    assert why_no_list(none_known(NKA, recordedDate=None)) == "missing"


def test_no_statement_is_no_list() -> None:
    no_information = concept("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-allergy-info")
    [found] = refused(read(bundle(none_known(NKA, code=no_information))))
    assert found.code == "no-information"
    [inactive] = refused(read(bundle(none_known(NKA, clinicalStatus=RESOLVED))))
    assert inactive.code == "not-active"


def summary(**section: object) -> Resource:
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": concept("http://loinc.org", "60591-5"),
        "subject": {"reference": "Patient/ana"},
        "date": "2026-01-15",
        "author": [{"display": "Clinic"}],
        "title": "Summary",
        "section": [{"title": "Allergies", "code": concept("http://loinc.org", "48765-2")} | section],
    }


def test_in_a_summary_the_day_of_the_document_counts_where_a_statement_has_none() -> None:
    document = bundle(summary(entry=[{"reference": "AllergyIntolerance/all-9"}]), none_known(NKA, recordedDate=None))
    [found] = proposed(read(document | {"type": "document"}))
    assert (found.claims["assessed_dateint"], found.claims["list_status"]) == (20260115, 1)


def test_a_section_that_names_what_is_not_there_gives_no_list() -> None:
    lost = summary(entry=[{"reference": "AllergyIntolerance/all-1"}, {"reference": "AllergyIntolerance/all-2"}])
    results = read(bundle(lost, allergy(), type="document"))
    [found] = refused(results)
    assert (found.place, found.code) == ("Bundle.entry[1].resource.section[0].entry[1]", "list-incomplete")
    assert [each.credential_type for each in proposed(results)] == ["allergy"]


def test_a_section_without_information_gives_no_list() -> None:
    reason = concept("http://terminology.hl7.org/CodeSystem/list-empty-reason", "unavailable")
    [found] = refused(read(bundle(summary(emptyReason=reason), type="document")))
    assert found.code == "nothing-to-issue"
    contradictory = read(bundle(summary(emptyReason=reason), none_known(NKA), type="document"))
    assert [each.code for each in refused(contradictory)] == ["list-incomplete"]


def test_words_are_of_the_code_and_not_of_the_source() -> None:
    coding = {"system": SNOMED, "code": PEANUT, "display": "Harmless"}
    [found] = proposed(read(bundle(allergy(code={"coding": [coding], "text": "Harmless"}))), "allergy")
    assert (found.claims["allergy_display"], found.claims["class_code"]) == ("Allergy to peanut", 12)


def test_codes_of_different_allergies_are_refused() -> None:
    codings = [{"system": SNOMED, "code": code} for code in (PEANUT, "91936005")]
    assert refused(read(bundle(allergy(code={"coding": codings}))))[0].code == "codes-disagree"
