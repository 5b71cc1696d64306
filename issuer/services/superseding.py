"""Takes back a subject's credentials that a new one makes untrue, before the new one is offered.

What was issued is revoked and seen on the ledger; what was only offered is withdrawn; what is newer than the new one
knows of it and stays, whichever of the two is completed first. Written down first, so that it happens also if the new
offer then fails: what is superseded is untrue either way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from agent.access.domain.act import SERVICE
from agent.access.services.acts import Acts
from agent.errors import Problem
from issuer.domain.act import ActKind
from issuer.domain.offer import BEFORE_ISSUED, REVOCABLE, Offer, OfferState
from issuer.domain.superseding import superseded_by
from issuer.services.offer_journal import OfferJournal
from issuer.services.revocation import Revocation

_LIVE = BEFORE_ISSUED | REVOCABLE | {OfferState.REVOKING}


class StillLive(Problem):
    """An older credential has to be revoked first, and is not yet."""

    code = "superseded-still-live"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "It is being revoked; offer the new one again in some seconds."


@dataclass(frozen=True)
class Superseding:
    journal: OfferJournal
    acts: Acts
    revocation: Revocation
    look_at: Callable[[str], None]

    async def take_back(self, draft: Offer) -> None:
        """Raises StillLive when the ledger does not have it in time."""
        live = await self._live(draft)
        async with self.journal.database.transaction() as transaction:
            for each in live:
                if await self.journal.take_back_within(transaction, each.offer_id):
                    kind = ActKind.WITHDRAWN if each.state in BEFORE_ISSUED else ActKind.REVOKED
                    await self.acts.note(transaction, SERVICE, kind, each.offer_id)
        for each in live:
            if each.state in BEFORE_ISSUED:
                self.look_at(each.offer_id)
            elif (await self.revocation.revoke(each.offer_id, SERVICE)).state is not OfferState.REVOKED:
                raise StillLive("An older credential of this subject is not revoked yet.")

    async def _live(self, draft: Offer) -> list[Offer]:
        subject_id = (draft.attributes or {}).get("subject_id") or draft.subject_id
        if subject_id is None:
            return []
        found = [
            each
            for credential_type in sorted(superseded_by(draft.credential_type))
            for each in await self.journal.store.of_subject(credential_type, subject_id)
        ]
        return [each for each in found if each.state in _LIVE and each.created_at < draft.created_at]
