"""A document of an operator as a signed file: its detached JWS stands beside it in `<name>.jws`.

Read again when one of the two changes. Both have to be there, and to fit each other. What the document means, and
whether it is a newer one than another, is its reader's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.detached_jws import SignatureRefused, WrongKey, verify

Key = Mapping[str, Any]
"""Public JWK."""


class SignedFileRefused(ValueError):
    """The document is not one of this key's owner, or not what it should be; the text says why, without a full stop."""


@dataclass(frozen=True)
class Signed[T]:
    """A document whose signature holds."""

    document: str
    signature: str
    content: T


def signature_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.jws")


def open_signed[T](document: bytes, signature: str, key: Key, read: Callable[[bytes], T]) -> Signed[T]:
    """Raises SignedFileRefused, and what `read` raises."""
    try:
        verify(signature, key, document)
        text = document.decode("utf-8")
    except SignatureRefused as refused:
        raise SignedFileRefused(f"its signature: {refused}") from None
    except WrongKey as wrong:
        raise SignedFileRefused(f"its key: {wrong}") from None
    except UnicodeDecodeError:
        raise SignedFileRefused("it is not UTF-8") from None
    return Signed(text, signature.strip(), read(document))


class SignedFile[T]:
    def __init__(self, path: Path, key: Key, read: Callable[[bytes], T]) -> None:
        self._path = path
        self._key = key
        self._read = read
        self._read_as: tuple[int, ...] | None = None
        self._signed: Signed[T] | None = None

    @property
    def name(self) -> str:
        return self._path.name

    def read(self) -> Signed[T] | None:
        """What the file says now; None if there is none. Raises SignedFileRefused, OSError, and what `read` raises."""
        signature = signature_path(self._path)
        try:
            version = _version(self._path)
            if not signature.exists():
                raise SignedFileRefused(f"it is not signed: {signature.name} is not there")
            version += _version(signature)
            if version != self._read_as:
                self._signed = open_signed(self._path.read_bytes(), signature.read_text(), self._key, self._read)
                self._read_as = version
        except FileNotFoundError:
            self._read_as, self._signed = None, None
        return self._signed


def _version(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return (found.st_mtime_ns, found.st_size, found.st_ino)
