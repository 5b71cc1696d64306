"""The event and its salts, sealed by a key of the one whom it is about: AES-256-GCM, bound to the event's id."""

import json
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from agent.audit.c2sp.encoding import FormatRefused
from agent.audit.domain.event import Event
from agent.audit.domain.leaf import Salts

KEY_BYTES = 32
_NONCE_BYTES = 12


class SealBroken(ValueError):
    """It was sealed by another key, for another event, or changed since."""


@dataclass(frozen=True)
class Opened:
    event: Event
    salts: Salts


def seal(key: bytes, event_id: str, event: Event, salts: Salts) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    content = json.dumps({"event": event, "salts": salts.text}, separators=(",", ":"), ensure_ascii=False)
    return nonce + AESGCM(key).encrypt(nonce, content.encode(), event_id.encode())


def unseal(key: bytes, event_id: str, sealed: bytes) -> Opened:
    """Raises SealBroken."""
    try:
        content = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], event_id.encode())
        found = json.loads(content)
        return Opened(found["event"], Salts.parse(found["salts"]))
    except (InvalidTag, ValueError, KeyError, TypeError, FormatRefused):
        raise SealBroken("what was sealed cannot be opened") from None
