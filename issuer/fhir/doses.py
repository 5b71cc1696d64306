"""A dose of a vaccine as credentials: one for each disease that it protects against, with the days of protection.

Which diseases those are comes from the vaccine's code by the tables, whatever language the source has for it. Diseases
that the source names itself narrow that down, and never add to it. Protection begins some days after the latest day on
which the dose may have been given; its end is unknown, but for the diseases where international rule says lifelong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from issuer.domain.claims import LIFELONG
from issuer.domain.partial_date import PartialDate, dateint
from issuer.fhir.issuable import ClaimFault
from issuer.fhir.mapping import Claims
from issuer.fhir.tables import diseases, nameable, vaccines

TABLES = {"vaccine_cvx": "vaccines_cvx", "vaccine_snomed": "vaccines_snomed", "vaccine_atc": "vaccines_atc"}


class DoseFaulty(ValueError):
    """The dose cannot be understood."""

    def __init__(self, fault: ClaimFault) -> None:
        super().__init__(fault.code)
        self.fault = fault


@dataclass(frozen=True)
class Target:
    """One disease that a dose is for."""

    disease_code: str
    numbers: Mapping[str, int]
    """dose_number and series_doses, where they are known."""


def diseases_of(claims: Mapping[str, str | int]) -> frozenset[str]:
    """The diseases that the vaccine is for, by its codes. Raises DoseFaulty."""
    given = {claim: str(claims[claim]) for claim in TABLES if claims.get(claim)}
    if not given:
        raise DoseFaulty(ClaimFault("vaccine_cvx", "no-vaccine-code", "Has no code of CVX, SNOMED CT or ATC."))
    known = {claim: found for claim, code in given.items() if (found := vaccines(TABLES[claim]).get(code))}
    if not known:
        claim, code = next(iter(given.items()))
        sentence = f"The vaccine {nameable(code)} is not in the table {TABLES[claim]}."
        raise DoseFaulty(ClaimFault(claim, "unknown-vaccine", sentence))
    if len(set(known.values())) > 1:
        claim = next(reversed(known))
        raise DoseFaulty(ClaimFault(claim, "codes-disagree", "The codes of the vaccine stand for different diseases."))
    return next(iter(known.values()))


def check_disease(code: str, of_vaccine: frozenset[str]) -> None:
    """Raises DoseFaulty for a disease that is not in the table, or that the vaccine does not protect against."""
    if code not in diseases():
        sentence = f"The disease {nameable(code)} is not in the table of diseases."
        raise DoseFaulty(ClaimFault("target_disease_code", "unknown-disease", sentence))
    if code not in of_vaccine:
        sentence = f"The vaccine is not one against {diseases()[code].display}."
        raise DoseFaulty(ClaimFault("target_disease_code", "disease-contradicts-vaccine", sentence))


def claims_for(target: Target, shared: Claims, given_on: PartialDate) -> Claims:
    """The claims of the credential for one disease."""
    disease = diseases()[target.disease_code]
    protected_from = given_on.latest + timedelta(days=disease.days_to_protection)
    lifelong: Claims = {"valid_until_dateint": LIFELONG} if disease.lifelong else {}
    return {
        **shared,
        "target_disease_code": int(disease.code),
        "target_disease": disease.display,
        "occurrence_dateint": dateint(given_on.earliest),
        "valid_from_dateint": dateint(protected_from),
        **lifelong,
        **target.numbers,
    }


def before_birth(given_on: PartialDate, born_from: date | None) -> bool:
    """Whether it certainly lies before the birth, however both dates are rounded."""
    return born_from is not None and given_on.latest < born_from


def merged(targets: Sequence[Target]) -> dict[str, Target]:
    """One target for each disease. Raises DoseFaulty where two numbers are given for the same."""
    found: dict[str, Target] = {}
    for target in targets:
        if found.setdefault(target.disease_code, target).numbers != target.numbers:
            sentence = "The number of the dose is given twice and differently for one disease."
            raise DoseFaulty(ClaimFault("dose_number", "conflicting-dose", sentence))
    return found
