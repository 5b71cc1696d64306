"""What the verifier is told from outside: SALUS_VERIFIER_*."""

import json
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import SettingsConfigDict

from agent.detached_jws import read_public_key
from agent.service.settings import HttpUrl, ServiceSettings

TEMPLATES = Path(__file__).parent / "request_templates"


def _public_jwk(value: str) -> str:
    read_public_key(json.loads(value))
    return value


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SALUS_VERIFIER_")

    port: Annotated[int, Field(ge=0, le=65535)] = 8102
    label: str = "Clinic"
    """What wallets and the link's page show as the one who asks."""
    wallet_url: HttpUrl | None = None
    """The patients' web app, which the page of a link then offers to open."""
    ledger_genesis: str
    """File or http(s) URL of the ledger's genesis transactions."""
    trust_registry: Path
    """YAML file; read again when it changes. Without one, and without an edition by the API, nobody is trusted."""
    trust_registry_jwk: Annotated[str, AfterValidator(_public_jwk)] | None = None
    """Public JWK (RFC 8037, Ed25519) of the operator. Where it is set, only what it signed is the trust registry."""
    request_templates: Path = TEMPLATES
    """Directory of YAML files, read again when they change."""
    first_admin_file: Path | None = None
    """Where the console's first administrator finds a password; without it no such account is made."""
    cache_dir: Path | None = None
    """Where a genesis that was fetched is kept; beside the trust registry if not set."""
    screen_lifetime_s: Annotated[float, Field(gt=0)] = 120.0
    """How long shown values stay in memory after the verdict."""

    @property
    def genesis_cache(self) -> Path:
        return self.cache_dir or self.trust_registry.parent / "cache"
