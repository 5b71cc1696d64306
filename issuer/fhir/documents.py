"""A Bundle or a single resource as entries with their places, its envelope checked (FHIR R4 Bundle).

What is no entry of ours (observations, medicines) is not looked at, and cannot spoil the rest. A history holds several
versions of one thing, and is refused.
"""

from collections.abc import Mapping, Sequence

from issuer.domain.intake import MAX_RECORDS, Refused
from issuer.fhir.fault import ElementFault
from issuer.fhir.sources import Entry
from issuer.fhir.structure import structure_faults

ABOUT = ("Patient", "Immunization", "AllergyIntolerance", "Organization", "Composition")
"""The resources that are looked at."""
HOLD_SEVERAL_VERSIONS = ("history", "subscription-notification")


def entries_of(value: object, prefix: str = "") -> tuple[Sequence[Entry], Sequence[Refused]]:
    """The resources in a parsed document, or why it is none. The prefix goes before every place."""
    if not isinstance(value, Mapping):
        return (), [Refused(f"{prefix}Resource", "not-a-resource", "A FHIR resource is a JSON object.", None)]
    resource_type = value.get("resourceType")
    if resource_type == "Bundle":
        return _of_bundle(value, f"{prefix}Bundle")
    if resource_type in ABOUT:
        return [Entry(f"{prefix}{resource_type}", value)], ()
    code, sentence = "unknown-resource", "Is no Bundle, Immunization, AllergyIntolerance or Patient."
    return (), [Refused(f"{prefix}Resource.resourceType", code, sentence, None)]


def _of_bundle(bundle: Mapping[str, object], place: str) -> tuple[Sequence[Entry], Sequence[Refused]]:
    entries = bundle.get("entry", [])
    held = entries if isinstance(entries, list) else []
    if len(held) > MAX_RECORDS:
        return (), [Refused(f"{place}.entry", "too-many", f"Has more than {MAX_RECORDS} entries.", None)]
    envelope = {**bundle, "entry": [_without_resource(each) for each in held] if held else entries}
    faults = list(structure_faults("Bundle", envelope))
    if bundle.get("type") in HOLD_SEVERAL_VERSIONS:
        faults.append(ElementFault("type", "several-versions", "Holds several versions of one resource."))
    if faults:
        return (), [fault.refused(place, None) for fault in faults]
    found = [_entry(each, f"{place}.entry[{at}].resource") for at, each in enumerate(held) if "resource" in each]
    entries_found = [each for each in found if isinstance(each, Entry)]
    return entries_found, [each for each in found if isinstance(each, Refused)]


def _entry(entry: Mapping[str, object], place: str) -> Entry | Refused:
    resource, full_url = entry["resource"], entry.get("fullUrl")
    if not isinstance(resource, Mapping):
        return Refused(place, "not-a-resource", "A FHIR resource is a JSON object.", None)
    if not isinstance(resource.get("resourceType"), str):
        return Refused(f"{place}.resourceType", "missing", "Is required by FHIR R4.", None)
    return Entry(place, resource, full_url if isinstance(full_url, str) else None)


def _without_resource(entry: object) -> object:
    return {name: each for name, each in entry.items() if name != "resource"} if isinstance(entry, dict) else entry
