"""Why something is denied: what the patient reads, and how much of it the asker is told.

An asker is told what it knows anyway: what is wrong with its own request or role, and what became of a consent of which
it holds the receipt. What the patient has, thinks or never granted is one word to it: not permitted.
"""

from enum import StrEnum


class Reason(StrEnum):
    STALE = "stale"
    """Signed more than a minute ago, or ahead of our clock."""
    REPLAYED = "replayed"
    NOT_PROVEN = "not-proven"
    LICENCE_REVOKED = "licence-revoked"
    LICENCE_EXPIRED = "licence-expired"
    NOT_TRUSTED = "not-trusted"
    NOT_CHECKED = "not-checked"
    """The proof of the role cannot be checked now."""
    STANDING_DENIAL = "standing-denial"
    NO_CONSENT = "no-consent"
    NOT_ANSWERED = "not-answered"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    OTHER_PURPOSE = "other-purpose"
    OTHER_ACT = "other-act"
    """It is for looking and not for putting in, or the other way round."""
    OTHER_ITEM = "other-item"
    TOO_SENSITIVE = "too-sensitive"
    NO_LICENCE = "no-licence"
    """The role is the organisation's word alone, and this is for whoever showed a licence."""
    NO_REASON_GIVEN = "no-reason-given"
    SAME_PERSON_TWICE = "same-person-twice"
    NOT_CONFIRMED = "not-confirmed"
    """The second person has not confirmed it yet."""
    NO_EMERGENCY = "no-emergency"
    """The glass is broken for another purpose than emergency treatment."""
    NO_CLINICIAN = "no-clinician"
    NOT_ON_CARD = "not-on-card"
    EMERGENCY_OVER = "emergency-over"
    NO_EMERGENCY_CARD = "no-emergency-card"


NOT_PERMITTED = "not-permitted"
_THE_PATIENTS_OWN = frozenset(
    {
        Reason.STANDING_DENIAL, Reason.NO_CONSENT, Reason.NOT_ANSWERED, Reason.DENIED, Reason.NOT_YET,
        Reason.OTHER_ITEM, Reason.TOO_SENSITIVE, Reason.NO_EMERGENCY_CARD,
    }
)  # fmt: skip


def told(reason: Reason) -> str:
    """The code that the asker gets."""
    return NOT_PERMITTED if reason in _THE_PATIENTS_OWN else reason.value
