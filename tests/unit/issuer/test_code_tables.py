"""The curated code tables agree with each other, with the credential types, and with SNOMED CT's check digits."""

import csv
from pathlib import Path

import pytest

from issuer.domain.allergy_list import Scope
from issuer.fhir import tables
from issuer.type_files import load_credential_types
from tests.unit.issuer.fhir_documents import SNOMED

FILES = sorted((Path(tables.__file__).parent / "tables").glob("*.csv"))
DIHEDRAL = [
    *("0123456789", "1234067895", "2340178956", "3401289567", "4012395678"),
    *("5987604321", "6598710432", "7659821043", "8765932104", "9876543210"),
]
PERMUTED = [
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
]


def has_right_check_digit(code: str) -> bool:
    """Verhoeff's check, of which the last digit of every SNOMED CT identifier is the result."""
    check = 0
    for position, digit in enumerate(reversed(code)):
        check = int(DIHEDRAL[check][int(PERMUTED[position % 8][int(digit)])])
    return check == 0


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_has_a_source_and_stands_there_once(path: Path) -> None:
    found = rows(path)
    assert found and all(row["source"] for row in found)
    keys = [(row.get("system"), row.get("code") or row["class"]) for row in found]
    assert len(set(keys)) == len(keys)


def test_codes_of_snomed_ct_have_their_check_digit() -> None:
    of_allergies = [code for system, code in (*tables.allergies(), *tables.no_known()) if system == SNOMED]
    codes = [*tables.diseases(), *tables.vaccines("vaccines_snomed"), *of_allergies]
    assert len(codes) > 100
    assert [code for code in codes if not has_right_check_digit(code)] == []
    assert not has_right_check_digit("14189005")


@pytest.mark.parametrize("table", ["vaccines_cvx", "vaccines_snomed", "vaccines_atc"])
def test_every_vaccine_is_for_diseases_that_are_known(table: str) -> None:
    for found in tables.vaccines(table).values():
        assert found and found <= set(tables.diseases())


def test_diseases_can_be_compared_as_numbers() -> None:
    assert all(int(code) < 2**31 for code in tables.diseases())


def test_the_classes_are_those_of_the_credential_type_in_its_order() -> None:
    names = load_credential_types()["allergy_list"].attribute_names
    assert [f"st_{name}" for name in tables.allergy_classes()] == [name for name in names if name.startswith("st_")]
    assert [each.number for each in tables.allergy_classes().values()] == list(range(1, 29))
    assert {each.scope for each in tables.allergy_classes().values()} == set(Scope) - {Scope.ALL} | {"none"}


def test_every_allergy_is_of_a_class_and_kind_that_there_is() -> None:
    for each in tables.allergies().values():
        assert each.allergy_class in {*tables.allergy_classes(), ""}
        assert each.category in set(Scope) and each.display
    assert set(tables.no_known().values()) == {*Scope, "none"}


@pytest.mark.parametrize(
    ("code", "named"), [("998", "998"), ("J07BX03", "J07BX03"), ("Okafor", None), ("12 34", None), ("9" * 40, None)]
)
def test_only_what_looks_like_a_code_is_named(code: str, named: str | None) -> None:
    assert tables.nameable(code) == (named or "(not of a code's form)")
