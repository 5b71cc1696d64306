"""The `allergy_list` of each patient of a document that makes statements about allergies.

A list is of everything, so one is made only if every statement could be read, and every entry of the document's section
of allergies is there. A section that is empty because there is no information, and a document that has none, give no
list: no information is not an allergy record at all (IPS, emptyReason `unavailable`). The reason `nilknown` is treated
alike, since IPS wants a "no known allergies" resource, by somebody, of some day. Left out: until when to rely on it (it
stays 19000101), and the digest of the items, whose salt somebody has to keep.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from issuer.domain.allergy_list import (
    Contradiction,
    KnownAllergy,
    NoneKnown,
    assessed_on,
    assessments,
    list_status,
)
from issuer.domain.intake import Proposed, Read, Refused
from issuer.domain.partial_date import PartialDate, dateint
from issuer.fhir.allergies import AllergyRead
from issuer.fhir.issuable import claim_faults, version_of
from issuer.fhir.mapping import Claims, values_at
from issuer.fhir.patients import PatientRead
from issuer.fhir.sources import Entry, Sources
from issuer.fhir.tables import allergy_classes

TYPE = "allergy_list"
ALLERGIES_SECTION = "48765-2"
"""LOINC: Allergies and adverse reactions Document."""


@dataclass
class Statements:
    """All that a document says of the allergies of one patient."""

    patient: PatientRead
    place: str
    """Of the first statement."""
    allergies: list[KnownAllergy] = field(default_factory=list)
    none_known: list[NoneKnown] = field(default_factory=list)
    has_gap: bool = False

    def add(self, read: AllergyRead) -> None:
        self.has_gap = self.has_gap or read.leaves_a_gap
        match read.statement:
            case KnownAllergy() as allergy:
                self.allergies.append(allergy)
            case NoneKnown() as none_known:
                self.none_known.append(none_known)
            case None:
                pass


def read_list(said: Statements, sources: Sources, today: date) -> Read | None:
    """The list, why there is none, or None if nothing was said."""
    source_id = f"{TYPE}#{said.patient.subject_id}"
    gap = _gap_in_section(sources)
    if said.has_gap or gap is not None:
        sentence = "A statement about allergies cannot be read or is not there, so that no list would be complete."
        return Refused(gap or said.place, "list-incomplete", sentence, source_id)
    if not said.allergies and not said.none_known:
        return None
    scopes = {each.name: each.scope for each in allergy_classes().values()}
    try:
        found = assessments(said.allergies, said.none_known, scopes)
    except Contradiction as error:
        sentence = f"No allergy is known ({error.scope}), and an active one stands beside it."
        return Refused(said.place, "allergies-contradict", sentence, source_id)
    day = assessed_on(said.allergies, said.none_known, _documented(sources))
    if day is None:
        return Refused(f"{said.place}.recordedDate", "missing", "The day of the assessment is not known.", source_id)
    claims: Claims = {
        **said.patient.claims,
        "assessed_dateint": dateint(day),
        "list_status": int(list_status(said.allergies, said.none_known)),
        "allergy_count": len({each.code for each in said.allergies if each.is_active}),
        **{f"st_{name}": int(assessment) for name, assessment in found.items()},
    }
    return _checked(claims, said, source_id, today)


def _checked(claims: Claims, said: Statements, source_id: str, today: date) -> Read:
    if faults := claim_faults(TYPE, claims, today):
        return Refused(said.place, faults[0].code, faults[0].sentence, source_id)
    return Proposed(said.place, source_id, version_of(claims), TYPE, said.patient.subject_id, claims)


def _documented(sources: Sources) -> date | None:
    """The day of the document: its Composition was asserted then, as a whole."""
    for composition in sources.of_type("Composition")[:1]:
        try:
            return PartialDate.parse(str(composition.resource.get("date"))).earliest
        except ValueError:
            return None
    return None


def _gap_in_section(sources: Sources) -> str | None:
    """The place of an entry of the section of allergies that is not in the document, or of a reason to have none."""
    for composition in sources.of_type("Composition")[:1]:
        for at, section in enumerate(_dicts(composition.resource.get("section"))):
            if ALLERGIES_SECTION in values_at("code.coding.code", section):
                place = f"{composition.place}.section[{at}]"
                return _gap(section, place, composition, sources)
    return None


def _gap(section: Mapping[str, object], place: str, composition: Entry, sources: Sources) -> str | None:
    if section.get("emptyReason"):
        return f"{place}.emptyReason"
    for at, entry in enumerate(_dicts(section.get("entry"))):
        if sources.resolve(entry.get("reference"), composition) is None:
            return f"{place}.entry[{at}]"
    return None


def _dicts(value: object) -> Sequence[Mapping[str, object]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
