"""The signed trust registry: by file or by the API, newer editions only, and nobody trusted by a wrong signature."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import yaml
from joserfc import jws
from joserfc.jwk import OKPKey

from agent.detached_jws import draw_key, public_part, sign
from agent.service.settings import WrongSettings, load_settings
from agent.signed_file import signature_path
from tests.contract.migrated import empty
from tests.contract.verifier.conftest import Bench, Service, beside, settings_of
from tests.unit.verifier.asked import CRED_DEF_ID, DID
from verifier import tables
from verifier.files.trust_file import TrustRegistryBroken
from verifier.parts import Parts
from verifier.settings import Settings

pytestmark = pytest.mark.asyncio
KEY = draw_key()
PARTNERS_KEY = draw_key()
OTHER_DID = "WgWxqztrNooG92RXvxSTWv"
OTHER = f"{OTHER_DID}:3:CL:16:other"
PARTNER = {"name": "Partner", "key": json.loads(public_part(PARTNERS_KEY)), "may_add": ["vaccination"]}


def an_entry(cred_def_id: str = CRED_DEF_ID, **changed: Any) -> dict[str, Any]:
    values = {
        "issuer_did": cred_def_id.partition(":")[0],
        "issuer_name": "Vaccination Centre",
        "credential_type": "vaccination",
        "cred_def_id": cred_def_id,
        "trusted_from": "2024-01-01",
    }
    return values | changed


def document(sequence: int, *entries: dict[str, Any], **more: Any) -> bytes:
    return yaml.safe_dump({"sequence": sequence, "entries": list(entries), **more}).encode()


def sent(content: bytes, key: str = KEY) -> dict[str, str]:
    return {"jws": sign(content, key), "document": content.decode()}


@dataclass
class Desk:
    http: httpx.AsyncClient
    bench: Bench

    @property
    def parts(self) -> Parts:
        return self.bench.parts

    @property
    def path(self) -> Path:
        return self.bench.settings.trust_registry

    def write(self, content: bytes, key: str | None = KEY) -> None:
        signature = signature_path(self.path)
        signature.unlink(missing_ok=True)
        self.path.write_bytes(content)
        if key is not None:
            signature.write_text(sign(content, key) + "\n")

    async def trusted(self) -> set[str]:
        return set((await self.parts.registry()).trusted)

    async def call(self, method: str, path: str = "", body: Any = None) -> tuple[int, dict[str, Any]]:
        response = await self.http.request(method, f"/v1/trust-registry{path}", json=body)
        return response.status_code, response.json()

    async def put(self, body: Any) -> tuple[int, dict[str, Any]]:
        return await self.call("PUT", "", body)


@pytest.fixture(scope="module")
def shared_settings(shared_url: str, shared_path: Path) -> Settings:
    return settings_of(shared_url, shared_path).model_copy(update={"trust_registry_jwk": public_part(KEY)})


@pytest_asyncio.fixture
async def desk(service: Service) -> Desk:
    """Where there was no edition yet, by file or by the API."""
    path = service.bench.settings.trust_registry
    for each in (path, signature_path(path)):
        each.unlink(missing_ok=True)
    await empty(service.bench.parts.database, tables.registry_editions)
    return Desk(service.http, service.bench)


async def test_without_any_edition_nobody_is_trusted(desk: Desk) -> None:
    assert await desk.trusted() == set()
    status, found = await desk.call("GET")
    assert (status, found["sequence"], found["since"], found["entries"]) == (200, 0, None, [])


async def test_a_signed_file_is_in_force_and_read_again_when_it_changes(desk: Desk) -> None:
    desk.write(document(1, an_entry()))
    assert await desk.trusted() == {CRED_DEF_ID}
    desk.write(document(2, an_entry(), an_entry(OTHER)))
    assert await desk.trusted() == {CRED_DEF_ID, OTHER}
    _, found = await desk.call("GET")
    assert (found["sequence"], found["since"]) == (2, "2026-11-22T10:00:00Z")
    _, history = await desk.call("GET", "/history")
    assert [(each["sequence"], each["brought_by"]) for each in history["editions"]] == [(2, "file"), (1, "file")]
    assert history["editions"][0]["signed_by"] == found["signed_by"]


@pytest.mark.parametrize("key", [None, PARTNERS_KEY], ids=["unsigned", "partner"])
async def test_by_a_file_that_is_not_signed_or_by_somebody_else_nobody_is_trusted(desk: Desk, key: str | None) -> None:
    desk.write(document(1, an_entry()))
    assert await desk.trusted() == {CRED_DEF_ID}
    desk.write(document(2, an_entry()), key)
    for _ in range(2):
        with pytest.raises(TrustRegistryBroken, match="sign"):
            await desk.trusted()
    response = await desk.http.post("/v1/verifications", json={"template_id": "measles-10y"})
    assert (response.status_code, response.json()["code"]) == (503, "trust-registry-broken")
    assert await desk.parts.store.open_ids() == []


async def test_a_file_altered_after_it_was_signed_is_refused(desk: Desk) -> None:
    desk.write(document(1, an_entry()))
    desk.path.write_bytes(desk.path.read_bytes().replace(b"2024-01-01", b"1924-01-01"))
    with pytest.raises(TrustRegistryBroken, match="does not hold"):
        await desk.trusted()


async def test_a_signed_document_that_is_no_registry_is_refused(desk: Desk) -> None:
    for content in (b"sequence: soon", b"[", b"[]\n- 1", document(1, an_entry(), an_entry())):
        desk.write(content)
        with pytest.raises(TrustRegistryBroken, match="not acceptable"):
            await desk.trusted()


async def test_an_older_file_changes_nothing_and_another_one_of_this_sequence_is_refused(desk: Desk) -> None:
    desk.write(document(5, an_entry()))
    assert await desk.trusted() == {CRED_DEF_ID}
    desk.write(document(4, an_entry(OTHER)))
    assert await desk.trusted() == {CRED_DEF_ID}
    desk.write(document(5, an_entry(OTHER)))
    with pytest.raises(TrustRegistryBroken, match="differs"):
        await desk.trusted()


async def test_a_newer_edition_by_the_api_is_in_force_at_once_whatever_the_file_says(desk: Desk) -> None:
    desk.write(document(1, an_entry()))
    status, found = await desk.put(sent(document(2, an_entry(OTHER))))
    assert (status, found["sequence"], [each["cred_def_id"] for each in found["entries"]]) == (200, 2, [OTHER])
    assert await desk.trusted() == {OTHER}
    _, history = await desk.call("GET", "/history")
    assert [(each["sequence"], each["brought_by"]) for each in history["editions"]] == [(2, "api"), (1, "file")]


async def test_another_process_on_the_database_trusts_the_same(desk: Desk) -> None:
    await desk.put(sent(document(7, an_entry())))
    async with beside(desk.bench) as second:
        assert (await second.parts.registry()).trusted == {CRED_DEF_ID}


async def test_a_whole_jws_is_taken_as_well(desk: Desk) -> None:
    key = OKPKey.import_key(json.loads(KEY))
    whole = jws.serialize_compact({"alg": "Ed25519"}, document(1, an_entry()), key, ["Ed25519"])
    assert (await desk.put({"jws": whole}))[0] == 200
    assert await desk.trusted() == {CRED_DEF_ID}


async def test_no_edition_is_rolled_back(desk: Desk) -> None:
    await desk.put(sent(document(2, an_entry())))
    for sequence in (0, 1, 2):
        status, problem = await desk.put(sent(document(sequence, an_entry(OTHER))))
        assert (status, problem["code"]) == (409, "trust-registry-not-newer")
    assert await desk.trusted() == {CRED_DEF_ID}


async def test_what_is_not_signed_by_the_operator_or_no_registry_is_refused(
    desk: Desk, subtests: pytest.Subtests
) -> None:
    for body in [
        sent(document(1, an_entry()), PARTNERS_KEY),
        {"jws": sign(document(1, an_entry()), KEY), "document": document(1, an_entry(OTHER)).decode()},
        {"jws": sign(document(1, an_entry()), KEY)},
        {"jws": "nonsense"},
        {"jws": "a.b.c"},
        sent(document(1, an_entry(), an_entry())),
        sent(document(1, an_entry(issuer_did=OTHER_DID))),
        sent(b"MARKED"),
    ]:
        with subtests.test(body=body):
            status, problem = await desk.put(body)
            assert (status, problem["code"]) == (422, "trust-registry-refused")
            assert "MARKED" not in str(problem)
            assert await desk.trusted() == set()


async def test_an_edition_of_an_earlier_operators_key_is_no_longer_in_force(desk: Desk) -> None:
    await desk.put(sent(document(1, an_entry())))
    async with beside(desk.bench, trust_registry_jwk=public_part(PARTNERS_KEY)) as second:
        with pytest.raises(TrustRegistryBroken, match="does not hold"):
            await second.parts.registry()


async def test_a_void_issuer_is_shown_and_not_trusted(desk: Desk) -> None:
    _, found = await desk.put(sent(document(1, an_entry(void=True))))
    assert found["entries"][0]["void"] is True
    assert await desk.trusted() == set()


async def test_another_organisations_list_adds_what_it_may_and_says_from_whom(desk: Desk) -> None:
    await desk.put(sent(document(1, an_entry(), publishers=[PARTNER])))
    theirs = document(9, an_entry(OTHER), an_entry(f"{OTHER_DID}:3:CL:17:role", credential_type="practitioner"))
    status, found = await desk.call("POST", "/imports", {"publisher": "Partner", **sent(theirs, PARTNERS_KEY)})
    assert (status, found["not_taken_over"]) == (200, ["practitioner"])
    assert await desk.trusted() == {CRED_DEF_ID, OTHER}
    _, shown = await desk.call("GET")
    assert [each["cred_def_id"] for each in shown["entries"]] == [CRED_DEF_ID]
    (taken,) = shown["lists"]
    assert (taken["publisher"], taken["sequence"]) == ("Partner", 9)
    assert [each["cred_def_id"] for each in taken["entries"]] == [OTHER]
    status, problem = await desk.call("POST", "/imports", {"publisher": "Partner", **sent(theirs, PARTNERS_KEY)})
    assert (status, problem["code"]) == (409, "trust-registry-not-newer")


async def test_a_list_of_nobody_we_know_or_signed_by_somebody_else_is_refused(desk: Desk) -> None:
    await desk.put(sent(document(1, an_entry(), publishers=[PARTNER])))
    theirs = document(1, an_entry(OTHER))
    status, problem = await desk.call("POST", "/imports", {"publisher": "Nobody", **sent(theirs, PARTNERS_KEY)})
    assert (status, problem["code"]) == (404, "publisher-unknown")
    status, problem = await desk.call("POST", "/imports", {"publisher": "Partner", **sent(theirs)})
    assert (status, problem["code"]) == (422, "trust-registry-refused")
    assert await desk.trusted() == {CRED_DEF_ID}


async def test_a_list_counts_no_more_once_its_publisher_is_taken_out_or_has_another_key(desk: Desk) -> None:
    await desk.put(sent(document(1, an_entry(), publishers=[PARTNER])))
    await desk.call("POST", "/imports", {"publisher": "Partner", **sent(document(1, an_entry(OTHER)), PARTNERS_KEY)})
    assert await desk.trusted() == {CRED_DEF_ID, OTHER}
    rekeyed = PARTNER | {"key": json.loads(public_part(draw_key()))}
    await desk.put(sent(document(2, an_entry(), publishers=[rekeyed])))
    assert await desk.trusted() == {CRED_DEF_ID}
    await desk.put(sent(document(3, an_entry())))
    assert await desk.trusted() == {CRED_DEF_ID}


async def test_a_publisher_with_a_key_that_is_none_breaks_nothing_else(desk: Desk) -> None:
    await desk.put(sent(document(1, an_entry(), publishers=[PARTNER | {"key": {"kty": "OKP"}}])))
    assert await desk.trusted() == {CRED_DEF_ID}
    body = {"publisher": "Partner", **sent(document(1, an_entry(OTHER)), PARTNERS_KEY)}
    assert (await desk.call("POST", "/imports", body))[1]["code"] == "trust-registry-refused"


async def test_a_registry_that_is_not_signed_is_shown_and_cannot_be_sent(own_bench: Bench) -> None:
    http = own_bench.http
    found = (await http.get("/v1/trust-registry")).json()
    assert ([each["issuer_did"] for each in found["entries"]], found["signed_by"]) == ([DID], None)
    assert (await http.get("/v1/trust-registry/history")).json() == {"editions": []}
    for response in (
        await http.put("/v1/trust-registry", json=sent(document(1))),
        await http.post("/v1/trust-registry/imports", json={"publisher": "Partner", **sent(document(1))}),
    ):
        assert (response.status_code, response.json()["code"]) == (409, "trust-registry-not-signed")


@pytest.mark.parametrize("key", ["{", "{}", KEY, "[]"], ids=["broken", "empty", "private", "list"])
async def test_a_setting_that_is_no_public_key_stops_the_start_and_is_not_shown(
    shared_settings: Settings, key: str
) -> None:
    given = shared_settings.model_dump() | {"trust_registry_jwk": key}
    with pytest.raises(WrongSettings, match="SALUS_VERIFIER_TRUST_REGISTRY_JWK") as refused:
        load_settings(Settings, **given)
    assert json.loads(KEY)["d"] not in str(refused.value)
