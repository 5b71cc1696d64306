"""Ending a wallet, or an account with all its wallets: everything of it is erased, and a report says what that was.

Decides:
  1. From the first transaction on nobody can open the wallet; of an account everything but its wallets is gone with it.
  2. For each wallet, in steps that are safe to repeat and to be killed between: its cards are counted, its tenant is
     removed from the agent, the patient's key and the contents of records are destroyed, all its rows are erased
     together with the note that they were still to be. The reconciler goes on with what was left.
  3. The report has counts and times and no id. Who knows the receipt, a random text of the caller's own that is kept as
     its digest, may read it for a day.
  4. What the law keeps of it is sealed before the patient's key goes (retention.py), and report and certificate say so.
  5. What was erased in all is an event of the log, that names nobody: its evidence is the certificate.
  6. A wallet that has an owner is ended by the owner. One that only the guardian could open ends with the guardian's
     account, if that is said.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from agent.audit.domain.happened import Happened, Named
from agent.audit.domain.words import Kind
from agent.audit.services.evidences import Evidences
from agent.errors import AgentRefused, Conflict, NotFound
from agent.ports import Tenant, WalletHost
from agent.service.clock import Clock
from agent.service.database import Database, Transaction
from agent.service.logging import get_logger
from agent.service.outbox import Outbox
from agent.service.sealing import Sealer
from wallet_api.domain.account import Opening, Relation
from wallet_api.domain.ending import Ending, EndingKind
from wallet_api.domain.happening import happening
from wallet_api.domain.stream import stream_of
from wallet_api.services.audited import Audited, Details, wallet
from wallet_api.services.caller import SERVICE
from wallet_api.services.records.records import Records
from wallet_api.services.retention import Retention
from wallet_api.services.tokens import digest
from wallet_api.store.endings import EndingStore, EndingWallet
from wallet_api.store.openings import OpeningStore
from wallet_api.store.owned import OF_ACCOUNT, OF_WALLET, OwnedRows
from wallet_api.store.rows import new_id
from wallet_api.store.wallets import WalletStore

ALL_ERASED = "all-erased"
REPORT_KEPT = timedelta(days=1)
_OUR_OWN = frozenset({"events", "endings", "watches"})
"""What is erased too and says nothing to a person."""
log = get_logger(__name__)


class NotYours(Conflict):
    """The wallet has an owner."""

    code = "not-yours-to-end"
    next_step = "End your access as guardian instead; its owner can end the wallet."


class DependantsLeft(Conflict):
    """Nobody else could open these wallets any more."""

    code = "dependants-left"
    next_step = "Hand their wallets over first, or say that they are to be erased too."


@dataclass(frozen=True)
class Endings:
    database: Database
    store: EndingStore
    wallets: WalletStore
    openings: OpeningStore
    rows: OwnedRows
    records: Records
    retention: Retention
    outbox: Outbox
    host: WalletHost
    sealer: Sealer
    audited: Audited
    evidences: Evidences
    hint: Callable[[str], None]
    clock: Clock

    async def end_wallet(self, account_id: str, wallet_id: str, receipt: str) -> Ending:
        """Raises NotFound, NotYours, and Conflict for a receipt that was used."""
        opening = await self.openings.find(account_id, wallet_id)
        if opening is None:
            raise NotFound("There is no such wallet.")
        async with self.audited.refusals(wallet_id, Kind.ERASE, "wallet-ended", wallet(wallet_id)):
            return await self._end_wallet(opening, receipt)

    async def _end_wallet(self, opening: Opening, receipt: str) -> Ending:
        wallet_id = opening.wallet_id
        ending = await self._new(EndingKind.WALLET, receipt)
        async with self.database.transaction() as transaction:
            has_owner = await self.openings.count(transaction, wallet_id, Relation.OWN)
            if opening.relation is Relation.GUARDIAN and has_owner:
                raise NotYours("This wallet has an owner.")
            await self.store.add(transaction, ending)
            await self._take(transaction, ending, wallet_id)
        return ending

    async def end_account(self, account_id: str, receipt: str, *, with_dependants: bool) -> Ending:
        """Raises DependantsLeft, and Conflict for a receipt that was used."""
        ending = await self._new(EndingKind.ACCOUNT, receipt)
        async with self.database.transaction() as transaction:
            await self.store.add(transaction, ending)
            for opening in await self.openings.of_account(account_id):
                if opening.relation is Relation.GUARDIAN:
                    if await self.openings.count(transaction, opening.wallet_id, Relation.OWN):
                        continue  # only the access ends
                    if not with_dependants:
                        raise DependantsLeft("You keep wallets that nobody else can open.")
                await self._take(transaction, ending, opening.wallet_id)
            erased = await self.rows.erase(transaction, OF_ACCOUNT, account_id)
            await self._note_erased(transaction, ending.id, "account-erased", erased)
        await self.audited.erase_account(account_id)
        log.info("account.ended")
        return await self.report(receipt)

    async def report(self, receipt: str) -> Ending:
        """Raises NotFound."""
        found = await self.store.of_receipt(digest(receipt))
        if found is None:
            raise NotFound("There is no report of this receipt.")
        return found

    async def certificate(self, receipt: str) -> str:
        """The evidence of what was erased, as JSON. Raises NotFound, NotProvedYet."""
        ending = await self.report(receipt)
        if ending.ended_at is None:
            raise Conflict("It is still going on.", next_step="Ask again when the report says that it has ended.")
        for found in await self.evidences.about(Named("ending", ending.id).text):
            if happening(found.event_id, found.event, is_proved=found.is_on_the_log).act == ALL_ERASED:
                return await self.evidences.of(found.event_id)
        raise NotFound("There is no certificate of this.")

    async def go_on(self, wallet_id: str) -> None:
        """Erase what is left of a wallet that ends. Raises the agent's errors."""
        job, wallet = await self.store.wallet(wallet_id), await self.wallets.find(wallet_id)
        if job is None or wallet is None:
            return
        if wallet.tenant_id is not None and wallet.sealed_token is not None:
            tenant = Tenant(wallet.tenant_id, self.sealer.open(wallet.sealed_token))
            if job.cards is None:
                await self._count(job, tenant)
            await self.host.delete_tenant(tenant.tenant_id)
        await self.retention.keep(wallet_id, job.ending_id)
        await self.audited.erase_wallet(wallet_id)  # before the rows: killed in between, it is come back to
        await self.records.erase_contents(wallet_id)  # as well: the rows name them
        async with self.database.transaction() as transaction:
            found = await self.rows.erase(transaction, OF_WALLET, wallet_id)
            if not found["wallets"]:
                return  # another process was quicker
            erased = {kind: count for kind, count in found.items() if kind not in _OUR_OWN}
            await self._note_erased(transaction, job.ending_id, "wallet-erased", erased)
        log.info("wallet.ended")

    async def _note_erased(self, transaction: Transaction, ending_id: str, act: str, erased: Mapping[str, int]) -> None:
        """On the log it stands for itself: what it was of is erased."""
        ended = await self.store.note_erased(transaction, ending_id, erased, self.clock())
        await self.audited.log.write(transaction, _erased(ending_id, act, erased))
        if ended is not None:
            await self.audited.log.write(transaction, _erased(ending_id, ALL_ERASED, ended.erased, _kept(ended)))

    async def purge(self, transaction: Transaction) -> None:
        await self.store.purge(transaction, self.clock() - REPORT_KEPT)

    async def _count(self, job: EndingWallet, tenant: Tenant) -> None:
        try:
            cards = len(await self.host.holder(tenant).credentials())
        except AgentRefused:  # the tenant is gone already
            cards = 0
        async with self.database.transaction() as transaction:
            await self.store.note_cards(transaction, job.wallet_id, cards)
            await self.store.note_erased(transaction, job.ending_id, {"cards": cards}, self.clock())

    async def _take(self, transaction: Transaction, ending: Ending, wallet_id: str) -> None:
        if not await self.wallets.begin_ending(transaction, wallet_id):
            raise NotFound("There is no such wallet.")
        await self.store.add_wallet(transaction, EndingWallet(wallet_id, ending.id, None))
        await self.openings.remove(transaction, wallet_id, Relation.OWN)
        await self.openings.remove(transaction, wallet_id, Relation.GUARDIAN)
        self.outbox.append(transaction, stream_of(wallet_id), "wallet.ending", {})
        transaction.after_commit(lambda: self.hint(wallet_id))

    async def _new(self, kind: EndingKind, receipt: str) -> Ending:
        if await self.store.of_receipt(digest(receipt)) is not None:
            raise Conflict("This receipt is of another ending.", next_step="Draw a new one, or read its report.")
        return Ending(new_id(), digest(receipt), kind, {}, self.clock(), None)


def _erased(ending_id: str, act: str, erased: Mapping[str, int], kept: Details | None = None) -> Happened:
    counts = {kind: str(count) for kind, count in erased.items() if count}
    return Happened(Kind.ERASE, act, SERVICE, Named("ending", ending_id), details={**counts, **(kept or {})})


def _kept(ending: Ending) -> Details:
    """What the law keeps all the same, and until when."""
    if ending.kept_until is None:
        return {}
    return {"kept_disclosures": str(ending.kept), "kept_until": ending.kept_until.date().isoformat()}
