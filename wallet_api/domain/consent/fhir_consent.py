"""A consent as a FHIR R4 Consent, in the shape of IHE Privacy Consent on FHIR (intermediate: exact items, purpose).

Patient, asker and items are logical references (R4, Reference.identifier): they are on no FHIR server. PCF shows a
consent past its period as active; here it is inactive, since whoever reads only the status must not permit by it.
Sources: FHIR R4 Consent; IHE ITI PCF, FoundationConsent and IntermediateConsent.
"""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from wallet_api.domain.account import Relation
from wallet_api.domain.consent.asking import Action, Item
from wallet_api.domain.consent.consent import State
from wallet_api.domain.consent.receipt import ACT_REASON, Keeper, known, principal_id
from wallet_api.domain.consent.record import ConsentRecord, handle_of

_STATUS = {
    State.REQUESTED: "proposed",
    State.GRANTED: "active",
    State.AMENDED: "active",
    State.DENIED: "rejected",
    State.EXPIRED: "inactive",
    State.WITHDRAWN: "inactive",
    State.SUPERSEDED: "inactive",
}
_ROLE = {Action.ACCESS: "IRCP", Action.COLLECT: "INF"}
"""Who is told, or who tells: information recipient, informant."""
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
_URI = "urn:ietf:rfc:3986"


def fhir_consent(record: ConsentRecord, by: Keeper, now: datetime, receipt: str | None) -> Mapping[str, Any]:
    """The resource as JSON. `receipt`: its signed receipt, which is the source where there is one."""
    found = {
        "resourceType": "Consent",
        "id": record.id,
        "status": _STATUS[record.state_at(now)],
        "scope": _concept(f"{_TERMINOLOGY}/consentscope", "patient-privacy"),
        "category": [_concept("http://loinc.org", "59284-0")],
        "patient": _patient(record),
        "dateTime": record.changed_at.isoformat(),
        "performer": [_performer(record)] if record.given_by else None,
        "organization": [_reference("Organization", by.url, by.label)],
        "sourceAttachment": _source(record, receipt),
        "policy": [{"uri": by.privacy_notice_url}] if by.privacy_notice_url else None,
        "policyRule": None if by.privacy_notice_url else _concept(f"{_TERMINOLOGY}/v3-ActCode", "OPTIN"),
        "provision": _provision(record),
    }
    return known(found)


def _provision(record: ConsentRecord) -> Mapping[str, Any]:
    period = record.period
    found = {
        "type": "deny" if record.state is State.DENIED else "permit",
        "period": period and known({"start": _iso(period.start), "end": _iso(period.end)}),
        "actor": [_actor(record)],
        "purpose": [{"system": ACT_REASON, "code": record.purpose.value}],
        **_what(record),
    }
    return known(found)


def _actor(record: ConsentRecord) -> Mapping[str, Any]:
    asker, to = record.asker, record.recipient
    place = f"urn:salus:organisation:{quote(to.organisation, safe='')}"
    reference = (
        _reference("Practitioner", f"{place}:{quote(asker.person, safe='')}", asker.name)
        if to.person is not None
        else _reference("Organization", place)
    )
    return {"role": _concept(f"{_TERMINOLOGY}/v3-ParticipationType", _ROLE[record.action]), "reference": reference}


def _what(record: ConsentRecord) -> Mapping[str, Any]:
    """The very items, as PCF has it; of what may be put in, for which it has no shape, the act and the kinds."""
    if record.action is Action.COLLECT:
        action = _concept(f"{_TERMINOLOGY}/consentaction", record.action.value)
        return {"action": [action], "code": [{"text": item.kind} for item in record.items] or None}
    return {"data": [_data(record, item) for item in record.items] or None}


def _data(record: ConsentRecord, item: Item) -> Mapping[str, Any]:
    handle = handle_of(record.id, item.id)
    return {"meaning": "instance", "reference": {"identifier": {"value": handle}, "display": item.kind}}


def _patient(record: ConsentRecord) -> Mapping[str, Any]:
    return _reference("Patient", principal_id(record))


def _performer(record: ConsentRecord) -> Mapping[str, Any]:
    if record.given_by is Relation.GUARDIAN:
        return {"type": "RelatedPerson", "display": "guardian"}
    return _patient(record)


def _source(record: ConsentRecord, receipt: str | None) -> Mapping[str, Any] | None:
    if receipt is None:
        return None
    data = base64.b64encode(receipt.encode()).decode()
    return {"contentType": "application/jwt", "data": data, "creation": _iso(record.changed_at)}


def _reference(kind: str, uri: str, display: str | None = None) -> Mapping[str, Any]:
    return known({"type": kind, "identifier": {"system": _URI, "value": uri}, "display": display})


def _concept(system: str, code: str) -> Mapping[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
