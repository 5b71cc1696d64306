"""How a request comes to a wallet: by a link that its asker shows the patient, or where the patient is known already.

Decides: whoever takes a link up is asked, once; a standing denial that refuses all of it answers it at once, and the
patient is not bothered; how many unanswered requests of one asker a wallet has.
"""

from dataclasses import dataclass

from agent.errors import Conflict
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from wallet_api.domain.consent import life
from wallet_api.domain.consent.ask import id_of, requested
from wallet_api.domain.consent.consent import State
from wallet_api.domain.consent.record import ConsentRecord
from wallet_api.domain.consent.rules import refusing
from wallet_api.services.consent.journal import Journal
from wallet_api.store.consent_rules import DenialStore
from wallet_api.store.consents import AskStore, ConsentStore
from wallet_api.store.wallets import WalletStore

MOST_OPEN = 5
"""How many unanswered requests of one asker a wallet has at once."""


class LinkGone(Conflict):
    """The link was taken up by somebody, or is too old."""

    code = "link-gone"
    next_step = "Ask for a new one."


class TooManyOpen(Conflict):
    """The patient has not answered the earlier ones."""

    code = "too-many-open"
    next_step = "Wait for an answer to an earlier request."


@dataclass(frozen=True)
class Arrivals:
    database: Database
    asks: AskStore
    consents: ConsentStore
    denials: DenialStore
    wallets: WalletStore
    journal: Journal
    clock: Clock

    async def take_up(self, wallet_id: str, token: str) -> ConsentRecord:
        """The request of this link is the wallet's from now on. Raises LinkGone."""
        if present := await self.consents.find(wallet_id, id_of(token)):
            return present
        ask = await self.asks.find(id_of(token))
        if ask is None or self.clock() >= ask.link_until:
            raise LinkGone("This link was used already, or is too old.")
        async with self.database.transaction() as transaction:
            taken = await self.asks.take(transaction, ask)
            if not taken or not await self.arrive(transaction, requested(ask, wallet_id, self.clock())):
                raise LinkGone("This link was used already.")
        return await self._present(wallet_id, ask.id)

    async def arrive(self, transaction: Transaction, record: ConsentRecord) -> bool:
        """False if it is in a wallet already. Raises TooManyOpen, LinkGone."""
        if not await self.wallets.is_ready(transaction, record.wallet_id):
            raise LinkGone("There is no such wallet any more.")
        present = await self.consents.all_in(transaction, record.wallet_id)
        open_now = [each for each in present if each.state_at(self.clock()) is State.REQUESTED]
        if len([each for each in open_now if each.asker_id == record.asker_id and each.id != record.id]) >= MOST_OPEN:
            raise TooManyOpen(f"The patient has {MOST_OPEN} unanswered requests of yours.")
        denial = refusing(record, record.kinds, await self.denials.all_in(transaction, record.wallet_id))
        arrived = life.denied(record, None, self.clock(), denial.id) if denial else record
        if not await self.consents.add(transaction, arrived):
            return False
        await self.journal.requested(transaction, arrived)
        return True

    async def _present(self, wallet_id: str, consent_id: str) -> ConsentRecord:
        found = await self.consents.find(wallet_id, consent_id)
        if found is None:
            raise LinkGone("There is no such wallet any more.")
        return found
