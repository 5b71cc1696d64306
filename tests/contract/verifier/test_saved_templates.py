"""Templates saved by the API: in force at once, each edition kept with who made it, and the higher version speaks."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import yaml

from agent.access.domain.act import OPERATOR
from tests.contract.verifier.conftest import Bench, served
from verifier.app import create_service
from verifier.domain.language import Language
from verifier.parts import Parts
from verifier.services.template_keeping import NotHigher
from verifier.services.templates import SAVED_OTHERWISE, read_content
from verifier.settings import TEMPLATES

pytestmark = pytest.mark.asyncio
MEASLES_10Y = "/measles-10y"


def shipped(name: str = "measles-10y", **changed: Any) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((TEMPLATES / f"{name}.yaml").read_text())
    return data | changed


def years(number: int) -> list[dict[str, Any]]:
    (group,) = shipped()["groups"]
    bound = {"attribute": "occurrence_dateint", "comparison": ">=", "bound": {"years_before_today": number}}
    return [group | {"prove": [bound]}]


@dataclass
class Desk:
    parts: Parts
    http: httpx.AsyncClient
    directory: Path

    async def call(self, method: str, path: str = "", body: Any = None) -> tuple[int, dict[str, Any]]:
        response = await self.http.request(method, f"/v1/request-templates{path}", json=body)
        return response.status_code, response.json()

    async def put(self, body: dict[str, Any], path: str = MEASLES_10Y) -> tuple[int, dict[str, Any]]:
        return await self.call("PUT", path, body)

    async def in_force(self, name: str = "measles-10y") -> str | None:
        found = (await self.parts.templates.catalogue()).in_force.get(name)
        return found.version if found else None

    async def acts(self) -> list[tuple[str, str, str]]:
        found = (await self.http.get("/v1/acts")).json()["acts"]
        return [(each["kind"], each["record_kind"], each["record_id"]) for each in found]

    def write(self, **changed: Any) -> None:
        (self.directory / "measles-10y.yaml").write_text(yaml.safe_dump(shipped(**changed)))


@pytest_asyncio.fixture
async def desk(unopened: Bench, tmp_path: Path) -> AsyncIterator[Desk]:
    directory = tmp_path / "templates"
    directory.mkdir()
    settings = unopened.settings.model_copy(update={"request_templates": directory})
    for name in ("measles-10y", "adult"):
        (directory / f"{name}.yaml").write_text((TEMPLATES / f"{name}.yaml").read_text())
    parts = Parts(settings, unopened.clock)
    app = create_service(settings, parts)
    async with served(app) as http:
        yield Desk(parts, http, directory)


async def test_a_new_template_is_in_force_at_once_in_every_process_and_written_down(desk: Desk) -> None:
    status, found = await desk.put(shipped(id="mine"), "/mine")
    assert (status, found["file"], found["template"]["id"]) == (200, None, "mine")
    other = Parts(desk.parts.settings)
    assert "mine" in (await other.templates.catalogue()).in_force
    await other.database.close()
    await other.client.aclose()
    listed = {each["id"]: each["file"] for each in (await desk.call("GET"))[1]["request_templates"]}
    assert listed == {"adult": "adult.yaml", "measles-10y": "measles-10y.yaml", "mine": None}
    assert await desk.acts() == [("template-saved", "template", "mine")]


async def test_a_saved_version_takes_the_place_of_the_file_until_the_file_is_higher(desk: Desk) -> None:
    assert (await desk.put(shipped(version="1.1", groups=years(5))))[0] == 200
    assert await desk.in_force() == "1.1"
    desk.write(version="1.10")
    assert await desk.in_force() == "1.10"
    assert (await desk.call("GET", MEASLES_10Y))[1]["file"] == "measles-10y.yaml"
    desk.write(version="1.1")
    (refused,) = (await desk.call("GET"))[1]["refused"]
    assert (refused["file"], refused["reason"]) == ("measles-10y.yaml", SAVED_OTHERWISE)
    found = await desk.parts.templates.find("measles-10y")
    assert found.groups[0].prove[0].bound.years_before_today == 5


async def test_a_version_that_is_not_higher_is_refused(desk: Desk, subtests: pytest.Subtests) -> None:
    for version in ["0.9", "1.0", "1.0.0"]:
        with subtests.test(version=version):
            status, problem = await desk.put(shipped(version=version, groups=years(5)))
            assert (status, problem["code"]) == (409, "template-version-not-higher")
            assert await desk.acts() == []


async def test_a_version_that_was_asked_by_long_ago_is_not_taken_for_another_content(desk: Desk) -> None:
    await desk.parts.templates.keep(read_content(shipped(version="2.0")))
    assert (await desk.put(shipped(version="1.5", groups=years(5))))[1]["code"] == "template-version-not-higher"
    assert (await desk.put(shipped(version="2.1", groups=years(5))))[0] == 200


async def test_what_is_in_force_may_be_sent_again(desk: Desk) -> None:
    for _ in range(2):
        assert (await desk.put(shipped(version="1.1")))[0] == 200
    assert await desk.acts() == [("template-saved", "template", "measles-10y")]


async def test_of_two_who_save_at_once_one_is_told_to_look_again(desk: Desk) -> None:
    keeping = desk.parts.template_keeping
    drafts = [read_content(shipped(version="1.1", groups=years(number))) for number in (5, 6)]
    found = await asyncio.gather(*(keeping.save(each, OPERATOR) for each in drafts), return_exceptions=True)
    assert [type(each) for each in found if each is not None] == [NotHigher]
    assert len(await desk.acts()) == 1


async def test_what_could_be_cheated_or_is_malformed_is_refused_with_its_place(
    desk: Desk, subtests: pytest.Subtests
) -> None:
    for changed, said in [
        ({"prove": []}, "prove: a predicate outside a group"),
        ({"groups": [shipped()["groups"][0] | {"reveal": ["country"]}]}, "groups.0: group vaccination: a value is"),
        ({"groups": [{"name": "v", "reveal": ["country"]}]}, "groups.0.credential_type"),
        ({"purpose": {"en": "One"}}, "purpose: ar, de is missing"),
        ({"id": "another"}, "differs from the address"),
    ]:
        with subtests.test(changed=changed, said=said):
            status, problem = await desk.put(shipped(version="1.1") | changed)
            assert (status, problem["code"]) == (422, "template-refused")
            assert said in problem["detail"]
            assert await desk.in_force() == "1.0"


async def test_a_retired_template_is_offered_no_more_and_comes_back_with_a_higher_version(desk: Desk) -> None:
    status, found = await desk.call("POST", f"{MEASLES_10Y}/retire")
    assert (status, found["in_force"], found["saved"][0]["template"]) == (200, None, None)
    assert (await desk.call("POST", f"{MEASLES_10Y}/retire"))[0] == 200, "it may be said again"
    listed = (await desk.call("GET"))[1]
    assert [each["id"] for each in listed["retired"]] == ["measles-10y"]
    response = await desk.http.post("/v1/verifications", json={"template_id": "measles-10y"})
    assert response.status_code == 404
    assert (await desk.call("GET", MEASLES_10Y))[0] == 404
    assert (await desk.put(shipped()))[1]["code"] == "template-version-not-higher"
    assert (await desk.put(shipped(version="1.1")))[0] == 200
    assert await desk.in_force() == "1.1"
    assert await desk.acts() == [
        ("template-saved", "template", "measles-10y"), ("template-retired", "template", "measles-10y"),
    ]  # fmt: skip


async def test_every_version_is_kept_with_who_saved_it(desk: Desk) -> None:
    await desk.parts.templates.keep(await desk.parts.templates.find("measles-10y"))
    for version in ("1.1", "1.2"):
        await desk.put(shipped(version=version, groups=years(int(version[-1]))))
    status, found = await desk.call("GET", f"{MEASLES_10Y}/versions")
    assert (status, found["in_force"]) == (200, "1.2")
    assert [(each["version"], each["by"]) for each in found["saved"]] == [("1.2", "operator"), ("1.1", "operator")]
    bounds = [each["template"]["groups"][0]["prove"][0]["bound"]["years_before_today"] for each in found["saved"]]
    assert bounds == [2, 1]
    assert [each["version"] for each in found["asked"]] == ["1.0"]


async def test_an_unknown_template_is_not_found(desk: Desk, subtests: pytest.Subtests) -> None:
    for path in ["/nowhere", "/nowhere/versions"]:
        with subtests.test(path=path):
            assert (await desk.call("GET", path))[0] == 404
            assert (await desk.call("POST", "/nowhere/retire"))[0] == 404


async def test_reading_and_writing_need_their_own_scopes(desk: Desk) -> None:
    made = await desk.http.post("/v1/api-keys", json={"name": "r", "scopes": ["templates:read"]})
    headers = {"authorization": f"Bearer {made.json()['key']}"}
    read = await desk.http.get(f"/v1/request-templates{MEASLES_10Y}", headers=headers)
    assert (read.status_code, read.json()["template"]["title"][Language.ENGLISH]) == (200, "Vaccinated against measles")
    for method, path in (("PUT", MEASLES_10Y), ("POST", f"{MEASLES_10Y}/retire")):
        refused = await desk.http.request(method, f"/v1/request-templates{path}", json={}, headers=headers)
        assert refused.status_code == 403
