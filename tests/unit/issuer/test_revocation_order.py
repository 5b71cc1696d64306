"""What an order to revoke many does to each offer, and when it is done."""

from datetime import UTC, datetime

import pytest

from agent.protocol import CredDefId
from issuer.domain.offer import Offer, OfferState
from issuer.domain.revocation_order import OrderProgress, Refusal, RevocationOrder, Treatment, treatment

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EXPECTED = {
    OfferState.DRAFT: Treatment.WITHDRAW,
    OfferState.OFFERED: Treatment.WITHDRAW,
    OfferState.SCANNED: Treatment.WITHDRAW,
    OfferState.REQUESTED: Treatment.WITHDRAW,
    OfferState.WITHDRAWING: Treatment.WITHDRAW,
    OfferState.WITHDRAWN: Treatment.WITHDRAW,
    OfferState.ISSUED: Treatment.REVOKE,
    OfferState.STORED: Treatment.REVOKE,
    OfferState.REVOKING: Treatment.REVOKE,
    OfferState.REVOKED: Treatment.REVOKE,
    OfferState.DECLINED: Refusal.NEVER_ISSUED,
    OfferState.EXPIRED: Refusal.NEVER_ISSUED,
    OfferState.FAILED: Refusal.NEVER_ISSUED,
}


@pytest.mark.parametrize("state", list(OfferState))
def test_what_is_issued_is_revoked_and_what_is_not_is_withdrawn(state: OfferState) -> None:
    assert treatment(Offer("o", "vaccination", "1.0", CredDefId("c"), state, NOW, NOW)) is EXPECTED[state]


def test_an_unknown_offer_is_refused_and_counted_nowhere_else() -> None:
    order = RevocationOrder("r", NOW, {"a": Treatment.REVOKE, "b": treatment(None)})
    assert order.refusals == {"b": Refusal.UNKNOWN}
    assert (order.count(Treatment.REVOKE), order.count(Treatment.WITHDRAW)) == (1, 0)


@pytest.mark.parametrize("state", list(OfferState))
def test_an_order_is_done_when_nothing_is_being_revoked_or_withdrawn(state: OfferState) -> None:
    progress = OrderProgress("r", NOW, None, None, {OfferState.REVOKED: 3, state: 1})
    assert progress.done is (state not in (OfferState.REVOKING, OfferState.WITHDRAWING))
