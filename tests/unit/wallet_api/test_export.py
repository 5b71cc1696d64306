"""What a person takes along: a page to read in their language, and JSON that says what each value means."""

import json
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from agent.ports import HeldCredential
from agent.protocol import CredDefId, CredentialId, RevRegId, SchemaId
from wallet_api.card_type_files import load_card_types
from wallet_api.domain.account import Relation
from wallet_api.domain.card_face import faces
from wallet_api.domain.card_type import Language
from wallet_api.domain.export import (
    FORMAT,
    Asked,
    Export,
    ExportedDocument,
    ExportedWallet,
    Shown,
    asked,
    exported_card,
    named,
)
from wallet_api.domain.meaning import meaning
from wallet_api.domain.record import Category, MediaType, Source
from wallet_api.domain.request import Predicate, RequestedGroup, RevealedReferent
from wallet_api.domain.states import RequestState
from wallet_api.export.bundle import DATA, PAGE, bundle
from wallet_api.export.words import words

TYPES = load_card_types()
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
HELD = HeldCredential(
    CredentialId("c-1"), SchemaId("V4SGRU86Z58d6TV7PBUe6f:2:vaccination:1.0"), CredDefId("Issuer:3:CL:9:default"),
    RevRegId("registry"), 7,
    {
        "target_disease": "Measles", "target_disease_code": "14189004", "occurrence_dateint": "20240312",
        "valid_until_dateint": "99991231", "dose_number": "0", "family_name": "<b>O'Neil & \u202eco</b>", "shoe": "9",
    },
)  # fmt: skip
QUESTION = RequestedGroup(
    (RevealedReferent("seen", ("target_disease",)),), (Predicate("p", "occurrence_dateint", ">=", 20161122),)
)


def export() -> Export:
    face = faces([HELD], TYPES, {}, {})[HELD.credential_id]
    shown = Shown(
        NOW, None, "Clinic", "Work", False, *(named([each], TYPES) for each in ("target_disease", "dose_number"))
    )
    card = exported_card(HELD, face, TYPES, revoked=False, claimed_label="Centre", stored_at=NOW, shown=[shown])
    seen, proved = asked([QUESTION], TYPES)
    request = Asked(NOW, "Clinic", "Work", "presented", seen, proved)
    letter = ExportedDocument(
        "r-1",
        "Letter of Dr <i>Qx</i>",
        Category.LETTER,
        date(2026, 3, 1),
        MediaType.PDF,
        None,
        7,
        NOW,
        Source.PATIENT,
        {"resourceType": "Provenance"},
    )
    devices = [{"name": "Phone", "created_at": NOW}]
    wallet = ExportedWallet(
        "w-1", "Anna", Relation.OWN, [card], [request], [letter], 1, {"offers": [{"offer": 1, "at": NOW}]}
    )
    return Export(FORMAT, NOW, "Salus", [wallet], {"devices": devices, "passkeys": [{"created_at": NOW}]})


def opened(language: Language = "en") -> tuple[str, dict[str, object]]:
    with ZipFile(BytesIO(bundle(export(), language))) as files:
        assert files.namelist() == [PAGE, DATA]
        return files.read(PAGE).decode(), json.loads(files.read(DATA))


def test_the_data_say_of_each_value_what_it_is_called_and_what_it_means() -> None:
    _, data = opened()
    assert (data["format"], data["made_at"]) == ("salus-export/1", "2026-11-25T09:30:00Z")
    (wallet,) = data["wallets"]
    (card,) = wallet["cards"]
    values = {each["name"]: each for each in card["values"]}
    assert {name: each["value"] for name, each in values.items()} == HELD.attributes, "as they were signed"
    assert values["occurrence_dateint"]["label"]["de"] == "Tag der Impfung"
    assert values["occurrence_dateint"]["meaning"]["en"] == "2024-03-12"
    assert (values["dose_number"]["meaning"]["en"], values["valid_until_dateint"]["meaning"]["de"]) == (
        "not known", "kein Ende",
    )  # fmt: skip
    assert (values["shoe"]["label"]["en"], values["shoe"]["meaning"]["en"]) == ("shoe", "9"), "of no known type"
    assert [(each["to"], each["is_certain"], each["seen"][0]["en"]) for each in card["shown"]] == [
        (None, False, values["target_disease"]["label"]["en"])
    ]
    assert card["issuer_did"] == "Issuer" and card["issuer_says_it_is"] == "Centre"
    assert wallet["asked"][0]["proved"] == [
        {
            "en": "Day of the vaccination >= 2016-11-22", "de": "Tag der Impfung >= 2016-11-22",
            "ar": "يوم التطعيم >= 2016-11-22",
        }
    ]  # fmt: skip
    assert wallet["records"]["offers"] == [{"offer": 1, "at": "2026-11-25T09:30:00Z"}]


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_page_reads_in_the_persons_language_and_runs_nothing(language: Language) -> None:
    page, _ = opened(language)
    said = words()[language]
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    for text in (
        said.title,
        said.history,
        said.states["presented"],
        TYPES["vaccination"].label[language],
        "Centre",
        said.maybe,
    ):
        assert text in page
    for text in (said.documents_apart, said.categories["letter"], "Dr &lt;i&gt;Qx", f"{said.documents_damaged} 1"):
        assert text in page
    assert "<b>" not in page and "&lt;b&gt;O&#39;Neil" in page, "a value is no markup"
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")


def test_every_outcome_of_a_request_and_every_category_of_a_document_has_a_word() -> None:
    for said in words().values():
        assert set(said.states) == {str(state) for state in RequestState}
        assert set(said.categories) == set(Category)


@pytest.mark.parametrize(
    ("name", "value", "means"),
    [
        ("occurrence_dateint", "19000101", "not known"),
        ("occurrence_dateint", "20241399", "20241399"),
        ("identity_assurance", "1", "as you said"),
        ("identity_assurance", "77", "77"),
        ("lot_number", "", "not known"),
        ("dose_number", "2", "2"),
    ],
)
def test_a_value_means_what_the_app_says(name: str, value: str, means: str) -> None:
    assert meaning(value, TYPES["vaccination"].attributes[name])["en"] == means
