"""Whether a text is one FHIR R4 resource, and its canonical form.

Checks the structure, by the classes of fhir.resources (R4B, which is R4 but for a few resources); not codes, profiles
or references. Two texts that differ in white space, the order of members, or trailing zeros have one canonical form.
Sources: HL7 FHIR R4 section 2.6.2 (JSON), RFC 8785 (JSON Canonicalization Scheme).
"""

import json
from typing import Any

import rfc8785
from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError


class FhirUnreadable(ValueError):
    """The text is no resource; says why, without a value of it."""


def canonical_resource(text: bytes) -> tuple[str, bytes]:
    """Its resource type and its canonical form. Raises FhirUnreadable."""
    resource = _parsed(text)
    found = resource.get("resourceType") if isinstance(resource, dict) else None
    if not isinstance(found, str):
        raise FhirUnreadable("This is no FHIR resource: it has no resourceType.")
    try:
        kind = get_fhir_model_class(found)
        if not issubclass(kind, get_fhir_model_class("Resource")):
            raise FhirUnreadable("This is a part of a FHIR resource, not a resource.")
        kind.model_validate(resource)
        return found, rfc8785.dumps(resource)
    except ValidationError as error:
        raise FhirUnreadable(f"This is no {found} as FHIR R4 has it: {_fault(error)}") from None
    except FhirUnreadable:
        raise
    except (ValueError, KeyError, RecursionError):
        raise FhirUnreadable("This is no resource of FHIR R4, or has a number that JSON readers disagree on.") from None


def _fault(error: ValidationError) -> str:
    """Names only what the standard names: other members are whatever the sender wrote."""
    first = error.errors()[0]
    if first["type"] == "extra_forbidden":
        return "it has an element that the standard does not know."
    return f"see {'.'.join(str(step) for step in first['loc'])}."


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text.decode(), object_pairs_hook=_once_each, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise FhirUnreadable("This cannot be read as JSON in UTF-8 with each member once.") from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member that comes twice: readers differ in which they take")
    return found


def _no_constant(_: str) -> Any:
    raise ValueError("NaN and Infinity are no JSON")
