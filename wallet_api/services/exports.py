"""Everything that is kept of a person, as one encrypted file: whatever their account opens, and the account itself.

Decides: nothing of it is kept here. It is made in memory for the one call, and the passphrase is the caller's own. An
agent that gives no answer ends it: a copy without a card that is held would be taken for the whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.service.clock import Clock
from agent.service.logging import get_logger
from wallet_api.domain.account import Opening
from wallet_api.domain.card_type import CardType, Language
from wallet_api.domain.disclosure import DisclosureState
from wallet_api.domain.export import (
    FORMAT,
    Asked,
    Export,
    ExportedCard,
    ExportedDocument,
    ExportedWallet,
    Rows,
    Shown,
    asked,
    exported_card,
    named,
)
from wallet_api.domain.provenance import provenance
from wallet_api.export.bundle import bundle
from wallet_api.export.sealing import Sealing
from wallet_api.services.audited import Audited
from wallet_api.services.cards import Card, Cards
from wallet_api.services.records.record import Shelf
from wallet_api.services.records.records import Records
from wallet_api.services.wallets import Wallets
from wallet_api.store.disclosures import Disclosure, DisclosureStore
from wallet_api.store.owned import OF_ACCOUNT, OF_WALLET, Owned, OwnedRows
from wallet_api.store.requests import ProofAsked, RequestStore
from wallet_api.store.wallets import Wallet

log = get_logger(__name__)


@dataclass(frozen=True)
class Exports:
    wallets: Wallets
    cards: Cards
    requests: RequestStore
    disclosures: DisclosureStore
    documents: Records
    rows: OwnedRows
    types: Mapping[str, CardType]
    service: str
    """What this wallet service calls itself."""
    sealing: Sealing
    audited: Audited
    clock: Clock

    async def make(self, account_id: str, passphrase: str, language: Language) -> bytes:
        """An age file. Raises ExportBusy, and the agent's errors."""
        opened = await self.wallets.of_account(account_id)
        for wallet, _ in opened:
            await self.audited.seen(wallet.id, "exported")
        wallets = [await self._wallet(*each) for each in opened]
        export = Export(FORMAT, self.clock(), self.service, wallets, await self._records(OF_ACCOUNT, account_id))
        sealed = await self.sealing.seal(bundle(export, language), passphrase)
        log.info("export.made")
        return sealed

    async def _wallet(self, wallet: Wallet, opening: Opening) -> ExportedWallet:
        shown = await self.disclosures.every(wallet.id)
        shelf = await self.documents.all(wallet.id)
        return ExportedWallet(
            wallet_id=wallet.id, label=wallet.label, relation=opening.relation,
            cards=[self._card(card, shown) for card in await self.cards.all(wallet.id)],
            asked=[self._asked(request) for request in await self.requests.every(wallet.id)],
            documents=_documents(shelf), documents_damaged=len(shelf.damaged),
            records=await self._records(OF_WALLET, wallet.id),
        )  # fmt: skip

    def _card(self, card: Card, every: Sequence[Disclosure]) -> ExportedCard:
        shown = [self._shown(each) for each in every if each.credential_id == card.credential.credential_id]
        return exported_card(
            card.credential, card.face, self.types, revoked=card.revoked, claimed_label=card.claimed_label,
            stored_at=card.stored_at, shown=shown,
        )  # fmt: skip

    def _shown(self, each: Disclosure) -> Shown:
        return Shown(
            each.created_at, each.asker_name, each.claimed_label, each.claimed_purpose,
            each.state is DisclosureState.SHOWN, named(each.revealed, self.types), named(each.proved, self.types),
        )  # fmt: skip

    def _asked(self, request: ProofAsked) -> Asked:
        seen, proved = asked(request.asked, self.types)
        return Asked(
            request.created_at, request.claimed_label, request.claimed_purpose, str(request.state), seen, proved
        )

    async def _records(self, every: tuple[Owned, ...], owner_id: str) -> Rows:
        return {each.kind: await self.rows.read(each, owner_id) for each in every if each.is_exported}


def _documents(shelf: Shelf) -> Sequence[ExportedDocument]:
    """What is kept; what was only announced has nothing to take along."""
    return [
        ExportedDocument(
            each.id, each.about.title, each.about.category, each.about.day, each.about.media_type,
            each.about.fhir_type, each.stored.size_bytes, each.stored.created_at, each.about.source,
            provenance(each.id, each.stored.created_at.isoformat(), each.about),
        )
        for each in shelf.records if each.about.media_type is not None
    ]  # fmt: skip
