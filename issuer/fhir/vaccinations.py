"""An Immunization as vaccination credentials, one for each disease of the dose (FHIR R4 Immunization).

The diseases and numbers of `protocolApplied` are laid together with those of the vaccine's code; an entry that names no
disease speaks of all of them. Rules about doses are in issuer.fhir.doses.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from issuer.domain.intake import Proposed, Read
from issuer.fhir import doses
from issuer.fhir.doses import DoseFaulty, Target
from issuer.fhir.fault import ElementFault
from issuer.fhir.issuable import claim_faults, version_of
from issuer.fhir.mapping import Claims, mapped, mapping, past_date, values_at
from issuer.fhir.patients import PatientRead
from issuer.fhir.sources import Entry, Sources

TYPE = "vaccination"
SNOMED_CODES = "targetDisease.coding.where(system = 'http://snomed.info/sct').code"


class _Faulty(ValueError):
    def __init__(self, *faults: ElementFault) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def read_immunization(entry: Entry, patient: PatientRead, sources: Sources, today: date) -> Sequence[Read]:
    """The credentials of one dose, or why there are none. The resource's structure is sound."""
    try:
        shared = _claims(entry, sources, today)
        given_on = past_date(entry.resource["occurrenceDateTime"], "occurrenceDateTime", today)
        if doses.before_birth(given_on, patient.born_from):
            raise _Faulty(ElementFault("occurrenceDateTime", "before-birth", "Lies before the patient's birth."))
        all_claims = [
            doses.claims_for(target, {**patient.claims, **shared}, given_on)
            for target in _targets(entry.resource, shared, today)
        ]
        for claims in all_claims:
            _check(claims, today)
    except _Faulty as error:
        return [fault.refused(entry.place, entry.source_id) for fault in error.faults]
    return [_proposed(entry, patient, claims) for claims in all_claims]


def _claims(entry: Entry, sources: Sources, today: date) -> Claims:
    found = mapped(mapping("immunization"), entry.resource, _organisations(entry, sources), today)
    if found.faults:
        raise _Faulty(*found.faults)
    return found.claims


def _organisations(entry: Entry, sources: Sources) -> Mapping[str, object]:
    """The Organizations behind the references that the mapping wants, each empty if it is not in the document."""
    found: dict[str, object] = {}
    for name, path in mapping("immunization").variables.items():
        resolved = [sources.resolve(reference, entry) for reference in values_at(path, entry.resource)]
        found[name] = [each.resource for each in resolved if each and each.resource_type == "Organization"][:1]
    return found


def _targets(resource: Mapping[str, object], shared: Claims, today: date) -> Sequence[Target]:
    try:
        of_vaccine = doses.diseases_of(shared)
    except DoseFaulty as error:
        raise _Faulty(ElementFault("vaccineCode.coding", error.fault.code, error.fault.sentence)) from None
    protocols = resource.get("protocolApplied")
    targets: list[Target] = []
    for at, protocol in enumerate(protocols if isinstance(protocols, list) else []):
        targets += _targets_of(protocol, f"protocolApplied[{at}]", of_vaccine, today)
    try:
        return list(doses.merged(targets or [Target(code, {}) for code in sorted(of_vaccine)]).values())
    except DoseFaulty as error:
        raise _Faulty(ElementFault("protocolApplied", error.fault.code, error.fault.sentence)) from None


def _targets_of(protocol: Mapping[str, object], place: str, of_vaccine: frozenset[str], today: date) -> list[Target]:
    found = mapped(mapping("protocol_applied"), protocol, {}, today)
    if found.faults:
        raise _Faulty(*(ElementFault(f"{place}.{each.at}", each.code, each.sentence) for each in found.faults))
    numbers = {name: int(value) for name, value in found.claims.items()}
    codes = [str(code) for code in values_at(SNOMED_CODES, protocol)]
    try:
        for code in codes:
            doses.check_disease(code, of_vaccine)
    except DoseFaulty as error:
        raise _Faulty(ElementFault(f"{place}.targetDisease", error.fault.code, error.fault.sentence)) from None
    return [Target(code, numbers) for code in codes or sorted(of_vaccine)]


def _check(claims: Claims, today: date) -> None:
    rules = mapping("immunization").claims
    if faults := claim_faults(TYPE, claims, today):
        raise _Faulty(
            *(ElementFault(rules[f.claim].place if f.claim in rules else "", f.code, f.sentence) for f in faults)
        )


def _proposed(entry: Entry, patient: PatientRead, claims: Claims) -> Proposed:
    return Proposed(
        place=entry.place,
        source_id=f"{claims['event_id']}#{claims['target_disease_code']}",
        source_version=version_of(claims, entry.resource),
        credential_type=TYPE,
        subject_id=patient.subject_id,
        claims=claims,
    )
