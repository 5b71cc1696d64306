"""The issuer's view of a registry beside the ledger's."""

from agent.protocol import RevRegId
from issuer.domain.offer import Offer, OfferState
from issuer.domain.registry_comparison import compare
from tests.contract.issuer.examples import offer

REGISTRY = RevRegId("registry")


def credential(index: int, state: OfferState) -> Offer:
    return offer(state, rev_reg_id=REGISTRY, cred_rev_id=index)


def test_two_that_agree_differ_in_nothing() -> None:
    found = compare(REGISTRY, 100, [credential(1, OfferState.REVOKED), credential(2, OfferState.STORED)], {1})
    assert found.agrees
    assert (found.issued, found.revoked, found.revoked_on_ledger) == (2, 1, 1)


def test_a_revocation_that_the_ledger_lacks_is_found() -> None:
    found = compare(REGISTRY, 100, [credential(1, OfferState.REVOKED), credential(2, OfferState.REVOKED)], {1})
    assert found.missing_on_ledger == {2}
    assert not found.agrees


def test_a_credential_that_only_the_ledger_calls_revoked_is_found() -> None:
    stored = credential(2, OfferState.STORED)
    found = compare(REGISTRY, 100, [stored], {2})
    assert found.not_revoked_here == {stored.offer_id}
    assert not found.agrees


def test_what_is_being_revoked_is_no_difference() -> None:
    assert compare(REGISTRY, 100, [credential(1, OfferState.REVOKING)], set()).agrees
    assert compare(REGISTRY, 100, [credential(1, OfferState.REVOKING)], {1}).agrees


def test_an_index_that_no_offer_knows_is_counted_and_left_alone() -> None:
    found = compare(REGISTRY, 100, [], {7})
    assert (found.agrees, found.revoked_on_ledger) == (True, 1)
