"""Whom a resource is about: the Patient that it refers to, and that patient's claims.

A document speaks of one patient: the subject of its Composition, or the only Patient in it. A resource in it about
somebody else is refused. A bundle of several patients is a list, and each resource has to refer to one of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from issuer.fhir.fault import ElementFault
from issuer.fhir.mapping import Claims, mapped, mapping, past_date, values_at
from issuer.fhir.sources import Entry, Sources
from issuer.fhir.structure import structure_faults

REQUIRED = ("subject_id", "family_name", "given_name", "birth_dateint")


class WhoIsUnclear(ValueError):
    """The resource cannot be laid to one patient of the document."""

    def __init__(self, fault: ElementFault) -> None:
        super().__init__(fault.code)
        self.fault = fault


@dataclass(frozen=True)
class PatientRead:
    """One Patient, read; with faults, its claims cannot be used."""

    claims: Claims = field(repr=False)
    faults: Sequence[ElementFault]
    born_from: date | None = None
    """The earliest day of birth that the record allows."""

    @property
    def subject_id(self) -> str:
        return str(self.claims["subject_id"])


class Patients:
    """The patients of one document."""

    def __init__(self, sources: Sources, today: date) -> None:
        self._sources, self._today = sources, today
        self._read: dict[str, PatientRead] = {}
        self._only = self._subject_of_document()

    def of(self, entry: Entry) -> PatientRead:
        """Raises WhoIsUnclear."""
        subject = entry.resource.get("patient")
        reference = subject.get("reference") if isinstance(subject, Mapping) else None
        found = self._sources.resolve(reference, entry)
        if self._only is not None and found is not self._only:
            raise WhoIsUnclear(ElementFault("patient", "other-patient", "Is not the patient of this document."))
        if found is None or found.resource_type != "Patient":
            raise WhoIsUnclear(ElementFault("patient", "patient-not-included", "The Patient is not in the document."))
        if found.place not in self._read:
            self._read[found.place] = read_patient(found.resource, self._today)
        return self._read[found.place]

    def _subject_of_document(self) -> Entry | None:
        patients = self._sources.of_type("Patient")
        for composition in self._sources.of_type("Composition")[:1]:
            for reference in values_at("subject.reference", composition.resource):
                return self._sources.resolve(reference, composition) or composition  # who is nobody: all are refused
        return patients[0] if len(patients) == 1 else None


def read_patient(resource: Mapping[str, object], today: date) -> PatientRead:
    """The claims about a person."""
    if faults := structure_faults("Patient", resource):
        return PatientRead({}, faults)
    rules = mapping("patient")
    found = mapped(rules, resource, {}, today)
    missing = [
        ElementFault(rules.claims[name].place, "missing", "Is needed for a credential.")
        for name in REQUIRED
        if name not in found.claims and not found.faults
    ]
    if found.faults or missing:
        return PatientRead({}, [*found.faults, *missing])
    return PatientRead(found.claims, (), past_date(resource["birthDate"], "birthDate", today).earliest)
