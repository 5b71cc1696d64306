"""Breaking the glass at the desk: ask by a patient's code, confirm as the second person, read. Nothing of it is kept.

Decides: who asked, confirmed and read is in the history and on the log, by the emergency's id alone; the reason and the
code go to the wallet service and stay there.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from agent.access.services.acts import Acts
from agent.access.services.sign_in import OpenSession
from agent.service.clock import Clock
from agent.service.database import Database
from verifier.domain.act import ActKind
from verifier.domain.emergency import Allergy, Emergency, Wish
from verifier.services.staff import Member
from verifier.wallet_service import WalletService


@dataclass(frozen=True)
class Emergencies:
    database: Database
    service: WalletService
    member: Callable[[OpenSession], Awaitable[Member]]
    """Who is signed in, and their role. Raises NotVouchedFor, RoleNotProved."""
    acts: Acts
    clock: Clock

    async def ask(self, session: OpenSession, wish: Wish) -> Emergency:
        """Raises NotVouchedFor, RoleNotProved, and the wallet service's errors; so do all of these."""
        async with self.acts.refusals(session.actor, ActKind.EMERGENCY_ASKED):
            asked = await self.service.break_glass(await self.member(session), wish)
        alone = {"alone": "yes"} if wish.is_alone else None
        async with self.database.transaction() as transaction:
            await self.acts.note(transaction, session.actor, ActKind.EMERGENCY_ASKED, asked.emergency_id, alone)
        return asked

    async def all(self, session: OpenSession) -> Sequence[Emergency]:
        """Whoever's is signed in, and those that wait for a second person."""
        return await self.service.emergencies(await self.member(session))

    async def find(self, session: OpenSession, emergency_id: str) -> Emergency:
        return await self.service.emergency(await self.member(session), emergency_id)

    async def confirm(self, session: OpenSession, emergency_id: str) -> Emergency:
        async with self.acts.refusals(session.actor, ActKind.EMERGENCY_CONFIRMED, emergency_id):
            confirmed = await self.service.confirm_emergency(await self.member(session), emergency_id)
        async with self.database.transaction() as transaction:
            await self.acts.note(transaction, session.actor, ActKind.EMERGENCY_CONFIRMED, emergency_id)
        return confirmed

    async def read(self, session: OpenSession, emergency_id: str) -> Sequence[Allergy]:
        """The patient is told, and may have switched the card off."""
        async with self.acts.refusals(session.actor, ActKind.EMERGENCY_READ, emergency_id):
            found = await self.service.emergency_card(await self.member(session), emergency_id)
        async with self.database.transaction() as transaction:
            await self.acts.note(transaction, session.actor, ActKind.EMERGENCY_READ, emergency_id)
        return found
