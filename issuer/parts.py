"""The issuer's adapters and services, put together; the app starts them. Only here is known which agent it is."""

from datetime import timedelta

from agent.acapy.client import AcaPyClient
from agent.acapy.issuer import AcaPyIssuer
from agent.service.database import Database
from agent.service.exclusive import Exclusive
from agent.service.hints import Reconciler
from agent.service.links import Links
from agent.service.metrics import Metrics
from agent.service.outbox import Outbox
from issuer import tables
from issuer.access import Access
from issuer.publication_store import PublicationStore
from issuer.replacement_store import ReplacementStore
from issuer.revocation_store import RevocationStore
from issuer.services.following import Following
from issuer.services.issuance import Issuance
from issuer.services.notices import Notices
from issuer.services.offer_journal import OfferJournal
from issuer.services.offering import Offering
from issuer.services.orphans import OrphanSweep
from issuer.services.publishing import Publisher
from issuer.services.recalls import Recalls
from issuer.services.registries import Registries, differences_gauge
from issuer.services.replacing import Replacing
from issuer.services.retention import Retention
from issuer.services.revocation import Revocation
from issuer.services.revoking_many import RevokingMany
from issuer.services.rounds import Rounds
from issuer.services.superseding import Superseding
from issuer.services.tails_files import TailsFiles
from issuer.settings import Settings
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
        self.journal = OfferJournal(self.database, self.store, self.outbox, self.links)
        self.access = Access(settings, self.database)
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
            self.outbox, self.links, self.access.sign_in, self.access.idempotency, timedelta(days=settings.event_days)
        )

    def look_at(self, record_id: str) -> None:
        """Tells the reconciler, which is built last, of a record that may have changed."""
        self.reconciler.hint(record_id)

    def _rounds(self) -> Rounds:
        issuance = Issuance(self.agent, self.journal, self.exclusive)
        following = Following(
            self.agent, self.store, self.journal, self.offering, issuance, self.revocation,
            Notices(self.agent, self.journal), self.exclusive,
        )  # fmt: skip
        replacements = ReplacementStore(self.database)
        replacing = Replacing(
            replacements, self.journal, self.access.acts, self.offering, self.revocation, self.exclusive, self.look_at
        )
        return Rounds(following, replacing, self.store, replacements)
