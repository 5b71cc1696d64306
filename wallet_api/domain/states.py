"""The states of what a wallet keeps, and why something ended. The values are those of the HTTP contract."""

from enum import StrEnum


class WalletState(StrEnum):
    CREATING = "creating"
    READY = "ready"
    ENDING = "ending"
    """Being erased: nobody can open it any more."""


class ScanState(StrEnum):
    CONNECTING = "connecting"
    READY = "ready"
    FAILED = "failed"


class ScanKind(StrEnum):
    OFFER = "offer"
    REQUEST = "request"


class OfferState(StrEnum):
    OFFERED = "offered"
    ACCEPTING = "accepting"
    STORED = "stored"
    DECLINED = "declined"
    EXPIRED = "expired"
    FAILED = "failed"


class RequestState(StrEnum):
    ASKED = "asked"
    PRESENTING = "presenting"
    PRESENTED = "presented"
    DECLINED = "declined"
    EXPIRED = "expired"
    FAILED = "failed"


class Reason(StrEnum):
    """Why an offer or a request ended as it did. The first five also go over the wire (RFC 0454, problem report)."""

    DECLINED = "declined"
    NO_CREDENTIAL = "no-credential"
    EXPIRED = "expired"
    """There is a card, and its validity is over."""
    TOO_OLD = "too-old"
    """There is a card, of an earlier day than is asked for."""
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    """The other end abandoned it."""
    NOT_PRESENTED = "not-presented"
    """The agent, or the clinic, could not make anything of the proof."""
    NO_ANSWER = "no-answer"
    LOST = "lost"
    """The agent has no record of it any more."""
    UNREADABLE = "unreadable-request"


TOLD = frozenset({Reason.DECLINED, Reason.NO_CREDENTIAL, Reason.EXPIRED, Reason.TOO_OLD, Reason.REVOKED})
"""What a clinic is told of a refusal."""
OPEN_OFFERS = frozenset({OfferState.OFFERED, OfferState.ACCEPTING})
OPEN_REQUESTS = frozenset({RequestState.ASKED, RequestState.PRESENTING})
