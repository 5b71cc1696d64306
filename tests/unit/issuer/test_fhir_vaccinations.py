"""Immunizations become one credential for each disease of a dose, rounded against the holder."""

from typing import Any

import pytest

from issuer.domain.claims import to_attributes
from issuer.type_files import load_credential_types
from tests.unit.issuer.fhir_documents import (
    CVX,
    SNOMED,
    TODAY,
    allergy,
    bundle,
    concept,
    mmr,
    proposed,
    read,
    refused,
)

MEASLES, MUMPS, RUBELLA, YELLOW_FEVER = 14189004, 36989005, 36653000, 16541001


def claims_of(**changes: Any) -> dict[str, str | int]:
    """Of the first credential."""
    return dict(proposed(read(bundle(mmr(**changes))))[0].claims)


def test_a_dose_against_three_diseases_is_three_credentials() -> None:
    found = proposed(read(bundle(mmr())))
    assert [each.source_id for each in found] == [f"imm-1#{code}" for code in (MEASLES, RUBELLA, MUMPS)]
    assert {each.claims["target_disease"] for each in found} == {"Measles", "Mumps", "Rubella"}
    assert {(each.place, each.subject_id) for each in found} == {("Bundle.entry[1].resource", "ana")}
    assert {(each.claims["dose_number"], each.claims["series_doses"]) for each in found} == {(2, 2)}


def test_the_claims_can_be_issued_as_they_are() -> None:
    types = load_credential_types()
    results = proposed(read(bundle(mmr(), allergy())))
    assert {each.credential_type for each in results} == {"vaccination", "allergy", "allergy_list"}
    for each in results:
        values = to_attributes(types[each.credential_type], each.claims, TODAY)
        assert values["subject_id"] == "ana" and values["issued_dateint"] == "20260301"


def test_diseases_that_the_source_names_narrow_the_vaccine_down() -> None:
    protocol = {"targetDisease": [concept(SNOMED, str(MEASLES))], "doseNumberPositiveInt": 1}
    [found] = proposed(read(bundle(mmr(protocolApplied=[protocol]))))
    assert (found.claims["target_disease_code"], found.claims["dose_number"]) == (MEASLES, 1)


@pytest.mark.parametrize(
    ("written", "occurrence", "valid_from"),
    [
        ("2024-03-01", 20240301, 20240315),
        ("2024-03-01T23:30:00-10:00", 20240301, 20240315),
        ("2024-02", 20240201, 20240314),
        ("2023", 20230101, 20240114),
        ("2026", 20260101, 20260315),
    ],
)
def test_a_day_is_rounded_to_the_earliest_and_protection_counted_from_the_latest(
    written: str, occurrence: int, valid_from: int
) -> None:
    claims = claims_of(occurrenceDateTime=written)
    assert (claims["occurrence_dateint"], claims["valid_from_dateint"]) == (occurrence, valid_from)


def test_protection_ends_on_an_unknown_day_but_for_yellow_fever() -> None:
    assert "valid_until_dateint" not in claims_of()
    yellow_fever = claims_of(vaccineCode=concept(CVX, "37"))
    assert yellow_fever["target_disease_code"] == YELLOW_FEVER
    assert (yellow_fever["valid_from_dateint"], yellow_fever["valid_until_dateint"]) == (20240311, "99991231")


@pytest.mark.parametrize(
    ("protocol", "number"),
    [
        ({"doseNumberString": "3"}, 3),
        ({"doseNumberString": "booster"}, None),
        ({"doseNumberPositiveInt": 4}, 4),
    ],
)
def test_the_number_of_a_dose_is_a_number_or_unknown(protocol: dict[str, Any], number: int | None) -> None:
    assert claims_of(protocolApplied=[protocol]).get("dose_number") == number


def test_what_is_optional_may_be_missing() -> None:
    claims = claims_of(lotNumber=None, protocolApplied=None)
    assert not {"lot_number", "dose_number", "performer_org", "manufacturer"} & set(claims)


def test_organisations_are_named_from_the_document() -> None:
    clinic = {"resourceType": "Organization", "id": "o", "name": "Clinic", "address": [{"country": "DE"}]}
    maker = {"resourceType": "Organization", "id": "m", "name": "Maker"}
    given = mmr(performer=[{"actor": {"reference": "#o"}}], manufacturer={"reference": "#m"}, contained=[clinic, maker])
    claims = proposed(read(bundle(given)))[0].claims
    assert (claims["performer_org"], claims["country"], claims["manufacturer"]) == ("Clinic", "DE", "Maker")


def test_the_version_is_the_sources_own_or_follows_what_was_mapped() -> None:
    [first, *_] = proposed(read(bundle(mmr(meta={"versionId": "7"}))))
    assert first.source_version == "7"
    same, again, other = (
        proposed(read(bundle(mmr(**changes))))[0].source_version
        for changes in ({}, {"site": {"text": "left arm"}}, {"lotNumber": "B"})
    )
    assert same == again != other and len(same) == 64


def test_what_comes_twice_is_issued_once() -> None:
    for second in (mmr(), mmr(id="imm-2"), mmr(lotNumber="B")):
        results = read(bundle(mmr(), second))
        assert len(proposed(results)) == 3
        assert {(each.place, each.code) for each in refused(results)} == {("Bundle.entry[2].resource", "duplicate")}
    assert len(proposed(read(bundle(mmr(), mmr(id="imm-2", occurrenceDateTime="2023-01-01"))))) == 6


def test_a_list_of_several_patients_keeps_them_apart() -> None:
    ben = {"resourceType": "Patient", "id": "ben", "name": [{"family": "B", "given": ["Ben"]}], "birthDate": "2000"}
    his = mmr(id="imm-2", patient={"reference": "Patient/ben"})
    nobodys = mmr(id="imm-3", patient={"reference": "Patient/eve"})
    results = read(bundle(ben, mmr(), his, nobodys))
    assert [each.subject_id for each in proposed(results)] == ["ana"] * 3 + ["ben"] * 3
    [missing] = refused(results)
    assert (missing.place, missing.code) == ("Bundle.entry[4].resource.patient", "patient-not-included")


def test_a_document_is_about_the_subject_of_its_composition() -> None:
    ben = {"resourceType": "Patient", "id": "ben", "name": [{"family": "B", "given": ["Ben"]}], "birthDate": "2000"}
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Summary"},
        "subject": {"reference": "Patient/ben"},
        "date": "2026-01-01",
        "author": [{"display": "Clinic"}],
        "title": "Summary",
    }
    [found] = refused(read(bundle(composition, ben, mmr(), type="document")))
    assert (found.place, found.code) == ("Bundle.entry[3].resource.patient", "other-patient")


def test_what_is_said_never_shows_the_claims() -> None:
    assert "Okafor" not in repr(read(bundle(mmr())))
