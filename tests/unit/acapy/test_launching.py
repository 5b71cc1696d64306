"""Secrets and settings of an agent: where they are kept, and where they must never stand."""

import importlib
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import base58
import pytest
import yaml
from acapy_agent.commands.start import init_argument_parser
from acapy_agent.config import argparse as acapy

from agent.acapy.launcher import arguments_file, command
from agent.acapy.secrets import load_or_create_secrets
from agent.acapy.settings import AgentSettings, PostgresStorage, Tails
from agent.errors import InvalidInput
from agent.protocol import AgentRole


def settings(role: AgentRole, tmp_path: Path) -> AgentSettings:
    return AgentSettings(
        role=role,
        label="Test clinic",
        data_dir=tmp_path / "data",
        secrets=load_or_create_secrets(tmp_path / "secrets.json"),
        admin_port=1001,
        inbound_port=1002,
        genesis="https://ledger.example/genesis",
        webhook_url="http://127.0.0.1:1003/hooks",
        tails=Tails("https://tails.example", "http://user:tails-secret@127.0.0.1:1004"),
        storage=PostgresStorage("db:5432", "agent", "pg-secret"),
    )


def test_secrets_are_drawn_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "agent" / "secrets.json"
    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda _: load_or_create_secrets(path), range(8)))
    assert len({one.admin_key for one in drawn}) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["secrets.json"]
    assert len(base58.b58decode(drawn[0].wallet_key)) == 32
    assert drawn[0].admin_key not in repr(drawn[0])


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"admin_key": "a"}'])
def test_damaged_secrets_are_never_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(content)
    with pytest.raises(InvalidInput):
        load_or_create_secrets(path)
    assert path.read_text() == content


@pytest.mark.parametrize("role", AgentRole)
def test_no_secret_stands_on_a_command_line_or_in_a_repr(role: AgentRole, tmp_path: Path) -> None:
    wanted = settings(role, tmp_path)
    child = command(wanted)
    for secret in (wanted.secrets.admin_key, wanted.secrets.wallet_key, "tails-secret", "pg-secret"):
        assert secret not in " ".join(child.argv)
        assert secret not in repr(wanted)
        assert secret not in repr(child)


@pytest.mark.parametrize("role", AgentRole)
def test_acapy_reads_the_file_and_the_environment_as_meant(
    role: AgentRole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With ACA-Py's own parser: a renamed option or variable fails here, not at a start."""
    wanted = settings(role, tmp_path)
    monkeypatch.setattr(acapy.LedgerGroup, "get_settings", lambda _, args: {"genesis": args.genesis_url})
    for name, value in wanted.environment().items():
        monkeypatch.setenv(name, value)
    parser = acapy.create_argument_parser(prog="test")
    read = init_argument_parser(parser)(parser.parse_args(["--arg-file", str(arguments_file(role))]))
    assert read["admin.host"] == "127.0.0.1"
    assert int(read["admin.port"]) == 1001
    assert read["admin.admin_api_key"] == wanted.secrets.admin_key
    assert read["admin.webhook_urls"] == [f"http://127.0.0.1:1003/hooks#{wanted.secrets.webhook_key}"]
    assert read["transport.inbound_configs"] == [["http", "127.0.0.1", "1002"]]
    assert read["default_endpoint"] == "http://127.0.0.1:1002"
    assert read["wallet.type"] == "askar-anoncreds"
    assert read["wallet.key"] == wanted.secrets.wallet_key
    assert read["wallet.key_derivation_method"] == "raw"
    assert read["wallet.storage_type"] == "postgres_storage"
    assert read["tails_server_base_url"] == "https://tails.example"
    assert read["genesis"] == "https://ledger.example/genesis"
    assert bool(read.get("multitenant.admin_enabled")) is (role is AgentRole.WALLET)
    assert (read.get("multitenant.jwt_secret") == wanted.secrets.jwt_secret) is (role is AgentRole.WALLET)
    assert not any(read.get(f"debug.{name}") for name in ("webhooks", "credentials", "presentations"))


@pytest.mark.parametrize("role", AgentRole)
def test_the_arguments_files_hold_no_secret_and_no_address(role: AgentRole) -> None:
    fixed = yaml.safe_load(arguments_file(role).read_text())
    assert not {"wallet-key", "admin-api-key", "jwt-secret", "webhook-url", "admin", "seed", "debug-webhooks"} & set(
        fixed
    )


def test_what_is_changed_in_acapy_as_it_starts_is_still_there_to_be_changed() -> None:
    """A release that renames these would leave the changes without effect and without a word."""
    ledger = importlib.import_module("acapy_agent.ledger.indy_vdr").IndyVdrLedger
    profile = importlib.import_module("acapy_agent.askar.profile_anon").AskarAnonCredsProfile
    revocation = importlib.import_module("acapy_agent.anoncreds.revocation.revocation").AnonCredsRevocation
    for owner, name in (
        (ledger, "fetch_schema_by_seq_no"),
        (ledger, "get_revoc_reg_def"),
        (profile, "init_ledger_pool"),
        (revocation, "revoke_pending_credentials"),
        (revocation, "get_created_revocation_list"),
    ):
        assert callable(getattr(owner, name))
