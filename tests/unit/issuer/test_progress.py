"""What an exchange's state means for its offer, and how a link then looks."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.protocol import CredDefId, CredentialState, ExchangeId
from agent.service.links import LinkStatus
from issuer.domain.offer import BEFORE, BEFORE_ISSUED, FINAL, OPEN_TO_WALLETS, REVOCABLE, Offer, OfferState
from issuer.domain.orphans import look
from issuer.domain.progress import Step, next_step
from issuer.services.link_status import link_status

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LIFETIME = timedelta(minutes=10)
AWAITING = (OfferState.OFFERED, OfferState.SCANNED, OfferState.REQUESTED)
EVERY = [None, *CredentialState]


@pytest.mark.parametrize("offer", AWAITING)
@pytest.mark.parametrize("overdue", [False, True])
def test_a_request_is_answered_also_late(offer: OfferState, overdue: bool) -> None:
    assert next_step(offer, CredentialState.REQUEST_RECEIVED, overdue=overdue) is Step.ISSUE


@pytest.mark.parametrize("offer", AWAITING)
def test_a_credential_that_is_out_is_noted_whatever_was_missed(offer: OfferState) -> None:
    assert next_step(offer, CredentialState.CREDENTIAL_ISSUED, overdue=True) is Step.NOTE_ISSUED
    assert next_step(offer, CredentialState.DONE, overdue=True) is Step.NOTE_STORED
    assert next_step(offer, CredentialState.CREDENTIAL_REVOKED, overdue=True) is Step.NOTE_ISSUED


@pytest.mark.parametrize("offer", AWAITING)
def test_an_offer_that_nobody_took_up_expires(offer: OfferState) -> None:
    assert next_step(offer, CredentialState.OFFER_SENT, overdue=False) is Step.WAIT
    assert next_step(offer, CredentialState.OFFER_SENT, overdue=True) is Step.EXPIRE


def test_a_problem_report_before_the_request_is_a_refusal_and_after_it_a_failure() -> None:
    for offer in OPEN_TO_WALLETS:
        assert next_step(offer, CredentialState.ABANDONED, overdue=False) is Step.NOTE_DECLINED
    assert next_step(OfferState.REQUESTED, CredentialState.ABANDONED, overdue=False) is Step.FAIL


@pytest.mark.parametrize("offer", AWAITING)
@pytest.mark.parametrize("exchange", [None, CredentialState.DELETED])
def test_an_offer_whose_record_is_lost_fails_instead_of_waiting_for_ever(
    offer: OfferState, exchange: CredentialState | None
) -> None:
    assert next_step(offer, exchange, overdue=False) is Step.FAIL


@pytest.mark.parametrize("exchange", EVERY)
def test_nothing_takes_back_a_credential_that_is_out(exchange: CredentialState | None) -> None:
    step = next_step(OfferState.ISSUED, exchange, overdue=True)
    assert step in (Step.WAIT, Step.NOTE_STORED, Step.STOP_WAITING, Step.REVOKE)


def test_an_acknowledgement_makes_it_stored_and_a_loss_ends_the_wait() -> None:
    assert next_step(OfferState.ISSUED, CredentialState.DONE, overdue=False) is Step.NOTE_STORED
    assert next_step(OfferState.ISSUED, CredentialState.CREDENTIAL_ISSUED, overdue=False) is Step.WAIT
    assert next_step(OfferState.ISSUED, CredentialState.ABANDONED, overdue=False) is Step.STOP_WAITING
    assert next_step(OfferState.ISSUED, None, overdue=False) is Step.STOP_WAITING
    assert next_step(OfferState.ISSUED, CredentialState.CREDENTIAL_REVOKED, overdue=False) is Step.REVOKE


@pytest.mark.parametrize("offer", sorted(FINAL - REVOCABLE | {OfferState.REVOKING}))
@pytest.mark.parametrize("exchange", EVERY)
def test_an_offer_that_ended_is_left_as_it_is(offer: OfferState, exchange: CredentialState | None) -> None:
    assert next_step(offer, exchange, overdue=True) is Step.WAIT


@pytest.mark.parametrize("exchange", EVERY)
def test_a_withdrawn_offer_is_revoked_if_it_had_been_issued_just_before(exchange: CredentialState | None) -> None:
    out = (CredentialState.CREDENTIAL_ISSUED, CredentialState.DONE, CredentialState.CREDENTIAL_REVOKED)
    step = next_step(OfferState.WITHDRAWING, exchange, overdue=True)
    assert step is (Step.NOTE_ISSUED_AND_REVOKE if exchange in out else Step.WITHDRAW)


def test_states_go_only_forwards() -> None:
    reached: set[OfferState] = set()
    waiting = dict(BEFORE)
    while waiting:
        free = {state for state, before in waiting.items() if before <= reached}
        assert free, "there is a circle"
        reached |= free
        for state in free:
            del waiting[state]
    assert set(BEFORE) == set(OfferState)


def test_only_what_was_issued_can_be_revoked() -> None:
    assert BEFORE[OfferState.REVOKING] == {OfferState.ISSUED, OfferState.STORED, OfferState.WITHDRAWING}
    assert not BEFORE[OfferState.REVOKING] & BEFORE_ISSUED


@pytest.mark.parametrize("state", list(OfferState))
def test_an_offer_is_overdue_only_while_nobody_asked_for_it(state: OfferState) -> None:
    offer = Offer("o", "vaccination", "1.0", CredDefId("c"), state, NOW, NOW + LIFETIME)
    assert not offer.is_overdue(NOW + LIFETIME - timedelta(seconds=1))
    waits = state in OPEN_TO_WALLETS | {OfferState.DRAFT}
    assert offer.is_overdue(NOW + LIFETIME) is waits


def test_an_offers_values_are_not_in_its_repr() -> None:
    offer = Offer("o", "v", "1.0", CredDefId("c"), OfferState.DRAFT, NOW, NOW, attributes={"family_name": "MARKED"})
    assert "MARKED" not in repr(offer)


def test_a_link_is_done_as_soon_as_the_credential_is_out() -> None:
    done = {state for state in OfferState if link_status(state) is LinkStatus.DONE}
    assert done == {OfferState.ISSUED, OfferState.STORED, OfferState.REVOKING, OfferState.REVOKED}
    assert {link_status(state) for state in OfferState} == set(LinkStatus)


def test_an_exchange_is_an_orphan_only_when_it_was_unknown_for_a_lifetime() -> None:
    lost, known, further = ExchangeId("lost"), ExchangeId("known"), ExchangeId("further")
    exchanges = [
        (lost, CredentialState.OFFER_SENT),
        (known, CredentialState.OFFER_SENT),
        (further, CredentialState.CREDENTIAL_ISSUED),
    ]
    first = look(exchanges, {known}, {}, NOW, LIFETIME)
    assert first.orphans == frozenset() and first.unknown_since == {lost: NOW}
    later = look(exchanges, {known}, first.unknown_since, NOW + LIFETIME / 2, LIFETIME)
    assert later == first
    last = look(exchanges, {known}, later.unknown_since, NOW + LIFETIME, LIFETIME)
    assert last.orphans == {lost} and last.unknown_since == {}


def test_an_exchange_that_became_known_meanwhile_is_no_orphan() -> None:
    made = ExchangeId("made")
    first = look([(made, CredentialState.OFFER_SENT)], set(), {}, NOW, LIFETIME)
    later = look([(made, CredentialState.OFFER_SENT)], {made}, first.unknown_since, NOW + LIFETIME, LIFETIME)
    assert later.orphans == frozenset() and later.unknown_since == {}
