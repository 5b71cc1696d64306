"""What a person takes along: everything that is kept of them, in a form that says what it means (docs/export.md).

Pure: it puts together what the agent and the tables gave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agent.ports import HeldCredential
from wallet_api.domain.account import Relation
from wallet_api.domain.card_face import Face
from wallet_api.domain.card_type import AttributeDisplay, CardType, Words
from wallet_api.domain.meaning import label, meaning
from wallet_api.domain.record import Category, MediaType, Source
from wallet_api.domain.request import RequestedGroup
from wallet_api.domain.schema import schema_name

FORMAT = "salus-export/1"

type Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""Kind -> the rows that are kept."""


@dataclass(frozen=True)
class Value:
    name: str
    value: str
    """As the issuer signed it."""
    label: Words
    meaning: Words
    is_code: bool
    """Whether it says the same as another value, for machines."""


@dataclass(frozen=True)
class Shown:
    """Where a card was shown, in words."""

    at: datetime
    to: str | None
    """As the registry called them then; None for somebody unknown."""
    who_says_it_is: str
    purpose: str
    is_certain: bool
    """False where it was about to be shown, and nobody can tell whether it was."""
    seen: Sequence[Words]
    proved: Sequence[Words]


@dataclass(frozen=True)
class ExportedCard:
    credential_id: str
    credential_type: str | None
    label: Words
    issuer_says_it_is: str
    issuer_did: str
    schema_id: str
    cred_def_id: str
    rev_reg_id: str | None
    cred_rev_id: int | None
    revoked: bool | None
    """As the ledger said then; null where it could not be asked."""
    replaced: bool
    until: date | None
    stored_at: datetime | None
    values: Sequence[Value]
    shown: Sequence[Shown]


@dataclass(frozen=True)
class ExportedDocument:
    """What is said of a record. Its content is not in the copy."""

    record_id: str
    title: str
    category: Category
    day: date | None
    media_type: MediaType
    fhir_type: str | None
    size_bytes: int
    added_at: datetime
    source: Source
    provenance: Mapping[str, Any]
    """FHIR R4 Provenance: whose it is, with the signature of an organisation that put it in."""


@dataclass(frozen=True)
class Asked:
    """A request, in words."""

    at: datetime
    who_says_it_is: str
    purpose: str
    state: str
    seen: Sequence[Words]
    proved: Sequence[Words]


@dataclass(frozen=True)
class ExportedWallet:
    wallet_id: str
    label: str
    relation: Relation
    cards: Sequence[ExportedCard]
    asked: Sequence[Asked]
    documents: Sequence[ExportedDocument]
    documents_damaged: int
    """How many could not be read any more."""
    records: Rows


@dataclass(frozen=True)
class Export:
    format: str
    made_at: datetime
    service: str
    wallets: Sequence[ExportedWallet]
    records: Rows


def exported_card(
    held: HeldCredential, face: Face, types: Mapping[str, CardType], *, revoked: bool | None,
    claimed_label: str, stored_at: datetime | None, shown: Sequence[Shown],
) -> ExportedCard:  # fmt: skip
    name = schema_name(held.schema_id)
    kind = types.get(name or "")
    return ExportedCard(
        credential_id=held.credential_id, credential_type=name, label=kind.label if kind else label(name or "", None),
        issuer_says_it_is=claimed_label, issuer_did=held.cred_def_id.partition(":")[0], schema_id=held.schema_id,
        cred_def_id=held.cred_def_id, rev_reg_id=held.rev_reg_id, cred_rev_id=held.cred_rev_id, revoked=revoked,
        replaced=face.replaced, until=face.until, stored_at=stored_at, values=_values(held.attributes, kind),
        shown=shown,
    )  # fmt: skip


def asked(groups: Sequence[RequestedGroup], types: Mapping[str, CardType]) -> tuple[Sequence[Words], Sequence[Words]]:
    """What was to be seen, and what was only to be proved."""
    displays = _displays(types)
    names = dict.fromkeys(name for group in groups for name in group.revealed_names)
    proved = []
    for predicate in (each for group in groups for each in group.predicates):
        display = displays.get(predicate.attribute)
        named, bound = label(predicate.attribute, display), meaning(str(predicate.value), display)
        proved.append(
            {language: f"{word} {predicate.comparison} {bound[language]}" for language, word in named.items()}
        )
    return [label(name, displays.get(name)) for name in names], proved


def named(attributes: Sequence[str], types: Mapping[str, CardType]) -> Sequence[Words]:
    displays = _displays(types)
    return [label(name, displays.get(name)) for name in attributes]


def _displays(types: Mapping[str, CardType]) -> Mapping[str, AttributeDisplay]:
    return {name: display for kind in types.values() for name, display in kind.attributes.items()}


def _values(attributes: Mapping[str, str], kind: CardType | None) -> Sequence[Value]:
    """In the order in which the type shows them; what it does not know comes last."""
    displays = kind.attributes if kind else {}
    names = [name for name in displays if name in attributes] + sorted(set(attributes) - set(displays))
    return [
        Value(
            name, attributes[name], label(name, displays.get(name)), meaning(attributes[name], displays.get(name)),
            is_code=name in displays and displays[name].kind == "code",
        )
        for name in names
    ]  # fmt: skip
