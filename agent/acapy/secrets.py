"""The secrets of one agent: drawn at its first start, kept in a file (agent.secret_file).

Leaves out rotation: a wallet key is changed with ACA-Py's own `--wallet-rekey`.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

import base58

from agent.secret_file import load_or_create

RAW_KEY_BYTES = 32


@dataclass(frozen=True)
class AgentSecrets:
    admin_key: str = field(repr=False)
    """`x-api-key` of the admin API."""
    wallet_key: str = field(repr=False)
    """Raw key of the store, base58: no derivation, so that opening it costs nothing."""
    jwt_secret: str = field(repr=False)
    """Signs the tokens of tenants; losing it ends all of them."""
    webhook_key: str = field(repr=False)
    """`x-api-key` of the webhooks that the agent sends to its service."""


def raw_key() -> str:
    """A key of the form that askar calls raw."""
    return base58.b58encode(secrets.token_bytes(RAW_KEY_BYTES)).decode()


def load_or_create_secrets(path: Path) -> AgentSecrets:
    """Read the file, or draw and write it. Raises agent.secret_file.SecretsDamaged."""
    draw = {"admin_key": _token, "wallet_key": raw_key, "jwt_secret": _token, "webhook_key": _token}
    return AgentSecrets(**load_or_create(path, draw))


def _token() -> str:
    return secrets.token_urlsafe(32)
