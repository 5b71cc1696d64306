"""The receipt of a consent: what the patient answered, to whom, for what and how long, for both sides to keep.

Fields and sections are those of ISO/IEC TS 27560:2023 (record header, PII processing, party identification, event; 6.3
and 6.4). What is not known is left out. No name, number or title of the patient is in it: the patient is a pseudonym
that is good for this consent only, so that two who hold receipts cannot find out that they have one patient.
Its signatures: ours is a JWT (agent/signed_claims.py), the asker's a detached JWS over that text (RFC 7515, app. F).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wallet_api.domain.consent.asking import Action, Item
from wallet_api.domain.consent.record import ConsentRecord, handle_of

TYP = "salus-consent-receipt+jwt"
SCHEMA = "ISO/IEC TS 27560:2023"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
ISCO = "urn:ilo:isco-08"


@dataclass(frozen=True)
class Keeper:
    """Who keeps the patient's data and gives receipts: this service."""

    url: str
    label: str
    privacy_notice_url: str | None


def receipt(record: ConsentRecord, by: Keeper) -> Mapping[str, Any]:
    """The claims about the version that the record has now."""
    return {
        "iss": by.url,
        "jti": receipt_id(record),
        "iat": int(record.changed_at.timestamp()),
        "schema_version": SCHEMA,
        "receipt_id": receipt_id(record),
        "record_id": record.id,
        "pii_principal_id": principal_id(record),
        "pii_processing": known({"privacy_notice": by.privacy_notice_url, "purposes": [_purpose(record, by)]}),
        "party_identification": [_keeper(by), _asker(record)],
        "event": [_event(record, by)],
    }


def receipt_id(record: ConsentRecord) -> str:
    return f"{record.id}-{record.version}"


def principal_id(record: ConsentRecord) -> str:
    """The patient, as this consent alone calls them."""
    return f"urn:salus:consent:{record.id}:patient"


def _purpose(record: ConsentRecord, by: Keeper) -> Mapping[str, Any]:
    return {
        "purpose": record.purpose.value,
        "purpose_type": ACT_REASON,
        "lawful_basis": "consent",
        "pii_information": [_information(record, item) for item in record.items],
        "pii_controllers": [by.url],
        "collection_method": f"{'into' if record.action is Action.COLLECT else 'from'} the patient's wallet",
        "processing_method": "putting in" if record.action is Action.COLLECT else "reading",
        "recipient_third_parties": [record.asker.person],
        "withdrawal_method": f"in the wallet at {by.url}, at any time, effective at once",
    }


def _information(record: ConsentRecord, item: Item) -> Mapping[str, Any]:
    handle = handle_of(record.id, item.id)
    return {"pii_type": item.kind, "pii_attribute_id": handle, "sensitive_pii_category": item.sensitivity.value}


def _keeper(by: Keeper) -> Mapping[str, Any]:
    return {"party_id": by.url, "party_role": "PII controller", "party_name": by.label, "party_url": by.url}


def _asker(record: ConsentRecord) -> Mapping[str, Any]:
    asker, to = record.asker, record.recipient
    found = {
        "party_id": asker.person,
        "party_role": "source" if record.action is Action.COLLECT else "recipient",
        "party_name": asker.name,
        "organisation": asker.organisation,
        "role": asker.role,
        "role_system": ISCO,
        "role_shown_by": asker.shown.value,
        "licence_issuer": asker.licence.issuer if asker.licence else None,
        "shared_with_roles": sorted(to.roles) if to.person is None else None,
    }
    return known(found)


def _event(record: ConsentRecord, by: Keeper) -> Mapping[str, Any]:
    found = {
        "event_time": _iso(record.changed_at),
        "event_type": "explicit consent",
        "event_state": record.state.value,
        "valid_from": _iso(record.starts_at),
        "valid_until": _iso(record.ends_at),
        "entity_id": by.url,
        "given_by": record.given_by.value if record.given_by else None,
    }
    return known(found)


def known(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in found.items() if value is not None}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
