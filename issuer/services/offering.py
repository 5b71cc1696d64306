"""Makes an offer: claims checked, row written, the agent's exchange and invitation, the short link.

To a holder whom we know by a connection it goes over that, and no link is needed.

The row comes first. A crash before the link is written leaves a draft, which is taken up again with a fresh exchange;
the one that the agent may have is swept as an orphan (issuer.services.orphans). A failure that the caller is told
ends the draft.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

from agent.access.domain.act import Actor
from agent.access.services.acts import Acts
from agent.errors import AgentRecordNotFound, AgentRefused, InvalidInput, NotFound, Problem
from agent.ports import IssuerAgent
from agent.protocol import ConnectionId
from agent.service.logging import declare_fields, get_logger
from issuer.domain.act import ActKind
from issuer.domain.claims import to_attributes
from issuer.domain.credential_type import CredentialType
from issuer.domain.offer import Offer, OfferState, Reason
from issuer.domain.publication import PublicationState
from issuer.publication_store import PublicationStore
from issuer.services.audited import refusals
from issuer.services.offer_journal import OfferJournal
from issuer.services.recalls import LotRecalled, Recalls
from issuer.services.superseding import Superseding

declare_fields("offer_id", "reason")
log = get_logger(__name__)


class UnknownCredentialType(InvalidInput):
    """There is no such credential type here."""

    code = "unknown-credential-type"
    next_step = "Take one of /v1/credential-types."


class TypeNotReady(Problem):
    """The type is not on the ledger yet."""

    code = "type-not-ready"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Look at /v1/credential-types for what is missing, and try again."


@dataclass(frozen=True)
class Offering:
    agent: IssuerAgent
    journal: OfferJournal
    acts: Acts
    publications: PublicationStore
    types: Mapping[str, CredentialType]
    label: str
    lifetime: timedelta
    superseding: Superseding
    recalls: Recalls
    _in_hand: set[str] = field(default_factory=set, init=False)

    async def offer(self, type_name: str, claims: Mapping[str, str | int | None], by: Actor) -> Offer:
        """A new offer that waits for a wallet.

        Raises UnknownCredentialType, ClaimsRefused, TypeNotReady and LotRecalled (nothing is written then), or what
        the agent does.
        """
        async with refusals(self.acts, by, ActKind.OFFERED):
            return await self._offer(type_name, claims, by)

    async def _offer(self, type_name: str, claims: Mapping[str, str | int | None], by: Actor) -> Offer:
        wanted = self.type_named(type_name)
        attributes = to_attributes(wanted, claims, self.journal.clock().date())
        draft = await self.draft(wanted, attributes, str(uuid4()))
        with self._holding(draft.offer_id):
            try:
                await self._open(draft, by)
                await self._complete(draft, wanted)
            except Problem:
                await self.journal.move(draft.offer_id, OfferState.FAILED, reason=Reason.AGENT_FAILED)
                raise
        return await self._made(draft.offer_id)

    def type_named(self, name: str) -> CredentialType:
        """Raises UnknownCredentialType."""
        found = self.types.get(name)
        if found is None:
            raise UnknownCredentialType("There is no credential type of this name.")
        return found

    async def resume(self, draft: Offer) -> None:
        """Complete a draft that a crash left; does nothing for one that is being made just now."""
        if draft.offer_id not in self._in_hand:
            await self.complete(draft)

    async def complete(self, draft: Offer) -> None:
        """Bring a draft that is written to an offer, or to its end. Raises what the agent does; it stays a draft."""
        with self._holding(draft.offer_id):
            await self._carry_on(draft)

    async def _carry_on(self, draft: Offer) -> None:
        wanted = self.types.get(draft.credential_type)
        if draft.is_overdue(self.journal.clock()):
            await self.journal.move(draft.offer_id, OfferState.EXPIRED)
        elif wanted is None or wanted.version != draft.type_version:
            await self.journal.move(draft.offer_id, OfferState.FAILED, reason=Reason.TYPE_GONE)
        else:
            with suppress(LotRecalled):  # the offer says so
                await self._complete(draft, wanted)

    async def draft(
        self, wanted: CredentialType, attributes: Mapping[str, str], offer_id: str, lifetime: timedelta | None = None
    ) -> Offer:
        """An offer that is written nowhere yet, for somebody at the desk unless told otherwise.

        Raises TypeNotReady and LotRecalled.
        """
        await self.recalls.check(wanted.name, attributes.get("lot_number"))
        now = self.journal.clock()
        published = await self.publications.find(wanted)
        if published.state is not PublicationState.READY or published.cred_def_id is None:
            raise TypeNotReady("Credentials of this type cannot be offered yet.")
        return Offer(
            offer_id=offer_id,
            credential_type=wanted.name,
            type_version=wanted.version,
            cred_def_id=published.cred_def_id,
            state=OfferState.DRAFT,
            created_at=now,
            expires_at=now + (lifetime or self.lifetime),
            attributes=attributes,
        )

    @contextmanager
    def _holding(self, offer_id: str) -> Iterator[None]:
        """The rounds leave the draft alone meanwhile."""
        self._in_hand.add(offer_id)
        try:
            yield
        finally:
            self._in_hand.discard(offer_id)

    async def _open(self, draft: Offer, by: Actor) -> None:
        async with self.journal.database.transaction() as transaction:
            await self.journal.open_draft_within(transaction, draft)
            await self.acts.note(transaction, by, ActKind.OFFERED, draft.offer_id)

    async def _complete(self, draft: Offer, wanted: CredentialType) -> None:
        await self._check_again(draft)
        await self.superseding.take_back(draft)
        if draft.connection_id is None or not await self._sent(draft, draft.connection_id, wanted):
            await self._invite(draft, wanted)

    async def _sent(self, draft: Offer, over: ConnectionId, wanted: CredentialType) -> bool:
        """Offer to a holder that we know; False when the connection leads nowhere any more."""
        try:
            exchange_id = await self.agent.send_offer(over, draft.cred_def_id, draft.attributes or {}, wanted.title)
        except (AgentRefused, AgentRecordNotFound):
            return False
        async with self.journal.database.transaction() as transaction:
            if await self.journal.move_within(transaction, draft.offer_id, OfferState.OFFERED, exchange_id=exchange_id):
                await self.journal.move_within(transaction, draft.offer_id, OfferState.SCANNED)
        log.info("offer.sent", offer_id=draft.offer_id, exchange_id=exchange_id)
        return True

    async def _invite(self, draft: Offer, wanted: CredentialType) -> None:
        exchange_id = await self.agent.create_offer(draft.cred_def_id, draft.attributes or {}, wanted.title)
        goal = f"Receive a credential: {wanted.title}"
        created = await self.agent.invite(exchange_id, label=self.label, goal=goal)
        known = {"exchange_id": exchange_id, "invitation_id": created.invitation_id}
        async with self.journal.database.transaction() as transaction:
            if await self.journal.move_within(transaction, draft.offer_id, OfferState.OFFERED, **known):
                links = self.journal.links
                await links.create(transaction, draft.offer_id, created.invitation, draft.expires_at)
        log.info("offer.made", offer_id=draft.offer_id, exchange_id=exchange_id)

    async def _check_again(self, draft: Offer) -> None:
        """A recall that was given while the draft was written saw it, or is seen here. Raises LotRecalled."""
        try:
            await self.recalls.check(draft.credential_type, (draft.attributes or {}).get("lot_number"))
        except LotRecalled:
            await self.journal.move(draft.offer_id, OfferState.FAILED, reason=Reason.LOT_RECALLED)
            raise

    async def _made(self, offer_id: str) -> Offer:
        found = await self.journal.store.find(offer_id)
        if found is None:
            raise NotFound("There is no offer of this id.")
        return found
