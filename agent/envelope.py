"""Envelope encryption: each thing under a key of its own, and that key wrapped by another.

AES-256-GCM (NIST SP 800-38D) for contents, AES key wrap (RFC 3394) for keys; both from `cryptography`. What an
encrypted thing belongs to is its associated data, so that nobody can put it in the place of another.
Layout: 12 bytes nonce, the encrypted bytes, 16 bytes tag; files (agent/service/sealed_files.py) have the same.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class Damaged(Exception):
    """What was stored is not what was put there, or not under this key, or not for this place."""


def draw_key() -> bytes:
    return AESGCM.generate_key(8 * KEY_BYTES)


def wrap(key: bytes, by: bytes) -> bytes:
    return aes_key_wrap(by, key)


def unwrap(wrapped: bytes, by: bytes) -> bytes:
    """Raises Damaged."""
    try:
        return aes_key_unwrap(by, wrapped)
    except (InvalidUnwrap, ValueError):
        raise Damaged("a wrapped key") from None


def seal(content: bytes, key: bytes, belongs_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, belongs_to)


def unseal(sealed: bytes, key: bytes, belongs_to: bytes) -> bytes:
    """Raises Damaged."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], belongs_to)
    except (InvalidTag, ValueError):
        raise Damaged("a sealed value") from None
