"""Credential types are read from files, and a broken one is told with its file and fault."""

from datetime import date
from pathlib import Path

import pytest

from issuer.domain.card_display import Language
from issuer.domain.claims import to_attributes
from issuer.domain.credential_type import AttributeKind, Publish
from issuer.type_files import CredentialTypeBroken, load_credential_types
from tests.unit.issuer.blood_test import BLOOD_TEST as GOOD

TODAY = date(2026, 3, 1)
PERSON = {"subject_id": "S-1", "family_name": "Okafor", "given_name": "Ana", "birth_dateint": "1990-05-17"}
CLAIMS = {
    "vaccination": PERSON
    | {"target_disease_code": "14189004", "target_disease": "Measles", "occurrence_dateint": "20240301"}
    | {"valid_from_dateint": "20240315", "event_id": "E-1"},
    "allergy": PERSON
    | {"allergy_code": "91936005", "allergy_display": "Penicillin", "clinical_status": "1", "event_id": "E-1"},
    "allergy_list": PERSON | {"assessed_dateint": "20260228", "list_status": "1", "allergy_count": "0"},
    "practitioner": {"role_code": "2211", "name": "Ana Okafor", "org": "Clinic", "licence_no": "L-1"}
    | {"valid_until_dateint": "20281231"},
}
SENTENCES = {
    "vaccination": (
        "Vaccinated against Measles on 2024-03-01",
        "Geimpft gegen Measles am 2024-03-01",
        "تم التطعيم ضد Measles بتاريخ 2024-03-01",
    ),
    "allergy": (
        "Allergy or intolerance: Penicillin",
        "Allergie oder Unverträglichkeit: Penicillin",
        "حساسية أو عدم تحمل: Penicillin",
    ),
    "allergy_list": (
        "Allergies as assessed on 2026-02-28",
        "Allergien, beurteilt am 2026-02-28",
        "الحساسية حسب التقييم بتاريخ 2026-02-28",
    ),
    "practitioner": (
        "Ana Okafor, Clinic, until 2028-12-31",
        "Ana Okafor, Clinic, bis 2028-12-31",
        "Ana Okafor، Clinic، حتى 2028-12-31",
    ),
}


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


def test_only_the_vaccination_is_published_at_the_start() -> None:
    at_start = [each.name for each in load_credential_types().values() if each.publish is Publish.AT_START]
    assert at_start == ["vaccination"]


def test_the_allergy_list_has_a_number_for_each_class_and_what_is_left_out_is_not_assessed() -> None:
    allergy_list = load_credential_types()["allergy_list"]
    classes = [each for each in allergy_list.attributes if each.name.startswith("st_")]
    assert len(classes) == 28
    assert {(each.kind, each.unknown) for each in classes} == {(AttributeKind.INTEGER, "1")}


def test_every_type_says_its_day_of_issuance_since_trust_rests_on_it() -> None:
    for each in load_credential_types().values():
        assert each.attribute("issued_dateint").kind is AttributeKind.ISSUED_ON


@pytest.mark.parametrize("name", CLAIMS)
def test_a_card_speaks_three_languages(name: str) -> None:
    found = load_credential_types()[name]
    values = to_attributes(found, CLAIMS[name], TODAY)
    sentences = tuple(found.sentence(language, values) for language in Language)
    print(*sentences, sep="\n")
    *others, arabic = sentences
    assert arabic.count("\u2068") == arabic.count("\u2069") > 0, "values in Arabic are isolated, or dates turn round"
    assert (*others, arabic.replace("\u2068", "").replace("\u2069", "")) == SENTENCES[name]


def test_a_type_is_added_by_a_file_alone(tmp_path: Path) -> None:
    (tmp_path / "blood_test.yaml").write_text(GOOD)
    (tmp_path / "README.md").write_text("no type")
    [found] = load_credential_types(tmp_path).values()
    assert (found.name, found.title, found.registry_size) == ("blood_test", "Blood test", 100)
    assert (found.publish, found.subject, found.attribute("haemoglobin").unit) == (
        Publish.ON_REQUEST,
        "subject_id",
        "g/L",
    )
    values = to_attributes(found, {"subject_id": "S-1", "haemoglobin": 141}, TODAY)
    assert values == {"subject_id": "S-1", "haemoglobin": "141", "issued_dateint": "20260301"}
    assert found.sentence(Language.GERMAN, values) == "Hämoglobin 141 g/L am 2026-03-01"


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
        ("publish: on-request", "publish: sometimes", "publish"),
        ("subject: subject_id", "subject: somebody", "subject"),
        ("subject: subject_id\n", "", "subject"),
        ("subject: subject_id", "subject: subject_id\nvalidity: haemoglobin", "validity"),
        ("subject: subject_id", "subject: subject_id\nrecall: lot", "recall"),
        ("unit: g/L", "units: g/L", "units"),
        ('"#ffffff"', '"#777777"', "contrast"),
        ('"#ffffff"', "white", "#rrggbb"),
        ("icon: drop", "icon: <svg>", "icon"),
        ("    ar: {label: تحليل دم,", "    fr: {label: Analyse de sang,", "fr"),
        ("{haemoglobin} g/L am", "{haemoglobine} g/L am", "haemoglobine"),
        ("{haemoglobin} g/L am", "{haemoglobin.__class__} g/L am", "haemoglobin.__class__"),
        ("{haemoglobin} g/L am", "{haemoglobin!r} g/L am", "plain {names}"),
        ("{haemoglobin} g/L am", "{haemoglobin g/L am", "field name"),
        ("label: Bluttest", 'label: ""', "label"),
        ("label: Bluttest", "titel: Bluttest", "titel"),
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
