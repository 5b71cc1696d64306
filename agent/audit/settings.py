"""What a service with a log is told of it from outside, beside the settings that all services have."""

import base64
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from agent.audit.c2sp.keys import KeyType, PrivateKey, parse_private_key
from agent.audit.c2sp.policy import Policy, read_policy
from agent.ledger.did_key import SEED_BYTES
from agent.service.key_settings import AesKeys
from agent.service.settings import DatabaseUrl, ServiceSettings


def _log_key(value: SecretStr) -> SecretStr:
    parse_private_key(value.get_secret_value(), KeyType.LOG)
    return value


def _seed(value: SecretStr) -> SecretStr:
    if len(base64.urlsafe_b64decode(value.get_secret_value())) != SEED_BYTES:
        raise ValueError("not 32 random bytes in URL-safe base64")
    return value


def _witnesses(value: str) -> str:
    read_policy(_lines(value))
    return value


def _lines(value: str) -> str:
    return "\n".join(line.strip() for line in value.split(";"))


class AuditSettings(ServiceSettings):
    ledger_genesis: str
    """File or http(s) URL of the ledger's genesis transactions."""
    cache_dir: Path | None = None
    """Where a genesis that was fetched is kept; if not set, beside the service's own files, if it has any."""
    audit_key: Annotated[SecretStr, AfterValidator(_log_key)]
    """By which the log signs its checkpoints, with the log's name in it; drawn by `salus audit new-key`."""
    audit_keys_url: DatabaseUrl
    """The database, apart from the service's own, of the keys by which events are sealed."""
    audit_wrapping_key: AesKeys
    """Wraps these keys: 32 random bytes in URL-safe base64, or several, comma separated; the first one wraps."""
    audit_witnesses: Annotated[str, AfterValidator(_witnesses)] = "quorum none"
    """Witnesses, groups and quorum as in a policy of c2sp.org/tlog-policy, a semicolon between its lines."""
    audit_anchor_seed: Annotated[SecretStr, AfterValidator(_seed)] | None = None
    """The seed of the DID that writes anchors to the ledger, in URL-safe base64; without one nothing is anchored."""
    audit_anchor_every_s: Annotated[float, Field(gt=0)] = 600.0
    """How long between two anchors, where the log has grown."""
    audit_anchor_entries: Annotated[int, Field(gt=0)] = 10_000
    """After so many new entries sooner."""
    audit_pause_s: Annotated[float, Field(ge=0)] = 1.0
    """How long at least between two checkpoints."""

    @cached_property
    def log_key(self) -> PrivateKey:
        return parse_private_key(self.audit_key.get_secret_value(), KeyType.LOG)

    @property
    def policy_text(self) -> str:
        return f"log {self.log_key.public.text}\n{_lines(self.audit_witnesses).strip()}\n"

    @property
    def policy(self) -> Policy:
        return read_policy(self.policy_text)

    @property
    def anchor_seed(self) -> bytes | None:
        seed = self.audit_anchor_seed
        return base64.urlsafe_b64decode(seed.get_secret_value()) if seed else None

    @property
    def anchor_every(self) -> timedelta:
        return timedelta(seconds=self.audit_anchor_every_s)
