"""Templates saved by the API: in force at once, each edition kept with who made it, and the higher version speaks."""

import asyncio
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from agent.access.domain.act import OPERATOR
from tests.contract.verifier.conftest import Service, beside, settings_of
from verifier.domain.language import Language
from verifier.parts import Parts
from verifier.services.template_keeping import NotHigher
from verifier.services.templates import SAVED_OTHERWISE, read_content
from verifier.settings import TEMPLATES, Settings

pytestmark = pytest.mark.asyncio
NUMBERS = itertools.count(1)


SHIPPED: dict[str, Any] = yaml.safe_load((TEMPLATES / "measles-10y.yaml").read_text())


def shipped(**changed: Any) -> dict[str, Any]:
    return SHIPPED | changed


def years(number: int) -> list[dict[str, Any]]:
    (group,) = shipped()["groups"]
    bound = {"attribute": "occurrence_dateint", "comparison": ">=", "bound": {"years_before_today": number}}
    return [group | {"prove": [bound]}]


@dataclass
class Desk:
    """Of a template that has a file of its own, as measles-10y is shipped."""

    parts: Parts
    http: httpx.AsyncClient
    name: str

    @property
    def file(self) -> Path:
        return self.parts.settings.request_templates / f"{self.name}.yaml"

    def template(self, **changed: Any) -> dict[str, Any]:
        return shipped(**{"id": self.name} | changed)

    def write(self, **changed: Any) -> None:
        self.file.write_text(yaml.safe_dump(self.template(**changed)))

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        response = await self.http.request(method, f"/v1/request-templates{path}", json=body)
        return response.status_code, response.json()

    async def get(self, further: str = "") -> tuple[int, dict[str, Any]]:
        return await self.call("GET", f"/{self.name}{further}")

    async def put(self, **changed: Any) -> tuple[int, dict[str, Any]]:
        return await self.call("PUT", f"/{self.name}", self.template(**changed))

    async def retire(self) -> tuple[int, dict[str, Any]]:
        return await self.call("POST", f"/{self.name}/retire")

    async def listed(self) -> dict[str, Any]:
        return (await self.call("GET", ""))[1]

    async def in_force(self) -> str | None:
        found = (await self.parts.templates.catalogue()).in_force.get(self.name)
        return found.version if found else None

    async def acts(self, record_id: str | None = None) -> list[tuple[str, str]]:
        """The newest first."""
        found = (await self.http.get("/v1/acts")).json()["acts"]
        wanted = record_id or self.name
        return [(each["kind"], each["record_kind"]) for each in found if each["record_id"] == wanted]


@pytest.fixture(scope="module")
def shared_settings(shared_url: str, shared_path: Path) -> Settings:
    directory = shared_path / "templates"
    directory.mkdir()
    (directory / "adult.yaml").write_text((TEMPLATES / "adult.yaml").read_text())
    return settings_of(shared_url, shared_path).model_copy(update={"request_templates": directory})


@pytest.fixture
def desk(service: Service) -> Desk:
    desk = Desk(service.bench.parts, service.http, f"measles-{next(NUMBERS)}")
    desk.write()
    return desk


async def test_a_new_template_is_in_force_at_once_in_every_process_and_written_down(
    desk: Desk, service: Service
) -> None:
    status, found = await desk.call("PUT", "/mine", shipped(id="mine"))
    assert (status, found["file"], found["template"]["id"]) == (200, None, "mine")
    async with beside(service.bench) as other:
        assert "mine" in (await other.parts.templates.catalogue()).in_force
    listed = {each["id"]: each["file"] for each in (await desk.listed())["request_templates"]}
    assert [listed[each] for each in ("adult", desk.name, "mine")] == ["adult.yaml", desk.file.name, None]
    assert await desk.acts("mine") == [("template-saved", "template")]


async def test_a_saved_version_takes_the_place_of_the_file_until_the_file_is_higher(desk: Desk) -> None:
    assert (await desk.put(version="1.1", groups=years(5)))[0] == 200
    assert await desk.in_force() == "1.1"
    desk.write(version="1.10")
    assert await desk.in_force() == "1.10"
    assert (await desk.get())[1]["file"] == desk.file.name
    desk.write(version="1.1")
    (reason,) = [each["reason"] for each in (await desk.listed())["refused"] if each["file"] == desk.file.name]
    assert reason == SAVED_OTHERWISE
    found = await desk.parts.templates.find(desk.name)
    assert found.groups[0].prove[0].bound.years_before_today == 5


async def test_a_version_that_is_not_higher_is_refused(desk: Desk, subtests: pytest.Subtests) -> None:
    for version in ["0.9", "1.0", "1.0.0"]:
        with subtests.test(version=version):
            status, problem = await desk.put(version=version, groups=years(5))
            assert (status, problem["code"]) == (409, "template-version-not-higher")
            assert await desk.acts() == []


async def test_a_version_that_was_asked_by_long_ago_is_not_taken_for_another_content(desk: Desk) -> None:
    await desk.parts.templates.keep(read_content(desk.template(version="2.0")))
    assert (await desk.put(version="1.5", groups=years(5)))[1]["code"] == "template-version-not-higher"
    assert (await desk.put(version="2.1", groups=years(5)))[0] == 200


async def test_what_is_in_force_may_be_sent_again(desk: Desk) -> None:
    for _ in range(2):
        assert (await desk.put(version="1.1"))[0] == 200
    assert await desk.acts() == [("template-saved", "template")]


async def test_of_two_who_save_at_once_one_is_told_to_look_again(desk: Desk) -> None:
    keeping = desk.parts.template_keeping
    drafts = [read_content(desk.template(version="1.1", groups=years(number))) for number in (5, 6)]
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
            status, problem = await desk.put(**{"version": "1.1"} | changed)
            assert (status, problem["code"]) == (422, "template-refused")
            assert said in problem["detail"]
            assert await desk.in_force() == "1.0"


async def test_a_retired_template_is_offered_no_more_and_comes_back_with_a_higher_version(desk: Desk) -> None:
    status, found = await desk.retire()
    assert (status, found["in_force"], found["saved"][0]["template"]) == (200, None, None)
    assert (await desk.retire())[0] == 200, "it may be said again"
    listed = await desk.listed()
    assert [each["id"] for each in listed["retired"]] == [desk.name]
    response = await desk.http.post("/v1/verifications", json={"template_id": desk.name})
    assert response.status_code == 404
    assert (await desk.get())[0] == 404
    assert (await desk.put())[1]["code"] == "template-version-not-higher"
    assert (await desk.put(version="1.1"))[0] == 200
    assert await desk.in_force() == "1.1"
    assert await desk.acts() == [("template-saved", "template"), ("template-retired", "template")]


async def test_every_version_is_kept_with_who_saved_it(desk: Desk) -> None:
    await desk.parts.templates.keep(await desk.parts.templates.find(desk.name))
    for version in ("1.1", "1.2"):
        await desk.put(version=version, groups=years(int(version[-1])))
    status, found = await desk.get("/versions")
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
    read = await desk.http.get(f"/v1/request-templates/{desk.name}", headers=headers)
    assert (read.status_code, read.json()["template"]["title"][Language.ENGLISH]) == (200, "Vaccinated against measles")
    for method, path in (("PUT", desk.name), ("POST", f"{desk.name}/retire")):
        refused = await desk.http.request(method, f"/v1/request-templates/{path}", json={}, headers=headers)
        assert refused.status_code == 403
