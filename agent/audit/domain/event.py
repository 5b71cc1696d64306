"""The full event as FHIR R4 AuditEvent, after IHE's Basic Audit Log Patterns. It never goes onto the log itself.

Source: http://hl7.org/fhir/R4/auditevent.html; https://profiles.ihe.net/ITI/BALP.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind, Outcome

KINDS = "urn:salus:audit-kind"
ACTS = "urn:salus:act"
PURPOSES = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
_DICOM = "http://dicom.nema.org/resources/ontology/DCM"
OUTCOMES = {Outcome.DONE: "0", Outcome.REFUSED: "4", Outcome.FAILED: "8"}
"""http://hl7.org/fhir/audit-event-outcome: success, minor failure, serious failure."""
OUTCOME_OF = {code: outcome for outcome, code in OUTCOMES.items()}
_PATIENT_RECORD = ("110110", "Patient Record")
_TYPES = {
    Kind.SIGN_IN: ("110114", "User Authentication"),
    Kind.KEY: ("110137", "User Security Attributes Changed"),
    Kind.POLICY: ("110100", "Application Activity"),
    Kind.REQUEST: ("110112", "Query"),
    Kind.READ: ("110112", "Query"),
    Kind.DISCLOSE: ("110106", "Export"),
    Kind.BREAK_GLASS: ("110127", "Emergency Override Started"),
}
_ACTIONS = {
    Kind.ISSUE: "C",
    Kind.READ: "R",
    Kind.DISCLOSE: "R",
    Kind.REVOKE: "U",
    Kind.CHANGE: "U",
    Kind.WITHDRAW: "U",
    Kind.ERASE: "D",
}

Event = Mapping[str, Any]


def audit_event(happened: Happened, at: datetime, observer: str) -> Event:
    """`at` to the millisecond; `observer` is the service's name, as people know it."""
    code, display = _TYPES.get(happened.kind, _PATIENT_RECORD)
    event: dict[str, Any] = {
        "resourceType": "AuditEvent",
        "type": {"system": _DICOM, "code": code, "display": display},
        "subtype": [{"system": KINDS, "code": happened.kind.value}, {"system": ACTS, "code": happened.act}],
        "action": _ACTIONS.get(happened.kind, "E"),
        "recorded": moment_text(at),
        "outcome": OUTCOMES[happened.outcome],
        "agent": [{"who": _reference(happened.actor), "requestor": True}],
        "source": {"observer": {"display": observer}},
        "entity": [_entity(happened)],
    }
    if happened.purpose is not None:
        event["purposeOfEvent"] = [{"coding": [{"system": PURPOSES, "code": happened.purpose.value}]}]
    return event


def moment_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _entity(happened: Happened) -> dict[str, Any]:
    entity: dict[str, Any] = {"what": _reference(happened.subject)}
    if happened.details:
        entity["detail"] = [{"type": name, "valueString": value} for name, value in sorted(happened.details.items())]
    return entity


def _reference(named: Named) -> dict[str, Any]:
    identifier = {"system": f"urn:salus:{named.kind}"} | ({"value": named.id} if named.id is not None else {})
    return {"identifier": identifier}
