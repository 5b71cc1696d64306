"""A verdict in a word that is read from two metres away, and the look and the sound that go with it."""

from enum import StrEnum
from typing import assert_never

from verifier.domain.verdict import Reason
from verifier.domain.verification import Decision, Outcome


class Look(StrEnum):
    """Colour, icon and sound of a verdict; each of them alone tells it from the others."""

    VALID = "valid"
    NOT_VALID = "not-valid"
    NOT_CHECKED = "not-checked"
    NO_ANSWER = "no-answer"
    """INVALID as well, but nobody has shown anything that did not hold."""

    @property
    def word(self) -> str:
        return self.value.replace("-", " ").upper()


def look_of(decision: Decision) -> Look:
    match decision.outcome:
        case Outcome.VALID:
            return Look.VALID
        case Outcome.INVALID:
            return Look.NO_ANSWER if decision.reason is Reason.TIMED_OUT else Look.NOT_VALID
        case Outcome.UNDECIDED:
            return Look.NOT_CHECKED
        case other:
            assert_never(other)
