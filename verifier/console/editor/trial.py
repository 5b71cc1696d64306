"""The dry run of the editor: which sample cards are tried, and what comes of it in words. Nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from verifier.console.editor.draft import GroupDraft, ValueRow
from verifier.console.editor.fields import Fields
from verifier.domain.asking import CopiesNotPossible
from verifier.domain.bounds import DATEINT
from verifier.domain.card_type import CardType, label
from verifier.domain.dry_run import DryRun, SampleCard, TriedGroup, TriedProof, dry_run
from verifier.domain.language import Language
from verifier.domain.template import Template
from verifier.domain.words import explain

_ENGLISH = Language.ENGLISH


@dataclass(frozen=True)
class OwnCard:
    """A sample card typed in the form."""

    credential_type: str
    values: tuple[ValueRow, ...] = field(repr=False)


@dataclass(frozen=True)
class Trial:
    chosen: tuple[str, ...] = ()
    """Ready cards: `vaccination/0`."""
    own: tuple[OwnCard, ...] = ()
    copies: Mapping[str, str] = field(default_factory=dict)
    """Group -> how many are asked."""

    def with_card_for(self, group: GroupDraft, card_types: Mapping[str, CardType], today: date) -> "Trial":
        """With a card that has what the group asks, filled in like the first ready one of its type."""
        known = card_types.get(group.credential_type)
        ready = known.cards[0].on(known.name, today).attributes if known else {}
        names = dict.fromkeys((*group.reveal, *(row.attribute for row in group.prove)))
        values = tuple(ValueRow(name, ready.get(name, "")) for name in names if name)
        return replace(self, own=(*self.own, OwnCard(group.credential_type, values)))


@dataclass(frozen=True)
class Line:
    words: str
    holds: bool


@dataclass(frozen=True)
class GroupOutcome:
    group: str
    card: str | None
    """Which sample card answers."""
    shown: tuple[tuple[str, str], ...] = field(repr=False)
    proved: tuple[Line, ...] = field(repr=False)
    reason: str | None


@dataclass(frozen=True)
class Outcome:
    holds: bool
    reason: str | None
    copies_needed: Mapping[str, int]
    groups: tuple[GroupOutcome, ...]


def read_trial(fields: Fields) -> Trial:
    own = tuple(
        OwnCard(
            fields.one(f"{row}.credential_type"),
            tuple(
                ValueRow(name, fields.one(f"{each}.value"))
                for each in fields.rows(f"{row}.values")
                if (name := fields.one(f"{each}.attribute"))
            ),
        )
        for row in fields.rows("cards")
    )
    return Trial(fields.every("sample"), own, fields.below("try"))


def try_out(template: Template, trial: Trial, card_types: Mapping[str, CardType], at: datetime) -> Outcome:
    """Raises CopiesNotPossible."""
    cards = [*_own(trial), *_ready(trial, card_types, at.date())]
    found = dry_run(template, [card for _, card in cards], _copies(template, trial), at)
    groups = tuple(_outcome(each, [title for title, _ in cards], card_types) for each in found.groups)
    return Outcome(found.reason is None, _reason(found), found.copies_needed or {}, groups)


def _own(trial: Trial) -> list[tuple[str, SampleCard]]:
    return [
        (f"Your card {number}", SampleCard(card.credential_type, {row.attribute: row.value for row in card.values}))
        for number, card in enumerate(trial.own, start=1)
    ]


def _ready(trial: Trial, card_types: Mapping[str, CardType], today: date) -> list[tuple[str, SampleCard]]:
    return [
        (card.title, card.on(name, today))
        for name, known in card_types.items()
        for number, card in enumerate(known.cards)
        if f"{name}/{number}" in trial.chosen
    ]


def _copies(template: Template, trial: Trial) -> dict[str, int]:
    several = {group.name for group in template.groups if group.copies}
    typed = {name: text for name, text in trial.copies.items() if name in several and text}
    if wrong := [name for name, text in typed.items() if not (text.isascii() and text.isdecimal() and len(text) < 4)]:
        raise CopiesNotPossible(f"the number of {wrong[0]} is no whole number")
    return {name: int(text) for name, text in typed.items()}


def _reason(found: DryRun | TriedGroup) -> str | None:
    return explain(found.reason, _ENGLISH).sentence if found.reason else None


def _outcome(tried: TriedGroup, titles: list[str], card_types: Mapping[str, CardType]) -> GroupOutcome:
    def named(attribute: str) -> str:
        return label(card_types, tried.credential_type, attribute, _ENGLISH)

    return GroupOutcome(
        group=tried.referent,
        card=None if tried.card is None else titles[tried.card],
        shown=tuple((named(name), value) for name, value in tried.revealed.items()),
        proved=tuple(Line(_proof(each, named(each.attribute)), each.holds) for each in tried.proved),
        reason=_reason(tried),
    )


def _proof(proof: TriedProof, named: str) -> str:
    relation = {">=": "or later", "<=": "or earlier"} if proof.attribute.endswith(DATEINT) else None
    if relation is None:
        return f"{named} {'at least' if proof.comparison == '>=' else 'at most'} {proof.value}"
    day = date(proof.value // 10_000, proof.value // 100 % 100, proof.value % 100)
    return f"{named}: {day.day} {day:%b} {day.year} {relation[proof.comparison]}"
