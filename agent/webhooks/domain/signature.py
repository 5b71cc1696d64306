"""Signatures of webhooks: the Standard Webhooks specification, symmetric (`v1`).

What is signed is `webhook-id.webhook-timestamp.body` by HMAC-SHA256, under a secret that receiver and sender share. The
timestamp is that of the attempt, so a receiver can refuse what is older than some minutes.
Source: Standard Webhooks, "Signature scheme" and "Webhook metadata headers".
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence

PREFIX = "whsec_"
SECRET_BYTES = 32


def draw_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def signed_headers(in_force: Sequence[str], message_id: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """The headers of one attempt, signed by each secret that is in force."""
    signatures = [signature(secret, message_id, timestamp, body) for secret in in_force]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
