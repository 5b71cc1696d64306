"""Settings come from variables and files of secrets; what is wrong is said in one sentence without a value."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from agent.service.settings import ServiceSettings, WrongSettings, load_settings

SECRET = "a-secret-of-enough-length"
GOOD = {
    "PUBLIC_URL": "https://issuer.example/",
    "DATABASE_URL": "sqlite:///x.sqlite",
    "AGENT_ADMIN_URL": "http://127.0.0.1:8031",
    "AGENT_ADMIN_KEY": SECRET,
    "WEBHOOK_KEY": SECRET,
    "API_KEY": SECRET,
}


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SALUS_TRIAL_")
    port: int = 8101


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in list(os.environ):
        if name.startswith("SALUS_"):
            monkeypatch.delenv(name)
    for name, value in GOOD.items():
        monkeypatch.setenv(f"SALUS_TRIAL_{name}", value)
    return monkeypatch


def test_settings_are_read_from_variables_with_the_services_prefix(environment: pytest.MonkeyPatch) -> None:
    settings = load_settings(Settings)
    assert settings.public_url == "https://issuer.example"
    assert settings.api_key.get_secret_value() == SECRET
    assert settings.port == 8101


def test_settings_do_not_change_and_do_not_show_secrets(environment: pytest.MonkeyPatch) -> None:
    settings = load_settings(Settings)
    with pytest.raises(ValidationError):
        settings.port = 1
    assert SECRET not in repr(settings)


def test_a_secret_may_come_from_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.delenv("SALUS_TRIAL_API_KEY")
    (tmp_path / "salus_trial_api_key").write_text("from-a-file-and-long-enough\n")
    environment.setenv("SALUS_SECRETS_DIR", str(tmp_path))
    assert load_settings(Settings).api_key.get_secret_value() == "from-a-file-and-long-enough"


def test_missing_and_wrong_settings_are_named_together_without_their_values(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("SALUS_TRIAL_API_KEY")
    environment.setenv("SALUS_TRIAL_WEBHOOK_KEY", "short-secret")
    environment.setenv("SALUS_TRIAL_PORT", "marked-value")
    with pytest.raises(WrongSettings) as refusal:
        load_settings(Settings)
    sentence = str(refusal.value)
    assert "SALUS_TRIAL_API_KEY missing" in sentence
    assert "SALUS_TRIAL_WEBHOOK_KEY" in sentence
    assert "SALUS_TRIAL_PORT" in sentence
    assert "short-secret" not in sentence
    assert "marked-value" not in sentence


def test_a_variable_that_is_empty_is_missing(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SALUS_TRIAL_API_KEY", "")
    with pytest.raises(WrongSettings, match="SALUS_TRIAL_API_KEY missing"):
        load_settings(Settings)


@pytest.mark.parametrize("url", ["ftp://x", "https://", "nonsense", "https://x/?key=1"])
def test_a_public_url_must_be_an_http_address(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("SALUS_TRIAL_PUBLIC_URL", url)
    with pytest.raises(WrongSettings, match="SALUS_TRIAL_PUBLIC_URL not acceptable"):
        load_settings(Settings)
