"""What the issuer is told from outside, as SALUS_ISSUER_* variables."""

from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from agent.audit.settings import AuditSettings
from agent.service.settings import HttpUrl, Secret
from issuer.type_files import PACKAGED


class Settings(AuditSettings):
    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, env_ignore_empty=True, env_prefix="SALUS_ISSUER_"
    )

    port: Annotated[int, Field(ge=0, le=65535)] = 8101
    label: Annotated[str, Field(min_length=1, max_length=100)]
    """What patients see the issuer call itself, such as "Salus Vaccination Centre"."""
    tails_dir: Path
    """Where tails files are kept; made at the start."""
    tails_upload_key: Secret
    """Password of the user "agent", who alone may upload tails files."""
    credential_types_dir: Path = PACKAGED
    wallet_url: HttpUrl | None = None
    """The wallet web app that a browser is sent to from a link."""
    revoke_wait_s: Annotated[float, Field(gt=0)] = 10.0
    """How long a call to revoke waits for the ledger before it answers "revoking"."""
    first_admin_file: Path | None = None
    """Where the console's first administrator finds a password; without it no such account is made."""
    absent_days: Annotated[int, Field(gt=0, le=90)] = 14
    """How long an offer can be taken up by somebody who is not at the desk: those of a batch, and replacements."""
    renewal_days: Annotated[int, Field(ge=0, le=90)] = 7
    """How long the values of an expired offer are kept, so that it can be offered again."""
    event_days: Annotated[int, Field(gt=0)] = 30
    """How long events and ended links are kept."""

    @property
    def genesis_cache(self) -> Path:
        return self.cache_dir or self.tails_dir.parent / "cache"
