"""From a template to the AnonCreds presentation request that cannot be answered by cheating.

Three rules make it so: every referent, predicates included, carries the same restrictions (definition and demanded
values); values are asked for in a `names` group, whose answer cannot be left unrevealed; `non_revoked` is one moment,
from = to, later than any answer (`Question.not_revoked_at`). The judgement checks the same again, because a wallet is
free to answer as it likes.
Sources: AnonCreds Specification v1.0, presentation request; Aries RFC 0441 (from = to).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from agent.ports import ProofRequest
from agent.protocol import CredDefId
from verifier.domain.template import Group, PredicateType, Proof, Template, dateint, resolve
from verifier.domain.trust import TrustEntry, entries_for, issuance_window

CLOCK_SKEW_S = 300
"""How far validators let the clock of the one who proposes be off (plenum: ACCEPTABLE_DEVIATION_PREPREPARE_SECS)."""


@dataclass(frozen=True)
class AskedPredicate:
    referent: str
    attribute: str
    comparison: PredicateType
    value: int


@dataclass(frozen=True)
class AskedGroup:
    """A group as it was asked: what the judgement compares the answer with."""

    referent: str
    credential_type: str
    reveal: tuple[str, ...]
    where: Mapping[str, str]
    predicates: tuple[AskedPredicate, ...]
    trusted: frozenset[CredDefId]


@dataclass(frozen=True)
class Question:
    """One request as sent, with all that is needed to judge its answer years later."""

    template_id: str
    template_version: str
    purpose: str
    """What the patient was told it is for."""
    nonce: str
    asked_at: datetime
    answer_by: datetime
    groups: tuple[AskedGroup, ...]

    @property
    def not_revoked_at(self) -> int:
        """Unix seconds as the ledger counts them: the answer must hold against the list in force at this moment.

        Lists are named by a validator's clock in whole seconds. A moment at the time of asking, by our clock, would
        miss a card that was revoked just before by a clock that is ahead of ours. This one lies after every answer in
        time, so wallet and verifier both take the newest list there is, and no clock decides.
        """
        return math.ceil(self.answer_by.timestamp()) + CLOCK_SKEW_S


class NobodyTrusted(ValueError):
    """No issuer is trusted for a type of credential that the template needs."""


def ask(
    template: Template, registry: tuple[TrustEntry, ...], *, nonce: str, asked_at: datetime, answer_by: datetime
) -> Question:
    """The question of this template at this moment.

    Raises:
        NobodyTrusted: the registry holds no issuer for a type that the template asks for.
    """
    groups = tuple(_asked_group(group, registry, asked_at) for group in template.groups)
    return Question(template.id, template.version, template.purpose, nonce, asked_at, answer_by, groups)


def proof_request(question: Question) -> ProofRequest:
    """The AnonCreds presentation request of a question."""
    moment = question.not_revoked_at
    attributes: dict[str, object] = {}
    predicates: dict[str, object] = {}
    for group in question.groups:
        restrictions = _restrictions(group)
        if group.reveal:
            attributes[group.referent] = {"names": list(group.reveal), "restrictions": restrictions}
        for predicate in group.predicates:
            predicates[predicate.referent] = {
                "name": predicate.attribute,
                "p_type": predicate.comparison.value,
                "p_value": predicate.value,
                "restrictions": restrictions,
            }
    return ProofRequest(
        {
            "name": question.template_id,
            "version": question.template_version,
            "nonce": question.nonce,
            "requested_attributes": attributes,
            "requested_predicates": predicates,
            "non_revoked": {"from": moment, "to": moment},
        }
    )


def _asked_group(group: Group, registry: tuple[TrustEntry, ...], asked_at: datetime) -> AskedGroup:
    entries = entries_for(registry, group.credential_type)
    if not entries:
        raise NobodyTrusted(group.credential_type)
    predicates = [_asked_predicate(group, index, proof, asked_at) for index, proof in enumerate(group.prove, start=1)]
    return AskedGroup(
        referent=group.name,
        credential_type=group.credential_type,
        reveal=group.reveal,
        where=group.where,
        predicates=(*predicates, *_issued_in_window(group, entries)),
        trusted=frozenset(entry.cred_def_id for entry in entries),
    )


def _asked_predicate(group: Group, index: int, proof: Proof, asked_at: datetime) -> AskedPredicate:
    value = resolve(proof, asked_at.date())
    return AskedPredicate(f"{group.name}.{index}.{proof.attribute}", proof.attribute, proof.comparison, value)


def _issued_in_window(group: Group, entries: tuple[TrustEntry, ...]) -> tuple[AskedPredicate, ...]:
    window = issuance_window(entries)
    referent = f"{group.name}.issued"
    since = AskedPredicate(f"{referent}-since", window.attribute, PredicateType.AT_LEAST, dateint(window.first))
    if window.last is None:
        return (since,)
    return (since, AskedPredicate(f"{referent}-until", window.attribute, PredicateType.AT_MOST, dateint(window.last)))


def _restrictions(group: AskedGroup) -> list[dict[str, str]]:
    demanded = {f"attr::{name}::value": value for name, value in group.where.items()}
    return [{"cred_def_id": cred_def_id, **demanded} for cred_def_id in sorted(group.trusted)]
