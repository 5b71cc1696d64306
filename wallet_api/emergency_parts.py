"""The services of emergencies, put together over a database and whatever reads a patient's allergies."""

from dataclasses import dataclass

from agent.audit.store.subject_keys import SubjectKeys
from agent.service.clock import Clock
from agent.service.database import Database
from agent.service.outbox import Outbox
from agent.service.sealing import Sealer
from wallet_api.services.audited import Audited
from wallet_api.services.consent.askers import Askers
from wallet_api.services.emergency.breaking import Breaking
from wallet_api.services.emergency.cards import EmergencyCards, ReadAllergies
from wallet_api.services.emergency.deciding import Deciding
from wallet_api.services.emergency.journal import EmergencyJournal
from wallet_api.services.emergency.reasons import Reasons
from wallet_api.store.consent_rules import DenialStore
from wallet_api.store.emergencies import EmergencyCardStore, EmergencyStore
from wallet_api.store.wallets import WalletStore


@dataclass(frozen=True)
class EmergencyServices:
    cards: EmergencyCards
    breaking: Breaking
    reasons: Reasons

    @classmethod
    def over(
        cls, database: Database, outbox: Outbox, audited: Audited, keys: SubjectKeys, *, allergies: ReadAllergies,
        askers: Askers, sealer: Sealer, clock: Clock,
    ) -> "EmergencyServices":  # fmt: skip
        cards, emergencies, wallets = EmergencyCardStore(database), EmergencyStore(database), WalletStore(database)
        journal, reasons = EmergencyJournal(outbox, audited), Reasons(keys)
        deciding = Deciding(database, cards, DenialStore(database), wallets, askers, journal, clock)
        return cls(
            EmergencyCards(database, cards, emergencies, wallets, allergies, journal, sealer, clock),
            Breaking(deciding, cards, emergencies, allergies, reasons, journal, clock),
            reasons,
        )  # fmt: skip
