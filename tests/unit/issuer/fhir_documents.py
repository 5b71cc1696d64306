"""Sound FHIR resources of a made-up patient, and what reading them gave: for tests that damage or change them."""

import json
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from issuer.domain.intake import Proposed, Read, Refused
from issuer.fhir.reading import read_fhir

Resource = dict[str, Any]
TODAY = date(2026, 3, 1)
VECTORS = Path(__file__).parents[2] / "vectors" / "fhir"
SNOMED = "http://snomed.info/sct"
CVX = "http://hl7.org/fhir/sid/cvx"
STATUS = "http://terminology.hl7.org/CodeSystem/allergyintolerance-"

PATIENT: Resource = {
    "resourceType": "Patient",
    "id": "ana",
    "name": [{"use": "official", "family": "Okafor", "given": ["Ana", "Chidi"]}],
    "birthDate": "1990-05-17",
}
MMR: Resource = {
    "resourceType": "Immunization",
    "id": "imm-1",
    "status": "completed",
    "vaccineCode": {"coding": [{"system": CVX, "code": "03"}], "text": "MMR"},
    "patient": {"reference": "Patient/ana"},
    "occurrenceDateTime": "2024-03-01",
    "lotNumber": "A-1234",
    "protocolApplied": [{"doseNumberPositiveInt": 2, "seriesDosesPositiveInt": 2}],
}


def concept(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def allergy(snomed: str = "91936005", number: str = "1", **changes: Any) -> Resource:
    """An active, confirmed allergy; to penicillin unless told otherwise. None as a change leaves an element out."""
    made = {
        "resourceType": "AllergyIntolerance",
        "id": f"all-{number}",
        "clinicalStatus": concept(f"{STATUS}clinical", "active"),
        "verificationStatus": concept(f"{STATUS}verification", "confirmed"),
        "type": "allergy",
        "criticality": "low",
        "code": concept(SNOMED, snomed),
        "patient": {"reference": "Patient/ana"},
        "recordedDate": "2025-06-01",
    }
    return without_none(made | changes)


def without_none(resource: Resource) -> Resource:
    return {name: deepcopy(value) for name, value in resource.items() if value is not None}


def mmr(**changes: Any) -> Resource:
    return without_none(MMR | changes)


def bundle(*resources: Resource, **changes: Any) -> Resource:
    """A collection of the patient and these."""
    entries = [{"resource": each} for each in (PATIENT, *resources)]
    return {"resourceType": "Bundle", "type": "collection", "entry": deepcopy(entries)} | changes


def read(document: object, today: date = TODAY) -> Sequence[Read]:
    return read_fhir(json.dumps(document).encode(), today=today)


def proposed(results: Sequence[Read], credential_type: str | None = None) -> list[Proposed]:
    found = [each for each in results if isinstance(each, Proposed)]
    return [each for each in found if credential_type in (None, each.credential_type)]


def refused(results: Sequence[Read]) -> list[Refused]:
    return [each for each in results if isinstance(each, Refused)]


def vector(name: str) -> Resource:
    found: Resource = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return found
