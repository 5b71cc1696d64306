"""NDJSON: single resources belong together, Bundles stand for themselves, a bad line costs only itself."""

import json

from issuer.domain.intake import MAX_RECORDS, Read
from issuer.fhir.json_text import MAX_BYTES
from issuer.fhir.ndjson import read_ndjson
from tests.unit.issuer.fhir_documents import PATIENT, TODAY, allergy, bundle, mmr, proposed, refused

BEN = {"resourceType": "Patient", "id": "ben", "name": [{"family": "B", "given": ["Ben"]}], "birthDate": "2000"}


def read_lines(*lines: object) -> list[Read]:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return list(read_ndjson("\n".join(texts).encode(), today=TODAY))


def test_a_vaccination_finds_its_patient_in_another_line() -> None:
    results = read_lines(mmr(), "", BEN, PATIENT, allergy())
    assert [each.place for each in proposed(results, "vaccination")] == ["line 1, Immunization"] * 3
    assert [each.place for each in proposed(results, "allergy")] == ["line 5, AllergyIntolerance"]
    assert {each.subject_id for each in proposed(results)} == {"ana"}


def test_a_bundle_is_a_document_of_its_own() -> None:
    results = read_lines(bundle(mmr()), mmr(id="imm-2"))
    assert {each.place for each in proposed(results)} == {"line 1, Bundle.entry[1].resource"}
    [alone] = refused(results)
    assert (alone.place, alone.code) == ("line 2, Immunization.patient", "patient-not-included")


def test_what_stands_in_two_bundles_is_issued_once() -> None:
    results = read_lines(bundle(mmr()), bundle(mmr()))
    assert (len(proposed(results)), [each.code for each in refused(results)]) == (3, ["duplicate"])


def test_a_bad_line_costs_only_itself() -> None:
    results = read_lines(PATIENT, "{", mmr(status="bogus"), '{"id": 1, "id": 2}', "[" * 10_000, mmr())
    assert [(each.place, each.code) for each in refused(results)] == [
        ("line 2, Resource", "not-json"),
        ("line 4, Resource.id", "duplicate-key"),
        ("line 5, Resource", "too-deep"),
        ("line 3, Immunization.status", "code-not-allowed"),
    ]
    assert len(proposed(results)) == 3


def test_lines_may_end_as_they_do_on_windows_and_begin_with_a_mark() -> None:
    document = b"\xef\xbb\xbf" + json.dumps(PATIENT).encode() + b"\r\n" + json.dumps(mmr()).encode() + b"\r\n"
    assert len(proposed(read_ndjson(document, today=TODAY))) == 3


def test_too_much_or_nothing_is_refused() -> None:
    assert [each.code for each in refused(read_ndjson(b" " * (MAX_BYTES + 1), today=TODAY))] == ["too-large"]
    assert [each.code for each in refused(read_ndjson(b"1\n" * (MAX_RECORDS + 1), today=TODAY))] == ["too-many"]
    assert [each.code for each in refused(read_ndjson(b"\n\n", today=TODAY))] == ["nothing-to-issue"]
