"""Who listens where on this machine, and with which secrets: the settings of every agent and service, in one place."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from agent import base64url
from agent.acapy.secrets import AgentSecrets, load_or_create_secrets
from agent.acapy.settings import AgentSettings, Tails
from agent.detached_jws import draw_key, public_part
from agent.process import HOST
from agent.protocol import AgentRole
from agent.secret_file import load_or_create
from salus import witnesses
from salus.audit_keys import LogOfMachine
from salus.data_directory import DataDirectory
from salus.service_process import ServiceProcess
from salus.witnesses import WitnessOfMachine
from wallet_api.retention_key import draw_retention_key, recipient_of

PACKAGES = {AgentRole.ISSUER: "issuer", AgentRole.VERIFIER: "verifier", AgentRole.WALLET: "wallet_api"}
LABELS = {
    AgentRole.ISSUER: "Salus Vaccination Centre",
    AgentRole.VERIFIER: "Salus Clinic",
    AgentRole.WALLET: "Salus Wallet",
}

ORGANISATIONS = {AgentRole.ISSUER: "salus-vaccination-centre", AgentRole.VERIFIER: "salus-clinic"}
"""Their ids in the wallet's registry of organisations."""
STAFF = {"admin": {"name": "Dr Maria Quist", "role": "2212"}}
"""Who at this machine's clinic may ask patients for consent."""


def _token() -> str:
    return secrets.token_urlsafe(32)


def _fernet_key() -> str:
    return Fernet.generate_key().decode()


def _push_key() -> str:
    """A P-256 private key, 32 bytes in URL-safe base64."""
    number = generate_private_key(SECP256R1()).private_numbers().private_value
    return base64url.encoded(number.to_bytes(32))


