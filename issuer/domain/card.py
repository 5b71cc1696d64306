"""A credential as the phone will show it: what it says in each language, and a line for each value that is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from issuer.domain.card_display import Language
from issuer.domain.claims import LIFELONG
from issuer.domain.credential_type import AttributeKind, AttributeType, CredentialType


@dataclass(frozen=True)
class CardLine:
    label: str
    value: str = field(repr=False)


@dataclass(frozen=True)
class Spoken:
    """What the card says in one language."""

    language: Language
    label: str
    sentence: str = field(repr=False)

    @property
    def direction(self) -> str:
        return "rtl" if self.language is Language.ARABIC else "ltr"


@dataclass(frozen=True)
class Card:
    type_name: str
    spoken: tuple[Spoken, ...]
    lines: tuple[CardLine, ...]


def card_of(credential_type: CredentialType, attributes: Mapping[str, str]) -> Card:
    """The card of these attribute values, in the type's order; what stands for "not known" is left out."""
    values = {each.name: attributes.get(each.name, each.unknown) for each in credential_type.attributes}
    known = ((each, values[each.name]) for each in credential_type.attributes)
    lines = tuple(CardLine(each.label, _shown(each, value)) for each, value in known if value and value != each.unknown)
    return Card(credential_type.name, _spoken(credential_type, values), lines)


def _spoken(credential_type: CredentialType, values: Mapping[str, str]) -> tuple[Spoken, ...]:
    words = credential_type.display.words
    return tuple(Spoken(each, words[each].label, credential_type.sentence(each, values)) for each in Language)


def _shown(attribute: AttributeType, value: str) -> str:
    if attribute.kind not in (AttributeKind.DATEINT, AttributeKind.ISSUED_ON):
        return value
    if value == LIFELONG:
        return "lifelong"
    day = date(int(value[:4]), int(value[4:6]), int(value[6:]))
    return f"{day.day} {day:%B %Y}"
