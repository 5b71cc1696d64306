"""What a practitioner card that was judged VALID shows of one of our own people: the role, and for how long.

Decides: the card has to be of our organisation and of this person's name, so that a card that was lent shows nothing;
that the licence was valid is taken from what was asked, since no later day is known than the one that was proved. Of
the card only the role and its issuer are kept. That the card holds is the judgement's (judgement.py).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from agent.protocol import CredDefId, Did
from agent.staff_badge import ROLE_PROOF_LASTS
from verifier.domain.bounds import PredicateType
from verifier.domain.question import AskedGroup, Question
from verifier.domain.trust import issuer_of

OWN_ROLE = "own-role"
"""The template by which our people are asked."""
CARD = "practitioner"
ROLE, ORGANISATION, NAME, LAST_DAY = "role_code", "org", "name", "valid_until_dateint"
_ISCO = re.compile(r"[0-9]{4}")


class NotShown(StrEnum):
    """Why a VALID card shows no role of this person's here."""

    OTHER_ORGANISATION = "other-organisation"
    OTHER_NAME = "other-name"
    DAY_OVER = "day-over"
    """Only that the licence was valid yesterday was proved."""
    UNUSABLE = "unusable"
    """The template was changed so that it asks for less than is needed, or the card has no ISCO-08 role."""


@dataclass(frozen=True)
class ShownRole:
    role: str
    """ISCO-08 unit group."""
    issuer: Did
    checked_at: datetime
    until: datetime
    """Twelve hours later, or when the last day is over that the licence was proved to be valid on (UTC)."""


@dataclass(frozen=True)
class Expected:
    organisation: str
    """Ours, as practitioner cards name it."""
    name: str
    """Of the person."""


def shown_role(
    question: Question, revealed: Mapping[str, Mapping[str, str]], issued_under: Iterable[CredDefId],
    expected: Expected, at: datetime,
) -> ShownRole | NotShown:  # fmt: skip
    """Of an answer that was judged VALID at this moment."""
    group = next((each for each in question.groups if each.credential_type == CARD), None)
    issuers = {issuer_of(each) for each in issued_under}
    last_day = _last_day(group) if group else None
    if group is None or last_day is None or len(issuers) != 1 or (issuer := issuers.pop()) is None:
        return NotShown.UNUSABLE
    values = revealed.get(group.referent, {})
    if not {ROLE, ORGANISATION, NAME} <= values.keys() or not _ISCO.fullmatch(values[ROLE]):
        return NotShown.UNUSABLE
    if _plain(values[ORGANISATION]) != _plain(expected.organisation):
        return NotShown.OTHER_ORGANISATION
    if _plain(values[NAME]) != _plain(expected.name):
        return NotShown.OTHER_NAME
    until = min(at + ROLE_PROOF_LASTS, datetime.combine(last_day + timedelta(days=1), time(), UTC))
    return ShownRole(values[ROLE], issuer, at, until) if at < until else NotShown.DAY_OVER


def _last_day(group: AskedGroup) -> date | None:
    """Until the end of which the licence is proved to be valid."""
    proved = [
        each.value
        for each in group.predicates
        if each.attribute == LAST_DAY and each.comparison is PredicateType.AT_LEAST
    ]
    try:
        return datetime.strptime(str(max(proved)), "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
