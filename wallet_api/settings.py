"""What the wallet API is told from outside, as SALUS_WALLET_* variables."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from agent.audit.settings import AuditSettings
from agent.service.jwk_settings import EMPTY_SET, JwkSet, PrivateJwk, PublicJwkText, published, text_of, together_with
from agent.service.sealing import FernetKeys
from agent.service.settings import HttpUrl
from agent.signed_claims import PublicJwk
from wallet_api.push_key import PushKey
from wallet_api.retention_key import RetentionRecipient


class Settings(AuditSettings):
    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, env_ignore_empty=True, env_prefix="SALUS_WALLET_"
    )

    port: Annotated[int, Field(ge=0, le=65535)] = 8103
    tenant_key: FernetKeys
    """Seals the tokens of the agent's tenants: a Fernet key (32 bytes, URL-safe base64), or several, comma separated.
    The first one seals, all open; to rotate, put a new one first, start, and drop the old one at the next start."""
    records_dir: Path
    """Where the encrypted contents of records lie. Their keys are wrapped by the patients', which lie apart
    (`audit_keys_url`)."""
    record_quota_bytes: Annotated[int, Field(gt=0)] = 500 * 1024 * 1024
    """How much the records of one patient may take."""
    session_lifetime_s: Annotated[int, Field(gt=0)] = 15 * 60
    device_lifetime_s: Annotated[int, Field(gt=0)] = 30 * 24 * 3600
    """How long a device that is not used stays signed in."""
    label: str = "Salus"
    """What the phone's list of passkeys calls this wallet."""
    public_calls_per_minute: Annotated[int, Field(gt=0)] = 20
    """How often one address may knock at the doors of sign-in; half as much again at once."""
    app_origins: tuple[str, ...] = ()
    """Of other apps that may use its passkeys, besides the public URL's own (WebAuthn, RP origins)."""
    allow_local_links: bool = False
    """Whether scanned links may be http and lead to this machine: for the one-machine stack only."""
    scan_patience_s: Annotated[int, Field(gt=0)] = 60
    """How long after a scan an offer or request may take to come."""
    offer_lifetime_s: Annotated[int, Field(gt=0)] = 14 * 24 * 3600
    """How long an offer waits for the patient; once accepted, it waits a day for the issuer at most."""
    request_lifetime_s: Annotated[int, Field(gt=0)] = 3600
    organisations: Path | None = None
    """YAML file with its detached JWS beside it (`<file>.jws`), read again when it changes: whose names patients are
    shown as facts. Without one everybody is unknown."""
    organisations_jwk: Annotated[PublicJwkText | None, *together_with("organisations")] = None
    """Public JWK (RFC 8037, Ed25519) of who signs that file."""
    push_key: PushKey | None = None
    """Private key (P-256, 32 bytes in URL-safe base64) by which notifications are sent to browsers (VAPID, RFC 8292);
    without one there are none. `push_contact` goes with it: a mailto: or https: URL where push services find you."""
    push_contact: Annotated[str | None, Field(pattern=r"^(mailto:|https://)."), *together_with("push_key")] = None
    event_days: Annotated[int, Field(gt=0)] = 30
    """How long events are kept."""
    retention_recipient: RetentionRecipient | None = None
    """Public key (age1..., `salus wallet new-retention-key`) to which disclosures of who left are sealed that the law
    keeps for six years; without one none are kept. Its secret part opens them, and belongs on no machine of this
    service."""
    receipt_jwk: PrivateJwk | None = None
    """Private JWK (RFC 8037, Ed25519) by which consents get a signed receipt; without one they get none."""
    receipt_jwks_before: JwkSet = EMPTY_SET
    """JWK set (RFC 7517) of the public keys that signed receipts before; to rotate, the old one is added here."""
    privacy_notice_url: HttpUrl | None = None
    """What patients are told of who handles their data: receipts and FHIR Consents name it."""
    asker_calls_per_minute: Annotated[int, Field(gt=0)] = 600
    """How often one address may call the routes of those who hold consents; as often at once."""

    @property
    def receipt_key(self) -> str | None:
        return text_of(self.receipt_jwk)

    @property
    def receipt_keys(self) -> Sequence[PublicJwk]:
        """By which receipts are checked, the one in force first."""
        return published(self.receipt_jwk, self.receipt_jwks_before)
