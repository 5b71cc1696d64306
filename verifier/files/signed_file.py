"""The trust registry as a signed file (agent/signed_file.py); what is wrong with it is the registry's problem."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from agent import signed_file
from agent.signed_file import Signed, SignedFileRefused
from verifier.domain.registry import Registry
from verifier.files.trust_file import TrustRegistryBroken, read_registry

SignedRegistryDocument = Signed[Registry]


def open_signed(document: bytes, signature: str, key: Mapping[str, Any], name: str) -> SignedRegistryDocument:
    """Raises TrustRegistryBroken, naming the source."""
    with _told(name):
        return signed_file.open_signed(document, signature, key, partial(read_registry, name=name))


class SignedTrustFile:
    def __init__(self, path: Path, key: Mapping[str, Any]) -> None:
        self._file = signed_file.SignedFile(path, key, partial(read_registry, name=path.name))

    def read(self) -> SignedRegistryDocument | None:
        """What the file says now; None if there is none. Raises TrustRegistryBroken."""
        with _told(self._file.name):
            return self._file.read()


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except SignedFileRefused as refused:
        raise TrustRegistryBroken(f"The trust registry is not acceptable: {name}: {refused}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise TrustRegistryBroken(f"The trust registry cannot be read ({type(error).__name__}).") from error
