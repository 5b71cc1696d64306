"""What is on an emergency card: the allergies of the cards that a patient holds, how critical they are, nothing else.

Decides: an allergy that was taken back, replaced, refuted or is over is not on it; one that cannot be checked is. A
list's "none known" counts while the list is good, and while nothing else says otherwise.
Sources: HL7 FHIR R4 AllergyIntolerance (criticality, constraint ait-1), Bundle; SNOMED CT 716186003.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from agent.ports import HeldCredential
from wallet_api.domain.card_state import CardState
from wallet_api.domain.card_type import LANGUAGES, CardType, Words
from wallet_api.domain.meaning import label, meaning
from wallet_api.domain.schema import schema_name

ALLERGY, LIST = "allergy", "allergy_list"
"""Types of cards."""
_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
_NO_KNOWN = {"system": "http://snomed.info/sct", "code": "716186003", "display": "No known allergy"}
_NOT_NOW, _REFUTED, _NONE_KNOWN = frozenset({"2", "3"}), "0", "1"
"""Values of `clinical_status`, `verification` and `list_status`."""
_GONE = frozenset({CardState.REVOKED, CardState.REPLACED})


class Criticality(StrEnum):
    HIGH = "high"
    LOW = "low"
    UNKNOWN = "unable-to-assess"


_OF_ALLERGY = {"2": Criticality.HIGH, "1": Criticality.LOW}
_OF_LIST = {"4": Criticality.HIGH, "3": Criticality.LOW, "2": Criticality.UNKNOWN}
"""An intolerance on a list has no criticality; lower values are no allergy."""


@dataclass(frozen=True)
class Allergy:
    kind: str
    """The type of the card that says so."""
    name: Words
    criticality: Criticality | None
    """None: that no allergy is known."""


def allergies(held: Iterable[tuple[HeldCredential, CardState]], types: Mapping[str, CardType]) -> Sequence[Allergy]:
    """The most critical first."""
    present = [(card, state) for card, state in held if state not in _GONE]
    found = [each for card, _ in present for each in _of(card, types)]
    if found:
        order = list(Criticality)
        return sorted(found, key=lambda each: order.index(each.criticality or Criticality.UNKNOWN))
    return [none for card, state in present if state is not CardState.EXPIRED for none in _none_known(card, types)][:1]


def distinct(shown: Iterable[Allergy]) -> Sequence[Allergy]:
    """Of what a card and a list both say, the more critical; the most critical come first."""
    found: dict[str, Allergy] = {}
    for each in shown:
        found.setdefault(each.name["en"].casefold(), each)
    return list(found.values())


def bundle(emergency_id: str, shown: Iterable[Allergy], at: datetime) -> Mapping[str, Any]:
    """For the clinician, in FHIR. The patient in it is a pseudonym of this emergency."""
    return {
        "resourceType": "Bundle", "type": "collection", "timestamp": at.isoformat().replace("+00:00", "Z"),
        "entry": [{"resource": _resource(emergency_id, each)} for each in shown],
    }  # fmt: skip


def _of(card: HeldCredential, types: Mapping[str, CardType]) -> list[Allergy]:
    kind, values = schema_name(card.schema_id), card.attributes
    if kind == ALLERGY:
        is_over = values.get("clinical_status") in _NOT_NOW or values.get("verification") == _REFUTED
        name = values.get("allergy_display") or values.get("allergy_code") or "?"
        critical = _OF_ALLERGY.get(values.get("criticality", ""), Criticality.UNKNOWN)
        return [] if is_over else [Allergy(ALLERGY, dict.fromkeys(LANGUAGES, name), critical)]
    if kind == LIST:
        displays = types[LIST].attributes if LIST in types else {}
        named = {
            name: _OF_LIST[value] for name, value in values.items() if name.startswith("st_") and value in _OF_LIST
        }
        return [
            Allergy(LIST, label(name.removeprefix("st_"), displays.get(name)), critical)
            for name, critical in named.items()
        ]
    return []


def _none_known(card: HeldCredential, types: Mapping[str, CardType]) -> list[Allergy]:
    if schema_name(card.schema_id) != LIST or card.attributes.get("list_status") != _NONE_KNOWN or LIST not in types:
        return []
    return [Allergy(LIST, meaning(_NONE_KNOWN, types[LIST].attributes.get("list_status")), None)]


def _resource(emergency_id: str, each: Allergy) -> Mapping[str, Any]:
    patient = {"system": "urn:ietf:rfc:3986", "value": f"urn:salus:emergency:{emergency_id}:patient"}
    found = {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": {"coding": [{"system": _CLINICAL, "code": "active"}]},
        "code": {"text": each.name["en"], **({"coding": [_NO_KNOWN]} if each.criticality is None else {})},
        "patient": {"identifier": patient},
    }
    return found if each.criticality is None else {**found, "criticality": each.criticality.value}
