"""What strangers say of themselves is kept short and visible; what an identifier tells is read from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocol import SchemaId
from wallet_api.domain.claim import MAX_LABEL, claimed_label, claimed_purpose
from wallet_api.domain.schema import schema_name


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Clinic", "Clinic"),
        (" Clinic \n\t of   Berlin ", "Clinic of Berlin"),
        ("Clinic\u202egnp.exe\x00\x1b[31m", "Clinicgnp.exe[31m"),
        ("\ud800", ""),
        (None, ""),
        (7, ""),
        ("عيادة", "عيادة"),
    ],
)
def test_a_claim_loses_what_could_disguise_it(said: object, shown: str) -> None:
    assert claimed_label(said) == shown


@given(st.text())
def test_a_claim_is_short_visible_and_can_be_stored(said: str) -> None:
    for shown, limit in ((claimed_label(said), MAX_LABEL), (claimed_purpose(said), 200)):
        assert len(shown) <= limit
        assert shown == shown.strip()
        assert "\x00" not in shown
        shown.encode()


@pytest.mark.parametrize(
    ("schema_id", "name"),
    [
        ("59AwMdRK8fydwHteDtZFb7:2:vaccination:1.0", "vaccination"),
        ("did:indy:sovrin:7Tqg6/anoncreds/v0/SCHEMA/vaccination/1.0", "vaccination"),
        ("did:web:x/resources/abc", None),
        ("a:3:CL:1", None),
        ("a:2::1.0", None),
        ("", None),
        (None, None),
    ],
)
def test_a_credential_type_is_read_from_a_schema_id_where_it_has_one(schema_id: str | None, name: str | None) -> None:
    assert schema_name(None if schema_id is None else SchemaId(schema_id)) == name
