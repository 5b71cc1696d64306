"""Tells a holder that a credential was revoked, once the ledger says so (RFC 0183).

Never in the way of the revocation: a few attempts, ever further apart as the rounds go, and then it is given up. The
agent takes the message and delivers it when it can; that it was read is told to nobody.
"""

from dataclasses import dataclass

from agent.errors import Problem
from agent.ports import IssuerAgent
from agent.service.logging import get_logger
from issuer.domain.offer import Notice, Offer, OfferState
from issuer.services.offer_journal import OfferJournal

MOST_ATTEMPTS = 5
COMMENT = "This credential was revoked by its issuer."
log = get_logger(__name__)


@dataclass(frozen=True)
class Notices:
    agent: IssuerAgent
    journal: OfferJournal

    async def send_if_due(self, offer: Offer) -> None:
        if offer.state is not OfferState.REVOKED or offer.notice is not Notice.DUE:
            return
        attempts = offer.notice_attempts + 1
        await self.journal.note_notice(offer.offer_id, await self._outcome(offer, attempts), attempts)

    async def _outcome(self, offer: Offer, attempts: int) -> Notice:
        if offer.connection_id is None or offer.rev_reg_id is None or offer.cred_rev_id is None:
            return Notice.GIVEN_UP
        try:
            await self.agent.send_revocation_notice(offer.connection_id, offer.rev_reg_id, offer.cred_rev_id, COMMENT)
        except Problem as problem:
            log.warning("notice.not_sent", offer_id=offer.offer_id, code=problem.code)
            return Notice.DUE if attempts < MOST_ATTEMPTS else Notice.GIVEN_UP
        return Notice.SENT
