"""What is sealed opens with the keys at hand, and keys can be changed; wrong keys stop the service at its start."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from agent.service.sealing import SealBroken, Sealer, split_keys
from tests.audit_settings import audit_settings
from wallet_api.settings import Settings

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def settings(**changes: Any) -> Settings:
    secret = "x" * 32
    given = {
        "public_url": "http://wallet.test", "database_url": "sqlite:///x", "agent_admin_url": "http://127.0.0.1:9",
        "agent_admin_key": secret, "webhook_key": secret, "api_key": secret, "tenant_key": OLD,
        "records_dir": "x", **audit_settings(Path()),
    }  # fmt: skip
    return Settings.model_validate(given | changes)


def test_what_was_sealed_with_the_old_key_opens_and_is_sealed_anew_with_the_new() -> None:
    sealed = Sealer([OLD]).seal("token")
    assert "token" not in sealed
    both = Sealer([NEW, OLD])
    assert both.open(sealed) == "token"
    assert Sealer([NEW]).open(both.reseal(sealed)) == "token"


def test_a_foreign_key_and_damage_are_told_without_the_content() -> None:
    sealed = Sealer([OLD]).seal("token")
    for broken in (sealed[:-4], "nonsense", ""):
        with pytest.raises(SealBroken):
            Sealer([OLD]).open(broken)
    with pytest.raises(SealBroken) as refusal:
        Sealer([NEW]).open(sealed)
    assert sealed not in str(refusal.value)


def test_keys_are_a_comma_separated_list() -> None:
    assert split_keys(settings(tenant_key=f"{NEW}, {OLD},").tenant_key) == [NEW, OLD]


@pytest.mark.parametrize(
    "wrong", ["", ",", "short", f"{OLD},short", "x" * 44], ids=["empty", "comma", "short", "one-short", "no-base64"]
)
def test_a_wrong_key_is_refused_and_not_shown(wrong: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        settings(tenant_key=wrong)
    assert "short" not in str(refusal.value)


def test_local_links_are_not_followed_unless_told() -> None:
    assert settings().allow_local_links is False
    assert OLD not in repr(settings())
