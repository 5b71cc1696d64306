"""How an offer's state looks to whoever has its link."""

from typing import assert_never

from agent.service.links import LinkStatus
from issuer.domain.offer import OfferState
from issuer.store import OfferStore


def link_status(state: OfferState) -> LinkStatus:
    match state:
        case OfferState.DRAFT | OfferState.OFFERED:
            return LinkStatus.WAITING
        case OfferState.SCANNED | OfferState.REQUESTED:
            return LinkStatus.SCANNED
        case OfferState.ISSUED | OfferState.STORED | OfferState.REVOKING | OfferState.REVOKED:
            return LinkStatus.DONE
        case OfferState.DECLINED:
            return LinkStatus.DECLINED
        case OfferState.EXPIRED | OfferState.WITHDRAWING | OfferState.WITHDRAWN:
            return LinkStatus.EXPIRED
        case OfferState.FAILED:
            return LinkStatus.FAILED
        case other:
            assert_never(other)


async def status_of(store: OfferStore, offer_id: str) -> LinkStatus:
    """The status of the offer behind a link; failed for one that is gone."""
    offer = await store.find(offer_id)
    return LinkStatus.FAILED if offer is None else link_status(offer.state)
