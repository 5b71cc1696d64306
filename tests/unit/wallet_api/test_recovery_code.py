"""The code that a person prints: read back however it is typed, and nothing else taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet_api.domain.recovery_code import LENGTH, LETTERS, draw_code, read_code


def test_a_code_is_printed_in_groups_and_no_two_are_alike() -> None:
    codes = {draw_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code.replace("-", "")) == LENGTH and set(code) <= {*LETTERS, "-"} for code in codes)


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", " "), lambda code: f"  {code}\n",
              lambda code: code.replace("0", "O").replace("1", "l"), lambda code: code.replace("-", "\u2013")],
)  # fmt: skip
def test_it_is_read_however_it_is_typed(typed: object) -> None:
    code = draw_code()
    assert read_code(typed(code)) == code.replace("-", "")


@given(st.text(max_size=40))
def test_what_is_read_is_of_its_letters_and_length_or_nothing(text: str) -> None:
    read = read_code(text)
    assert read is None or (len(read) == LENGTH and set(read) <= set(LETTERS))


@pytest.mark.parametrize("text", ["", "U" * LENGTH, "A" * (LENGTH - 1), "A" * (LENGTH + 1), "ä" * LENGTH])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert read_code(text) is None
