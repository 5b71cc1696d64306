"""Request templates in service: changed without a restart, kept as they were asked by, and tried on sample cards."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from agent.access.domain.act import OPERATOR
from agent.errors import AgentUnavailable
from tests.contract.verifier.conftest import Bench, opened, settings_of
from tests.unit.verifier.asked import MEASLES
from verifier.domain.language import Language
from verifier.files.template_files import TemplateRefused
from verifier.parts import Parts
from verifier.services.asking import Wanted
from verifier.services.templates import CHANGED
from verifier.settings import TEMPLATES, Settings

pytestmark = pytest.mark.asyncio
SOUND = (TEMPLATES / "measles-10y.yaml").read_text()
TEN, FIVE = "{years_before_today: 10}", "{years_before_today: 5}"


@dataclass
class Desk:
    bench: Bench

    @property
    def http(self) -> httpx.AsyncClient:
        return self.bench.http

    @property
    def directory(self) -> Path:
        return self.bench.settings.request_templates

    def write(self, content: str, name: str = "measles-10y.yaml") -> None:
        path = self.directory / name
        unfinished = path.with_suffix(".new")
        unfinished.write_text(content)
        unfinished.replace(path)

    async def asked(self, **wanted: Any) -> Any:
        """The question that was written down, though the agent is away."""
        known = set(await self.bench.parts.store.open_ids())
        with pytest.raises(AgentUnavailable):
            await self.bench.parts.asking.ask(Wanted(**({"template_id": "measles-10y"} | wanted)), OPERATOR)
        (new,) = set(await self.bench.parts.store.open_ids()) - known
        return (await self.bench.find(new)).question

    async def post(self, body: Any) -> tuple[int, dict[str, Any]]:
        response = await self.http.post("/v1/verifications", json=body)
        return response.status_code, response.json()

    async def listed(self, **query: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.http.get("/v1/request-templates", params=query)).json()
        return found

    async def dry_run(self, body: Any) -> tuple[int, dict[str, Any]]:
        response = await self.http.post("/v1/request-templates/dry-run", json=body)
        return response.status_code, response.json()


def with_templates(settings: Settings, directory: Path) -> Settings:
    """Of a directory that a test may change."""
    return settings.model_copy(update={"request_templates": shutil.copytree(TEMPLATES, directory / "templates")})


@pytest.fixture(scope="module")
def shared_settings(shared_url: str, shared_path: Path) -> Settings:
    return with_templates(settings_of(shared_url, shared_path), shared_path)


@pytest.fixture
def desk(bench: Bench) -> Desk:
    """Of a test that leaves the templates as they are shipped."""
    return Desk(bench)


@pytest_asyncio.fixture
async def own_desk(own_settings: Settings, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(with_templates(own_settings, tmp_path)) as bench:
        yield Desk(bench)


async def test_templates_are_listed_in_the_language_that_is_wanted(desk: Desk) -> None:
    found = await desk.listed()
    assert (len(found["request_templates"]), found["refused"]) == (10, [])
    titles = {each["id"]: each["title"] for each in found["request_templates"]}
    assert titles["measles-10y"] == "Vaccinated against measles"
    german = {each["id"]: each["title"] for each in (await desk.listed(language="de"))["request_templates"]}
    assert german["measles-10y"] == "Gegen Masern geimpft"
    copies = {each["id"]: each["copies"] for each in found["request_templates"] if each["copies"]}
    assert copies == {
        "emergency-card": {"allergy": {"distinct": ["event_id", "allergy_code"], "max": 10, "default": 0, "min": 0}}
    }


async def test_the_patient_is_told_the_purpose_in_the_language_that_was_asked_for(desk: Desk) -> None:
    assert (await desk.asked()).purpose == "To see that you were vaccinated against measles in the last ten years."
    german = await desk.asked(language=Language.GERMAN)
    assert german.purpose.startswith("Um zu sehen, dass Sie in den letzten zehn Jahren")
    status, problem = await desk.post({"template_id": "measles-10y", "language": "fr"})
    assert (status, problem["code"]) == (422, "invalid-input")


async def test_a_new_version_takes_effect_without_a_restart(own_desk: Desk) -> None:
    before = await own_desk.asked()
    own_desk.write(SOUND.replace('version: "1.0"', 'version: "1.1"').replace(TEN, FIVE))
    after = await own_desk.asked()
    assert (before.template_version, before.groups[0].predicates[0].value) == ("1.0", 20161122)
    assert (after.template_version, after.groups[0].predicates[0].value) == ("1.1", 20211122)
    for version in ("1.0", "1.1"):
        assert await own_desk.bench.parts.templates._store.find("measles-10y", version) is not None


async def test_a_change_without_a_new_version_is_refused_aloud_and_what_was_asked_by_stays_in_force(
    own_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await own_desk.asked()
    own_desk.write(SOUND.replace(TEN, FIVE))
    assert (await own_desk.asked()).groups[0].predicates[0].value == 20161122
    found = await own_desk.listed()
    assert found["refused"] == [{"file": "measles-10y.yaml", "template_id": "measles-10y", "reason": CHANGED}]
    assert "measles-10y" in {each["id"] for each in found["request_templates"]}
    assert [each.message for each in caplog.records].count("template.refused") == 1, "once, however often it is read"
    own_desk.write(SOUND)
    assert (await own_desk.listed())["refused"] == []


async def test_a_draft_that_nobody_was_asked_by_may_change_as_it_likes(own_desk: Desk) -> None:
    own_desk.write(SOUND.replace(TEN, FIVE))
    assert (await own_desk.asked()).groups[0].predicates[0].value == 20211122


async def test_a_version_that_two_processes_know_by_two_contents_is_not_asked_by_both(own_desk: Desk) -> None:
    other = await own_desk.bench.parts.templates.find("measles-10y")
    own_desk.write(SOUND.replace(TEN, FIVE))
    await own_desk.asked()
    with pytest.raises(TemplateRefused, match="version was not"):
        await own_desk.bench.parts.templates.keep(other)


async def test_a_broken_file_is_told_and_takes_no_other_template_down(own_desk: Desk) -> None:
    own_desk.write(SOUND.replace("where:", "wher:"))
    (refused,) = (await own_desk.listed())["refused"]
    assert refused["template_id"] == "measles-10y"
    assert "wher: Unexpected" in refused["reason"]
    status, problem = await own_desk.post({"template_id": "measles-10y"})
    assert (status, problem["code"]) == (503, "template-refused")
    assert "wher: Unexpected" in problem["detail"]
    assert problem["next_step"]
    assert (await own_desk.post({"template_id": "adult"}))[1]["code"] == "agent-unavailable"


async def test_of_two_files_of_one_template_neither_is_in_force(own_desk: Desk) -> None:
    own_desk.write(SOUND, "again.yaml")
    found = await own_desk.listed()
    assert [each["file"] for each in found["refused"]] == ["again.yaml", "measles-10y.yaml"]
    assert (await own_desk.post({"template_id": "measles-10y"}))[1]["code"] == "template-refused"


async def test_a_template_whose_file_is_gone_is_not_found(own_desk: Desk) -> None:
    await own_desk.asked()
    (own_desk.directory / "measles-10y.yaml").unlink()
    assert (await own_desk.post({"template_id": "measles-10y"}))[0] == 404


async def test_copies_are_asked_as_wanted_and_as_the_template_allows(own_desk: Desk) -> None:
    trust_path = own_desk.bench.settings.trust_registry
    listed = trust_path.read_text()
    for number, name in ((16, "allergy_list"), (17, "allergy")):
        listed += trust_path.read_text().replace(":15:", f":{number}:").replace("type: vaccination", f"type: {name}")
    trust_path.write_text(listed)
    asked = await own_desk.asked(template_id="emergency-card", copies={"allergy": 3})
    assert [group.referent for group in asked.groups] == ["list", "allergy-1", "allergy-2", "allergy-3"]
    assert [group.referent for group in (await own_desk.asked(template_id="emergency-card")).groups] == ["list"]
    for copies in ({"allergy": 11}, {"allergy": -1}, {"list": 1}, {"MARKED": 1}):
        status, problem = await own_desk.post({"template_id": "emergency-card", "copies": copies})
        assert (status, problem["code"]) == (422, "wrong-copies")
        assert "MARKED" not in str(problem)


async def test_a_template_is_tried_on_sample_cards_and_nothing_of_it_is_kept(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    template = {"id": "mine", "version": "1.0", "answer_within_s": 300, "groups": [GROUP]} | WORDS
    card = {"credential_type": "vaccination", "attributes": {"target_disease_code": MEASLES, "lot_number": "MARKED"}}
    status, found = await desk.dry_run({"template": template, "cards": [card]})
    assert (status, found["holds"], found["reason"]) == (200, True, None)
    assert found["groups"][0]["revealed"] == {"target_disease_code": MEASLES}
    _, found = await desk.dry_run({"template": template, "cards": []})
    assert (found["holds"], found["reason"], found["groups"][0]["card"]) == (False, "no-credential", None)
    assert "mine" not in {each["id"] for each in (await desk.listed())["request_templates"]}
    assert "MARKED" not in caplog.text


GROUP = {
    "name": "vaccination",
    "credential_type": "vaccination",
    "where": {"target_disease_code": MEASLES},
    "reveal": ["target_disease_code"],
}
WORDS = {name: {"en": "One", "de": "Eins", "ar": "واحد"} for name in ("title", "purpose")}


async def test_a_template_that_cannot_be_asked_is_refused_before_it_is_tried(desk: Desk) -> None:
    hidden = GROUP | {"reveal": ["country"]}
    template = {"id": "mine", "version": "1.0", "answer_within_s": 300, "groups": [hidden]} | WORDS
    status, problem = await desk.dry_run({"template": template})
    assert (status, problem["code"]) == (422, "template-refused")
    assert "which is not revealed" in problem["detail"]
    status, problem = await desk.dry_run({"template": template, "cards": [{"credential_type": "x", "attributes": 7}]})
    assert (status, problem["code"]) == (422, "invalid-input")


async def test_a_directory_without_templates_stops_the_start(shared_settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused):
        Parts(shared_settings.model_copy(update={"request_templates": tmp_path / "nowhere"}))
