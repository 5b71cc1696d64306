"""The verifier's adapters and services, put together; the app starts them. Only here is known which agent it is."""

import json

from agent.acapy.client import AcaPyClient
from agent.acapy.verifier import AcaPyVerifier
from agent.access.access import Access
from agent.audit.audit import Audit
from agent.audited_acts import AuditedActs
from agent.ledger.opening import LateLedger
from agent.service.clock import Clock, utc_now
from agent.service.database import Database
from agent.service.hints import Reconciler
from agent.service.idempotency import IdempotencyKeys
from agent.service.links import Links
from agent.service.metrics import Metrics
from agent.service.outbox import Outbox
from agent.webhooks.webhooks import Webhooks
from verifier import tables
from verifier.domain.act import ACT_KINDS
from verifier.domain.receipt import Signatory
from verifier.domain.scope import Scope
from verifier.files.signed_file import SignedTrustFile
from verifier.files.template_files import TemplateDirectory
from verifier.files.trust_file import TrustFile
from verifier.ledger_reads import LedgerReads
from verifier.services.answer_seal import AnswerSeal
from verifier.services.asking import Asking
from verifier.services.audited import SORTS, Audited
from verifier.services.consents import Consents
from verifier.services.emergencies import Emergencies
from verifier.services.following import Following
from verifier.services.identity import Announcer
from verifier.services.journal import Journal
from verifier.services.judging import Judging
from verifier.services.kept_answers import KeptAnswers
from verifier.services.kept_lists import KeptLists
from verifier.services.receipts import Receipts
from verifier.services.retention import Retention
from verifier.services.role_proofs import RoleProofs
from verifier.services.screen import Screen
from verifier.services.signed_registry import SignedRegistry
from verifier.services.staff import Staff
from verifier.services.template_keeping import TemplateKeeping
from verifier.services.templates import Templates
from verifier.services.vouching import Vouching
from verifier.services.webhook_messages import WebhookMessages
from verifier.settings import Settings
from verifier.store.kept_answers import KeptAnswerStore
from verifier.store.receipts import ReceiptStore
from verifier.store.registries import RegistryStore
from verifier.store.revocation_lists import RevocationListStore
from verifier.store.role_proofs import RoleProofStore
from verifier.store.saved_templates import SavedTemplateStore
from verifier.store.templates import TemplateStore
from verifier.store.verifications import VerificationStore
from verifier.wallet_service import WalletService

MIGRATIONS = "verifier.migrations"


