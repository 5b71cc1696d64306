"""What is sealed is opened by its keys, as its verification's, and by nothing else."""

import base64

import pytest
from pydantic import TypeAdapter, ValidationError

from agent.service.key_settings import AesKeys
from tests.unit.verifier.asked import MEASLES
from verifier.services.answer_seal import AnswerSeal, SealBroken

SHOWN = {"vaccination": {"target_disease_code": MEASLES, "family_name": "Müller"}}
OLD, NEW = b"o" * 32, b"n" * 32


def test_what_is_sealed_is_opened_again_and_shows_no_value() -> None:
    seal = AnswerSeal([OLD])
    sealed = seal.seal("v1", SHOWN)
    assert seal.open("v1", sealed) == SHOWN
    parts = [base64.urlsafe_b64decode(part + "==") for part in sealed.split(".")]
    assert not any(MEASLES.encode() in part or b"family_name" in part for part in parts)


def test_no_two_are_sealed_alike() -> None:
    seal = AnswerSeal([OLD])
    first, second = (seal.seal("v1", SHOWN).split(".") for _ in range(2))
    assert not set(first) & set(second), "each has a key of its own"


def test_an_answer_of_another_verification_is_not_opened() -> None:
    seal = AnswerSeal([OLD])
    with pytest.raises(SealBroken):
        seal.open("v2", seal.seal("v1", SHOWN))


@pytest.mark.parametrize("part", range(5))
def test_a_changed_part_is_noticed(part: int) -> None:
    seal = AnswerSeal([OLD])
    parts = seal.seal("v1", SHOWN).split(".")
    parts[part] = parts[part][:5] + ("A" if parts[part][5] != "A" else "B") + parts[part][6:]
    with pytest.raises(SealBroken):
        seal.open("v1", ".".join(parts))


@pytest.mark.parametrize("nonsense", ["", "x", "a.b.c.d.e", "....", "e30.e30.e30.e30.e30"])
def test_nonsense_is_not_opened(nonsense: str) -> None:
    with pytest.raises(SealBroken):
        AnswerSeal([OLD]).open("v1", nonsense)


def test_a_new_key_seals_and_the_old_one_opens_as_long_as_it_is_there() -> None:
    before, both, after = AnswerSeal([OLD]), AnswerSeal([NEW, OLD]), AnswerSeal([NEW])
    sealed = before.seal("v1", SHOWN)
    assert both.open("v1", sealed) == SHOWN
    assert after.open("v1", both.seal("v1", SHOWN)) == SHOWN
    with pytest.raises(SealBroken):
        after.open("v1", sealed)


def test_a_key_of_another_length_is_refused() -> None:
    keys, sound = TypeAdapter(AesKeys), base64.urlsafe_b64encode(OLD).decode()
    assert keys.validate_python(f"{sound}, {sound}")
    short = base64.urlsafe_b64encode(b"s" * 16).decode()
    for wrong in (short, f"{sound},{short}", "no base64!", ","):
        with pytest.raises(ValidationError):
            keys.validate_python(wrong)
