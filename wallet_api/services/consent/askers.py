"""Who asks: an organisation of the registry vouches for a person, and the person's key signs each request (ADR 25)."""

from dataclasses import dataclass, field

from agent.errors import Forbidden, Unauthorized
from agent.possession import Call, PossessionRefused, Proof, read_proof
from agent.service.clock import Clock
from agent.service.database import Transaction
from agent.staff_badge import Badge, BadgeRefused, read_badge
from wallet_api.domain.claim import claimed_label
from wallet_api.domain.consent.asking import Standing
from wallet_api.domain.consent.decision import FRESH_FOR, against
from wallet_api.domain.consent.reason import told
from wallet_api.domain.consent.record import Licence, ProvenAsker
from wallet_api.domain.consent.words_for_askers import sentence
from wallet_api.domain.organisation import Organisations
from wallet_api.services.naming import Naming
from wallet_api.store.consent_rules import ProofStore


class AskerUnknown(Unauthorized):
    """Nothing shows who this is."""

    code = "asker-not-proven"
    challenge = 'DPoP algs="EdDSA"'
    next_step = (
        "Send 'Authorization: DPoP' with the word of an organisation that the registry names, and a 'DPoP' proof "
        "(RFC 9449) by the key that it is for."
    )


class NotPermitted(Forbidden):
    """What was decided about an asker who is known."""

    def __init__(self, code: str) -> None:
        words, next_step = sentence(code)
        super().__init__(words, next_step=next_step)
        self.code = code


@dataclass(frozen=True)
class Proven:
    """Whose word it is, and that their key signed this request. What is wrong with it besides is in `standing`."""

    asker: ProvenAsker
    standing: Standing
    proof: Proof
    badge: str = field(default="", repr=False)
    """The organisation's word, as it was sent."""


class Askers:
    def __init__(self, naming: Naming, proofs: ProofStore, clock: Clock) -> None:
        self._naming = naming
        self._proofs = proofs
        self._clock = clock

    def prove(self, badge: str, proof: str, *, method: str, url: str) -> Proven:
        """Raises AskerUnknown."""
        registry, now = self._naming.current(), self._clock()
        try:
            said = read_badge(badge, registry.keys_of, now)
            shown = read_proof(proof, Call(method, url, badge))
        except BadgeRefused as refused:
            raise AskerUnknown(f"The organisation's word does not hold: {refused}.") from None
        except PossessionRefused as refused:
            raise AskerUnknown(f"The proof of possession does not hold: {refused}.") from None
        name = claimed_label(said.name)
        if shown.thumbprint != said.cnf.jkt or not name:
            raise AskerUnknown("The organisation's word is for another key, or names nobody.")
        standing = Standing.EXPIRED if said.is_over(now) else _standing(said, registry)
        asker = ProvenAsker(said.sub, name, said.iss, said.role, shown.key, _licence(said, registry))
        return Proven(asker, standing, shown, badge)

    async def is_new(self, transaction: Transaction, proven: Proven) -> bool:
        """Note the proof; False if it came before."""
        return await self._proofs.is_new(transaction, proven.proof.sha256, self._clock() + 4 * FRESH_FOR)

    async def admit(self, transaction: Transaction, proven: Proven) -> None:
        """To whatever is no look at an item. Raises NotPermitted."""
        is_new = await self.is_new(transaction, proven)
        reason = against(proven.standing, proven.proof.at, seen_before=not is_new, now=self._clock())
        if reason is not None:
            raise NotPermitted(told(reason))


def _licence(said: Badge, registry: Organisations) -> Licence | None:
    """None where the registry lets nobody of this DID license for the role: then it is the organisation's word."""
    proof = said.role_proof
    if proof is None or registry.licensing(proof.issuer, said.role) is None:
        return None
    return Licence(proof.issuer, proof.at)


def _standing(said: Badge, registry: Organisations) -> Standing:
    organisation = registry.of_id(said.iss)
    return Standing.PROVEN if organisation and said.role in organisation.roles else Standing.NOT_TRUSTED