class Parts:
    """The verifier's adapters and services; making them does no I/O but the reading of the request templates."""

    def __init__(self, settings: Settings, clock: Clock = utc_now) -> None:
        self.settings = settings
        self.clock = clock
        self.metrics = Metrics()
        self.database = Database(settings.database_url.get_secret_value(), MIGRATIONS, tables.metadata)
        directory = TemplateDirectory(settings.request_templates)
        seal = AnswerSeal(settings.answer_keys) if settings.answer_keys else None
        asked_templates, saved_templates = TemplateStore(self.database), SavedTemplateStore(self.database)
        self.templates = Templates(directory, asked_templates, saved_templates, clock, may_keep=seal is not None)
        self.outbox = Outbox(self.database, tables.outbox, metrics=self.metrics, clock=clock)
        late = LateLedger(settings.ledger_genesis, settings.genesis_cache)
        self.audit = Audit(self.database, tables.audit, settings, observer=settings.label, late=late, clock=clock)
        self.audited = Audited(self.audit.log)
        self.access = Access(
            self.database, tables.access, scopes=Scope, kinds=ACT_KINDS, operators_key=settings.api_key,
            first_admin_file=settings.first_admin_file, log=AuditedActs(self.audit.log, ACT_KINDS, SORTS),
        )  # fmt: skip
        self.template_keeping = TemplateKeeping(
            self.database, self.templates, saved_templates, asked_templates, self.access.acts, clock
        )
        self.idempotency = IdempotencyKeys(self.database, tables.idempotency_keys)
        self.links = Links(self.database, tables.links, settings.public_url, clock=clock)
        self.client = AcaPyClient.open(settings.agent_admin_url, settings.agent_admin_key.get_secret_value())
        self.agent = AcaPyVerifier(self.client)
        self.ledger = LedgerReads(late)
        self.store = VerificationStore(self.database)
        self.screen = Screen(settings.screen_lifetime_s)
        self.answers = KeptAnswers(
            self.database, KeptAnswerStore(), seal, acts=self.access.acts, audited=self.audited, clock=clock
        )
        self.receipts = Receipts(
            ReceiptStore(self.database), self.store, Signatory(settings.public_url, settings.label),
            key=settings.receipt_key, published=settings.receipt_keys,
        )  # fmt: skip
        self.roles = RoleProofs(
            self.database, RoleProofStore(self.database), self.access.user_store, settings.staff,
            settings.name_on_cards or settings.label, self.access.acts, clock,
        )  # fmt: skip
        self.journal = Journal(
            self.database, self.store, self.outbox, self.links, self.screen,
            acts=self.access.acts, audited=self.audited, answers=self.answers, receipts=self.receipts, roles=self.roles,
            clock=clock,
        )  # fmt: skip
        self.webhooks = Webhooks(
            self.database, tables.webhooks, outbox=self.outbox, acts=self.access.acts, settings=settings,
            describe=WebhookMessages(self.store).describe, clock=clock,
        )  # fmt: skip
        self.signed_registry = self._signed_registry()
        registry = (self.signed_registry or TrustFile(settings.trust_registry)).current
        self.registry = registry
        self.asking = Asking(
            self.agent, self.journal, self.templates, registry, settings.label, acts=self.access.acts,
            vouching=_vouching(settings),
        )  # fmt: skip
        self.consents = self._consents()
        self.emergencies = self._emergencies(self.consents)
        lists = KeptLists(self.ledger, RevocationListStore(self.database), clock)
        judging = Judging(self.agent, self.journal, lists, registry)
        self.following = Following(self.agent, self.store, self.journal, judging)
        self.reconciler = Reconciler(
            self.following.refresh, self.store.open_ids, settings.reconcile_interval_s, metrics=self.metrics
        )
        self.announcer = Announcer(self.agent, self.ledger.is_registered)
        self.retention = Retention(
            self.outbox,
            self.links,
            self.screen,
            self.answers,
            self.access.sign_in,
            self.idempotency,
            lists,
            self.roles,
            clock=clock,
        )

    def _consents(self) -> Consents | None:
        settings = self.settings
        if not settings.staff or settings.organisation is None or settings.asker_jwk is None:
            return None
        if settings.wallet_url is None:
            return None
        staff = Staff(settings.organisation, settings.asker_jwk.get_secret_value(), settings.staff, self.clock)
        service = WalletService.at(settings.wallet_url)
        return Consents(self.database, service, staff, self.roles, self.asking, self.access.acts, self.clock)

    def _emergencies(self, consents: Consents | None) -> Emergencies | None:
        """For the same staff, at the same wallet service."""
        if consents is None:
            return None
        return Emergencies(self.database, consents.service, consents.member, self.access.acts, self.clock)

    def _signed_registry(self) -> SignedRegistry | None:
        if self.settings.trust_registry_jwk is None:
            return None
        key = json.loads(self.settings.trust_registry_jwk)
        file = SignedTrustFile(self.settings.trust_registry, key)
        store = RegistryStore(self.database)
        return SignedRegistry(self.database, file, store, self.access.acts, key, self.clock)


def _vouching(settings: Settings) -> Vouching | None:
    if settings.organisation is None or settings.asker_jwk is None:
        return None
    return Vouching(settings.organisation, settings.asker_jwk.get_secret_value())
