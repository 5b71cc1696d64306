"""Of two versions it is known which one is higher."""

import pytest

from verifier.domain.version import next_version, version_number


@pytest.mark.parametrize(("lower", "higher"), [("1.0", "1.1"), ("1.9", "1.10"), ("1.2", "1.2.1"), ("9.9.9", "10.0")])
def test_versions_are_compared_as_numbers(lower: str, higher: str) -> None:
    assert version_number(lower) < version_number(higher)


def test_a_nought_at_the_end_makes_no_other_version() -> None:
    assert version_number("1.2") == version_number("1.2.0")


@pytest.mark.parametrize(("version", "expected"), [("1.0", "1.1"), ("1.9.4", "1.10")])
def test_the_next_version_is_higher(version: str, expected: str) -> None:
    assert next_version(version) == expected
    assert version_number(next_version(version)) > version_number(version)
