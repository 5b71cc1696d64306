"""The issuer's adapters and services, put together; the app starts them. Only here is known which agent it is."""

from datetime import timedelta

from agent.acapy.client import AcaPyClient
from agent.acapy.issuer import AcaPyIssuer
from agent.access.access import Access
from agent.audit.audit import Audit
from agent.audited_acts import AuditedActs
from agent.ledger.opening import LateLedger
from agent.service.database import Database
from agent.service.exclusive import Exclusive
from agent.service.hints import Reconciler
from agent.service.idempotency import IdempotencyKeys
from agent.service.links import Links
from agent.service.metrics import Metrics
from agent.service.outbox import Outbox
from issuer import tables
from issuer.batch_store import BatchStore
from issuer.domain.act import ACT_KINDS
from issuer.domain.scope import Scope
from issuer.publication_store import PublicationStore
from issuer.replacement_store import ReplacementStore
from issuer.revocation_store import RevocationStore
from issuer.services.audited import SORTS, Audited
from issuer.services.batch_intake import BatchIntake
from issuer.services.batch_journal import BatchJournal
from issuer.services.batch_running import BatchRunning
from issuer.services.batches import Batches
from issuer.services.following import Following
from issuer.services.issuance import Issuance
from issuer.services.notices import Notices
from issuer.services.offer_journal import OfferJournal
from issuer.services.offering import Offering
from issuer.services.orphans import OrphanSweep
from issuer.services.publishing import Publisher
from issuer.services.recalls import Recalls
from issuer.services.registries import Registries, differences_gauge
from issuer.services.renewing import Renewing
from issuer.services.replacing import Replacing
from issuer.services.retention import Retention
from issuer.services.revocation import Revocation
from issuer.services.revoking_many import RevokingMany
from issuer.services.rounds import Rounds
from issuer.services.row_settling import RowSettling
from issuer.services.succession import Succession
from issuer.services.superseding import Superseding
from issuer.services.tails_files import TailsFiles
from issuer.settings import Settings
from issuer.source_store import SourceStore
from issuer.store import OfferStore
from issuer.type_files import load_credential_types


class Parts:
    """The issuer's adapters and services; making them does no I/O but the reading of the credential types."""

    def __init__(self, settings: Settings) -> None:
        lifetime = timedelta(seconds=settings.link_lifetime_s)
        self.settings = settings
        self.types = load_credential_types(settings.credential_types_dir)
        self.metrics = Metrics()
        self.database = Database(settings.database_url.get_secret_value(), "issuer.migrations", tables.metadata)
        self.outbox = Outbox(self.database, tables.outbox, metrics=self.metrics)
        self.links = Links(self.database, tables.links, settings.public_url)
        self.client = AcaPyClient.open(settings.agent_admin_url, settings.agent_admin_key.get_secret_value())
        self.agent = AcaPyIssuer(self.client)
        self.store = OfferStore(self.database)
        self.publications = PublicationStore(self.database)
        self.files = TailsFiles(settings.tails_dir)
        self.late_ledger = LateLedger(settings.ledger_genesis, settings.genesis_cache)
        self.audit = Audit(self.database, tables.audit, settings, observer=settings.label, late=self.late_ledger)
        self.audited = Audited(self.audit.log)
        self.journal = OfferJournal(self.database, self.store, self.outbox, self.links, self.audited)
        self.access = Access(
            self.database, tables.access, scopes=Scope, kinds=ACT_KINDS, operators_key=settings.api_key,
            first_admin_file=settings.first_admin_file, log=AuditedActs(self.audit.log, ACT_KINDS, SORTS),
        )  # fmt: skip
        self.idempotency = IdempotencyKeys(self.database, tables.idempotency_keys)
        acts = self.access.acts
        self.exclusive = Exclusive(self.database.url)
        self.revocation = Revocation(
            self.agent, self.store, self.journal, acts, self.exclusive, self.look_at, settings.revoke_wait_s
        )
        orders = RevocationStore(self.database)
        self.recalls = Recalls(self.database, orders, acts)
        superseding = Superseding(self.journal, acts, self.revocation, self.look_at)
        self.offering = Offering(
            self.agent, self.journal, acts, self.publications, self.types, settings.label, lifetime, superseding,
            self.recalls,
        )  # fmt: skip
        batch_store, sources = BatchStore(self.database), SourceStore(self.database)
        succession = Succession(batch_store, sources)
        self.renewing = Renewing(self.journal, acts, self.offering, succession)
        self.replacements = ReplacementStore(self.database)
        self.replacing = Replacing(
            self.replacements, self.journal, acts, self.offering, self.revocation, self.exclusive, succession,
            timedelta(days=settings.absent_days), self.look_at,
        )  # fmt: skip
        batch_journal = BatchJournal(self.database, batch_store, self.outbox, acts)
        self.batch_intake = BatchIntake(batch_journal, sources, orders, self.types)
        self.batches = Batches(batch_journal, self.store, self.offering, self.exclusive)
        settling = RowSettling(
            batch_journal, sources, self.offering, self.replacing, self.exclusive,
            timedelta(days=settings.absent_days), self.look_at,
        )  # fmt: skip
        self.batch_running = BatchRunning(batch_journal, settling, self.offering, self.exclusive, self.agent.is_ready)
        self.revoking_many = RevokingMany(self.journal, acts, orders, self.look_at)
        self.rounds = self._rounds()
        self.reconciler = Reconciler(
            self.rounds.refresh, self.rounds.open_ids, settings.reconcile_interval_s, metrics=self.metrics
        )
        self.registries = Registries(
            self.agent, self.journal, self.publications, self.types, self.exclusive, self.look_at,
            differences_gauge(self.metrics),
        )  # fmt: skip
        self.publisher = Publisher(self.agent, self.publications, self.types, self.exclusive)
        self.sweep = OrphanSweep(self.agent, self.store, lifetime)
        self.retention = Retention(
            self.outbox, self.links, self.access.sign_in, self.idempotency, self.journal, self.batches,
            events_for=timedelta(days=settings.event_days), values_for=timedelta(days=settings.renewal_days),
        )  # fmt: skip

    def look_at(self, record_id: str) -> None:
        """Tells the reconciler, which is built last, of a record that may have changed."""
        self.reconciler.hint(record_id)

    def _rounds(self) -> Rounds:
        issuance = Issuance(self.agent, self.journal, self.exclusive)
        following = Following(
            self.agent, self.store, self.journal, self.offering, issuance, self.revocation,
            Notices(self.agent, self.journal), self.exclusive,
        )  # fmt: skip
        return Rounds(following, self.replacing, self.store, self.replacements)
