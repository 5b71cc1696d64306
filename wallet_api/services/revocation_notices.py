"""What an issuer's notice of a revocation (RFC 0183) leads to: a look at the ledger, and news for the phone.

Decides: the notice itself is believed by nobody, since any connection can send one; the card is revoked when the
ledger says so. Cards of which nobody told are looked at in the background
(card_watching.py), and whenever they are shown.
"""

from dataclasses import dataclass

from agent.errors import AgentUnavailable
from agent.ports import HeldCredential
from wallet_api.services.card_watching import CardWatching
from wallet_api.services.cards import Cards
from wallet_api.services.wallets import Wallets


def notice_id(wallet_id: str, place: str) -> str:
    """A notice's id for the rounds; `place` is rev_reg_id::cred_rev_id."""
    return f"{wallet_id}/{place}"


@dataclass(frozen=True)
class RevocationNotices:
    wallets: Wallets
    cards: Cards
    watching: CardWatching

    async def heed(self, notice: str) -> None:
        """Raises what the agent does, and AgentUnavailable when the ledger cannot be asked."""
        wallet_id, _, place = notice.partition("/")
        holder = await self.wallets.holder(wallet_id)
        named = [each.credential_id for each in await holder.credentials() if _place(each) == place]
        revoked = await self.cards.revoked(wallet_id, holder, named, afresh=True)
        if None in revoked.values():
            raise AgentUnavailable("It cannot be told now whether the card is revoked.")
        if True in revoked.values():
            await self.watching.look(wallet_id)


def _place(held: HeldCredential) -> str:
    return f"{held.rev_reg_id}::{held.cred_rev_id}"
