"""A FHIR resource is known by its structure, and has one form however it is written."""

import json

import pytest

from wallet_api.domain.fhir_resource import FhirUnreadable, canonical_resource

BLOOD = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"text": "Haemoglobin"},
    "valueQuantity": {"value": 13.5, "unit": "g/dL"},
}


def test_white_space_and_the_order_of_members_do_not_matter() -> None:
    turned = dict(reversed(BLOOD.items()))
    forms = {
        canonical_resource(json.dumps(each, indent=indent).encode()) for each in (BLOOD, turned) for indent in (0, 3)
    }
    [(kind, form)] = forms
    assert kind == "Observation"
    assert json.loads(form) == BLOOD


def test_another_value_has_another_form() -> None:
    other = BLOOD | {"valueQuantity": {"value": 13.6, "unit": "g/dL"}}
    assert canonical_resource(json.dumps(other).encode()) != canonical_resource(json.dumps(BLOOD).encode())


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "7",
        '{"resourceType": 7}', '{"resourceType": "Nonsense"}', '{"resourceType": "../Observation"}',
        '{"resourceType": "HumanName", "family": "Qxname"}',
        '{"resourceType": "Observation", "status": "final"}',
        '{"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "Qxname": 1}',
        '{"resourceType": "Observation", "status": "final", "status": "amended", "code": {"text": "x"}}',
        '{"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "valueInteger": NaN}',
        '{"resourceType": "Patient", "name": [{"family": "\\ud800"}]}',
        "[" * 100_000, '{"a":' * 100_000, b"\xff\xfe{}",
    ],
)  # fmt: skip
def test_what_is_no_resource_is_refused_without_a_word_of_it(text: str | bytes) -> None:
    with pytest.raises(FhirUnreadable) as refusal:
        canonical_resource(text if isinstance(text, bytes) else text.encode())
    assert "Qxname" not in str(refusal.value)
