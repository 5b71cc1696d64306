"""What varies between the agents of Salus, and the environment that tells ACA-Py.

What is fixed for a role stands in agent/acapy/arguments/ROLE.yaml, which production uses too. No secret is an
argument of a command line or of such a file. Source: acapy_agent/config/argparse.py of 1.7.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from agent.acapy.secrets import AgentSecrets
from agent.protocol import AgentRole


@dataclass(frozen=True)
class PostgresStorage:
    """Where an agent keeps its store, when not in a file of its own."""

    address: str
    """HOST:PORT."""
    account: str
    password: str = field(repr=False)
    max_connections: int = 20

    def environment(self) -> dict[str, str]:
        return {
            "ACAPY_WALLET_STORAGE_TYPE": "postgres_storage",
            "ACAPY_WALLET_STORAGE_CONFIG": json.dumps({"url": self.address, "max_connections": self.max_connections}),
            "ACAPY_WALLET_STORAGE_CREDS": json.dumps({"account": self.account, "password": self.password}),
        }


@dataclass(frozen=True)
class Tails:
    """Where an issuer's agent puts its tails files, and where wallets fetch them."""

    public_url: str
    """Goes on the ledger: `/hash/{hash}` is appended."""
    upload_url: str = field(repr=False)
    """May hold a user and password, which stay between the agent and its service."""

    def environment(self) -> dict[str, str]:
        return {
            "ACAPY_TAILS_SERVER_BASE_URL": self.public_url,
            "ACAPY_TAILS_SERVER_UPLOAD_URL": self.upload_url,
        }


@dataclass(frozen=True)
class AgentSettings:
    role: AgentRole
    label: str
    """What other agents show to people, unless an invitation says otherwise."""
    data_dir: Path
    """Holds the store, the tails and the log of this one agent."""
    secrets: AgentSecrets
    admin_port: int
    inbound_port: int
    genesis: Path | str | None
    """File or URL of the ledger's genesis; None: an agent without ledger."""
    webhook_url: str
    """ACA-Py appends `/topic/{topic}/`."""
    host: str = "127.0.0.1"
    endpoint: str | None = None
    """Where other agents reach the inbound port, when not directly."""
    tails: Tails | None = None
    storage: PostgresStorage | None = None

    @property
    def admin_url(self) -> str:
        return f"http://{self.host}:{self.admin_port}"

    def environment(self) -> dict[str, str]:
        """The ACAPY_* variables, and the directories that ACA-Py derives from the home."""
        return {
            "HOME": str(self.data_dir),  # the tails are kept under ~/.indy_client, with no setting to say otherwise
            "ACAPY_HOME": str(self.data_dir / "acapy"),
            "RUST_LOG": "off",  # anoncreds prints the values of a presentation that it refuses
            "ACAPY_LABEL": self.label,
            "ACAPY_ADMIN": json.dumps([self.host, str(self.admin_port)]),
            "ACAPY_INBOUND_TRANSPORT": json.dumps([["http", self.host, str(self.inbound_port)]]),
            "ACAPY_ENDPOINT": self.endpoint or f"http://{self.host}:{self.inbound_port}",
            "ACAPY_WALLET_NAME": f"salus_{self.role}",
            **self._secret_environment(),
            **self._ledger_environment(),
            **(self.tails.environment() if self.tails else {}),
            **(self.storage.environment() if self.storage else {}),
        }

    def _secret_environment(self) -> dict[str, str]:
        shared = {
            "ACAPY_ADMIN_API_KEY": self.secrets.admin_key,
            "ACAPY_WALLET_KEY": self.secrets.wallet_key,
            "ACAPY_WEBHOOK_URL": f"{self.webhook_url}#{self.secrets.webhook_key}",
        }
        if self.role is not AgentRole.WALLET:
            return shared
        return {**shared, "ACAPY_MULTITENANT_JWT_SECRET": self.secrets.jwt_secret}

    def _ledger_environment(self) -> dict[str, str]:
        match self.genesis:
            case None:
                return {"ACAPY_NO_LEDGER": "true"}
            case Path():
                return {"ACAPY_GENESIS_FILE": str(self.genesis)}
            case str():
                return {"ACAPY_GENESIS_URL": self.genesis}
