"""Wallets: one tenant of the wallet agent each, reached with a token that never leaves the server.

Decides: the row comes before the tenant, and a wallet whose creation broke off is deleted (its maker has neither id nor
session, so nobody could go on with it). The tenant bears a neutral name: it goes into every connection.
"""

from datetime import timedelta

from agent.errors import AgentRefused, AgentUnavailable, Conflict, NotFound
from agent.ports import HolderAgent, Tenant, WalletHost
from agent.service.clock import Clock
from agent.service.database import Database
from agent.service.logging import get_logger
from agent.service.sealing import Sealer
from wallet_api.domain.states import WalletState
from wallet_api.services.sessions import OpenedSession, Sessions
from wallet_api.store.rows import new_id
from wallet_api.store.wallets import Wallet, WalletStore

NEUTRAL_LABEL = "Wallet"
CREATION_PATIENCE = timedelta(minutes=5)
log = get_logger(__name__)


class Wallets:
    def __init__(
        self,
        database: Database,
        store: WalletStore,
        sessions: Sessions,
        *,
        host: WalletHost,
        sealer: Sealer,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = store
        self._sessions = sessions
        self._host = host
        self._sealer = sealer
        self._clock = clock

    async def create(self, label: str) -> OpenedSession:
        """A new wallet, and a session for who made it."""
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
                return await self._sessions.open(transaction, wallet.id)
        await self._host.delete_tenant(tenant.tenant_id)
        raise Conflict("Making the wallet took too long.", next_step="Try again.")

    async def new_session(self, wallet_id: str) -> OpenedSession:
        await self.find(wallet_id)
        async with self._database.transaction() as transaction:
            return await self._sessions.open(transaction, wallet_id)

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
