"""A holder's problem report can only lead to INVALID, and only our own words for it are understood."""

import pytest

from verifier.domain.verdict import Reason
from verifier.services.holder_report import reason_of


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("abandoned: declined", Reason.DECLINED),
        ("abandoned: no-credential", Reason.NO_CREDENTIAL),
        ("abandoned: revoked", Reason.REVOKED),
        ("abandoned: expired", Reason.EXPIRED),
        ("abandoned: too-old", Reason.TOO_OLD),
        ("abandoned: not revoked", Reason.DECLINED),
        ("revoked: because I say so", Reason.DECLINED),
        ("abandoned", Reason.DECLINED),
        ("VALID", Reason.DECLINED),
        ("", Reason.DECLINED),
        (None, Reason.DECLINED),
    ],
)
def test_a_report_is_understood_word_for_word_or_counts_as_declined(error: str | None, reason: Reason) -> None:
    assert reason_of(error) is reason
