"""The registry of organisations: what it must not say, and whom it names."""

import itertools
import json
from pathlib import Path

import pytest
import yaml

from agent.detached_jws import draw_key, public_part, sign
from agent.protocol import CredDefId
from agent.signed_file import SignedFile
from agent.yaml_files import BrokenFile
from tests.unit.wallet_api.registered import CENTRE, CENTRE_DID, CLINIC, CLINIC_KEY, REGISTRY, public
from wallet_api.organisation_file import read_organisations
from wallet_api.services.naming import Naming

KEY = draw_key()
ENTRY = {"id": "centre", "name": "Vaccination Centre", "dids": [CENTRE_DID]}
ASKER = {"id": "clinic", "name": "City Clinic", "keys": [public(CLINIC_KEY)]}


def document(*organisations: object, sequence: object = 1) -> bytes:
    return yaml.safe_dump({"sequence": sequence, "organisations": list(organisations)}).encode()


@pytest.mark.parametrize(
    ("cred_def_id", "name"),
    [
        (f"{CENTRE_DID}:3:CL:15:default", "Vaccination Centre"),
        ("WgWxqztrNooG92RXvxSTWv:3:CL:15:default", None),
        (f"x{CENTRE_DID}:3:CL:15:default", None),
        (f"{CENTRE_DID}:2:vaccination:1.0", None),
        ("did:indy:idunion:F72i3Y3Q4i466efjYJYMHM/anoncreds/v0/CLAIM_DEF/15/default", None),
        ("", None),
        (None, None),
    ],
)
def test_an_issuer_is_named_by_the_did_of_the_definition(cred_def_id: str | None, name: str | None) -> None:
    found = REGISTRY.issuing(None if cred_def_id is None else CredDefId(cred_def_id))
    assert (found.name if found else None) == name


def test_a_did_of_another_ledger_is_another_did() -> None:
    other = f"did:indy:idunion:{CENTRE_DID}"
    registry = read_organisations(document(ENTRY, ENTRY | {"id": "u", "name": "Union", "dids": [other]}))
    found = registry.issuing(CredDefId(f"{other}/anoncreds/v0/CLAIM_DEF/15/default"))
    assert found is not None and found.name == "Union"


@pytest.mark.parametrize(
    "broken",
    [
        document(ENTRY, ENTRY),
        document(ENTRY, ASKER | {"name": "vaccination centre"}),
        document(ENTRY, ASKER | {"dids": [CENTRE_DID]}),
        document(ASKER, ENTRY | {"keys": ASKER["keys"]}),
        document(ENTRY | {"id": "Centre"}),
        document(ENTRY | {"name": ""}),
        document(ENTRY | {"name": "City\u202eClinic"}),
        document(ENTRY | {"name": " City Clinic"}),
        document(ENTRY | {"name": "x" * 101}),
        document(ENTRY | {"did": []}),
        document(ASKER | {"keys": [json.loads(CLINIC_KEY)]}),
        document(ASKER | {"keys": [{}]}),
        document(ENTRY | {"licences": ["doctor"]}),
        document(ASKER | {"purposes": [{"id": "a", "sees": []}, {"id": "a", "sees": []}]}),
        document(ENTRY, sequence=-1),
        document(ENTRY, sequence="soon"),
        b"[]",
        b"{",
        b"\xff",
    ],
    ids=itertools.count(),  # not by content: the keys in it are drawn anew in each process
)
def test_a_registry_that_could_name_two_alike_or_is_broken_is_refused_as_a_whole(broken: bytes) -> None:
    with pytest.raises(BrokenFile):
        read_organisations(broken)


def write(path: Path, content: bytes, key: str = KEY) -> None:
    path.write_bytes(content)
    path.with_name(f"{path.name}.jws").write_text(sign(content, key))


def names(naming: Naming) -> list[str]:
    return [each.name for each in naming.current().organisations]


def test_only_what_the_operator_signed_names_anybody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "organisations.yaml"
    naming = Naming(SignedFile(path, json.loads(public_part(KEY)), read_organisations))
    assert names(naming) == [], "there is no file yet"
    write(path, document(ENTRY))
    assert names(naming) == ["Vaccination Centre"]
    write(path, document(ENTRY, ASKER, sequence=2))
    assert names(naming) == ["Vaccination Centre", "City Clinic"]
    for break_it in (
        lambda: write(path, document(ASKER, sequence=3), key=CLINIC_KEY),
        lambda: write(path, b"["),
        lambda: path.with_name(f"{path.name}.jws").unlink(),
    ):
        break_it()
        assert names(naming) == []
        assert "organisations.not_acceptable" in caplog.text
        caplog.clear()
    write(path, document(ENTRY, sequence=4))
    assert names(naming) == ["Vaccination Centre"], "it is read again once it is mended"


def test_without_a_registry_everybody_is_unknown() -> None:
    assert names(Naming(None)) == []
    assert REGISTRY.of_id("nobody") is None and REGISTRY.of_id(None) is None and REGISTRY.keys_of("centre") == ()
    assert REGISTRY.of_id("clinic") == CLINIC and CENTRE in REGISTRY.organisations
