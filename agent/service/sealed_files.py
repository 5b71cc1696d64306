"""A large content in a file, encrypted as it comes and decrypted in pieces (agent/envelope.py: layout and algorithms).

It is read twice: GCM tells only at the end whether it is whole, and nothing of it may be shown before.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM

from agent.envelope import NONCE_BYTES, TAG_BYTES, Damaged

PIECE_BYTES = 256 * 1024


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
