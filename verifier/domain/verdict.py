"""The verdicts, and the stable code of each reason. The reasons in words: words/."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from agent.protocol import CredDefId, Did


class Reason(StrEnum):
    """Why a request did not end VALID."""

    WRONG_REQUEST = "wrong-request"
    REPLAYED = "replayed"
    TOO_LATE = "too-late"
    UNREADABLE = "unreadable"
    SELF_ATTESTED = "self-attested"
    NOT_REVEALED = "not-revealed"
    NOT_ANSWERED = "not-answered"
    MIXED_CREDENTIALS = "mixed-credentials"
    PROOF_FAILED = "proof-failed"
    ISSUER_NOT_TRUSTED = "issuer-not-trusted"
    REVOCATION_NOT_PROVED = "revocation-not-proved"
    REVOCATION_STALE = "revocation-stale"
    VALUE_NOT_PROVED = "value-not-proved"
    WRONG_VALUE = "wrong-value"
    EXPIRED = "expired"
    TOO_OLD = "too-old"
    SUBJECTS_DIFFER = "subjects-differ"
    SAME_CARD_TWICE = "same-card-twice"
    ISSUERS_DIFFER = "issuers-differ"
    LIST_INCOMPLETE = "list-incomplete"
    REVOKED = "revoked"
    NO_CREDENTIAL = "no-credential"
    DECLINED = "declined"
    TIMED_OUT = "timed-out"
    NOT_CHECKED = "not-checked"
    REVOCATION_UNKNOWN = "revocation-unknown"


@dataclass(frozen=True)
class Valid:
    """Every step of the judgement holds."""

    revealed: Mapping[str, Mapping[str, str]] = field(repr=False)
    """Group -> attribute -> value, as shown and proved. Personal: for the screen, never stored or logged."""
    issued_under: frozenset[CredDefId]


@dataclass(frozen=True)
class Invalid:
    """The answer does not prove what was asked."""

    reason: Reason
    issuer: Did | None = None
    """Who is not trusted."""
    copies_needed: Mapping[str, int] | None = field(default=None, repr=False)
    """How many copies of a group to ask for, as its list counts them. Personal, like a revealed value."""


@dataclass(frozen=True)
class Undecided:
    """Nothing is known of the answer, because ledger or agent was not there in time. It is no word on the patient."""

    reason: Reason


Verdict = Valid | Invalid | Undecided
