"""A receipt is checked by the command, without the network, by the keys that the verifier publishes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.detached_jws import draw_key, public_part
from agent.signed_claims import jwk_set, sign_claims
from salus.cli import app as salus
from verifier.domain.receipt import TYP

KEY = draw_key()
CLAIMS = {"jti": "v1", "verdict": "VALID"}


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(salus, ["verifier", *map(str, arguments)])
    return done.exit_code, done.stdout


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    path = tmp_path / "receipt.jwt"
    path.write_text(sign_claims(CLAIMS, KEY, typ=TYP))
    return path


def test_a_receipt_is_told_when_its_signature_holds(receipt: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(dict(jwk_set([json.loads(public_part(KEY))]))))
    status, told = run("check-receipt", receipt, "--keys", keys)
    assert (status, json.loads(told)) == (0, CLAIMS)


def test_one_by_another_key_is_refused_and_so_is_what_cannot_be_read(receipt: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(public_part(draw_key()))
    for keys in (other, receipt, tmp_path / "nowhere"):
        status, told = run("check-receipt", receipt, "--keys", keys)
        assert (status, told) == (1, "")


def test_without_keys_those_of_this_machine_are_taken(receipt: Path, tmp_path: Path) -> None:
    secrets = tmp_path / "data" / "secrets"
    secrets.mkdir(parents=True)
    (secrets / "receipts.json").write_text(json.dumps({"jwk": KEY}))
    assert run("check-receipt", receipt, "--data-dir", tmp_path / "data")[0] == 0


def test_a_new_key_is_written_for_its_owner_alone_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "private.json"
    status, public = run("new-key", path)
    assert status == 0
    assert json.loads(public) == json.loads(public_part(path.read_text()))
    assert "d" not in json.loads(public)
    assert path.stat().st_mode & 0o077 == 0
    before = path.read_text()
    assert run("new-key", path)[0] == 1
    assert path.read_text() == before
