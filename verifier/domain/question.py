"""A question as it was asked, and the AnonCreds presentation request that it is sent as.

Three rules keep it from being answered by cheating: every referent, predicates included, carries the same restrictions
(definition and demanded values); values are asked for in a `names` group, whose answer cannot be left unrevealed;
`non_revoked` is one moment, from = to, later than any answer (`Question.not_revoked_at`). The judgement checks the same
again, because a wallet is free to answer as it likes. How a question comes from a template: asked.py.
Sources: AnonCreds Specification v1.0, presentation request; Aries RFC 0441 (from = to).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from agent.ports import ProofRequest
from agent.protocol import CLOCK_SKEW_S, CredDefId
from verifier.domain.bounds import PredicateType, Shortfall
from verifier.domain.language import Language
from verifier.domain.trust import IssuanceWindow


@dataclass(frozen=True)
class AskedPredicate:
    referent: str
    attribute: str
    comparison: PredicateType
    value: int


@dataclass(frozen=True)
class AskedCheck:
    """A bound on a revealed value, and what it means if the value is out of it."""

    attribute: str
    comparison: PredicateType
    value: int
    otherwise: Shortfall


@dataclass(frozen=True)
class AskedGroup:
    """A group as it was asked: what the judgement compares the answer with."""

    referent: str
    credential_type: str
    reveal: tuple[str, ...]
    where: Mapping[str, str]
    predicates: tuple[AskedPredicate, ...]
    trusted: frozenset[CredDefId]
    checks: tuple[AskedCheck, ...] = ()
    issued_attribute: str | None = None
    """The revealed day of issuance, where the windows of the trusted issuers are compared with it one by one."""
    windows: Mapping[CredDefId, IssuanceWindow] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """A revealed attribute of one group."""

    referent: str
    attribute: str


@dataclass(frozen=True)
class AskedCopies:
    """Groups that have to be answered from distinct cards: each of the attributes differs among them."""

    name: str
    """Of the template's group."""
    referents: tuple[str, ...]
    distinct: tuple[str, ...]
    counted_by: Shown | None = None
    """The number that says how many there are."""


@dataclass(frozen=True)
class Question:
    """One request as sent, with all that is needed to judge its answer years later."""

    template_id: str
    template_version: str
    purpose: str
    """What the patient was told it is for, and how long it is kept."""
    nonce: str
    asked_at: datetime
    answer_by: datetime
    groups: tuple[AskedGroup, ...]
    language: Language = Language.ENGLISH
    equal: tuple[tuple[Shown, ...], ...] = ()
    copies: tuple[AskedCopies, ...] = ()
    decide_within_s: int = 300
    revocation_max_age_s: int = 300
    valid_for_s: int = 0
    keep_for_s: int = 0

    @property
    def not_revoked_at(self) -> int:
        """Unix seconds as the ledger counts them: the answer must hold against the list in force at this moment.

        Lists are named by a validator's clock in whole seconds. A moment at the time of asking, by our clock, would
        miss a card that was revoked just before by a clock that is ahead of ours. This one lies after every answer in
        time, so wallet and verifier both take the newest list there is, and no clock decides.
        """
        return math.ceil(self.answer_by.timestamp()) + CLOCK_SKEW_S


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


def _restrictions(group: AskedGroup) -> list[dict[str, str]]:
    demanded = {f"attr::{name}::value": value for name, value in group.where.items()}
    return [{"cred_def_id": cred_def_id, **demanded} for cred_def_id in sorted(group.trusted)]
