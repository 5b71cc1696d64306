"""The tails files that holders need to prove non-revocation (AnonCreds v1.0, "tails file").

A file is named by its hash, base58 of SHA-256, so its name proves its content: it is checked before it is kept,
written whole or not at all, and never replaced by another. The name is matched before it becomes a path.
"""

import hashlib
import os
import re
from http import HTTPStatus
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

import base58

from agent.errors import InvalidInput, NotFound, Problem

MAX_TAILS_BYTES = 64 * 1024 * 1024
_PIECE_BYTES = 1024 * 1024
_HASH = re.compile(r"[1-9A-HJ-NP-Za-km-z]{43,44}")


class WrongTailsHash(InvalidInput):
    """The file is not the one that the address names."""

    code = "wrong-tails-hash"
    next_step = "Send the file whose SHA-256, in base58, is the last part of the address."


class TailsTooLarge(Problem):
    """The file is larger than any registry of ours needs."""

    code = "too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    next_step = "Make a smaller revocation registry."


class TailsFiles:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def prepare(self) -> None:
        """Make the directory, and clear it of what an interrupted upload left."""
        self._directory.mkdir(parents=True, exist_ok=True)
        for left in self._directory.glob(".*.part"):
            left.unlink(missing_ok=True)

    def find(self, tails_hash: str) -> Path:
        """The file of this hash. Raises NotFound."""
        if _HASH.fullmatch(tails_hash) is not None and (path := self._directory / tails_hash).is_file():
            return path
        raise NotFound("There is no tails file of this hash.")

    def keep(self, tails_hash: str, content: BinaryIO) -> None:
        """Store the content under its hash; that it is there already is as good.

        Raises NotFound for what is no hash, WrongTailsHash and TailsTooLarge.
        """
        if _HASH.fullmatch(tails_hash) is None:
            raise NotFound("This is not the hash of a tails file.")
        part = self._directory / f".{tails_hash}.{token_hex(4)}.part"
        try:
            with part.open("xb") as file:
                digest = _copy(content, file)
                file.flush()
                os.fsync(file.fileno())
            if base58.b58encode(digest).decode() != tails_hash:
                raise WrongTailsHash("The file has another hash than the address says.")
            part.replace(self._directory / tails_hash)
        finally:
            part.unlink(missing_ok=True)


def _copy(content: BinaryIO, file: BinaryIO) -> bytes:
    digest, size_bytes = hashlib.sha256(), 0
    while piece := content.read(_PIECE_BYTES):
        size_bytes += len(piece)
        if size_bytes > MAX_TAILS_BYTES:
            raise TailsTooLarge(f"A tails file has at most {MAX_TAILS_BYTES} bytes here.")
        digest.update(piece)
        file.write(piece)
    return digest.digest()
