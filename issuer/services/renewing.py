"""Offers again by a link what nobody took up: a new offer of the same values, with as much time as the old one had.

Of an offer that expired, or went over a connection and waits there: the phone may be lost. The old offer's values go in
the transaction that writes the new one, so that it is renewed once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from agent.access.domain.act import Actor
from agent.access.services.acts import Acts
from agent.errors import NotFound, Problem
from agent.service.logging import get_logger
from issuer.domain.act import ActKind
from issuer.domain.claims import to_attributes
from issuer.domain.credential_type import AttributeKind, CredentialType
from issuer.domain.offer import Offer, OfferState
from issuer.services.audited import refusals
from issuer.services.offer_journal import OfferJournal
from issuer.services.offering import Offering
from issuer.services.succession import Succession

log = get_logger(__name__)


class NotRenewable(Problem):
    """The offer can still be taken up by its link, is over in another way, or its values are deleted."""

    code = "not-renewable"
    status = HTTPStatus.CONFLICT
    next_step = "Make a new offer."


@dataclass(frozen=True)
class Renewing:
    journal: OfferJournal
    acts: Acts
    offering: Offering
    succession: Succession

    @staticmethod
    def is_open_to(offer: Offer) -> bool:
        waits_over_connection = offer.state is OfferState.SCANNED and offer.invitation_id is None
        return offer.attributes is not None and (offer.state is OfferState.EXPIRED or waits_over_connection)

    async def renew(self, offer_id: str, by: Actor) -> Offer:
        """The new offer. Raises NotFound, NotRenewable, ClaimsRefused or TypeNotReady."""
        async with refusals(self.acts, by, ActKind.RENEWED, offer_id):
            return await self._renew(offer_id, by)

    async def _renew(self, offer_id: str, by: Actor) -> Offer:
        old = await self._there(offer_id)
        if not self.is_open_to(old):
            raise NotRenewable("This offer can still be taken up, or is over for good.")
        draft = await self._draft(old)
        async with self.journal.database.transaction() as transaction:
            is_over = old.state is OfferState.EXPIRED
            takes = self.journal.store.take_values if is_over else self.journal.take_back_within
            if not await takes(transaction, offer_id):
                raise NotRenewable("This offer was renewed already.")
            await self.journal.open_draft_within(transaction, draft)
            await self.succession.note(transaction, offer_id, draft.offer_id)
            await self.acts.note(transaction, by, ActKind.RENEWED, offer_id)
            await self.acts.note(transaction, by, ActKind.OFFERED, draft.offer_id)
        try:
            await self.offering.complete(draft)
        except Problem as problem:  # a draft is completed by the rounds
            log.warning("renewal.offer_delayed", offer_id=draft.offer_id, code=problem.code)
        return await self._there(draft.offer_id)

    async def _draft(self, old: Offer) -> Offer:
        wanted = self.offering.type_named(old.credential_type)
        claims = claims_of(wanted, old.attributes or {})
        attributes = to_attributes(wanted, claims, self.journal.clock().date())
        return await self.offering.draft(wanted, attributes, str(uuid4()), old.expires_at - old.created_at)

    async def _there(self, offer_id: str) -> Offer:
        found = await self.journal.store.find(offer_id)
        if found is None:
            raise NotFound("There is no offer of this id.")
        return found


def claims_of(wanted: CredentialType, attributes: Mapping[str, str]) -> dict[str, str | int]:
    """What somebody claimed that became these attributes: all but the day of issuance, which is the issuer's."""
    own = {each.name for each in wanted.attributes if each.kind is AttributeKind.ISSUED_ON}
    return {name: value for name, value in attributes.items() if name not in own}
