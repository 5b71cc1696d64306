"""The verdicts, and for each refusal its stable code, its plain sentence and what to do next.

The sentences are read aloud at a desk: they accuse nobody, and they say no more than was found out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from agent.protocol import CredDefId


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
    REVOKED = "revoked"
    NO_CREDENTIAL = "no-credential"
    DECLINED = "declined"
    TIMED_OUT = "timed-out"
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True)
class Explanation:
    sentence: str
    next_step: str


EXPLANATIONS: Mapping[Reason, Explanation] = {
    Reason.WRONG_REQUEST: Explanation("The answer belongs to another request.", "Ask again with a new code."),
    Reason.REPLAYED: Explanation("This request was answered before.", "Ask again with a new code."),
    Reason.TOO_LATE: Explanation("The answer came after its time.", "Ask again with a new code."),
    Reason.UNREADABLE: Explanation("The answer is not a readable proof.", "Ask again, or with another wallet app."),
    Reason.SELF_ATTESTED: Explanation(
        "A value was typed in by the holder instead of coming from a card.", "Ask for a card of a trusted issuer."
    ),
    Reason.NOT_REVEALED: Explanation(
        "A value that was asked for was kept hidden.", "Explain why it is needed and ask again."
    ),
    Reason.NOT_ANSWERED: Explanation("A part of the question was left without an answer.", "Ask again."),
    Reason.MIXED_CREDENTIALS: Explanation(
        "The answer was put together from several cards.", "Ask again and choose one card that proves everything."
    ),
    Reason.PROOF_FAILED: Explanation(
        "The proof does not hold: the card was revoked, or the answer was altered.",
        "Look on the phone whether the card is still valid; if it is, ask again.",
    ),
    Reason.ISSUER_NOT_TRUSTED: Explanation(
        "The card comes from an issuer that is not trusted for this.", "Ask for a card of a trusted issuer."
    ),
    Reason.REVOCATION_NOT_PROVED: Explanation(
        "The answer does not prove that the card was not revoked.", "Ask again, or with another wallet app."
    ),
    Reason.REVOCATION_STALE: Explanation(
        "The proof rests on an outdated list of revoked cards.", "Ask again; the phone has to be online."
    ),
    Reason.VALUE_NOT_PROVED: Explanation(
        "A shown value is not the one that was proved.", "Treat the answer as false, and ask again."
    ),
    Reason.WRONG_VALUE: Explanation("The card is for something else.", "Ask for the card that was asked for."),
    Reason.REVOKED: Explanation("The card was revoked by its issuer.", "Ask the issuer for a new card."),
    Reason.NO_CREDENTIAL: Explanation(
        "The wallet holds no card that proves this.", "The issuer of such a card can help; other papers may do."
    ),
    Reason.DECLINED: Explanation("The patient declined.", "Explain what it is for, or use another way."),
    Reason.TIMED_OUT: Explanation("No answer came in time.", "Ask again with a new code."),
    Reason.NOT_CHECKED: Explanation(
        "The answer could not be checked, because the ledger or the agent was not there.", "Ask again in some minutes."
    ),
}


@dataclass(frozen=True)
class Valid:
    """Every step of the judgement holds."""

    revealed: Mapping[str, Mapping[str, str]] = field(repr=False)
    """Group -> attribute -> value, as shown and proved. Personal: for the screen, never stored or logged."""
    issued_under: frozenset[CredDefId]


@dataclass(frozen=True)
class Invalid:
    reason: Reason


Verdict = Valid | Invalid
