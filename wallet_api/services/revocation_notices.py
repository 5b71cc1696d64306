"""What an issuer's notice of a revocation (RFC 0183) leads to: a look at the ledger, and news for the phone.

Decides: the notice itself is believed by nobody, since any connection can send one; the card is revoked when the
ledger says so. Leaves out: cards of which nobody told; they are asked about whenever they are shown.
"""

from agent.audit.domain.happened import Named
from agent.audit.domain.words import Kind
from agent.errors import AgentUnavailable
from agent.ports import HeldCredential
from agent.service.database import Database
from wallet_api.services.audited import Audited
from wallet_api.services.cards import Cards
from wallet_api.services.events import Events
from wallet_api.services.wallets import Wallets


def notice_id(wallet_id: str, place: str) -> str:
    """A notice's id for the rounds; `place` is rev_reg_id::cred_rev_id."""
    return f"{wallet_id}/{place}"


class RevocationNotices:
    def __init__(self, database: Database, wallets: Wallets, cards: Cards, events: Events, audited: Audited) -> None:
        self._database = database
        self._wallets = wallets
        self._cards = cards
        self._events = events
        self._audited = audited

    async def heed(self, notice: str) -> None:
        """Raises what the agent does, and AgentUnavailable when the ledger cannot be asked."""
        wallet_id, _, place = notice.partition("/")
        holder = await self._wallets.holder(wallet_id)
        named = [each.credential_id for each in await holder.credentials() if _place(each) == place]
        revoked = await self._cards.revoked(wallet_id, holder, named, afresh=True)
        if None in revoked.values():
            raise AgentUnavailable("It cannot be told now whether the card is revoked.")
        async with self._database.transaction() as transaction:
            for credential_id, is_revoked in revoked.items():
                if is_revoked:
                    card = Named("card", credential_id)
                    await self._audited.in_wallet(transaction, wallet_id, Kind.REVOKE, "card-revoked", card)
                    self._events.credential_revoked(transaction, wallet_id, credential_id)


def _place(held: HeldCredential) -> str:
    return f"{held.rev_reg_id}::{held.cred_rev_id}"
