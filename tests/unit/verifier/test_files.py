"""Request templates and the trust registry as files: what is broken is refused with the file's name and the reason."""

import os
from pathlib import Path

import pytest

from tests.unit.verifier.asked import CRED_DEF_ID, DID
from verifier.settings import TEMPLATES
from verifier.template_files import TemplateRefused, load_templates
from verifier.trust_file import TrustFile, TrustRegistryBroken

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
        ("", "Input should be"),
        (SOUND.replace("groups:", "group:"), "groups: Field required"),
        (SOUND + "\nrestrictions: []\n", "restrictions: Unexpected"),
        (SOUND.replace("    where:", "    wher:"), "wher: Unexpected"),
        (SOUND.replace("reveal: [target_disease_code]", "reveal: []"), "which is not revealed"),
        (SOUND.replace("reveal: [target_disease_code]", "reveal: [country]"), "which is not revealed"),
        (SOUND.replace('">="', '"=="'), "comparison: Input should be '>=' or '<='"),
        (SOUND.replace("{years_before_today: 10}", "{}"), "a bound is either"),
        (SOUND.replace("{years_before_today: 10}", '{number: "2016-11-22"}'), "number: Input should be"),
        (SOUND.replace('"14189004"', "14189004"), "Input should be a valid string"),
        (SOUND.replace('version: "1.0"', "version: 1.0"), "version: Input should be"),
    ],
)
def test_a_template_that_is_broken_or_cheatable_is_refused(tmp_path: Path, broken: str, reason: str) -> None:
    (tmp_path / "mine.yaml").write_text(broken)
    with pytest.raises(TemplateRefused) as refused:
        load_templates(tmp_path)
    assert "mine.yaml" in refused.value.sentence
    assert reason in refused.value.sentence


def test_two_templates_of_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(SOUND)
    with pytest.raises(TemplateRefused, match=r"b\.yaml"):
        load_templates(tmp_path)


def test_a_directory_without_templates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused):
        load_templates(tmp_path)


def test_the_shipped_templates_are_sound() -> None:
    assert "measles-10y" in load_templates(TEMPLATES)


def test_as_long_as_there_is_no_registry_nobody_is_trusted(tmp_path: Path) -> None:
    registry = TrustFile(tmp_path / "trust.yaml")
    assert registry.entries() == ()
    (tmp_path / "trust.yaml").write_text(ENTRY)
    assert [each.cred_def_id for each in registry.entries()] == [CRED_DEF_ID]
    (tmp_path / "trust.yaml").unlink()
    assert registry.entries() == ()


def test_a_changed_registry_is_read_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "trust.yaml"
    path.write_text(ENTRY)
    registry = TrustFile(path)
    first = registry.entries()
    assert registry.entries() is first
    replaced = tmp_path / "new"
    replaced.write_text(ENTRY.replace("Vaccination Centre", "Vaccination Center"))
    os.utime(replaced, ns=(path.stat().st_mtime_ns, path.stat().st_mtime_ns))
    replaced.replace(path)
    assert registry.entries()[0].issuer_name == "Vaccination Center"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("{", "not YAML"),
        ("", "valid tuple"),
        (ENTRY.replace("trusted_from", "trusted_form"), "trusted_f"),
        (ENTRY + "  trusted_util: 2025-01-01\n", "trusted_util"),
        (ENTRY + ENTRY, "twice"),
        (ENTRY.replace(f"issuer_did: {DID}", "issuer_did: WgWxqztrNooG92RXvxSTWv"), "no credential definition"),
        (ENTRY.replace("2024-01-01", "soon"), "trusted_from"),
    ],
)
def test_a_broken_registry_is_a_problem_and_not_the_registry_of_before(
    tmp_path: Path, broken: str, reason: str
) -> None:
    path = tmp_path / "trust.yaml"
    path.write_text(ENTRY)
    registry = TrustFile(path)
    assert registry.entries()
    path.write_text(broken)
    for _ in range(2):
        with pytest.raises(TrustRegistryBroken) as refused:
            registry.entries()
        assert reason in refused.value.sentence
        assert "trust.yaml" in refused.value.sentence
