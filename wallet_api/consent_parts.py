"""The services of consent, put together over a database and whatever can be shared."""

from dataclasses import dataclass
from datetime import timedelta

from agent.service.clock import Clock
from agent.service.database import Database
from agent.service.outbox import Outbox
from agent.service.sealing import Sealer
from wallet_api.domain.consent.receipt import Keeper
from wallet_api.services.audited import Audited
from wallet_api.services.consent.answers import Answers
from wallet_api.services.consent.arrivals import Arrivals
from wallet_api.services.consent.askers import Askers
from wallet_api.services.consent.deciding import Deciding
from wallet_api.services.consent.deposits import Deposits
from wallet_api.services.consent.journal import Journal
from wallet_api.services.consent.looks import Looks
from wallet_api.services.consent.receipts import Receipts
from wallet_api.services.consent.requests import Requests
from wallet_api.services.consent.rules import ConsentRules
from wallet_api.services.consent.shelf import Shelf
from wallet_api.services.naming import Naming
from wallet_api.services.records.receiving import Receiving
from wallet_api.store.consent_rules import DenialStore, ProofStore, TemplateStore, UseStore
from wallet_api.store.consents import AskStore, ConsentReceiptStore, ConsentStore
from wallet_api.store.wallets import WalletStore


@dataclass(frozen=True)
class ConsentServices:
    shelf: Shelf
    asks: AskStore
    proofs: ProofStore
    askers: Askers
    arrivals: Arrivals
    requests: Requests
    answers: Answers
    looks: Looks
    deposits: Deposits
    rules: ConsentRules

    @classmethod
    def over(
        cls, database: Database, outbox: Outbox, audited: Audited, shelf: Shelf, receiving: Receiving, *,
        naming: Naming, keeper: Keeper,
        receipt_key: str | None, sealer: Sealer, link_lifetime_s: int, clock: Clock,
    ) -> "ConsentServices":  # fmt: skip
        consents, denials, wallets = ConsentStore(database), DenialStore(database), WalletStore(database)
        asks, proofs, journal = AskStore(database), ProofStore(), Journal(outbox, audited)
        receipts = Receipts(database, ConsentReceiptStore(database), keeper, receipt_key)
        askers = Askers(naming, proofs, clock)
        answers = Answers(database, consents, denials, receipts, shelf, journal, sealer, clock)
        arrivals = Arrivals(database, asks, consents, denials, wallets, journal, clock)
        requests = Requests(
            database, asks, consents, arrivals, askers, receipts, journal, sealer, frozenset(shelf.kinds),
            timedelta(seconds=link_lifetime_s), clock,
        )  # fmt: skip
        deciding = Deciding(consents, denials, UseStore(database), wallets, journal, clock)
        looks = Looks(database, deciding, askers, shelf)
        deposits = Deposits(database, deciding, askers, receiving, naming, journal)
        rules = ConsentRules(database, denials, TemplateStore(database), answers, journal, clock)
        return cls(shelf, asks, proofs, askers, arrivals, requests, answers, looks, deposits, rules)
