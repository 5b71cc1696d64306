"""Whatever comes in, reading raises nothing and says something."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuer.domain.intake import Proposed, Read, Refused
from issuer.fhir.ndjson import read_ndjson
from issuer.fhir.reading import read_fhir
from issuer.sheets.reading import read_csv
from tests.unit.issuer.fhir_documents import TODAY, allergy, bundle, mmr, vector

WORDS = ["resourceType", "Bundle", "Immunization", "Patient", "id", "entry", "resource", "code", "coding", "ana", "03"]
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from(WORDS)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=20,
)
SOUND = [bundle(mmr(), allergy()), vector("ips/Bundle-bundle-minimal")]
quietly = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def places(value: object, steps: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [steps]
    for key, each in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else []):
        found += places(each, (*steps, key))
    return found


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A sound document with anything at one place of it."""
    document: Any = deepcopy(draw(st.sampled_from(SOUND)))
    *way, last = draw(st.sampled_from(places(document)[1:]))
    inside = document
    for step in way:
        inside = inside[step]
    inside[last] = draw(values)
    return document


def check(results: object) -> None:
    assert isinstance(results, list | tuple) and results
    for each in results:
        assert isinstance(each, Proposed | Refused)
        if isinstance(each, Refused):
            assert each.place and each.code and each.sentence


def text_of(value: object) -> bytes:
    return json.dumps(value).encode()


@quietly
@given(values)
def test_any_json_value_is_refused_or_read(value: object) -> None:
    check(read_fhir(text_of(value), today=TODAY))


@quietly
@given(damaged())
def test_a_document_that_is_damaged_anywhere_is_refused_or_read(document: object) -> None:
    check(read_fhir(text_of(document), today=TODAY))


@quietly
@given(st.binary(max_size=200) | st.lists(values, max_size=3).map(lambda lines: b"\n".join(map(text_of, lines))))
def test_any_bytes_are_refused_or_read(document: bytes) -> None:
    results: list[list[Read]] = [
        list(read_fhir(document, today=TODAY)),
        list(read_ndjson(document, today=TODAY)),
        list(read_csv(document, None, today=TODAY)),
    ]
    for each in results:
        check(each)
