"""What a service is told from outside: by environment variables, or by files of secrets.

A service subclasses `ServiceSettings` with its own `env_prefix` (SALUS_ISSUER_) and its own further fields. Secrets
have no defaults. A file named as the variable, in the directory that SALUS_SECRETS_DIR names, serves as well as the
variable.
Leaves out: files of settings; a container or the one-machine stack sets variables.
"""

import os
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.errors import Problem
from agent.service.engines import parse_url

SECRETS_DIR_VARIABLE = "SALUS_SECRETS_DIR"


class WrongSettings(Problem):
    """A setting is missing or not acceptable."""

    code = "wrong-settings"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = "Set it in the environment, or as a file in the directory of secrets, and start again."


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("not an http(s) address")
    return value.rstrip("/")


def _database_url(value: SecretStr) -> SecretStr:
    parse_url(value.get_secret_value())
    return value


HttpUrl = Annotated[str, AfterValidator(_http_url)]
"""An http(s) URL without a query; kept without its closing slash."""
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
Secret = Annotated[SecretStr, Field(min_length=16)]
"""A key or token: never shown by repr, at least 16 characters."""


class ServiceSettings(BaseSettings):
    """The settings that all services have."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, env_ignore_empty=True
    )

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)]
    public_url: HttpUrl
    """Where phones reach this service; short links begin with it."""
    database_url: DatabaseUrl
    """sqlite:///file or postgresql://...; secret because it may hold a password."""
    agent_admin_url: HttpUrl
    agent_admin_key: Secret
    webhook_key: Secret
    """What the agent sends as x-api-key with its webhooks."""
    api_key: Secret
    """What clients of this service's API send as bearer token."""
    link_lifetime_s: Annotated[int, Field(gt=0)] = 600
    reconcile_interval_s: Annotated[float, Field(gt=0)] = 5.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"


def load_settings[S: BaseSettings](settings_class: type[S], **given: Any) -> S:
    """The settings from the environment, `given` ones first.

    Raises WrongSettings, which names every variable at fault and no value.
    """
    secrets_dir = os.environ.get(SECRETS_DIR_VARIABLE) or None
    try:
        return settings_class(_secrets_dir=secrets_dir, **given)
    except ValidationError as error:
        raise WrongSettings(_sentence(settings_class, error)) from None  # its cause may show values


def _sentence(settings_class: type[BaseSettings], error: ValidationError) -> str:
    prefix = settings_class.model_config.get("env_prefix", "")
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    missing = [_variable(prefix, fault["loc"]) for fault in faults if fault["type"] == "missing"]
    wrong = [_variable(prefix, fault["loc"]) for fault in faults if fault["type"] != "missing"]
    parts = [f"{', '.join(missing)} missing"] if missing else []
    parts += [f"{', '.join(wrong)} not acceptable"] if wrong else []
    return f"Settings: {'; '.join(parts)}."


def _variable(prefix: str, location: tuple[int | str, ...]) -> str:
    return f"{prefix}{location[0] if location else ''}".upper()
