"""What the verifier is told from outside: SALUS_VERIFIER_*."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from agent.audit.settings import AuditSettings
from agent.service.jwk_settings import EMPTY_SET, JwkSet, PrivateJwk, PublicJwkText, published, text_of, together_with
from agent.service.key_settings import AesKeys, aes_keys
from agent.service.settings import HttpUrl
from agent.signed_claims import PublicJwk
from agent.webhooks.settings import WebhookSettings
from verifier.domain.consent import Staffer
from verifier.domain.language import Language

TEMPLATES = Path(__file__).parent / "request_templates"


class Settings(WebhookSettings, AuditSettings):
    model_config = SettingsConfigDict(env_prefix="SALUS_VERIFIER_")

    port: Annotated[int, Field(ge=0, le=65535)] = 8102
    label: str = "Clinic"
    """What wallets and the link's page show as the one who asks."""
    wallet_url: HttpUrl | None = None
    """The patients' web app, which the page of a link then offers to open."""
    trust_registry: Path
    """YAML file; read again when it changes. Without one, and without an edition by the API, nobody is trusted."""
    trust_registry_jwk: PublicJwkText | None = None
    """Public JWK (RFC 8037, Ed25519) of the operator. Where it is set, only what it signed is the trust registry."""
    language: Language = Language.ENGLISH
    """The patient's language that the desk begins with."""
    receipt_jwk: PrivateJwk | None = None
    """Private JWK (RFC 8037, Ed25519) by which verdicts get a signed receipt; without one they get none."""
    receipt_jwks_before: JwkSet = EMPTY_SET
    """JWK set (RFC 7517) of the public keys that signed receipts before; to rotate, the old one is added here."""
    organisation: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """Our id in the wallets' registries of organisations; set together with the key."""
    asker_jwk: Annotated[PrivateJwk | None, *together_with("organisation")] = None
    """Private JWK whose public part stands in those registries: by it our invitations prove that it is we who ask.
    Without it wallets call us unknown."""
    staff: Annotated[dict[str, Staffer], Field(default_factory=dict)]
    """Who of the console's people may ask patients for consent, as JSON by the name under which they sign in:
    `{"maria": {"name": "Dr Maria Quist"}}`, with the name that patients read, as on the practitioner card by which they
    show their role. With `"role": "2212"` (ISCO-08) besides they may ask without showing one, on our word alone, and
    patients are told so. It needs `organisation`, `asker_jwk` and `wallet_url`."""
    name_on_cards: Annotated[str, Field(max_length=200)] | None = None
    """Our organisation, as practitioner cards name it; without it the label."""
    request_templates: Path = TEMPLATES
    """Directory of YAML files, read again when they change."""
    first_admin_file: Path | None = None
    """Where the console's first administrator finds a password; without it no such account is made."""
    screen_lifetime_s: Annotated[float, Field(gt=0)] = 120.0
    """How long shown values stay in memory after the verdict."""
    answer_key: AesKeys | None = None
    """Seals the values that a template says are kept: 32 random bytes in URL-safe base64, or several, comma separated.
    The first one seals, all open; to rotate, put a new one first, and drop the old one seven days later. Without a key
    no such template is asked by."""

    @property
    def answer_keys(self) -> list[bytes]:
        return aes_keys(self.answer_key) if self.answer_key else []

    @property
    def receipt_key(self) -> str | None:
        return text_of(self.receipt_jwk)

    @property
    def receipt_keys(self) -> Sequence[PublicJwk]:
        """By which receipts are checked, the one in force first."""
        return published(self.receipt_jwk, self.receipt_jwks_before)

    @property
    def genesis_cache(self) -> Path:
        return self.cache_dir or self.trust_registry.parent / "cache"
