"""Wallets: one tenant of the wallet agent each, reached with a token that never leaves the server.

Decides: the row comes before the tenant, and a wallet whose creation broke off is deleted. The tenant bears a neutral
name: it goes into every connection. An account has one wallet of its own, and may be guardian of several; a wallet
that has been handed over has an owner and, until one of the two ends it, a guardian.
"""

from collections.abc import Sequence
from datetime import timedelta

from agent.audit.domain.words import Kind
from agent.errors import AgentRefused, AgentUnavailable, Conflict, NotFound
from agent.ports import HolderAgent, Tenant, WalletHost
from agent.service.clock import Clock
from agent.service.database import Database
from agent.service.logging import get_logger
from agent.service.sealing import Sealer
from wallet_api.domain.account import LinkPurpose, Opening, Relation
from wallet_api.domain.states import WalletState
from wallet_api.services.accounts import LinkGone
from wallet_api.services.audited import Audited
from wallet_api.services.tokens import digest
from wallet_api.store.account_links import AccountLinkStore
from wallet_api.store.openings import OpeningStore
from wallet_api.store.rows import new_id
from wallet_api.store.wallets import Wallet, WalletStore

NEUTRAL_LABEL = "Wallet"
CREATION_PATIENCE = timedelta(minutes=5)
MOST_DEPENDANTS = 10
log = get_logger(__name__)


class TooManyWallets(Conflict):
    """An account is guardian of as many as it may."""

    code = "too-many-wallets"
    next_step = "Hand one over, or delete one that is of no more use."


class NotToHandOver(Conflict):
    """Only a guardian hands over, and only what has no owner yet."""

    code = "not-to-hand-over"
    next_step = "Choose a wallet that you keep for somebody."


