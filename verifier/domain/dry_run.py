"""A template tried on sample cards, before anybody is asked by it: what would be shown, what proved, and if it holds.

The cards of a type are taken in the order in which they are given, the first that does for each group, each once for
copies. Left out, since sample cards have neither issuer nor revocation: trust, the day of issuance, and revocation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from agent.protocol import CredDefId, Did
from verifier.domain.across import breach
from verifier.domain.asking import Circumstances, ask
from verifier.domain.bounds import PredicateType, holds
from verifier.domain.question import AskedGroup, AskedPredicate, Question
from verifier.domain.template import Template
from verifier.domain.trust import TrustEntry
from verifier.domain.verdict import Reason

SAMPLE_DID = Did("SampeSampeSampeSampe12")
_ALWAYS = date(1900, 1, 1)


@dataclass(frozen=True)
class SampleCard:
    credential_type: str
    attributes: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class TriedProof:
    attribute: str
    comparison: PredicateType
    value: int
    holds: bool


@dataclass(frozen=True)
class TriedGroup:
    """What one group makes of the card that it would be answered from."""

    referent: str
    credential_type: str
    card: int | None
    """Position among the sample cards."""
    revealed: Mapping[str, str] = field(repr=False)
    proved: tuple[TriedProof, ...]
    reason: Reason | None
    """Why the group does not hold."""


@dataclass(frozen=True)
class DryRun:
    reason: Reason | None
    """None: it would hold."""
    copies_needed: Mapping[str, int] | None
    groups: tuple[TriedGroup, ...]


def dry_run(template: Template, cards: Sequence[SampleCard], copies: Mapping[str, int], at: datetime) -> DryRun:
    """Raises CopiesNotPossible."""
    question = _question(template, copies, at)
    tried: list[TriedGroup] = []
    for group in question.groups:
        used = {each.card for each in tried if _are_copies(each, group)}
        tried.append(_best(group, cards, used))
    for each in tried:
        if each.reason is not None:
            return DryRun(each.reason, None, tuple(tried))
    revealed = {each.referent: each.revealed for each in tried}
    found = breach(question, revealed, {each.referent: SAMPLE_DID for each in tried})
    return DryRun(found.reason if found else None, found.copies_needed if found else None, tuple(tried))


def _question(template: Template, copies: Mapping[str, int], at: datetime) -> Question:
    types = {group.credential_type for group in template.groups}
    trusted = tuple(
        TrustEntry(SAMPLE_DID, "", name, CredDefId(f"{SAMPLE_DID}:3:CL:{number}:{name}"), _ALWAYS)
        for number, name in enumerate(sorted(types), start=1)
    )
    return ask(template, trusted, Circumstances("1", at.astimezone(UTC), at), copies)


def _are_copies(tried: TriedGroup, group: AskedGroup) -> bool:
    return tried.referent.partition("-")[0] == group.referent.partition("-")[0]


def _best(group: AskedGroup, cards: Sequence[SampleCard], used: set[int | None]) -> TriedGroup:
    candidates = [
        _try(group, position, card)
        for position, card in enumerate(cards)
        if card.credential_type == group.credential_type and position not in used
    ]
    nothing = TriedGroup(group.referent, group.credential_type, None, {}, (), Reason.NO_CREDENTIAL)
    return next((each for each in candidates if each.reason is None), candidates[0] if candidates else nothing)


def _try(group: AskedGroup, position: int, card: SampleCard) -> TriedGroup:
    values = card.attributes
    asked = [each for each in group.predicates if not each.referent.startswith(f"{group.referent}.issued-")]
    proved = tuple(
        TriedProof(each.attribute, each.comparison, each.value, _proves(each, values.get(each.attribute)))
        for each in asked
    )
    revealed = {name: values[name] for name in group.reveal if name in values}
    return TriedGroup(group.referent, group.credential_type, position, revealed, proved, _fault(group, values, proved))


def _fault(group: AskedGroup, values: Mapping[str, str], proved: tuple[TriedProof, ...]) -> Reason | None:
    if not set(group.reveal) <= set(values):
        return Reason.NOT_REVEALED
    if any(values[name] != demanded for name, demanded in group.where.items()):
        return Reason.WRONG_VALUE
    for check in group.checks:
        if not holds(check.comparison, check.value, values[check.attribute]):
            return Reason(check.otherwise.value)
    return None if all(each.holds for each in proved) else Reason.NO_CREDENTIAL


def _proves(asked: AskedPredicate, raw: str | None) -> bool:
    return raw is not None and holds(asked.comparison, asked.value, raw)
