"""One machine's operator signs what the verifier is to trust, and undoes nothing that somebody else has entered."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from agent.detached_jws import draw_key, public_part, verify
from salus.data_directory import DataDirectory
from salus.layout import MachineLayout
from salus.signing import NotToSign, sign_file
from salus.trusting import RegistryUnusable, trust
from verifier.files.trust_file import TrustRegistryBroken, read_registry

DID = "F72i3Y3Q4i466efjYJYMHM"
READY = {"name": "vaccination", "state": "ready", "cred_def_id": f"{DID}:3:CL:15:default"}
WAITING = {"name": "allergy", "state": "waiting", "cred_def_id": None}
ENTRY = {"issuer_did": DID, "issuer_name": "X", "credential_type": "vaccination", "trusted_from": "2024-01-01"}
READ = partial(read_registry, name="mine.yaml")
OTHER = ENTRY | {"cred_def_id": f"{DID}:3:CL:16:other"}


@pytest.fixture
def layout(tmp_path: Path) -> MachineLayout:
    directory = DataDirectory(tmp_path)
    directory.take()
    directory.release()
    return MachineLayout(directory, "")


async def enter(layout: MachineLayout, in_force: dict[str, Any] | None, *types: dict[str, Any]) -> dict[str, Any]:
    """The document in the file after it, whose signature holds."""

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(503) if in_force is None else httpx.Response(200, json=in_force)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        await trust(layout, DID, list(types), http)
    path = layout.trust_registry
    document = path.read_bytes()
    verify(path.with_name("trust.yaml.jws").read_text(), json.loads(public_part(layout.operator_key)), document)
    found: dict[str, Any] = yaml.safe_load(document)
    return found


def edition(sequence: int, *entries: dict[str, Any], since: str | None = "2026-11-22T10:00:00Z") -> dict[str, Any]:
    return {"sequence": sequence, "since": since, "entries": list(entries), "publishers": []}


@pytest.mark.asyncio
async def test_the_first_edition_holds_what_is_ready(layout: MachineLayout) -> None:
    found = await enter(layout, edition(0, since=None), READY, WAITING)
    assert (found["sequence"], [each["cred_def_id"] for each in found["entries"]]) == (1, [READY["cred_def_id"]])


@pytest.mark.asyncio
async def test_a_further_edition_builds_on_the_one_in_force(layout: MachineLayout) -> None:
    publisher = {"name": "Partner", "key": {}, "may_add": []}
    found = await enter(layout, edition(7, OTHER) | {"publishers": [publisher]}, READY)
    assert (found["sequence"], found["publishers"]) == (8, [publisher])
    assert [each["cred_def_id"] for each in found["entries"]] == [OTHER["cred_def_id"], READY["cred_def_id"]]


@pytest.mark.asyncio
async def test_without_anything_new_no_edition_is_made(layout: MachineLayout) -> None:
    first = await enter(layout, edition(0, since=None), READY)
    assert await enter(layout, edition(9, READY | ENTRY), READY) == first


@pytest.mark.asyncio
async def test_a_file_of_an_earlier_version_is_signed_as_it_stands(layout: MachineLayout) -> None:
    layout.trust_registry.parent.mkdir(parents=True)
    layout.trust_registry.write_text(yaml.safe_dump([OTHER]))
    found = await enter(layout, None)
    assert (found["sequence"], found["entries"]) == (1, [OTHER])


@pytest.mark.asyncio
async def test_a_file_whose_signature_is_broken_is_never_signed_anew(layout: MachineLayout) -> None:
    layout.trust_registry.parent.mkdir(parents=True)
    layout.trust_registry.write_text(yaml.safe_dump([OTHER]))
    layout.trust_registry.with_name("trust.yaml.jws").write_text("a..b")
    with pytest.raises(RegistryUnusable):
        await enter(layout, None, READY)


def test_the_operators_key_is_drawn_once_and_only_its_owner_reads_it(layout: MachineLayout) -> None:
    assert layout.operator_key == layout.operator_key
    assert (layout.directory.secrets / "trust-operator.json").stat().st_mode & 0o777 == 0o600
    assert "d" not in json.loads(public_part(layout.operator_key))


def test_a_registry_is_signed_by_the_key_that_is_named(layout: MachineLayout, tmp_path: Path) -> None:
    path, key = tmp_path / "mine.yaml", tmp_path / "key.json"
    key.write_text(draw_key())
    path.write_text(yaml.safe_dump({"sequence": 3, "entries": [OTHER]}))
    signature = sign_file(path, key, layout.directory, READ)
    assert signature == tmp_path / "mine.yaml.jws"
    verify(signature.read_text(), json.loads(public_part(key.read_text())), path.read_bytes())


def test_what_is_no_registry_or_no_key_is_not_signed(layout: MachineLayout, tmp_path: Path) -> None:
    path, key = tmp_path / "mine.yaml", tmp_path / "key.json"
    with pytest.raises(NotToSign):
        sign_file(path, None, layout.directory, READ)
    path.write_text("sequence: soon")
    with pytest.raises(TrustRegistryBroken):
        sign_file(path, None, layout.directory, READ)
    path.write_text("sequence: 1")
    key.write_text("{}")
    with pytest.raises(NotToSign):
        sign_file(path, key, layout.directory, READ)
