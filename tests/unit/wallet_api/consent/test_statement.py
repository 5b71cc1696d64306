"""What is said of a deposit counts by the signature of the very person who puts it in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.detached_jws import draw_key, public_part
from agent.signed_claims import sign_claims
from wallet_api.domain.deposit import MAX_STATEMENT, TYP, StatementUnfit, read_statement, record_id_of

KEY = draw_key()
PUBLIC = json.loads(public_part(KEY))
SAID = {
    "consent_id": "c" * 32, "deposit_id": "d" * 22, "title": "Blood count", "category": "laboratory",
    "media_type": "application/pdf", "sha256": "0" * 64, "iat": 1772352000,
}  # fmt: skip


def signed(key: str = KEY, typ: str = TYP, **changed: Any) -> str:
    return sign_claims(SAID | changed, key, typ=typ)


def test_what_is_signed_is_what_is_said() -> None:
    said = read_statement(signed(day="2026-03-01", sensitivity="R"), PUBLIC)
    assert (said.title, said.category, said.sensitivity, said.day and said.day.isoformat()) == (
        "Blood count", "laboratory", "R", "2026-03-01",
    )  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"category": "gossip"}, {"title": "\u200e"}, {"title": "x" * 101}, {"title": None}, {"iat": 10**20},
        {"iat": "1772352000"}, {"sha256": "0" * 63}, {"media_type": "text/html"}, {"sensitivity": "X"},
        {"day": "yesterday"}, {"title": "x" * MAX_STATEMENT},
    ],
    ids=lambda each: str(each)[:30],
)  # fmt: skip
def test_what_does_not_say_what_it_should_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(StatementUnfit):
        read_statement(signed(**changed), PUBLIC)


def test_another_key_another_type_and_no_key_are_refused() -> None:
    for statement, key in (
        (signed(draw_key()), PUBLIC),
        (signed(typ="jwt"), PUBLIC),
        (signed(), None),
        ("a.b.c", PUBLIC),
    ):
        with pytest.raises(StatementUnfit):
            read_statement(statement, key)


@given(st.integers(0, len(signed()) - 1), st.sampled_from("Ab0-_."))
def test_no_changed_character_passes(at: int, other: str) -> None:
    whole = signed()
    changed = whole[:at] + other + whole[at + 1 :]
    if changed == whole:
        return
    try:
        found = read_statement(changed, PUBLIC)
    except StatementUnfit:
        return
    assert found == read_statement(whole, PUBLIC), "but for spare bits at the end of base64"


def test_a_deposit_is_one_record_and_of_one_consent() -> None:
    assert record_id_of("c", "d") == record_id_of("c", "d")
    assert len({record_id_of("c", "d"), record_id_of("c", "e"), record_id_of("x", "d")}) == 3
