"""A hostile wallet's own cryptography: from its cards to the presentation of a cell of the matrix, with anoncreds."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.ports import Presentation, ProofRequest
from tests.flows.hostile.matrix import ALWAYS, Case, Cell, Claims
from tests.unit.verifier.cards import Card, CardIssuer, Use, present
from verifier.domain.question import AskedGroup, Question, proof_request

OURS, UNTRUSTED, NAMESAKE = "trusted", "on the trusted one's schema", "on a schema of the same name"
_ISSUED_BY = {Case.UNTRUSTED: UNTRUSTED, Case.NAMESAKE: NAMESAKE}


@dataclass(frozen=True)
class Held:
    card: Card
    values: Claims


@dataclass
class Cheat:
    """Holds whatever card is needed: the issuers are at hand."""

    issuers: Mapping[tuple[str, str], CardIssuer]
    """By whose it is, and credential type."""
    link_secret: str
    today: str
    _held: dict[tuple[object, ...], Held] = field(default_factory=dict)

    def revoked_for(self, cell: Cell) -> Card:
        """The card of this cell that has to be revoked before it is shown."""
        group = next(each for each in cell.row.groups if each.referent == cell.at)
        return self._card(cell, group).card

    def answer(self, cell: Cell, question: Question, other_nonce: str = "") -> Presentation:
        cards = {group.referent: self._card(cell, group) for group in question.groups}
        request = proof_request(question)
        if cell.case is Case.OTHER_NONCE:
            request["nonce"] = other_nonce
        uses = [use for group in question.groups for use in self._uses(cell, group, cards[group.referent])]
        made = present(_provable(request, question, cards), uses, self.link_secret)
        if cell.case is Case.TAMPERED:
            challenge = made["proof"]["aggregated_proof"]["c_hash"]
            made["proof"]["aggregated_proof"]["c_hash"] = str(int(challenge) ^ 1)
        if cell.case is Case.SELF_ATTESTED:
            _attest(made["requested_proof"], cell.at)
        return made

    def _uses(self, cell: Cell, group: AskedGroup, held: Held) -> list[Use]:
        shown = [group.referent] if group.reveal else []
        predicates = [each.referent for each in group.predicates]
        list_at = held.card.registry.oldest if cell.case is Case.REVOKED and cell.at == group.referent else None
        if cell.case is Case.UNREVEALED and cell.at == group.referent:
            return [Use(held.card, [], shown, predicates, list_at)]
        if cell.case is Case.MIXED and cell.at in {*shown, *predicates}:
            another = self._card(cell, group, another=True).card
            apart = Use(another, [*({cell.at} & {*shown})], [], [*({cell.at} & {*predicates})])
            rest = Use(held.card, [*({*shown} - {cell.at})], [], [each for each in predicates if each != cell.at])
            return [rest, apart]
        return [Use(held.card, shown, [], predicates, list_at)]

    def _card(self, cell: Cell, group: AskedGroup, *, another: bool = False) -> Held:
        it_is_this = cell.at == group.referent
        claims = cell.claims if it_is_this and cell.claims is not None else cell.row.hand[group.referent]
        whose = _ISSUED_BY.get(cell.case, OURS) if it_is_this else OURS
        revoked = it_is_this and cell.case is Case.REVOKED
        key = (whose, group.credential_type, tuple(sorted(claims.items())), revoked, another)
        if key not in self._held:
            issuer = self.issuers[whose, group.credential_type]
            said = ALWAYS[group.credential_type] | {"issued_dateint": self.today} | claims
            values = {name: said.get(name, "0") for name in issuer.schema.to_dict()["attrNames"]}
            self._held[key] = Held(issuer.issue(values, self.link_secret), values)
        return self._held[key]


def _provable(request: ProofRequest, question: Question, cards: Mapping[str, Held]) -> ProofRequest:
    """The same request, where a predicate does not hold of its card with the nearest bound that does."""
    provable: Any = copy.deepcopy(request)
    for group in question.groups:
        for predicate in group.predicates:
            has = int(cards[group.referent].values[predicate.attribute])
            nearest = min if predicate.comparison == ">=" else max
            provable["requested_predicates"][predicate.referent]["p_value"] = nearest(has, predicate.value)
    return ProofRequest(provable)


def _attest(told: Any, referent: str) -> None:
    """State by oneself what should be shown from the card."""
    shown = told.get("revealed_attr_groups", {}).pop(referent, None)
    told["self_attested_attrs"][referent] = next(iter(shown["values"].values()))["raw"] if shown else "19900101"
