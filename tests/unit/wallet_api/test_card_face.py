"""What of a card is seen before the passkey, and how cards stand to one another."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agent.ports import HeldCredential
from agent.protocol import CredDefId, CredentialId, SchemaId
from wallet_api.card_type_files import load_card_types
from wallet_api.domain.card_face import faces

TYPES = load_card_types()
NOW = datetime(2026, 11, 25, tzinfo=UTC)
JAB = {
    "event_id": "e-1", "target_disease_code": "14189004", "target_disease": "Measles", "vaccine_product": "M-M-R II",
    "occurrence_dateint": "20240312", "valid_until_dateint": "99991231", "issued_dateint": "20240312",
    "family_name": "Qxnameqx",
}  # fmt: skip


def card(name: str, changes: dict[str, str] | None = None, *, kind: str = "vaccination") -> HeldCredential:
    schema_id = SchemaId(f"V4SGRU86Z58d6TV7PBUe6f:2:{kind}:1.0")
    attributes = JAB | (changes or {})
    return HeldCredential(CredentialId(name), schema_id, CredDefId("definition"), None, None, attributes)


def test_the_doses_of_one_event_are_one_group_and_those_of_another_are_not() -> None:
    mumps = card("b", {"target_disease_code": "36989005"})
    found = faces([card("a"), mumps, card("c", {"event_id": "e-2"})], TYPES, {}, {})
    assert found[CredentialId("a")].group_id == found[CredentialId("b")].group_id
    assert found[CredentialId("a")].group_id != found[CredentialId("c")].group_id
    assert not any(face.replaced for face in found.values())


def test_a_face_tells_the_cards_apart_and_no_more() -> None:
    face = faces([card("a")], TYPES, {}, {})[CredentialId("a")]
    assert (face.title, face.subtitle, face.day, face.until) == ("Measles", "M-M-R II", date(2024, 3, 12), None)
    assert "Qxnameqx" not in repr(face) and "e-1" not in repr(face)


def test_what_is_issued_anew_takes_the_place_of_the_older_one() -> None:
    newer = card("b", {"issued_dateint": "20250101"})
    found = faces([card("a"), newer], TYPES, {}, {})
    assert [found[CredentialId(each)].replaced for each in "ab"] == [True, False]


def test_of_two_of_one_day_the_one_that_came_later_counts() -> None:
    stored = {CredentialId("a"): NOW, CredentialId("b"): NOW - timedelta(hours=1)}
    found = faces([card("a"), card("b")], TYPES, stored, {})
    assert [found[CredentialId(each)].replaced for each in "ab"] == [False, True]


def test_a_revoked_card_takes_no_other_ones_place() -> None:
    newer = card("b", {"issued_dateint": "20250101"})
    found = faces([card("a"), newer], TYPES, {}, {CredentialId("b"): True})
    assert not found[CredentialId("a")].replaced


@pytest.mark.parametrize("value", ["", "19000101", "99991231", "20240231", "2024-01-01", "٢٠٢٤٠١٠١", "unknown"])
def test_what_is_no_day_is_shown_as_none(value: str) -> None:
    found = faces([card("a", {"occurrence_dateint": value})], TYPES, {}, {})
    assert found[CredentialId("a")].day is None


def test_a_card_of_a_type_that_nobody_described_stands_alone_and_bare() -> None:
    found = faces([card("a", kind="gym"), card("b", kind="gym")], TYPES, {}, {})
    assert len({face.group_id for face in found.values()}) == 2
    assert {(face.title, face.replaced) for face in found.values()} == {("", False)}
