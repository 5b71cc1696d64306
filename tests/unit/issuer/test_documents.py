"""Which kind of document it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.documents import format_of
from issuer.domain.batch import Format

PATIENT = b'{"resourceType": "Patient"}'


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (PATIENT, Format.FHIR),
        (b"\xef\xbb\xbf  " + PATIENT, Format.FHIR),
        (PATIENT + b"\n\n", Format.FHIR),
        (b'{\n"resourceType": "Patient"}', Format.FHIR),
        (PATIENT + b"\n" + PATIENT, Format.NDJSON),
        (PATIENT + b"\r\n" + b"broken", Format.NDJSON),
        (b"[]", Format.FHIR),
        (b"subject_id;birth_dateint\n1;2", Format.CSV),
        (b"", Format.CSV),
    ],
)
def test_the_kind_of_a_document_shows_in_how_it_begins(document: bytes, expected: Format) -> None:
    assert format_of(document) is expected


@given(st.binary(max_size=200))
def test_every_document_is_of_some_kind(document: bytes) -> None:
    assert format_of(document) in Format
