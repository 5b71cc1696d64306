"""Puts a corrected credential in the place of an old one: revoke, offer, tell, in that order.

Every step is taken by whichever process looks at it next, one at a time, and its end is written together with what it
did: the new offer and the state after it are one transaction (issuer.domain.replacement).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import assert_never
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from agent.access.domain.act import SERVICE, Actor
from agent.access.services.acts import Acts
from agent.errors import Conflict, NotFound, Problem
from agent.service.database import Transaction
from agent.service.exclusive import Exclusive
from agent.service.logging import get_logger
from issuer.domain.act import ActKind
from issuer.domain.claims import to_attributes
from issuer.domain.offer import REVOCABLE, Notice, Offer, OfferState
from issuer.domain.replacement import Replacement, ReplacementReason, ReplacementState
from issuer.replacement_store import ReplacementStore
from issuer.services.audited import refusals
from issuer.services.offer_journal import OfferJournal, stream_of
from issuer.services.offering import Offering
from issuer.services.recalls import LotRecalled
from issuer.services.revocation import Revocation
from issuer.services.succession import Succession

EVENT_TYPE = "replacement.changed"
"""On the stream of the old offer."""
_S = ReplacementState
log = get_logger(__name__)


class NotReplaceable(Conflict):
    """Nothing was issued, or it is revoked or being replaced already."""


@dataclass(frozen=True)
class Replacing:
    store: ReplacementStore
    journal: OfferJournal
    acts: Acts
    offering: Offering
    revocation: Revocation
    exclusive: Exclusive
    succession: Succession
    lifetime: timedelta
    """Of the new offer: its holder is not at the desk."""
    look_at: Callable[[str], None]

    async def begin(
        self, old_offer_id: str, claims: Mapping[str, str | int | None], reason: ReplacementReason, by: Actor
    ) -> Replacement:
        """Write the wish down; the old credential's revocation is decided with it.

        Raises NotFound, NotReplaceable, UnknownCredentialType, TypeNotReady, LotRecalled and ClaimsRefused; nothing is
        written then.
        """
        async with refusals(self.acts, by, ActKind.REPLACED, old_offer_id):
            return await self._begin(old_offer_id, claims, reason, by)

    async def _begin(
        self, old_offer_id: str, claims: Mapping[str, str | int | None], reason: ReplacementReason, by: Actor
    ) -> Replacement:
        old = await self._offer(old_offer_id)
        now, wanted = self.journal.clock(), self.offering.type_named(old.credential_type)
        attributes = to_attributes(wanted, claims, now.date())
        new = await self.offering.draft(wanted, attributes, str(uuid4()))
        wish = Replacement(old_offer_id, new.offer_id, _S.REVOKING, reason, now, attributes)
        if old.state not in REVOCABLE:
            raise NotReplaceable("Only a credential that was issued and is not revoked can be replaced.")
        try:
            async with self.journal.database.transaction() as transaction:
                await self.succession.note(transaction, old_offer_id, new.offer_id)
                await self.begin_within(transaction, wish, by)
        except IntegrityError:
            raise NotReplaceable("This credential is being replaced already.") from None
        return wish

    async def begin_within(self, transaction: Transaction, wish: Replacement, by: Actor) -> None:
        """Write a wish as part of a transaction of the caller's. Raises NotReplaceable, and IntegrityError."""
        await self.store.add(transaction, wish)
        held = {"notice": Notice.HELD}
        if not await self.journal.move_within(transaction, wish.old_offer_id, OfferState.REVOKING, **held):
            raise NotReplaceable("Only a credential that was issued and is not revoked can be replaced.")
        await self.acts.note(transaction, by, ActKind.REPLACED, wish.old_offer_id)

    async def find(self, old_offer_id: str) -> Replacement:
        """Raises NotFound."""
        found = await self.store.find(old_offer_id)
        if found is None:
            raise NotFound("There is no replacement of this offer.")
        return found

    async def advance(self, old_offer_id: str) -> None:
        """Take the next steps, if there are any. Raises what a step does; the round repeats it."""
        async with self.exclusive.holding(f"replacement:{old_offer_id}"):
            while await self._step(await self.find(old_offer_id)):
                pass

    async def _step(self, seen: Replacement) -> bool:
        """Whether another step may follow at once."""
        match seen.state:
            case _S.REVOKING:
                return await self._revoke(seen)
            case _S.OFFERING:
                return await self._offer_new(seen)
            case _S.TELLING:
                return await self._tell(seen)
            case _S.DONE | _S.FAILED:
                return False
            case other:
                assert_never(other)

    async def _revoke(self, seen: Replacement) -> bool:
        await self.revocation.finish(seen.old_offer_id)
        revoked = (await self._offer(seen.old_offer_id)).state is OfferState.REVOKED
        return revoked and await self._move(seen, _S.OFFERING)

    async def _offer_new(self, seen: Replacement) -> bool:
        old = await self._offer(seen.old_offer_id)
        wanted = self.offering.types.get(old.credential_type)
        if wanted is None:
            return await self._fail(seen)
        try:
            made = await self.offering.draft(wanted, seen.attributes or {}, seen.new_offer_id, self.lifetime)
        except LotRecalled:
            return await self._fail(seen)
        draft = replace(made, connection_id=old.connection_id)  # the holder need not come back
        async with self.journal.database.transaction() as transaction:
            await self.journal.open_draft_within(transaction, draft)
            await self.acts.note(transaction, SERVICE, ActKind.OFFERED, draft.offer_id)
            await self._move_within(transaction, seen, _S.TELLING)
        try:
            await self.offering.resume(draft)
        except Problem as problem:  # a draft is completed by the rounds
            log.warning("replacement.offer_delayed", offer_id=draft.offer_id, code=problem.code)
        return True

    async def _fail(self, seen: Replacement) -> bool:
        """The holder is told of the revocation all the same."""
        await self.journal.note_notice(seen.old_offer_id, Notice.DUE)
        self.look_at(seen.old_offer_id)
        return await self._move(seen, _S.FAILED)

    async def _tell(self, seen: Replacement) -> bool:
        old, new = await self._offer(seen.old_offer_id), await self._offer(seen.new_offer_id)
        if new.state is OfferState.DRAFT:
            return False
        if old.notice is Notice.HELD:
            await self.journal.note_notice(old.offer_id, Notice.DUE)
            self.look_at(old.offer_id)
            return False
        return old.notice is not Notice.DUE and await self._move(seen, _S.DONE)

    async def _move(self, seen: Replacement, to: ReplacementState) -> bool:
        async with self.journal.database.transaction() as transaction:
            return await self._move_within(transaction, seen, to)

    async def _move_within(self, transaction: Transaction, seen: Replacement, to: ReplacementState) -> bool:
        moved = await self.store.move(transaction, seen, to)
        if moved:
            data = {"offer_id": seen.old_offer_id, "new_offer_id": seen.new_offer_id, "state": to.value}
            self.journal.outbox.append(transaction, stream_of(seen.old_offer_id), EVENT_TYPE, data)
        return moved

    async def _offer(self, offer_id: str) -> Offer:
        found = await self.journal.store.find(offer_id)
        if found is None:
            raise NotFound("There is no offer of this id.")
        return found
