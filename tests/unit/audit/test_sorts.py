"""Whatever a service can do has its word on the log: without one, the act itself would fail."""

from agent.audit.domain.words import Purpose
from issuer.domain.act import ActKind as IssuersAct
from issuer.services.audited import SORTS as ISSUERS
from verifier.domain.act import ActKind as VerifiersAct
from verifier.services.audited import SORTS as VERIFIERS
from wallet_api.domain.consent.asking import Purpose as AskedPurpose
from wallet_api.domain.consent.consent import State
from wallet_api.domain.states import OfferState, RequestState
from wallet_api.services.audited_exchanges import OFFERS, REQUESTS
from wallet_api.services.consent.journal import KINDS


def test_every_act_of_staff_has_its_sort() -> None:
    assert set(ISSUERS) == set(IssuersAct)
    assert set(VERIFIERS) == set(VerifiersAct)


def test_every_state_of_offers_requests_and_consents_and_every_purpose_has_its_word() -> None:
    assert (set(OFFERS), set(REQUESTS), set(KINDS)) == (set(OfferState), set(RequestState), set(State))
    assert {each.value for each in AskedPurpose} <= {each.value for each in Purpose}
