"""Whose a record is: a FHIR R4 Provenance, with the signature that the depositor put over its digest.

It is made of what was proved, not of what the depositor says of itself: its key signed the statement (deposit.py), an
organisation of the registry vouched for that key. A record that the patient put in is theirs, and carries no signature.
Sources: FHIR R4 Provenance and Signature; ASTM E1762 (source signature); RFC 7515.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from wallet_api.domain.consent.record import ProvenAsker
from wallet_api.domain.record import About, Deposit

_PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
KEY, VOUCHED = "urn:salus:signature-key", "urn:salus:staff-badge"
"""Extensions: the public JWK of who signed, and their organisation's word for it (agent/staff_badge.py)."""
_URI = "urn:ietf:rfc:3986"
_SOURCE_SIGNATURE = {"system": "urn:iso-astm:E1762-95:2013", "code": "1.2.840.10065.1.12.1.14"}


def provenance(record_id: str, recorded: str, about: About) -> Mapping[str, Any]:
    """The resource as JSON. `recorded`: when it was put in, ISO 8601."""
    deposit = about.deposit
    found: dict[str, Any] = {
        "resourceType": "Provenance",
        "target": [_reference(None, f"urn:salus:record:{record_id}", about.title)],
        "recorded": recorded,
        "agent": [_patient() if deposit is None else _organisations(deposit.asker, deposit.organisation_name)],
    }
    if deposit is not None:
        found["policy"] = [f"urn:salus:consent:{deposit.consent_id}"]
        found["signature"] = [_signature(deposit, about, recorded)]
    return found


def _patient() -> Mapping[str, Any]:
    return {"type": _type("enterer"), "who": {"type": "Patient", "display": "the patient"}}


def _organisations(asker: ProvenAsker, name: str) -> Mapping[str, Any]:
    return {
        "type": _type("enterer"),
        "role": [{"coding": [{"system": "urn:ilo:isco-08", "code": asker.role}]}],
        "who": _person(asker),
        "onBehalfOf": _reference("Organization", _place(asker), name),
    }


def _signature(deposit: Deposit, about: About, recorded: str) -> Mapping[str, Any]:
    return {
        "extension": [
            {"url": KEY, "valueString": json.dumps(dict(deposit.asker.key or {}))},
            {"url": VOUCHED, "valueString": deposit.badge},
        ],
        "type": [_SOURCE_SIGNATURE],
        "when": recorded,
        "who": _person(deposit.asker),
        "onBehalfOf": _reference("Organization", _place(deposit.asker), deposit.organisation_name),
        "targetFormat": about.media_type,
        "sigFormat": "application/jose",
        "data": base64.b64encode(deposit.statement.encode()).decode(),
    }


def _person(asker: ProvenAsker) -> Mapping[str, Any]:
    return _reference("Practitioner", f"{_place(asker)}:{quote(asker.person, safe='')}", asker.name)


def _place(asker: ProvenAsker) -> str:
    return f"urn:salus:organisation:{quote(asker.organisation, safe='')}"


def _type(code: str) -> Mapping[str, Any]:
    return {"coding": [{"system": _PARTICIPANT, "code": code}]}


def _reference(kind: str | None, uri: str, display: str) -> dict[str, Any]:
    found: dict[str, Any] = {"identifier": {"system": _URI, "value": uri}, "display": display}
    return found if kind is None else {"type": kind, **found}
