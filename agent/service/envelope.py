"""Envelope encryption: each thing under a key of its own, and that key wrapped by another.

AES-256-GCM (NIST SP 800-38D) for contents, AES key wrap (RFC 3394) for keys; both from `cryptography`. What an
encrypted thing belongs to is its associated data, so that nobody can put it in the place of another.
A large content is read twice: GCM tells only at the end whether it is whole, and nothing of it may be shown before.
Layout of both: 12 bytes nonce, the encrypted bytes, 16 bytes tag.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
PIECE_BYTES = 256 * 1024


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


class SealedWriter:
    """Encrypts a content into a file as it comes, piece by piece."""

    def __init__(self, file: BinaryIO, key: bytes, belongs_to: bytes) -> None:
        nonce = os.urandom(NONCE_BYTES)
        self._file = file
        self._encryptor = Cipher(AES256(key), GCM(nonce)).encryptor()
        self._encryptor.authenticate_additional_data(belongs_to)
        file.write(nonce)

    def write(self, piece: bytes) -> None:
        self._file.write(self._encryptor.update(piece))

    def finish(self) -> None:
        """Write the rest, and let it lie on the disk before anybody relies on it."""
        self._file.write(self._encryptor.finalize() + self._encryptor.tag)
        self._file.flush()
        os.fsync(self._file.fileno())


def opened(path: Path, key: bytes, belongs_to: bytes) -> Iterator[bytes]:
    """The content in pieces, the first one after all of it was found whole. Raises Damaged, FileNotFoundError."""
    for _ in _decrypted(path, key, belongs_to):
        pass
    return _decrypted(path, key, belongs_to)


def _decrypted(path: Path, key: bytes, belongs_to: bytes) -> Iterator[bytes]:
    with path.open("rb") as file:
        left = os.fstat(file.fileno()).st_size - NONCE_BYTES - TAG_BYTES
        if left < 0:
            raise Damaged("a content that was cut off")
        decryptor = Cipher(AES256(key), GCM(file.read(NONCE_BYTES))).decryptor()
        decryptor.authenticate_additional_data(belongs_to)
        while left > 0 and (piece := file.read(min(PIECE_BYTES, left))):
            left -= len(piece)
            yield decryptor.update(piece)
        try:
            decryptor.finalize_with_tag(file.read(TAG_BYTES))
        except (InvalidTag, ValueError):
            raise Damaged("a content") from None
