"""HL7's own examples: each is issued, or refused for the right reason. What is expected was written after reading each.

Single resources are put into a collection with their Patient, as the examples keep the two apart.
"""

import json
from datetime import date

import pytest

from issuer.domain.intake import Proposed, Read
from issuer.fhir.reading import read_fhir
from tests.unit.issuer.fhir_documents import Resource, vector

TODAY = date(2026, 11, 1)
HEPATITIS_A, HEPATITIS_B, INFLUENZA, COVID, ZOSTER = "40468003", "66071002", "6142004", "840539006", "4740000"
DTAP_IPV = ("27836007", "397430003", "398102009", "76902006")
LIST = "allergy_list"

EXPECTED: dict[str, tuple[str, ...]] = {
    # subpotent, beside a code of Australia alone
    "r4/Immunization-example": ("subpotent at isSubpotent",),
    # "January 2012" in words
    "r4/Immunization-historical": ("not-a-date at occurrenceString",),
    "r4/Immunization-notGiven": ("not-done at status",),
    # Twinrix: first dose of one series, second of another
    "r4/Immunization-protocol": (
        f"vaccination protocol#{HEPATITIS_A} dose 1",
        f"vaccination protocol#{HEPATITIS_B} dose 2",
    ),
    # says that it is not subpotent, and has a code of Australia alone
    "r4/Immunization-subpotent": ("no-vaccine-code at vaccineCode.coding",),
    "r4/AllergyIntolerance-example": ("allergy example of 227493005", f"{LIST} status 2 {{'tree_nuts': 4}}"),
    # without type and criticality: high
    "r4/AllergyIntolerance-fishallergy": ("allergy fishallergy of 227037002", f"{LIST} status 2 {{'fish': 4}}"),
    "r4/AllergyIntolerance-medication": ("allergy medication of 7980", f"{LIST} status 2 {{'penicillins': 4}}"),
    "r4/AllergyIntolerance-nka": (f"{LIST} status 1 28 classes none known",),
    "r4/AllergyIntolerance-nkda": (f"{LIST} status 0 11 classes none known",),
    "r4/AllergyIntolerance-nkla": (f"{LIST} status 0 1 classes none known",),
    # doxycycline in words, without an id; so there is no whole list either
    "r4/Bundle-father": ("no-allergy-code at code.coding", "list-incomplete at "),
    # SNOMED CT and ATC agree on four diseases; the Belgian product code is not needed
    "ips/Immunization-75680": tuple(f"vaccination 75680#{code} dose 0" for code in DTAP_IPV),
    # no recordedDate and no document: nobody knows of which day a list would be
    "ips/AllergyIntolerance-allergyintolerance-multiple-codings": (
        "allergy allergyintolerance-multiple-codings of 764146007",
        "missing at recordedDate",
    ),
    # resolved: still issued, as status 3
    "ips/AllergyIntolerance-allergyintolerance-with-abatement": (
        "allergy allergyintolerance-with-abatement of 256303006",
        "missing at recordedDate",
    ),
    "ips/AllergyIntolerance-eumfh-39-07-1": ("missing at recordedDate",),
    # penicillin, and "no known food allergy": nine foods
    "ips/Bundle-IPS-examples-Bundle-01": (
        "allergy 72884cad-ebe6-4f43-a51a-2f978275f132 of 764146007",
        f"{LIST} status 2 {{'penicillins': 4}} 9 classes none known",
    ),
    "ips/Bundle-IPS-examples-Bundle-with-immunization": (
        "allergy 72884cad-ebe6-4f43-a51a-2f978275f132-with-immunization of 764146007",
        *(f"vaccination 40b7b6a0-c043-423a-9959-be3707e728b2#{code} dose 1" for code in sorted(DTAP_IPV)),
        f"{LIST} status 2 {{'penicillins': 4}} 9 classes none known",
    ),
    "ips/Bundle-bundle-ips-all-sections": (
        "allergy 9838cf73-c30d-4aa5-8ed8-36a079060b81 of 764146007",
        f"vaccination 17b5a6d7-307b-4726-8c8c-0031e61582ce#{INFLUENZA} dose 1",
        f"vaccination 14e8b0d8-b4e4-4f8e-b263-ef385787453b#{COVID} dose 5",
        f"vaccination 47befa30-026c-421a-ad32-c0b134597a30#{INFLUENZA} dose 1",
        f"vaccination 2f05b590-ce75-4ac6-be97-c2a275e21cbc#{COVID} dose 4",
        f"vaccination c1d3ccb9-8b7d-4732-8e03-abe63be1984c#{ZOSTER} dose 1",
        f"vaccination 79b66c21-fbd3-4c7f-ae82-ac958ae62e0a#{COVID} dose 3",
        f"vaccination 9910b96a-793b-4e96-91a9-291c27357f83#{COVID} dose 2",
        f"vaccination 5b028fb0-bd04-4e75-b2bc-6952771173ea#{COVID} dose 1",
        f"{LIST} status 2 {{'penicillins': 4}}",
    ),
    "ips/Bundle-bundle-minimal": (
        "allergy 74861316-f69d-4652-9fb1-8512a20c7927 of 764146007",
        f"{LIST} status 2 {{'penicillins': 4}}",
    ),
    # emptyReason "unavailable" for allergies: no list
    "ips/Bundle-bundle-no-info-required-sections": (
        f"vaccination 4ab062b3-8843-4b98-af62-3d6d178a3772#{INFLUENZA} dose 2",
        f"vaccination bd6c6537-6c5a-4fa8-8d26-2b49377425a2#{INFLUENZA} dose 1",
    ),
}


