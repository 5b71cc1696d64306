"""An order to revoke many credentials: which of them it can be done to, and how far it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from issuer.domain.offer import BEFORE_ISSUED, REVOCABLE, Offer, OfferState


class Refusal(StrEnum):
    """Why nothing is done about an offer that an order names."""

    UNKNOWN = "unknown"
    NEVER_ISSUED = "never-issued"
    """It ended without a credential: declined, expired or failed."""


class Treatment(StrEnum):
    REVOKE = "revoke"
    WITHDRAW = "withdraw"
    """Not issued yet: it never will be."""


def treatment(offer: Offer | None) -> Treatment | Refusal:
    """What an order does about an offer as it stands."""
    if offer is None:
        return Refusal.UNKNOWN
    if offer.state in REVOCABLE | {OfferState.REVOKING, OfferState.REVOKED}:
        return Treatment.REVOKE
    if offer.state in BEFORE_ISSUED | {OfferState.WITHDRAWING, OfferState.WITHDRAWN}:
        return Treatment.WITHDRAW
    return Refusal.NEVER_ISSUED


@dataclass(frozen=True)
class RevocationOrder:
    revocation_id: str
    created_at: datetime
    treatments: Mapping[str, Treatment | Refusal]
    """By offer_id, at the moment of the order."""
    credential_type: str | None = None
    lot_number: str | None = None

    def count(self, treatment: Treatment) -> int:
        return sum(each is treatment for each in self.treatments.values())

    @property
    def named(self) -> list[str]:
        """Offers that something is done about."""
        return [offer_id for offer_id, each in self.treatments.items() if isinstance(each, Treatment)]

    @property
    def refusals(self) -> Mapping[str, Refusal]:
        return {offer_id: each for offer_id, each in self.treatments.items() if isinstance(each, Refusal)}


_UNSETTLED = frozenset({OfferState.REVOKING, OfferState.WITHDRAWING})


@dataclass(frozen=True)
class Recall:
    """An order by lot, as a list shows it."""

    revocation_id: str
    credential_type: str
    lot_number: str
    created_at: datetime
    lifted_at: datetime | None


@dataclass(frozen=True)
class OrderProgress:
    revocation_id: str
    created_at: datetime
    credential_type: str | None
    lot_number: str | None
    counts: Mapping[OfferState, int]
    """Of the offers that were not refused, by their state now."""
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    lifted_at: datetime | None = None
    """When the lot was let go again."""

    @property
    def done(self) -> bool:
        """Whether the ledger has all that was to be revoked."""
        return self.settled == self.total

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        """How many need nothing more."""
        return self.total - sum(self.counts.get(state, 0) for state in _UNSETTLED)
