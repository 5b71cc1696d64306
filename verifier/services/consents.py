"""Asking for consent at the desk: ask, wait, read what was granted. What is read is kept nowhere.

Decides: who asked and who read is in the history and on the log, by the consent's id alone; the link of a request, by
which it can be taken up, stays in this process's memory until it is over; a receipt that holds and says what was asked
by us is signed in return.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from agent.access.services.acts import Acts
from agent.access.services.sign_in import OpenSession
from agent.detached_jws import SignatureRefused, sign
from agent.service.clock import Clock
from agent.service.database import Database
from agent.service.logging import get_logger
from agent.signed_claims import read_claims
from verifier.domain.act import ActKind
from verifier.domain.consent import Asked, Consent, State, Wish
from verifier.domain.own_role import OWN_ROLE
from verifier.services.asking import Asking, Wanted
from verifier.services.role_proofs import RoleProofs
from verifier.services.staff import Member, Staff
from verifier.wallet_service import Content, WalletService, WalletServiceRefused

RECEIPT = "salus-consent-receipt+jwt"
MOST_LINKS = 1000
log = get_logger(__name__)


@dataclass(frozen=True)
class Consents:
    database: Database
    service: WalletService
    staff: Staff
    roles: RoleProofs
    asking: Asking
    acts: Acts
    clock: Clock
    _links: dict[str, tuple[str, datetime]] = field(default_factory=dict, repr=False)

    async def member(self, session: OpenSession) -> Member:
        """Raises NotVouchedFor, RoleNotProved."""
        return self.staff.of(session.user, await self.roles.current(session.user.user_id))

    async def ask_for_role(self, session: OpenSession) -> str:
        """The id of a verification by which whoever is signed in shows their role.

        Raises NotVouchedFor, and what `Asking.ask` raises.
        """
        self.staff.staffer(session.user)
        asked = await self.asking.ask(Wanted(OWN_ROLE), session.actor)
        await self.roles.asked(asked, session.user.user_id)
        return asked

    async def ask(self, session: OpenSession, wish: Wish) -> Asked:
        """Raises NotVouchedFor, RoleNotProved, and the wallet service's errors."""
        async with self.acts.refusals(session.actor, ActKind.CONSENT_ASKED):
            asked = await self.service.ask(await self.member(session), wish)
        if asked.link and asked.link_until:
            if len(self._links) >= MOST_LINKS:
                del self._links[next(iter(self._links))]
            self._links[asked.consent_id] = (asked.link, asked.link_until)
        details = {"purpose": wish.purpose, "kinds": ", ".join(wish.kinds)}
        async with self.database.transaction() as transaction:
            await self.acts.note(transaction, session.actor, ActKind.CONSENT_ASKED, asked.consent_id, details)
        return asked

    async def find(self, session: OpenSession, consent_id: str) -> Consent:
        """Raises NotVouchedFor, RoleNotProved, and the wallet service's errors."""
        member = await self.member(session)
        found = await self.service.consent(member, consent_id)
        if found.state is not State.WAITING:
            self._links.pop(consent_id, None)
        if found.state is State.GRANTED and found.receipt and not found.countersigned:
            return replace(found, countersigned=await self._countersign(member, found, found.receipt))
        return found

    async def all(self, session: OpenSession) -> Sequence[Consent]:
        """What was granted to whoever is signed in, the newest first."""
        return await self.service.consents(await self.member(session))

    def link(self, consent_id: str) -> tuple[str, datetime] | None:
        """For the patient, and until when; None once it is gone."""
        found = self._links.get(consent_id)
        return found if found and self.clock() < found[1] else None

    async def read(self, session: OpenSession, consent: Consent, handle: str) -> Content:
        """Raises NotVouchedFor, RoleNotProved, and the wallet service's errors: the patient may have ended it."""
        async with self.acts.refusals(session.actor, ActKind.RECORD_READ, consent.consent_id):
            content = await self.service.look(
                await self.member(session), consent.consent_id, handle, consent.purpose or "TREAT"
            )
        async with self.database.transaction() as transaction:
            await self.acts.note(transaction, session.actor, ActKind.RECORD_READ, consent.consent_id)
        return content

    async def _countersign(self, member: Member, consent: Consent, receipt: str) -> bool:
        """False if it is not the service's, or of something else: then nothing is signed, and the log says so."""
        try:
            claims = read_claims(receipt, await self.service.receipt_keys(), typ=RECEIPT)
            parties = [each.get("party_id") for each in claims["party_identification"]]
            if claims["record_id"] != consent.consent_id or member.user_id not in parties:
                raise SignatureRefused("it is of something else")
            await self.service.countersign(member, consent.consent_id, sign(receipt.encode(), member.key))
        except (SignatureRefused, WalletServiceRefused, KeyError, TypeError, AttributeError) as refused:
            log.warning("consent.not_countersigned", record_id=consent.consent_id, error=type(refused).__name__)
            return False
        return True
