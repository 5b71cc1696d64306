"""Request templates and the trust registry as files: what is broken is refused with the file's name and the reason."""

import os
from pathlib import Path

import pytest
import yaml

from tests.unit.verifier.asked import CRED_DEF_ID, DID
from verifier.files.template_files import TemplateDirectory, TemplateRefused
from verifier.files.trust_file import TrustFile, TrustRegistryBroken
from verifier.settings import TEMPLATES

SOUND = (TEMPLATES / "measles-10y.yaml").read_text()
ENTRY = f"""
- issuer_did: {DID}
  issuer_name: Vaccination Centre
  credential_type: vaccination
  cred_def_id: {CRED_DEF_ID}
  trusted_from: 2024-01-01
"""


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("]", "not YAML"),
        (SOUND + "groups: []\n", "not YAML (ConstructorError)"),
        ("", "Input should be"),
        (SOUND.replace("groups:", "group:"), "groups: Field required"),
        (SOUND + "\nrestrictions: []\n", "restrictions: Unexpected"),
        (SOUND.replace("    where:", "    wher:"), "wher: Unexpected"),
        (SOUND.replace("reveal: [target_disease_code]", "reveal: []"), "which is not revealed"),
        (SOUND.replace("reveal: [target_disease_code]", "reveal: [country]"), "which is not revealed"),
        (SOUND.replace('">="', '"=="'), "comparison: Input should be '>=' or '<='"),
        (SOUND.replace("{years_before_today: 10}", "{}"), "a bound is one of"),
        (SOUND.replace("{years_before_today: 10}", "{weeks_before_today: 10}"), "weeks_before_today: Unexpected"),
        (SOUND.replace("{years_before_today: 10}", '{number: "2016-11-22"}'), "number: Input should be"),
        (SOUND.replace("{years_before_today: 10}", "{number: 20161122}"), "has to move with the day"),
        (SOUND.replace('"14189004"', "14189004"), "Input should be a valid string"),
        (SOUND.replace('version: "1.0"', "version: 1.0"), "version: Input should be"),
        (SOUND.replace("    credential_type: vaccination\n", ""), "credential_type: Field required"),
        (SOUND.replace("  de: Gegen Masern geimpft\n", ""), "title: de is missing"),
        (
            SOUND.replace("  de: Gegen Masern geimpft\n", "  fr: Vacciné contre la rougeole\n"),
            "Input should be 'en', 'de'",
        ),
        (SOUND + "prove: [{attribute: dose_number, comparison: '>=', bound: {number: 2}}]\n", "outside a group"),
        (SOUND + "equal: [[vaccination.target_disease_code, list.subject_id]]\n", "there is no group list"),
    ],
)
def test_a_template_that_is_broken_or_cheatable_is_refused_with_its_reason_and_takes_no_other_down(
    tmp_path: Path, broken: str, reason: str
) -> None:
    (tmp_path / "mine.yaml").write_text(broken)
    (tmp_path / "sound.yaml").write_text(SOUND.replace("id: measles-10y", "id: sound"))
    mine, sound = TemplateDirectory(tmp_path).files()
    assert mine.template is None
    assert mine.reason is not None and reason in mine.reason
    assert (sound.template_id, sound.reason) == ("sound", None)


def test_a_broken_file_is_known_by_the_id_it_says_or_else_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SOUND + "\nnonsense: 1\n")
    (tmp_path / "b.yaml").write_text("[")
    (tmp_path / "c.yaml").write_text("id: <script>")
    assert [each.template_id for each in TemplateDirectory(tmp_path).files()] == ["measles-10y", "b", "c"]


def test_a_changed_template_is_read_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND)
    directory = TemplateDirectory(tmp_path)
    (first,) = directory.files()
    assert directory.files()[0] is first
    path.write_text(SOUND.replace('version: "1.0"', 'version: "1.1"'))
    (changed,) = directory.files()
    assert changed.template is not None and changed.template.version == "1.1"
    path.unlink()
    assert directory.files() == ()


def test_a_directory_without_templates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused):
        TemplateDirectory(tmp_path)


SHIPPED = {
    "adult", "clinic-intake", "contrast-ct", "emergency-card", "measles-10y", "no-known-penicillin-allergy", "own-role",
    "series-complete", "staff-role", "yellow-fever-travel",
}  # fmt: skip


def test_the_shipped_templates_are_sound() -> None:
    files = TemplateDirectory(TEMPLATES).files()
    assert [each.reason for each in files if each.template is None] == []
    assert {each.template_id for each in files} == SHIPPED


def test_the_shipped_templates_ask_for_attributes_that_the_credential_types_have() -> None:
    for file in TemplateDirectory(TEMPLATES).files():
        assert file.template is not None
        for group in file.template.groups:
            type_file = TEMPLATES.parents[1] / "issuer" / "credential_types" / f"{group.credential_type}.yaml"
            kinds = {each["name"]: each["kind"] for each in yaml.safe_load(type_file.read_text())["attributes"]}
            assert set(group.reveal) <= set(kinds), (file.name, group.name)
            numbers = {name for name, kind in kinds.items() if kind != "text"}
            assert {each.attribute for each in (*group.prove, *group.check)} <= numbers, (file.name, group.name)


@pytest.mark.asyncio
async def test_as_long_as_there_is_no_registry_nobody_is_trusted(tmp_path: Path) -> None:
    registry = TrustFile(tmp_path / "trust.yaml")
    assert (await registry.current()).entries == ()
    (tmp_path / "trust.yaml").write_text(ENTRY)
    assert [each.cred_def_id for each in (await registry.current()).entries] == [CRED_DEF_ID]
    (tmp_path / "trust.yaml").unlink()
    assert (await registry.current()).entries == ()


@pytest.mark.asyncio
async def test_a_changed_registry_is_read_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "trust.yaml"
    path.write_text(ENTRY)
    registry = TrustFile(path)
    first = await registry.current()
    assert await registry.current() is first
    replaced = tmp_path / "new"
    replaced.write_text(ENTRY.replace("Vaccination Centre", "Vaccination Center"))
    os.utime(replaced, ns=(path.stat().st_mtime_ns, path.stat().st_mtime_ns))
    replaced.replace(path)
    assert (await registry.current()).entries[0].issuer_name == "Vaccination Center"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("{", "not YAML"),
        ("", "Input should be"),
        (ENTRY.replace("trusted_from", "trusted_form"), "trusted_f"),
        (ENTRY + "  trusted_util: 2025-01-01\n", "trusted_util"),
        (ENTRY + ENTRY, "twice"),
        ("sequence: 1\nentries: []\nvoid: []", "void"),
        (ENTRY.replace(f"issuer_did: {DID}", "issuer_did: WgWxqztrNooG92RXvxSTWv"), "no credential definition"),
        (ENTRY.replace("2024-01-01", "soon"), "trusted_from"),
    ],
)
async def test_a_broken_registry_is_a_problem_and_not_the_registry_of_before(
    tmp_path: Path, broken: str, reason: str
) -> None:
    path = tmp_path / "trust.yaml"
    path.write_text(ENTRY)
    registry = TrustFile(path)
    assert (await registry.current()).entries
    path.write_text(broken)
    for _ in range(2):
        with pytest.raises(TrustRegistryBroken) as refused:
            await registry.current()
        assert reason in refused.value.sentence
        assert "trust.yaml" in refused.value.sentence
