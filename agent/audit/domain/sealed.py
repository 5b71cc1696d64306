"""The event and its salts, sealed by a key of the one whom it is about: AES-256-GCM, bound to the event's id."""

import json
from dataclasses import dataclass

from agent import envelope
from agent.audit.c2sp.encoding import FormatRefused
from agent.audit.domain.event import Event
from agent.audit.domain.leaf import Salts


class SealBroken(ValueError):
    """It was sealed by another key, for another event, or changed since."""


@dataclass(frozen=True)
class Opened:
    event: Event
    salts: Salts


def seal(key: bytes, event_id: str, event: Event, salts: Salts) -> bytes:
    content = json.dumps({"event": event, "salts": salts.text}, separators=(",", ":"), ensure_ascii=False)
    return envelope.seal(content.encode(), key, event_id.encode())


def unseal(key: bytes, event_id: str, sealed: bytes) -> Opened:
    """Raises SealBroken."""
    try:
        content = envelope.unseal(sealed, key, event_id.encode())
        found = json.loads(content)
        return Opened(found["event"], Salts.parse(found["salts"]))
    except (envelope.Damaged, ValueError, KeyError, TypeError, FormatRefused):
        raise SealBroken("what was sealed cannot be opened") from None
