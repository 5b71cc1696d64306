"""Credential types are read from files, and a broken one is told with its file and fault."""

from pathlib import Path

import pytest

from issuer.domain.credential_type import AttributeKind
from issuer.type_files import CredentialTypeBroken, load_credential_types

GOOD = """
name: blood_test
version: "1.0"
title: Blood test
registry_size: 100
attributes:
  - {name: subject_id, kind: text, required: true, meaning: Whose}
  - {name: haemoglobin, kind: integer, unknown: "0", meaning: "Haemoglobin, g/L"}
  - {name: issued_dateint, kind: issued-on, meaning: Day of issuance}
"""


def broken(directory: Path, text: str) -> str:
    (directory / "broken.yaml").write_text(text)
    with pytest.raises(CredentialTypeBroken) as refused:
        load_credential_types(directory)
    return refused.value.sentence


def test_the_packaged_vaccination_has_the_attributes_that_were_agreed() -> None:
    vaccination = load_credential_types()["vaccination"]
    assert vaccination.attribute_names == (
        *("subject_id", "family_name", "given_name", "birth_dateint", "target_disease_code", "target_disease"),
        *("vaccine_cvx", "vaccine_snomed", "vaccine_atc", "vaccine_product", "manufacturer", "lot_number"),
        *("occurrence_dateint", "valid_from_dateint", "valid_until_dateint", "dose_number", "series_doses", "country"),
        *("performer_org", "identity_assurance", "event_id", "fhir_hash", "issued_dateint"),
    )
    unknown = {attribute.name: attribute.unknown for attribute in vaccination.attributes}
    assert unknown["valid_until_dateint"] == "19000101" and unknown["series_doses"] == "0"


def test_a_type_is_added_by_a_file_alone(tmp_path: Path) -> None:
    (tmp_path / "blood_test.yaml").write_text(GOOD)
    (tmp_path / "README.md").write_text("no type")
    [found] = load_credential_types(tmp_path).values()
    assert (found.name, found.title, found.registry_size) == ("blood_test", "Blood test", 100)
    assert [each.kind for each in found.attributes] == [
        AttributeKind.TEXT,
        AttributeKind.INTEGER,
        AttributeKind.ISSUED_ON,
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("required: true", "requird: true", "requird"),
        ("title: Blood test", "colour: red", "colour"),
        ("title: Blood test\n", "", "title"),
        ('"1.0"', "1.0", "version"),
        ('"1.0"', '"one"', "version"),
        ("kind: text", "kind: words", "kind"),
        ('unknown: "0"', "unknown: 0", "unknown"),
        ('unknown: "0", ', "", "haemoglobin"),
        ('unknown: "0"', 'unknown: "none"', "haemoglobin"),
        ("name: haemoglobin", "name: subject_id", "distinct names"),
        ("name: haemoglobin", "name: Haemo globin", "small letters"),
        ("name: blood_test", "name: Blood test", "small letters"),
        ("registry_size: 100", "registry_size: 3", "registry_size"),
        ("registry_size: 100", "registry_size: many", "registry_size"),
        ("kind: issued-on", "kind: issued-on, required: true", "issued_dateint"),
        ("attributes:", "attributes: []\nother:", "other"),
        ("name: blood_test", "name: [", "broken.yaml"),
        (GOOD, "- just\n- a list\n", "mapping"),
        (GOOD, "", "mapping"),
        (GOOD, "name: !!python/object/apply:os.getcwd []\n", "broken.yaml"),
    ],
)
def test_a_broken_file_is_told_with_its_name_and_fault(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    sentence = broken(tmp_path, GOOD.replace(old, new, 1))
    assert "broken.yaml" in sentence and told in sentence and "\n" not in sentence


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(CredentialTypeBroken, match=r"picture\.yaml"):
        load_credential_types(tmp_path)


def test_two_files_of_one_name_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    assert "blood_test" in broken(tmp_path, GOOD)


def test_a_directory_without_types_is_told(tmp_path: Path) -> None:
    with pytest.raises(CredentialTypeBroken, match="no credential type"):
        load_credential_types(tmp_path / "nowhere")
