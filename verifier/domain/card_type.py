"""What the editor knows of a type of card: its attributes in words, and sample cards whose dates move with the day.

It says nothing of whom to trust, and a template may ask for types that are not known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import with_config

from verifier.domain.bounds import DATEINT, NO_OTHER_NAMES, Bound, PredicateType, Proof, resolve
from verifier.domain.dry_run import SampleCard
from verifier.domain.language import Language

Words = Mapping[Language, str]


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class ReadyCard:
    """A made-up card."""

    title: str
    attributes: Mapping[str, str | Bound]

    def on(self, credential_type: str, today: date) -> SampleCard:
        values = {name: _value(value, today) for name, value in self.attributes.items()}
        return SampleCard(credential_type, values)


@with_config(NO_OTHER_NAMES)
@dataclass(frozen=True)
class CardType:
    name: str
    words: Words
    attributes: Mapping[str, Words]
    cards: tuple[ReadyCard, ...]

    def __post_init__(self) -> None:
        for words in (self.words, *self.attributes.values()):
            if set(words) != set(Language):
                raise ValueError(f"{self.name}: words are given in {', '.join(Language)}")
        for card in self.cards:
            if set(card.attributes) != set(self.attributes):
                raise ValueError(f"{self.name}: {card.title}: it has other attributes than its type")


def label(card_types: Mapping[str, CardType], credential_type: str, attribute: str, language: Language) -> str:
    """An attribute in words; of a type that is not known, its name."""
    known = card_types.get(credential_type)
    words = known.attributes.get(attribute) if known else None
    return words[language] if words else attribute.removesuffix(DATEINT).replace("_", " ")


def type_label(card_types: Mapping[str, CardType], credential_type: str, language: Language) -> str:
    known = card_types.get(credential_type)
    return known.words[language] if known else credential_type.replace("_", " ")


def _value(value: str | Bound, today: date) -> str:
    if isinstance(value, str):
        return value
    return str(resolve(Proof("a_dateint", PredicateType.AT_MOST, value), today))
