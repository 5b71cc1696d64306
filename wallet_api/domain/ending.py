"""The end of a wallet or of an account, and what a person is told of it afterwards: counts and times, and no id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EndingKind(StrEnum):
    WALLET = "wallet"
    ACCOUNT = "account"


class Stays(StrEnum):
    """What is out of our reach."""

    ISSUERS = "issuers"
    SHOWN = "shown"
    LEDGER = "ledger"
    COPIES = "copies"
    BACKUPS = "backups"
    LOGS = "logs"


STAYS: Mapping[Stays, str] = {
    Stays.ISSUERS: "Who gave you a card keeps their own record of it, as the law asks of them.",
    Stays.SHOWN: "Who saw something of a card may have kept it; ask them to delete it.",
    Stays.LEDGER: "The public ledger has nothing of you. A card's number in a list of revocations stays.",
    Stays.COPIES: "A copy that you took stays where you put it.",
    Stays.BACKUPS: "Backups of the operator's databases end with their own time.",
    Stays.LOGS: "The service's log has random ids and times of calls until it is rotated, and no value.",
}

BY_LAW = (
    "The law has us keep for six years to whom we disclosed something of yours, when, of what kind and why. It is "
    "sealed by a key apart, for an authority, and for you by the receipt of this report."
)


@dataclass(frozen=True)
class Ending:
    id: str
    receipt_sha256: str
    kind: EndingKind
    erased: Mapping[str, int]
    """Kind -> how many. Complete when it has ended."""
    begun_at: datetime
    ended_at: datetime | None
    kept: int = 0
    """How many disclosures the law keeps (kept.py)."""
    kept_until: datetime | None = None
    """When the last of them is destroyed."""
