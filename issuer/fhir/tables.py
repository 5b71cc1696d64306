"""The curated code tables, one CSV file each with the source of every row. What is not in them is not known here.

No full SNOMED CT, ATC or RxNorm is to be had freely; a row more is all that it takes to know one more code.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLES = Path(__file__).parent / "tables"
_CODE = re.compile(r"[A-Z0-9][A-Za-z0-9.-]{0,19}")
_HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Disease:
    code: str
    display: str
    days_to_protection: int
    lifelong: bool
    """Whether one dose protects for life, by international rule."""


@dataclass(frozen=True)
class AllergyCode:
    code: str
    display: str
    is_substance: bool
    allergy_class: str
    """Of the allergy list; empty if it is of none of them."""
    category: str


@dataclass(frozen=True)
class AllergyClass:
    name: str
    number: int
    scope: str
    """Of the narrower statement that covers it: medication, food, latex, environment; or none."""


@cache
def diseases() -> Mapping[str, Disease]:
    """By SNOMED CT code."""
    return {
        row["code"]: Disease(row["code"], row["display"], int(row["days_to_protection"]), row["lifelong"] == "yes")
        for row in _rows("diseases")
    }


@cache
def vaccines(table: str) -> Mapping[str, frozenset[str]]:
    """Codes of diseases by code of the vaccine; the table is vaccines_cvx, vaccines_snomed or vaccines_atc."""
    return {row["code"]: frozenset(row["diseases"].split()) for row in _rows(table)}


@cache
def allergies() -> Mapping[tuple[str, str], AllergyCode]:
    """By system and code."""
    return {
        (row["system"], row["code"]): AllergyCode(
            row["code"], row["display"], row["kind"] == "substance", row["class"], row["category"]
        )
        for row in _rows("allergies")
    }


@cache
def allergy_classes() -> Mapping[str, AllergyClass]:
    return {row["class"]: AllergyClass(row["class"], int(row["number"]), row["scope"]) for row in _rows("classes")}


@cache
def no_known() -> Mapping[tuple[str, str], str]:
    """Scope of a statement that nothing is known, by system and code; "none" for one that says nothing."""
    return {(row["system"], row["code"]): row["scope"] for row in _rows("no_known")}


def nameable(code: str) -> str:
    """The code for a sentence, if it has the form of one: what stands in its place could be anything."""
    return code if _CODE.fullmatch(code) and _HAS_DIGIT.search(code) else "(not of a code's form)"


def _rows(table: str) -> list[dict[str, str]]:
    with (_TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