@dataclass(frozen=True)
class MachineLayout:
    """Agents and services of one data directory, for a ledger of this genesis (a file or a URL)."""

    directory: DataDirectory
    genesis: Path | str

    @property
    def trust_registry(self) -> Path:
        return self.directory.services / "verifier" / "trust.yaml"

    @property
    def organisations(self) -> Path:
        return self.directory.services / "wallet" / "organisations.yaml"

    @property
    def asker_key(self) -> str:
        """The private JWK by which this machine's verifier proves that it asks; drawn at the first start."""
        return load_or_create(self.directory.secrets / "asker.json", {"jwk": draw_key})["jwk"]

    @property
    def operator_key(self) -> str:
        """The private JWK by which this machine's operator signs the registries; drawn at the first start."""
        return load_or_create(self.directory.secrets / "trust-operator.json", {"jwk": draw_key})["jwk"]

    @property
    def _answer_key(self) -> str:
        """Seals what the verifier keeps of answers; in a file of its own, which older data directories lack."""
        return load_or_create(self.directory.secrets / "verifier-answers.json", {"key": _fernet_key})["key"]

    @property
    def consent_receipt_key(self) -> str:
        """The private JWK by which this machine's wallet service signs the receipts of consents."""
        return load_or_create(self.directory.secrets / "consent-receipts.json", {"jwk": draw_key})["jwk"]

    @property
    def retention_key(self) -> str:
        """Opens what the law keeps of who left; only its public part is given to this machine's wallet service."""
        return load_or_create(self.directory.secrets / "retention.json", {"key": draw_retention_key})["key"]

    @property
    def receipt_key(self) -> str:
        """The private JWK by which this machine's verifier signs the receipts of verdicts; drawn at the first start."""
        return load_or_create(self.directory.secrets / "receipts.json", {"jwk": draw_key})["jwk"]

    def api_key(self, role: AgentRole) -> str:
        return self._service_secrets()[f"{role}_api_key"]

    def first_admin(self, role: AgentRole) -> Path:
        """What the first administrator of a service's console signs in with; there until that password is changed."""
        return self.directory.secrets / f"{role}-first-admin.json"

    def port_names(self) -> tuple[str, ...]:
        parts = ("agent-admin", "agent-didcomm", "service")
        return (*(f"{role}-{part}" for role in AgentRole for part in parts), *witnesses.NAMES)

    def agent(self, role: AgentRole) -> AgentSettings:
        return AgentSettings(
            role=role,
            label=LABELS[role],
            data_dir=self.directory.agent(role),
            secrets=self._agent_secrets(role),
            admin_port=self.directory.ports.port(f"{role}-agent-admin"),
            inbound_port=self.directory.ports.port(f"{role}-agent-didcomm"),
            genesis=self.genesis,
            webhook_url=f"{self.url(role)}/webhooks",
            tails=self._tails() if role is AgentRole.ISSUER else None,
        )

    def service(self, role: AgentRole) -> ServiceProcess:
        package = PACKAGES[role]
        directory = self.directory.services / role
        agent = self._agent_secrets(role)
        environment = {
            "PORT": str(self._port(role)),
            "PUBLIC_URL": self.url(role),
            "DATABASE_URL": f"sqlite:///{directory / 'service.sqlite'}",
            "AGENT_ADMIN_URL": self.agent(role).admin_url,
            "AGENT_ADMIN_KEY": agent.admin_key,
            "WEBHOOK_KEY": agent.webhook_key,
            "API_KEY": self.api_key(role),
            "LABEL": LABELS[role],
            **self._audit_environment(role),
            **self._own_environment(role, directory),
        }
        prefixed = {f"SALUS_{role.upper()}_{name}": value for name, value in environment.items()}
        return ServiceProcess(package, self._port(role), directory, prefixed)

    def _audit_environment(self, role: AgentRole) -> dict[str, str]:
        ledger = {"LEDGER_GENESIS": str(self.genesis), "CACHE_DIR": str(self.directory.path / "cache")}
        cosigned = {"AUDIT_WITNESSES": witnesses.policy(self.witnesses())}
        return {**ledger, **cosigned, **self.audit(role).environment()}

    def _own_environment(self, role: AgentRole, directory: Path) -> dict[str, str]:
        kept = self._service_secrets()
        match role:
            case AgentRole.ISSUER:
                return {
                    "TAILS_DIR": str(directory / "tails"),
                    "TAILS_UPLOAD_KEY": kept["tails_upload_key"],
                    "FIRST_ADMIN_FILE": str(self.first_admin(role)),
                    "WALLET_URL": self.url(AgentRole.WALLET),
                }
            case AgentRole.VERIFIER:
                return {
                    "TRUST_REGISTRY": str(self.trust_registry),
                    "TRUST_REGISTRY_JWK": public_part(self.operator_key),
                    "WEBHOOK_SEAL_KEY": self._webhook_seal_key,
                    "WEBHOOK_NETWORKS": "127.0.0.0/8",
                    "RECEIPT_JWK": self.receipt_key,
                    "ORGANISATION": ORGANISATIONS[role],
                    "ASKER_JWK": self.asker_key,
                    "STAFF": json.dumps(STAFF),
                    "FIRST_ADMIN_FILE": str(self.first_admin(role)),
                    "ANSWER_KEY": self._answer_key,
                    "WALLET_URL": self.url(AgentRole.WALLET),
                }
            case AgentRole.WALLET:
                return {
                    "TENANT_KEY": kept["tenant_key"],
                    "RECORDS_DIR": str(directory / "records"),
                    "ALLOW_LOCAL_LINKS": "true",
                    "ORGANISATIONS": str(self.organisations),
                    "ORGANISATIONS_JWK": public_part(self.operator_key),
                    "RECEIPT_JWK": self.consent_receipt_key,
                    "RETENTION_RECIPIENT": recipient_of(self.retention_key),
                    "PUSH_KEY": self._push_key,
                    "PUSH_CONTACT": "mailto:operator@localhost",
                }

    def audit(self, role: AgentRole) -> LogOfMachine:
        """The log of a service."""
        return LogOfMachine.of(self.directory, role)

    def witnesses(self) -> Sequence[WitnessOfMachine]:
        return [WitnessOfMachine.of(self.directory, name) for name in witnesses.NAMES]

    @property
    def _webhook_seal_key(self) -> str:
        return load_or_create(self.directory.secrets / "webhooks.json", {"seal_key": _fernet_key})["seal_key"]

    @property
    def _push_key(self) -> str:
        return load_or_create(self.directory.secrets / "push.json", {"key": _push_key})["key"]

    def _tails(self) -> Tails:
        host = f"{HOST}:{self._port(AgentRole.ISSUER)}"
        upload_key = self._service_secrets()["tails_upload_key"]
        return Tails(public_url=f"http://{host}/tails", upload_url=f"http://agent:{upload_key}@{host}/tails")

    def _port(self, role: AgentRole) -> int:
        return self.directory.ports.port(f"{role}-service")

    def url(self, role: AgentRole) -> str:
        """The wallet's is one by name: a passkey belongs to a name, never to an address (WebAuthn, RP ID)."""
        host = "localhost" if role is AgentRole.WALLET else HOST
        return f"http://{host}:{self._port(role)}"

    def _agent_secrets(self, role: AgentRole) -> AgentSecrets:
        return load_or_create_secrets(self.directory.secrets / f"agent-{role}.json")

    def _service_secrets(self) -> dict[str, str]:
        names = {f"{role}_api_key": _token for role in AgentRole} | {
            "tails_upload_key": _token,
            "tenant_key": _fernet_key,
        }
        return load_or_create(self.directory.secrets / "services.json", names)
