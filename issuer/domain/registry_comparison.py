"""What the issuer says of a revocation registry beside what the ledger says."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from agent.protocol import RevRegId
from issuer.domain.offer import REVOCABLE, Offer, OfferState


@dataclass(frozen=True)
class RegistryComparison:
    rev_reg_id: RevRegId
    size: int
    issued: int
    """Credentials that offers know of; the agent skips an index when it is interrupted."""
    revoked: int
    revoked_on_ledger: int
    missing_on_ledger: frozenset[int]
    """Revoked here; the ledger does not say so."""
    not_revoked_here: frozenset[str]
    """Offers that count as valid here, and the ledger says otherwise."""

    @property
    def agrees(self) -> bool:
        return not self.missing_on_ledger and not self.not_revoked_here


def compare(rev_reg_id: RevRegId, size: int, offers: Iterable[Offer], on_ledger: Collection[int]) -> RegistryComparison:
    """`offers` are those of this registry."""
    issued = {each.cred_rev_id: each for each in offers if each.cred_rev_id is not None}
    revoked = {index for index, each in issued.items() if each.state is OfferState.REVOKED}
    return RegistryComparison(
        rev_reg_id=rev_reg_id,
        size=size,
        issued=len(issued),
        revoked=len(revoked),
        revoked_on_ledger=len(on_ledger),
        missing_on_ledger=frozenset(revoked - set(on_ledger)),
        not_revoked_here=frozenset(
            each.offer_id for index, each in issued.items() if index in on_ledger and each.state in REVOCABLE
        ),
    )
