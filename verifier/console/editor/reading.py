"""What the patient will read, in the three languages: what is seen, and what is only proved.

Made of the draft, whether or not it is a template yet. A wallet app has its own words; what it is told is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from verifier.console.editor.draft import BoundRow, Draft, GroupDraft
from verifier.console.editor.phrases import PHRASES, Phrases
from verifier.domain.card_type import CardType, label, type_label
from verifier.domain.language import Language

_BEFORE = "_before_today"
NOT_YET = "..."
"""For what was not typed yet."""


@dataclass(frozen=True)
class CardReading:
    card: str
    seen: tuple[str, ...]
    proved: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    language: Language
    phrases: Phrases
    title: str
    purpose: str
    cards: tuple[CardReading, ...]


def readings(draft: Draft, card_types: Mapping[str, CardType]) -> tuple[Reading, ...]:
    return tuple(
        Reading(
            language=language,
            phrases=PHRASES[language],
            title=draft.title.get(language) or NOT_YET,
            purpose=draft.purpose.get(language) or NOT_YET,
            cards=tuple(_card(group, card_types, language) for group in draft.groups),
        )
        for language in Language
    )


def bound_words(row: BoundRow, named: str, phrases: Phrases) -> str:
    """One comparison; `named` is the attribute in words."""
    amount = row.amount or NOT_YET
    if row.unit == "number":
        pattern, unit = phrases.number, ""
    elif amount == "0":
        pattern, unit = phrases.today, ""
    else:
        one, several = phrases.units.get(row.unit.removesuffix(_BEFORE), ("", ""))
        pattern, unit = phrases.relative, one if amount == "1" else several
    return pattern.get(row.comparison, "{label}").format(label=named, amount=amount, unit=unit)


def _card(group: GroupDraft, card_types: Mapping[str, CardType], language: Language) -> CardReading:
    phrases = PHRASES[language]

    def named(attribute: str) -> str:
        return label(card_types, group.credential_type, attribute, language)

    demanded = {
        row.attribute: phrases.demanded.format(label=named(row.attribute), value=row.value) for row in group.where
    }
    return CardReading(
        card=(phrases.several if group.copies.wanted else phrases.from_card).format(
            card=type_label(card_types, group.credential_type, language) or NOT_YET
        ),
        seen=tuple(demanded.get(name) or named(name) for name in group.reveal),
        proved=tuple(bound_words(row, named(row.attribute), phrases) for row in group.prove if row.attribute),
    )
