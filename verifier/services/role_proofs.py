"""One of our people shows the practitioner card with their own wallet, as a patient shows theirs: the role is proved.

Decides: what is asked belongs to whoever is signed in; what the card shows of them is written down in the transaction
of the verdict. A card that turns out to be revoked ends what was shown before. A card that holds and is somebody
else's, or another organisation's, shows nothing, and the page says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.access.domain.act import Actor, ActorKind
from agent.access.services.acts import Acts
from agent.access.user_store import UserStore
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from verifier.domain.act import ActKind
from verifier.domain.consent import Staffer
from verifier.domain.own_role import Expected, NotShown, ShownRole, shown_role
from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome, Verification
from verifier.services.screen import Sight
from verifier.store.role_proofs import RoleAsked, RoleProofStore

KEPT_FOR = timedelta(hours=1)
"""So long the page of one that ran out still says what came of it."""


@dataclass(frozen=True)
class RoleProofs:
    database: Database
    store: RoleProofStore
    users: UserStore
    staffers: Mapping[str, Staffer]
    organisation: str
    """Ours, as practitioner cards name it."""
    acts: Acts
    clock: Clock

    async def asked(self, verification_id: str, user_id: str) -> None:
        """Whoever answers this shows their role; to be called before anybody can see the link."""
        async with self.database.transaction() as transaction:
            await self.store.add(transaction, verification_id, user_id, self.clock() + KEPT_FOR)

    async def current(self, user_id: str) -> ShownRole | None:
        return await self.store.current(user_id, self.clock())

    async def find(self, verification_id: str) -> RoleAsked | None:
        return await self.store.find(verification_id)

    async def decided(
        self, transaction: Transaction, asked: Verification, decision: Decision, sight: Sight | None, at: datetime
    ) -> None:
        user_id = await self.store.asked_of(transaction, asked.id)
        if user_id is None:
            return
        if decision.outcome is Outcome.VALID and sight is not None and sight.revealed is not None:
            expected = await self._expected(transaction, user_id)
            found = shown_role(asked.question, sight.revealed, decision.issued_under, expected, at)
            await self.store.note(transaction, asked.id, found)
            await self._note(transaction, asked.id, user_id, found)
        elif decision.reason is Reason.REVOKED:
            await self.store.forget(transaction, user_id)

    async def purge(self) -> None:
        async with self.database.transaction() as transaction:
            await self.store.purge(transaction, self.clock() - KEPT_FOR)

    async def _expected(self, transaction: Transaction, user_id: str) -> Expected:
        """Nobody's name for who is entered no more."""
        user = await self.users.to_change(transaction, user_id)
        staffer = self.staffers.get(user.name) if user else None
        return Expected(self.organisation, staffer.name if staffer else "")

    async def _note(
        self, transaction: Transaction, verification_id: str, user_id: str, found: ShownRole | NotShown
    ) -> None:
        by = Actor(ActorKind.USER, user_id)
        if isinstance(found, NotShown):
            await self.acts.note(transaction, by, ActKind.ROLE_NOT_SHOWN, verification_id, {"reason": found.value})
        else:
            details = {"role": found.role, "issuer": found.issuer}
            await self.acts.note(transaction, by, ActKind.ROLE_SHOWN, verification_id, details)
