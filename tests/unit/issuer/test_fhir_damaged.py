"""Sound documents, each damaged in one place: refused at that place, for that reason, without a value of it."""

import json
from typing import Any

import pytest

from issuer.domain.intake import MAX_RECORDS, Proposed
from issuer.fhir.json_text import MAX_BYTES
from issuer.fhir.reading import read_fhir
from tests.unit.issuer.fhir_documents import (
    CVX,
    MMR,
    PATIENT,
    SNOMED,
    STATUS,
    TODAY,
    Resource,
    allergy,
    bundle,
    concept,
    mmr,
    read,
    refused,
    without_none,
)

R = "Bundle.entry[1].resource"
IMMUNIZATIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"status": None}, f"{R}.status", "missing"),
    ({"status": "bogus"}, f"{R}.status", "code-not-allowed"),
    ({"status": "entered-in-error"}, f"{R}.status", "entered-in-error"),
    ({"status": "not-done"}, f"{R}.status", "not-done"),
    ({"status": 5}, f"{R}.status", "structure"),
    ({"isSubpotent": True}, f"{R}.isSubpotent", "subpotent"),
    ({"patient": None}, f"{R}.patient", "missing"),
    ({"patient": {"reference": "Patient/bob"}}, f"{R}.patient", "other-patient"),
    ({"patient": {"display": "MARKED"}}, f"{R}.patient", "other-patient"),
    ({"occurrenceDateTime": None}, f"{R}.occurrence", "missing"),
    ({"occurrenceString": "MARKED"}, f"{R}.occurrence", "structure"),
    ({"occurrenceDateTime": None, "occurrenceString": "MARKED"}, f"{R}.occurrenceString", "not-a-date"),
    ({"occurrenceDateTime": "01.03.2024"}, f"{R}.occurrenceDateTime", "structure"),
    ({"occurrenceDateTime": "2024-02-30"}, f"{R}.occurrenceDateTime", "structure"),
    ({"occurrenceDateTime": "1899-12-31"}, f"{R}.occurrenceDateTime", "impossible-date"),
    ({"occurrenceDateTime": "2026-03-02"}, f"{R}.occurrenceDateTime", "in-the-future"),
    ({"occurrenceDateTime": "2027"}, f"{R}.occurrenceDateTime", "in-the-future"),
    ({"occurrenceDateTime": "1990-05-16"}, f"{R}.occurrenceDateTime", "before-birth"),
    ({"occurrenceDateTime": 20240301}, f"{R}.occurrenceDateTime", "impossible-date"),
    ({"vaccineCode": None}, f"{R}.vaccineCode", "missing"),
    ({"vaccineCode": {"text": "MARKED"}}, f"{R}.vaccineCode.coding", "no-vaccine-code"),
    ({"vaccineCode": concept(CVX, "998")}, f"{R}.vaccineCode.coding", "unknown-vaccine"),
    ({"vaccineCode": concept(CVX, "MARKED")}, f"{R}.vaccineCode.coding", "not-an-integer"),
    ({"vaccineCode": concept(SNOMED, "14189004")}, f"{R}.vaccineCode.coding", "unknown-vaccine"),
    (
        {"vaccineCode": {"coding": [*MMR["vaccineCode"]["coding"], {"system": SNOMED, "code": "871717007"}]}},
        f"{R}.vaccineCode.coding",
        "codes-disagree",
    ),
    (
        {"protocolApplied": [{"doseNumberPositiveInt": 1, "targetDisease": [concept(SNOMED, "13645005")]}]},
        f"{R}.protocolApplied[0].targetDisease",
        "unknown-disease",
    ),
    (
        {"protocolApplied": [{"doseNumberPositiveInt": 1, "targetDisease": [concept(SNOMED, "16541001")]}]},
        f"{R}.protocolApplied[0].targetDisease",
        "disease-contradicts-vaccine",
    ),
    (
        {"protocolApplied": [{"doseNumberPositiveInt": 1}, {"doseNumberPositiveInt": 2}]},
        f"{R}.protocolApplied",
        "conflicting-dose",
    ),
    (
        {"protocolApplied": [{"doseNumberPositiveInt": "1_0"}]},
        f"{R}.protocolApplied[0].doseNumberPositiveInt",
        "not-an-integer",
    ),
    ({"protocolApplied": [{"targetDisease": []}]}, f"{R}.protocolApplied[0].doseNumber", "missing"),
    ({"lotNumber": "MARKED" * 50}, f"{R}.lotNumber", "not-issuable"),
    ({"lotNumber": "1_000"}, f"{R}.lotNumber", "not-issuable"),
    ({"lotNumber": ["MARKED"]}, f"{R}.lotNumber", "structure"),
    ({"id": None}, f"{R}.id", "missing"),
    ({"colour": "MARKED"}, f"{R}.colour", "structure"),
    ({"MARKED key": 1}, f"{R}.(unknown)", "structure"),
    ({"contained": [{"resourceType": "Nonsense"}]}, f"{R}.contained", "structure"),
    ({"vaccineCode": {"coding": [{"code": 3}]}}, f"{R}.vaccineCode.coding[0].code", "structure"),
]
ABSENT = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
IMMUNIZATIONS += [
    ({"status": None, "_status": ABSENT}, f"{R}.status", "missing"),
    ({"occurrenceDateTime": None, "_occurrenceDateTime": ABSENT}, f"{R}.occurrence", "missing"),
]
ALLERGIES: list[tuple[dict[str, Any], str, str]] = [
    ({"clinicalStatus": None}, f"{R}.clinicalStatus", "missing"),
    ({"clinicalStatus": concept(f"{STATUS}clinical", "MARKED")}, f"{R}.clinicalStatus", "code-not-allowed"),
    ({"clinicalStatus": concept("http://example.org", "active")}, f"{R}.clinicalStatus", "code-not-allowed"),
    ({"verificationStatus": concept(f"{STATUS}verification", "sure")}, f"{R}.verificationStatus", "code-not-allowed"),
    ({"verificationStatus": concept(f"{STATUS}verification", "refuted")}, f"{R}.verificationStatus", "refuted"),
    (
        {"verificationStatus": concept(f"{STATUS}verification", "entered-in-error")},
        f"{R}.verificationStatus",
        "entered-in-error",
    ),
    ({"type": "dislike"}, f"{R}.type", "code-not-allowed"),
    ({"category": ["food", "MARKED"]}, f"{R}.category", "code-not-allowed"),
    ({"criticality": "MARKED"}, f"{R}.criticality", "code-not-allowed"),
    ({"code": None}, f"{R}.code.coding", "no-allergy-code"),
    ({"code": {"text": "MARKED"}}, f"{R}.code.coding", "no-allergy-code"),
    ({"code": concept(SNOMED, "MARKED")}, f"{R}.code.coding", "unknown-allergy"),
    ({"code": concept(SNOMED, "39579001")}, f"{R}.code.coding", "unknown-allergy"),
    ({"onsetDateTime": "2030"}, f"{R}.onsetDateTime", "in-the-future"),
    ({"recordedDate": "2025-02-29"}, f"{R}.recordedDate", "structure"),
    ({"patient": {"reference": "Patient/bob"}}, f"{R}.patient", "other-patient"),
]
PATIENTS: list[tuple[dict[str, Any], str, str]] = [
    ({"birthDate": None}, "Patient.birthDate", "missing"),
    ({"birthDate": "MARKED"}, "Patient.birthDate", "structure"),
    ({"birthDate": "1990-02-30"}, "Patient.birthDate", "structure"),
    ({"birthDate": "2026-04"}, "Patient.birthDate", "in-the-future"),
    ({"name": [{"given": ["MARKED"]}]}, "Patient.name.family", "missing"),
    ({"name": [{"family": "MARKED"}]}, "Patient.name.given", "missing"),
    ({"id": None}, "Patient.id", "missing"),
    ({"name": "MARKED"}, "Patient.name", "structure"),
    ({"birthDate": None, "_birthDate": ABSENT}, "Patient.birthDate", "missing"),
]
TEXTS: list[tuple[bytes, str]] = [
    (b"", "not-json"),
    (b"MARKED", "not-json"),
    (b'{"resourceType": NaN}', "not-json"),
    (b"9" * 6000, "not-json"),
    (b'{"resourceType": "\xff\xfe"}', "not-utf-8"),
    (b"[" * 10_000 + b"]" * 10_000, "too-deep"),
    (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too-deep"),
    (b'{"a":' * 100 + b"1" + b"}" * 100, "too-deep"),
    (b" " * (MAX_BYTES + 1), "too-large"),
    (b'{"resourceType": "Patient", "resourceType": "Bundle"}', "duplicate-key"),
    (b"[]", "not-a-resource"),
    (b"null", "not-a-resource"),
    (b"{}", "unknown-resource"),
    (b'{"resourceType": "Observation"}', "unknown-resource"),
    (b'{"resourceType": "Patient", "id": "ana"}', "nothing-to-issue"),
]


def test_the_sound_ones_are_sound() -> None:
    for resource in (mmr(), allergy()):
        assert all(isinstance(each, Proposed) for each in read(bundle(resource)))


@pytest.mark.parametrize(("damage", "place", "code"), IMMUNIZATIONS)
def test_a_damaged_immunization_is_refused_at_its_place(damage: dict[str, Any], place: str, code: str) -> None:
    [found] = expect_refused(bundle(mmr(**damage)))
    assert found == (place, code)


@pytest.mark.parametrize(("damage", "place", "code"), ALLERGIES)
def test_a_damaged_allergy_is_refused_at_its_place(damage: dict[str, Any], place: str, code: str) -> None:
    found = expect_refused(bundle(allergy(**damage)))
    assert found[0] == (place, code)
    assert all(code == "list-incomplete" for _, code in found[1:])


@pytest.mark.parametrize(("damage", "place", "code"), PATIENTS)
def test_a_patient_that_lacks_something_is_told_of_each_resource(damage: dict[str, Any], place: str, code: str) -> None:
    damaged = bundle(mmr(), allergy())
    damaged["entry"][0]["resource"] = without_none(PATIENT | damage)
    if "id" in damage:
        damaged["entry"][0]["fullUrl"] = "http://example.org/Patient/ana"
    assert set(expect_refused(damaged)) == {(place, code)}
    assert {each.source_id for each in refused(read(damaged))} == {"imm-1", "all-1"}


@pytest.mark.parametrize("name", [None, [{"use": "old", "family": "MARKED", "given": ["MARKED"]}]])
def test_a_patient_without_a_name_of_today_lacks_both_parts(name: object) -> None:
    damaged = bundle(mmr())
    damaged["entry"][0]["resource"] = without_none(PATIENT | {"name": name})
    assert expect_refused(damaged) == [("Patient.name.family", "missing"), ("Patient.name.given", "missing")]


@pytest.mark.parametrize(("text", "code"), TEXTS, ids=[f"{text[:20]!r}-{code}" for text, code in TEXTS])
def test_a_text_that_cannot_be_read_is_refused_as_a_whole(text: bytes, code: str) -> None:
    [found] = refused(read_fhir(text, today=TODAY))
    assert found.code == code and "MARKED" not in str(found)


def test_a_key_that_comes_twice_is_named_by_its_path() -> None:
    text = json.dumps(bundle(mmr())).replace('"lotNumber"', '"status": "not-done", "lotNumber"').encode()
    [found] = refused(read_fhir(text, today=TODAY))
    assert (found.place, found.code) == (f"{R}.status", "duplicate-key")


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"type": None}, "Bundle.type", "missing"),
        ({"type": "history"}, "Bundle.type", "several-versions"),
        ({"entry": "MARKED"}, "Bundle.entry", "structure"),
        ({"entry": [{"resource": "MARKED"}]}, "Bundle.entry[0].resource", "not-a-resource"),
        ({"entry": [{"resource": {"id": "MARKED"}}]}, "Bundle.entry[0].resource.resourceType", "missing"),
        ({"entry": [{"colour": "MARKED"}]}, "Bundle.entry[0].colour", "structure"),
        ({"entry": []}, "Resource", "nothing-to-issue"),
        ({"entry": [{}] * (MAX_RECORDS + 1)}, "Bundle.entry", "too-many"),
    ],
)
def test_a_damaged_bundle_is_refused_at_its_place(changes: dict[str, Any], place: str, code: str) -> None:
    assert (place, code) in expect_refused(without_none(bundle(mmr(), **changes)))


def expect_refused(document: Resource) -> list[tuple[str, str]]:
    """Place and code of all results, none of which may be a credential or repeat a marked value."""
    results = read(document)
    assert results == refused(results)
    assert "MARKED" not in str(results)
    assert all(each.sentence.endswith(".") and each.code == each.code.lower() for each in refused(results))
    return [(each.place, each.code) for each in refused(results)]
