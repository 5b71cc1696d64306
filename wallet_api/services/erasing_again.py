"""After a restore of older data: who was erased since is erased once more, and nobody can open theirs meanwhile.

Decides: what a key that is gone belonged to goes. An account is erased at once, a wallet is put where endings are
taken up from (services/endings.py): its tenant is removed when the agent runs again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from agent.service.database import Database
from wallet_api.domain.account import Relation
from wallet_api.domain.ending import Ending, EndingKind
from wallet_api.services.audited import ACCOUNT, WALLET
from wallet_api.services.tokens import digest, draw_token
from wallet_api.store.endings import EndingStore, EndingWallet
from wallet_api.store.openings import OpeningStore
from wallet_api.store.owned import OF_ACCOUNT, OwnedRows
from wallet_api.store.rows import new_id
from wallet_api.store.wallets import WalletStore


@dataclass(frozen=True)
class Erased:
    """How many were erased again."""

    wallets: int
    accounts: int


async def erase_again(database: Database, owners: Collection[str], now: datetime) -> Erased:
    """`owners` of keys that are gone: `wallet:ID` and `account:ID`. Safe to repeat."""
    named = [each.partition(":") for each in owners]
    wallets = [owner_id for kind, _, owner_id in named if kind == WALLET]
    accounts = [owner_id for kind, _, owner_id in named if kind == ACCOUNT]
    return Erased(await _end(database, wallets, now), await _erase(database, accounts))


async def _end(database: Database, wallet_ids: Collection[str], now: datetime) -> int:
    store, wallets, openings = EndingStore(database), WalletStore(database), OpeningStore(database)
    ending, ended = Ending(new_id(), digest(draw_token()), EndingKind.WALLET, {}, now, None), 0
    async with database.transaction() as transaction:
        for wallet_id in wallet_ids:
            if not await wallets.begin_ending(transaction, wallet_id):
                continue
            if not ended:
                await store.add(transaction, ending)
            await store.add_wallet(transaction, EndingWallet(wallet_id, ending.id, None))
            for relation in Relation:
                await openings.remove(transaction, wallet_id, relation)
            ended += 1
    return ended


async def _erase(database: Database, account_ids: Collection[str]) -> int:
    rows = OwnedRows(database)
    async with database.transaction() as transaction:
        return sum([(await rows.erase(transaction, OF_ACCOUNT, each))["accounts"] for each in account_ids])
