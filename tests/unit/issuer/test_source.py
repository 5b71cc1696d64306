"""Whether a version of a record may be offered, by what became of those before."""

import pytest

from issuer.domain.offer import OfferState
from issuer.domain.source import Known, Standing, standing

_S = OfferState


def known(*versions: tuple[str, OfferState | None]) -> list[Known]:
    return [Known(version, f"offer-{version}", state) for version, state in versions]


@pytest.mark.parametrize(
    ("version", "before", "expected"),
    [
        ("1", [], Standing.NEW),
        *[("1", [("1", state)], Standing.DONE) for state in set(_S) - {_S.EXPIRED, _S.FAILED}],
        ("1", [("1", None)], Standing.DONE),
        ("1", [("1", _S.EXPIRED)], Standing.LAPSED),
        ("1", [("1", _S.FAILED)], Standing.LAPSED),
        ("1", [("1", _S.EXPIRED), ("2", _S.STORED)], Standing.DONE),
        ("2", [("1", _S.OFFERED)], Standing.CORRECTS),
        ("2", [("1", _S.REQUESTED)], Standing.CORRECTS),
        ("2", [("1", _S.STORED)], Standing.CORRECTS),
        ("2", [("1", None)], Standing.BUSY),
        *[
            ("2", [("1", state)], Standing.NEW)
            for state in (_S.EXPIRED, _S.DECLINED, _S.FAILED, _S.WITHDRAWING, _S.WITHDRAWN, _S.REVOKING, _S.REVOKED)
        ],
        ("3", [("1", _S.REVOKED), ("2", _S.STORED)], Standing.CORRECTS),
    ],
)
def test_where_a_version_of_a_record_stands(
    version: str, before: list[tuple[str, OfferState | None]], expected: Standing
) -> None:
    assert standing(version, known(*before)) is expected
