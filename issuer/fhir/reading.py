"""Reads a FHIR document: its resources in their order, then the allergy list of each patient, without duplicates.

The layers of validation, each a module: text (json_text), structure (structure), bindings and codes (mapping, tables),
our rules (vaccinations, allergies, allergy_lists). A resource meets the next layer only if it passed the one before.
Every document yields something: what holds nothing of ours is refused as such.
"""

from collections.abc import Sequence
from datetime import date

from issuer.domain.intake import Read, Refused, without_duplicates
from issuer.fhir.allergies import AllergyRead, read_allergy
from issuer.fhir.allergy_lists import Statements, read_list
from issuer.fhir.documents import entries_of
from issuer.fhir.fault import ElementFault
from issuer.fhir.json_text import Unreadable, parse_json
from issuer.fhir.patients import PatientRead, Patients, WhoIsUnclear
from issuer.fhir.sources import Entry, Sources
from issuer.fhir.structure import structure_faults
from issuer.fhir.vaccinations import read_immunization

NOTHING = Refused("Resource", "nothing-to-issue", "Holds no vaccination and no statement about allergies.", None)


def read_fhir(document: bytes, *, today: date) -> Sequence[Read]:
    """What one JSON resource or Bundle gives. Raises nothing: what cannot be read is refused."""
    try:
        value = parse_json(document)
    except Unreadable as error:
        return [error.refused()]
    entries, refused = entries_of(value)
    return without_duplicates([*refused, *read_entries(entries, today)]) or [NOTHING]


def read_entries(entries: Sequence[Entry], today: date) -> Sequence[Read]:
    """What the resources of one document give."""
    return _Document(Sources(entries), today).read()


class _Document:
    def __init__(self, sources: Sources, today: date) -> None:
        self._sources, self._today = sources, today
        self._broken = {each.place: faults for each in sources.entries if (faults := _structure(each))}
        sound = [each for each in sources.entries if each.place not in self._broken or each.resource_type == "Patient"]
        self._sources = Sources(sound)
        self._all = sources.entries
        self._patients = Patients(self._sources, today)
        self._statements: dict[str, Statements] = {}
        self._gap_of_all = False

    def read(self) -> Sequence[Read]:
        results: list[Read] = []
        for entry in self._all:
            results += self._read(entry)
        for said in self._statements.values():
            said.has_gap = said.has_gap or self._gap_of_all
            found = read_list(said, self._sources, self._today)
            results += [found] if found is not None else []
        return results

    def _read(self, entry: Entry) -> Sequence[Read]:
        if entry.resource_type == "Composition":
            return [fault.refused(entry.place, None) for fault in self._broken.get(entry.place, ())]
        if entry.resource_type not in ("Immunization", "AllergyIntolerance"):
            return ()
        faults: Sequence[ElementFault] = self._broken.get(entry.place, ())
        try:
            patient = self._patients.of(entry) if not faults else None
        except WhoIsUnclear as error:
            faults = [error.fault]
            patient = None
        if patient is None:
            self._gap_of_all = self._gap_of_all or entry.resource_type == "AllergyIntolerance"
            return [fault.refused(entry.place, entry.source_id) for fault in faults]
        if patient.faults:
            return [fault.refused("Patient", entry.source_id) for fault in patient.faults]
        return self._read_of(entry, patient)

    def _read_of(self, entry: Entry, patient: PatientRead) -> Sequence[Read]:
        if entry.resource_type == "Immunization":
            return read_immunization(entry, patient, self._sources, self._today)
        found: AllergyRead = read_allergy(entry, patient, self._today)
        said = self._statements.setdefault(patient.subject_id, Statements(patient, entry.place))
        said.add(found)
        return found.results


def _structure(entry: Entry) -> Sequence[ElementFault]:
    """Patients are checked where they are needed, so that the fault is told of each resource about them."""
    if entry.resource_type not in ("Immunization", "AllergyIntolerance", "Organization", "Composition"):
        return ()
    return structure_faults(entry.resource_type, entry.resource)