def document(name: str) -> Resource:
    resource = vector(name)
    if resource["resourceType"] == "Bundle":
        return resource
    folder, patient = name.partition("/")[0], resource["patient"]["reference"].replace("/", "-")
    entries = [{"resource": vector(f"{folder}/{patient}")}, {"resource": resource}]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def told(result: Read) -> str:
    """One line for the table."""
    if not isinstance(result, Proposed):
        return f"{result.code} at {result.place.partition('.resource')[2].removeprefix('.')}"
    claims = result.claims
    if result.credential_type == "vaccination":
        return f"vaccination {result.source_id} dose {claims.get('dose_number', 0)}"
    if result.credential_type == "allergy":
        return f"allergy {result.source_id} of {claims['allergy_code']}"
    classes = {name.removeprefix("st_"): value for name, value in claims.items() if name.startswith("st_")}
    positive = {name: value for name, value in classes.items() if isinstance(value, int) and value > 1}
    none_known = list(classes.values()).count(0)
    parts = (str(positive) if positive else "", f"{none_known} classes none known" if none_known else "")
    return " ".join((f"{LIST} status {claims['list_status']}", *filter(None, parts)))


@pytest.mark.parametrize("name", EXPECTED)
def test_each_example_is_issued_or_refused_for_the_right_reason(name: str) -> None:
    results = read_fhir(json.dumps(document(name)).encode(), today=TODAY)
    outcome = tuple(told(each) for each in results)
    for line in outcome:
        print(f"{name:60} {line}")
    assert sorted(outcome) == sorted(EXPECTED[name])


def test_a_birth_of_which_only_the_year_is_known_is_rounded_to_its_last_day() -> None:
    made = document("ips/AllergyIntolerance-eumfh-39-07-1")
    made["entry"][1]["resource"]["recordedDate"] = "2020-02"
    [found] = read_fhir(json.dumps(made).encode(), today=TODAY)
    assert isinstance(found, Proposed)
    assert (found.claims["birth_dateint"], found.claims["assessed_dateint"]) == (19571231, 20200201)


def test_a_resource_alone_does_not_say_who_its_patient_is() -> None:
    for name in ("r4/Immunization-protocol", "r4/AllergyIntolerance-example"):
        [found] = read_fhir(json.dumps(vector(name)).encode(), today=TODAY)
        assert not isinstance(found, Proposed)
        assert (found.place, found.code) == (f"{name[3:].partition('-')[0]}.patient", "patient-not-included")
