"""A credential type: the attributes of a credential, their meaning and form. A type is a data file, not code.

A changed file is a new `version`, and so a new schema; the old one stays readable on the ledger.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from issuer.domain.card_display import CardDisplay, Language

ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
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
    unit: str = ""
    """Of a measured number, in UCUM."""
    code_system: str = ""
    """Whose code it is: SNOMED CT, CVX, ATC, ISO 3166-1."""

    @property
    def label(self) -> str:
        """For a form or a card: the meaning, and whose code it is or in which unit."""
        of = self.code_system or self.unit
        return f"{self.meaning} ({of})" if of else self.meaning

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError("an attribute's name is small letters, digits and _, and begins with a letter")
        if self.kind is AttributeKind.ISSUED_ON:
            if self.required or self.unknown:
                raise ValueError(f"{self.name}: the day of issuance is neither required nor unknown")
        elif self.kind is not AttributeKind.TEXT and not self.required and not _CANONICAL.fullmatch(self.unknown):
            raise ValueError(f"{self.name}: an optional number needs the number that stands for unknown")


class Publish(StrEnum):
    """When a type goes onto the ledger. Its keys take seconds to make, so what few issuers need waits for a request."""

    AT_START = "at-start"
    ON_REQUEST = "on-request"


@dataclass(frozen=True)
class CredentialType:
    name: str
    version: str
    title: str
    registry_size: int
    """Credentials per revocation registry."""
    attributes: tuple[AttributeType, ...]
    subject: str
    """The attribute that names whom it is about."""
    display: CardDisplay
    publish: Publish = Publish.AT_START
    validity: str | None = None
    """The attribute that is the last day of validity; None if it does not end by itself."""
    recall: str | None = None
    """The attribute by whose value many are called back at once, such as a lot; None if there is none."""

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
        for rule, named in (("subject", self.subject), ("validity", self.validity), ("recall", self.recall)):
            if named is not None and named not in names:
                raise ValueError(f"{self.name}: {rule} names what is no attribute")
        if self.validity is not None and self.attribute(self.validity).kind is not AttributeKind.DATEINT:
            raise ValueError(f"{self.name}: validity names a dateint")
        self.display.check_placeholders(names)

    @property
    def attribute_names(self) -> tuple[str, ...]:
        return tuple(attribute.name for attribute in self.attributes)

    def attribute(self, name: str) -> AttributeType:
        """Raises KeyError."""
        return {each.name: each for each in self.attributes}[name]

    def sentence(self, language: Language, values: Mapping[str, str]) -> str:
        """The card's sentence about these attribute values; a day is written as 2024-03-01.

        In Arabic each value is isolated (Unicode UAX 9), or a day's parts would change places.
        """
        shown = {name: _shown(self.attribute(name), value) for name, value in values.items()}
        if language is Language.ARABIC:
            shown = {name: f"{ISOLATE}{value}{END_OF_ISOLATE}" for name, value in shown.items()}
        return self.display.words[language].sentence.format_map(shown)


def _shown(attribute: AttributeType, value: str) -> str:
    if attribute.kind in (AttributeKind.DATEINT, AttributeKind.ISSUED_ON) and len(value) == 8:
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    return value
