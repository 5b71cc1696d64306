"""An emergency at the desk: what is asked by a patient's code, and what is known of it, as the wallet service says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

CRITICALITY: Mapping[str, str] = {"high": "High danger", "low": "Low danger", "unable-to-assess": "Danger not known"}
"""HL7 FHIR R4 AllergyIntolerance.criticality, in words."""


class State(StrEnum):
    WAITING = "waiting"
    """For a second person."""
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Wish:
    request_id: str = field(repr=False)
    code: str = field(repr=False)
    reason: str = field(repr=False)
    is_alone: bool


@dataclass(frozen=True)
class Emergency:
    emergency_id: str
    state: State
    is_yours: bool
    asked_by: str
    second: str | None
    is_alone: bool
    reason: str | None = field(repr=False)
    at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Allergy:
    name: str
    criticality: str | None
    """None: that no allergy is known."""


def allergies(bundle: Any) -> Sequence[Allergy]:
    """Of a FHIR Bundle of AllergyIntolerance. Raises KeyError, TypeError for anything else."""
    found = [each["resource"] for each in bundle["entry"]]
    return [Allergy(str(each["code"]["text"]), each.get("criticality")) for each in found]
