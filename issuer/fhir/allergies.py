"""An AllergyIntolerance as an `allergy` credential, or as a statement that nothing is known (FHIR R4).

Its first coding that the table knows decides its class and its words; codings that the table puts into different
classes are refused. "No known ..." is no allergy and gives no credential of its own: it goes into the patient's list,
if it is active and neither refuted nor merely unconfirmed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from issuer.domain.allergy_list import Assessment, KnownAllergy, NoneKnown, Scope
from issuer.domain.intake import Proposed, Read
from issuer.domain.partial_date import PartialDate
from issuer.fhir.fault import ElementFault
from issuer.fhir.issuable import claim_faults, version_of
from issuer.fhir.mapping import Claims, mapped, mapping
from issuer.fhir.patients import PatientRead
from issuer.fhir.sources import Entry
from issuer.fhir.tables import AllergyCode, allergies, allergy_classes, nameable, no_known

TYPE = "allergy"
WITHOUT_MEANING = frozenset({"entered-in-error", "refuted", "no-information", "not-active"})
"""Refused for these reasons, a statement leaves nothing out of the list: it says nothing of today."""


@dataclass(frozen=True)
class AllergyRead:
    """What one resource says."""

    results: Sequence[Read]
    statement: KnownAllergy | NoneKnown | None = None
    """None if it says nothing, or cannot be used."""

    @property
    def leaves_a_gap(self) -> bool:
        """Whether something is stated here that could not be read, so that a list would be without it."""
        return any(each.code not in WITHOUT_MEANING for each in self.results if not isinstance(each, Proposed))


class _Faulty(ValueError):
    def __init__(self, *faults: ElementFault) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def read_allergy(entry: Entry, patient: PatientRead, today: date) -> AllergyRead:
    """The credential of one allergy, or the statement that there is none. The resource's structure is sound."""
    try:
        found = mapped(mapping("allergy_intolerance"), entry.resource, {}, today)
        if found.faults:
            raise _Faulty(*found.faults)
        codings = _codings(entry.resource)
        if scopes := [no_known()[each] for each in codings if each in no_known()]:
            return AllergyRead((), _none_known(scopes[0], found.claims))
        known = _code(codings)
        claims = {**patient.claims, **found.claims, **_coded(known)}
        _check(claims, today)
    except _Faulty as error:
        return AllergyRead([fault.refused(entry.place, entry.source_id) for fault in error.faults])
    return AllergyRead([_proposed(entry, patient, claims)], _known(known, claims))


def _codings(resource: Mapping[str, object]) -> list[tuple[str, str]]:
    code = resource.get("code")
    codings = code.get("coding") if isinstance(code, Mapping) else None
    return [(str(each.get("system")), str(each["code"])) for each in codings or () if each.get("code")]


def _none_known(scope: str, claims: Claims) -> NoneKnown:
    if scope == "none":
        raise _Faulty(ElementFault("code", "no-information", "Says that there is no information, so there is none."))
    if claims["clinical_status"] != 1:
        raise _Faulty(ElementFault("clinicalStatus", "not-active", "That none is known does not hold any more."))
    if claims.get("verification") == 1:
        raise _Faulty(ElementFault("verificationStatus", "unconfirmed", "That none is known has to be confirmed."))
    return NoneKnown(Scope(scope), _recorded(claims))


def _code(codings: Sequence[tuple[str, str]]) -> AllergyCode:
    if not codings:
        raise _Faulty(ElementFault("code.coding", "no-allergy-code", "Has no code, only words."))
    known = [allergies()[each] for each in codings if each in allergies()]
    if not known:
        sentence = f"The allergy {nameable(codings[0][1])} is not in the table of allergies."
        raise _Faulty(ElementFault("code.coding", "unknown-allergy", sentence))
    if len({each.allergy_class for each in known}) > 1:
        raise _Faulty(ElementFault("code.coding", "codes-disagree", "The codes stand for different allergies."))
    return known[0]


def _coded(known: AllergyCode) -> Claims:
    of_class = allergy_classes().get(known.allergy_class)
    return {
        "allergy_code": known.code,
        "allergy_display": known.display,
        "substance_code": known.code if known.is_substance else "",
        "class_code": of_class.number if of_class else 0,
    }


def _known(known: AllergyCode, claims: Claims) -> KnownAllergy:
    if claims.get("type") == "intolerance":
        assessment = Assessment.INTOLERANCE
    else:
        assessment = Assessment.LOW if claims.get("criticality") == 1 else Assessment.HIGH
    is_active = claims["clinical_status"] == 1
    return KnownAllergy(known.code, known.allergy_class, known.category, assessment, is_active, _recorded(claims))


def _recorded(claims: Claims) -> date | None:
    found = claims.get("recorded_dateint")
    return PartialDate.parse(str(found)).earliest if found else None


def _check(claims: Claims, today: date) -> None:
    rules = mapping("allergy_intolerance").claims
    if faults := claim_faults(TYPE, claims, today):
        raise _Faulty(
            *(ElementFault(rules[f.claim].place if f.claim in rules else "", f.code, f.sentence) for f in faults)
        )


def _proposed(entry: Entry, patient: PatientRead, claims: Claims) -> Proposed:
    return Proposed(
        place=entry.place,
        source_id=str(claims["event_id"]),
        source_version=version_of(claims, entry.resource),
        credential_type=TYPE,
        subject_id=patient.subject_id,
        claims=claims,
    )
