"""The logs of this machine: their keys, drawn at the first start, and where the keys of subjects are kept."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agent.audit.c2sp.keys import KeyType, PrivateKey, parse_private_key
from agent.ledger.did_key import SEED_BYTES, DidKey
from agent.protocol import AgentRole
from agent.secret_file import load_or_create
from salus.data_directory import DataDirectory


def _random() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(SEED_BYTES)).decode()


@dataclass(frozen=True)
class LogOfMachine:
    keys_database: Path
    secrets: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, directory: DataDirectory, role: AgentRole) -> "LogOfMachine":
        name = f"salus.invalid/{role}-{secrets.token_hex(4)}"
        drawn = {
            "key": lambda: PrivateKey.draw(name, KeyType.LOG).text,
            "wrapping_key": _random,
            "anchor_seed": _random,
        }
        directory.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = load_or_create(directory.secrets / f"audit-{role}.json", drawn)
        return cls(directory.keys / f"{role}.sqlite", kept)

    @property
    def key(self) -> PrivateKey:
        return parse_private_key(self.secrets["key"], KeyType.LOG)

    @property
    def anchor_key(self) -> DidKey:
        return DidKey(base64.urlsafe_b64decode(self.secrets["anchor_seed"]))

    def environment(self) -> dict[str, str]:
        return {
            "AUDIT_KEY": self.secrets["key"],
            "AUDIT_KEYS_URL": f"sqlite:///{self.keys_database}",
            "AUDIT_WRAPPING_KEY": self.secrets["wrapping_key"],
            "AUDIT_ANCHOR_SEED": self.secrets["anchor_seed"],
        }