class Wallets:
    def __init__(
        self,
        database: Database,
        store: WalletStore,
        *,
        openings: OpeningStore,
        links: AccountLinkStore,
        host: WalletHost,
        sealer: Sealer,
        audited: Audited,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._openings = openings
        self._links = links
        self._host = host
        self._sealer = sealer
        self._audited = audited
        self._clock = clock

    async def create(self, account_id: str, label: str, relation: Relation) -> Wallet:
        """A new wallet; the own one of before if there is one. Raises TooManyWallets, and the agent's errors."""
        present = [each for each in await self._openings.of_account(account_id) if each.relation is relation]
        if relation is Relation.OWN and present:
            return await self.find(present[0].wallet_id)
        if relation is Relation.GUARDIAN and len(present) >= MOST_DEPENDANTS:
            raise TooManyWallets(f"You keep {MOST_DEPENDANTS} wallets for others already.")
        wallet = Wallet(new_id(), WalletState.CREATING, label, None, None, self._clock())
        async with self._database.transaction() as transaction:
            await self._store.add(transaction, wallet)
        try:
            tenant = await self._host.create_tenant(NEUTRAL_LABEL)
        except (AgentUnavailable, AgentRefused):
            await self._give_up(wallet.id)
            raise
        sealed = self._sealer.seal(tenant.token)
        async with self._database.transaction() as transaction:
            if await self._store.set_tenant(transaction, wallet.id, tenant.tenant_id, sealed):
                await self._openings.add(transaction, account_id, wallet.id, relation, self._clock())
                await self._audited.in_wallet(transaction, wallet.id, Kind.CHANGE, "wallet-made")
                return wallet
        await self._host.delete_tenant(tenant.tenant_id)
        raise Conflict("Making the wallet took too long.", next_step="Try again.")

    async def of_account(self, account_id: str) -> Sequence[tuple[Wallet, Opening]]:
        """The oldest first."""
        openings = await self._openings.of_account(account_id)
        found = [(await self._store.find(each.wallet_id), each) for each in openings]
        return [(wallet, opening) for wallet, opening in found if wallet and wallet.state is WalletState.READY]

    async def shared(self, account_id: str) -> frozenset[str]:
        """Of the account's wallets those that somebody else may open too: an owner, or a guardian."""
        return await self._openings.shared(account_id)

    async def opening(self, account_id: str, wallet_id: str) -> Opening | None:
        """What the account is to the wallet; None if nothing."""
        return await self._openings.find(account_id, wallet_id)

    async def refuse(self, wallet_id: str) -> None:
        """Somebody who may not open it wanted to. Of a wallet that there is not nothing is written down."""
        wallet = await self._store.find(wallet_id)
        if wallet is not None and wallet.state is WalletState.READY:
            await self._audited.refused(wallet_id, Kind.READ, "wallet-opened")

    async def rename(self, wallet_id: str, label: str) -> Wallet:
        async with self._database.transaction() as transaction:
            await self._store.rename(transaction, wallet_id, label)
            await self._audited.in_wallet(transaction, wallet_id, Kind.CHANGE, "wallet-renamed")
        return await self.find(wallet_id)

    async def may_hand_over(self, account_id: str, wallet_id: str | None) -> None:
        """Raises NotFound, NotToHandOver."""
        opening = await self.opening(account_id, wallet_id) if wallet_id else None
        if opening is None:
            raise NotFound("There is no such wallet.")
        if opening.relation is not Relation.GUARDIAN:
            raise NotToHandOver("This is your own wallet.")
        async with self._database.transaction() as transaction:
            if await self._openings.count(transaction, opening.wallet_id, Relation.OWN):
                raise NotToHandOver("This wallet was handed over already.")

    async def take_over(self, account_id: str, token: str) -> Wallet:
        """The wallet is the account's own from then on. Raises LinkGone, Conflict."""
        link = await self._links.find(digest(token), LinkPurpose.HAND_OVER, self._clock())
        if link is None or link.wallet_id is None:
            raise LinkGone("This link was used already, or is too old.")
        present = {each.relation for each in await self._openings.of_account(account_id)}
        if Relation.OWN in present or link.account_id == account_id:
            raise Conflict(
                "You have a wallet already.", next_step="Take it over with an account that has none, or ask for help."
            )
        async with self._database.transaction() as transaction:
            has_owner = await self._openings.count(transaction, link.wallet_id, Relation.OWN)
            if has_owner or not await self._links.use(transaction, link):
                raise LinkGone("This link was used already.")
            await self._openings.add(transaction, account_id, link.wallet_id, Relation.OWN, self._clock())
            await self._audited.in_wallet(transaction, link.wallet_id, Kind.GRANT, "taken-over")
        return await self.find(link.wallet_id)

    async def end_guardian(self, wallet_id: str) -> None:
        """Raises Conflict where the wallet has no owner: nobody could open it any more."""
        async with self._database.transaction() as transaction:
            if not await self._openings.count(transaction, wallet_id, Relation.OWN):
                raise Conflict("Nobody else can open this wallet.", next_step="Hand it over first, or delete it.")
            await self._openings.remove(transaction, wallet_id, Relation.GUARDIAN)
            await self._audited.in_wallet(transaction, wallet_id, Kind.WITHDRAW, "guardian-ended")

    async def find(self, wallet_id: str) -> Wallet:
        """Raises NotFound, also while the wallet is being made."""
        wallet = await self._store.find(wallet_id)
        if wallet is None or wallet.state is not WalletState.READY:
            raise NotFound("There is no such wallet.")
        return wallet

    async def of_tenant(self, tenant_id: str) -> Wallet | None:
        return await self._store.of_tenant(tenant_id)

    async def holder(self, wallet_id: str) -> HolderAgent:
        """The agent, acting for this wallet alone."""
        wallet = await self.find(wallet_id)
        if wallet.tenant_id is None or wallet.sealed_token is None:
            raise NotFound("There is no such wallet.")
        return self._host.holder(Tenant(wallet.tenant_id, self._sealer.open(wallet.sealed_token)))

    async def open_ids(self) -> list[str]:
        return list(await self._store.unfinished(self._clock() - CREATION_PATIENCE))

    async def tidy(self, wallet_id: str) -> bool:
        """Delete the wallet if its creation broke off; whether it is one to work with."""
        wallet = await self._store.find(wallet_id)
        if wallet is None:
            return False
        if wallet.state is WalletState.CREATING and wallet.created_at < self._clock() - CREATION_PATIENCE:
            await self._give_up(wallet_id)
        return wallet.state is WalletState.READY

    async def reseal(self) -> None:
        """Put every token under the newest key, so that the older ones can be dropped."""
        for wallet in await self._store.ready():
            if wallet.sealed_token is not None:
                async with self._database.transaction() as transaction:
                    await self._store.reseal(transaction, wallet, self._sealer.reseal(wallet.sealed_token))

    async def _give_up(self, wallet_id: str) -> None:
        async with self._database.transaction() as transaction:
            if await self._store.give_up(transaction, wallet_id):
                log.warning("wallet.given_up", record_id=wallet_id)
