"""A credential type: the attributes of a credential, their meaning and form. A type is a data file, not code.

A changed file is a new `version`, and so a new schema; the old one stays readable on the ledger.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

MAX_ATTRIBUTES = 125
"""The ledger refuses schemas with more."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){1,2}")
_CANONICAL = re.compile(r"0|-?[1-9][0-9]{0,9}")


class AttributeKind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    """A canonical 32-bit integer: the only kind that a predicate can compare."""
    DATEINT = "dateint"
    """An integer YYYYMMDD that is a day of the calendar, or 99991231 for lifelong."""
    ISSUED_ON = "issued-on"
    """The day of issuance as a dateint: set by the issuer, never claimed. Verifiers' trust rests on it."""


@dataclass(frozen=True)
class AttributeType:
    name: str
    kind: AttributeKind
    meaning: str
    required: bool = False
    unknown: str = ""
    """The value that stands for "not known": rounded against the holder where it is a number."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError("an attribute's name is small letters, digits and _, and begins with a letter")
        if self.kind is AttributeKind.ISSUED_ON:
            if self.required or self.unknown:
                raise ValueError(f"{self.name}: the day of issuance is neither required nor unknown")
        elif self.kind is not AttributeKind.TEXT and not self.required and not _CANONICAL.fullmatch(self.unknown):
            raise ValueError(f"{self.name}: an optional number needs the number that stands for unknown")


@dataclass(frozen=True)
class CredentialType:
    name: str
    version: str
    title: str
    registry_size: int
    """Credentials per revocation registry."""
    attributes: tuple[AttributeType, ...]

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or not self.title:
            raise ValueError("a type has a title, and a name of small letters, digits and _")
        if not _VERSION.fullmatch(self.version):
            raise ValueError(f"{self.name}: a version is two or three numbers with dots between them")
        names = self.attribute_names
        if not names or len(names) > MAX_ATTRIBUTES or len(set(names)) != len(names):
            raise ValueError(f"{self.name}: between 1 and {MAX_ATTRIBUTES} attributes of distinct names")
        if not 4 <= self.registry_size <= 32_768:
            raise ValueError(f"{self.name}: registry_size lies between 4 and 32768")

    @property
    def attribute_names(self) -> tuple[str, ...]:
        return tuple(attribute.name for attribute in self.attributes)
