"""Puts into each invitation the proof of who asks, where the verifier has a key that wallets' registries know.

It is made last: it covers the whole invitation, and the request that the question will be sent as.
"""

from dataclasses import dataclass, field, replace

from agent.asker_proof import Asked, with_proof
from agent.ports import CreatedInvitation
from verifier.domain.question import Question, proof_request


@dataclass(frozen=True)
class Vouching:
    organisation: str
    """Our id in the wallets' registries of organisations."""
    key: str = field(repr=False)
    """Private JWK, whose public part stands there."""

    def vouch(self, invited: CreatedInvitation, question: Question) -> CreatedInvitation:
        asked = Asked(question.template_id, proof_request(question), question.asked_at, question.answer_by)
        invitation = with_proof(invited.invitation, asked, organisation=self.organisation, key=self.key)
        return replace(invited, invitation=invitation)
