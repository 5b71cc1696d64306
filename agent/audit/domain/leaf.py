"""The log's entry: when, what sort of act, how it ended, and commitments to all the rest.

A commitment is SHA-256 over 32 random bytes and the canonical JSON (RFC 8785) behind them: who does not have the random
bytes can try every date and every name and never see a match, and once they are erased nobody has them.
An entry follows from its event and the salts, so whoever has these proves by it that nothing of them was changed.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785

from agent.audit.c2sp.encoding import FormatRefused, base64_of, from_base64
from agent.audit.domain.event import KINDS, OUTCOME_OF, Event, moment_text
from agent.audit.domain.words import Kind, Purpose

VERSION = 1
SALT_BYTES = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Salts:
    """One for each commitment."""

    actor: bytes
    subject: bytes
    detail: bytes

    @classmethod
    def draw(cls) -> "Salts":
        return cls(*(secrets.token_bytes(SALT_BYTES) for _ in range(3)))

    @property
    def text(self) -> list[str]:
        return [base64_of(each) for each in (self.actor, self.subject, self.detail)]

    @classmethod
    def parse(cls, text: Any) -> "Salts":
        """Raises FormatRefused."""
        if not isinstance(text, list) or len(text) != 3 or not all(isinstance(each, str) for each in text):
            raise FormatRefused("not three salts")
        salts = [from_base64(each) for each in text]
        if any(len(each) != SALT_BYTES for each in salts):
            raise FormatRefused(f"a salt has {SALT_BYTES} bytes")
        return cls(*salts)


def entry_of(event: Event, salts: Salts) -> bytes:
    """What goes onto the log for an event. Raises FormatRefused for what is no event of `audit_event`."""
    try:
        leaf: dict[str, Any] = {
            "v": VERSION,
            "time": _milliseconds(event["recorded"]),
            "kind": Kind(next(each["code"] for each in event["subtype"] if each["system"] == KINDS)).value,
            "outcome": OUTCOME_OF[event["outcome"]].value,
            "actor": _commitment(salts.actor, event["agent"][0]["who"]),
            "subject": _commitment(salts.subject, event["entity"][0]["what"]),
            "detail": _commitment(salts.detail, event),
        }
        if "purposeOfEvent" in event:
            leaf["purpose"] = Purpose(event["purposeOfEvent"][0]["coding"][0]["code"]).value
        return rfc8785.dumps(leaf)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, StopIteration, RecursionError) as error:
        raise FormatRefused(f"not an event of this log ({type(error).__name__})") from None


def _commitment(salt: bytes, content: Any) -> str:
    return base64_of(hashlib.sha256(salt + rfc8785.dumps(content)).digest())


def _milliseconds(text: str) -> int:
    at = datetime.fromisoformat(text)
    if moment_text(at) != text:
        raise FormatRefused("a moment that is written otherwise")
    return (at - _EPOCH) // _MILLISECOND
