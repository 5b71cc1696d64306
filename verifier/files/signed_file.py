"""The trust registry as a signed file: the document, and its detached JWS beside it in `<name>.jws`.

Read again when one of the two changes. Both have to be there, and to fit each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.detached_jws import SignatureRefused, WrongKey, verify
from verifier.domain.registry import Registry
from verifier.files.trust_file import TrustRegistryBroken, read_registry


@dataclass(frozen=True)
class Signed:
    """A registry whose signature holds."""

    document: str
    signature: str
    registry: Registry


def open_signed(document: bytes, signature: str, key: Mapping[str, Any], name: str) -> Signed:
    """Raises TrustRegistryBroken, naming the source."""
    try:
        verify(signature, key, document)
        text = document.decode("utf-8")
    except SignatureRefused as refused:
        raise TrustRegistryBroken(f"The trust registry is not acceptable: {name}: its signature: {refused}.") from None
    except WrongKey as wrong:
        raise TrustRegistryBroken(f"The trust registry is not acceptable: {name}: its key: {wrong}.") from None
    except UnicodeDecodeError:
        raise TrustRegistryBroken(f"The trust registry is not acceptable: {name}: it is not UTF-8.") from None
    return Signed(text, signature.strip(), read_registry(document, name))


class SignedFile:
    def __init__(self, path: Path, key: Mapping[str, Any]) -> None:
        self._path = path
        self._key = key
        self._read_as: tuple[int, ...] | None = None
        self._signed: Signed | None = None

    def read(self) -> Signed | None:
        """What the file says now; None if there is none. Raises TrustRegistryBroken."""
        signature = self._path.with_name(f"{self._path.name}.jws")
        try:
            version = _version(self._path)
            if not signature.exists():
                raise TrustRegistryBroken(f"The trust registry is not signed: {signature.name} is not there.")
            version += _version(signature)
            if version != self._read_as:
                content = self._path.read_bytes()
                self._signed = open_signed(content, signature.read_text(), self._key, self._path.name)
                self._read_as = version
        except FileNotFoundError:
            self._read_as, self._signed = None, None
        except (OSError, UnicodeDecodeError) as error:
            raise TrustRegistryBroken(f"The trust registry cannot be read ({type(error).__name__}).") from error
        return self._signed


def _version(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return (found.st_mtime_ns, found.st_size, found.st_ino)
