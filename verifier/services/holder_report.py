"""What a holder's problem report says, as far as it is known. The holder's own word can only lead to INVALID.

The agent keeps it as "code: description" (RFC 0454, RFC 0035); the description is one word. A wallet may tell
what no verifier can see of a hidden value: that the card it has is expired, or too old for the question.
"""

from verifier.domain.verdict import Reason

_KNOWN = {
    "declined": Reason.DECLINED,
    "no-credential": Reason.NO_CREDENTIAL,
    "revoked": Reason.REVOKED,
    "expired": Reason.EXPIRED,
    "too-old": Reason.TOO_OLD,
}


def reason_of(error: str | None) -> Reason:
    """DECLINED for a report in words we do not know: an abandoned request was not answered, whatever the cause."""
    description = (error or "").rpartition(":")[2].strip()
    return _KNOWN.get(description, Reason.DECLINED)
