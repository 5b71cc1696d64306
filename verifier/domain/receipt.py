"""The receipt of a verdict: what was decided, when, by which template and on whose word, and nothing of the patient.

Made of what is kept of a verification and of nothing else, so that one verification has one receipt. Nothing of the
presentation is in it; what was asked is there as a digest, which nobody can guess from, because its nonce is random.
Moments are seconds since 1970 (RFC 7519, NumericDate); what is not known is left out. The form is stable: claims may
be added, and none is taken away or changes its meaning. Its signature: agent/signed_claims.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from agent.json_digest import json_digest
from verifier.domain.question import Question, proof_request
from verifier.domain.trust import issuer_of
from verifier.domain.verification import Verification

TYP = "salus-receipt+jwt"
Claim = str | int | list[str]


@dataclass(frozen=True)
class Signatory:
    """Who gives the receipt: the verifier's address, where its keys are, and the name that patients see."""

    url: str
    label: str


def receipt(decided: Verification, by: Signatory) -> Mapping[str, Claim]:
    """The claims about a decided verification. Raises ValueError for one that is not."""
    decision = decided.decision
    if decision is None or decided.decided_at is None:
        raise ValueError("there is no verdict yet")
    found: dict[str, Claim | None] = {
        "iss": by.url,
        "jti": decided.id,
        "iat": _seconds(decided.decided_at),
        "verifier": by.label,
        "template_id": decided.question.template_id,
        "template_version": decided.question.template_version,
        "request_sha256": request_digest(decided.question),
        "asked_at": _seconds(decided.created_at),
        "answered_at": _seconds(decided.answered_at),
        "decided_at": _seconds(decided.decided_at),
        "verdict": decision.outcome.value,
        "reason": decision.reason.value if decision.reason else None,
        "valid_until": _seconds(decided.valid_until),
        "issuers": sorted({did for each in decision.issued_under if (did := issuer_of(each))}),
        "cred_def_ids": sorted(decision.issued_under),
        "untrusted_issuer": decision.untrusted_issuer,
        "revocation_list_at": _seconds(decision.revocation_list_at),
        "revocation_checked_at": _seconds(decision.checked_against),
    }
    return {name: value for name, value in found.items() if value is not None}


def request_digest(question: Question) -> str:
    """SHA-256, in hex, of the presentation request that was sent: JSON, names sorted, without blanks, in UTF-8."""
    return json_digest(proof_request(question))


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
