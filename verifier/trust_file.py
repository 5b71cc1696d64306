"""The trust registry as a YAML file, read again when it changes.

As long as there is no file, nobody is trusted. A file that cannot be understood is a problem, not the registry of
before: what its author wanted to take out must not stay in by a slip of the pen. Left out: signature, history, import.
"""

from http import HTTPStatus
from pathlib import Path

from agent.errors import Problem
from verifier.domain.trust import TrustEntry, check_registry
from verifier.yaml_files import BrokenFile, read_yaml


class TrustRegistryBroken(Problem):
    """The file that says whom to trust cannot be read."""

    code = "trust-registry-broken"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Tell the operator: the verifier's trust registry has to be corrected."


class TrustFile:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_as: tuple[int, ...] | None = None
        self._entries: tuple[TrustEntry, ...] = ()

    def entries(self) -> tuple[TrustEntry, ...]:
        """The registry as it stands in the file now. Raises TrustRegistryBroken."""
        try:
            found = self._path.stat()
            version = (found.st_mtime_ns, found.st_size, found.st_ino)
            if version != self._read_as:
                self._entries = self._read()
                self._read_as = version
        except FileNotFoundError:
            self._read_as, self._entries = None, ()
        except OSError as error:
            raise TrustRegistryBroken(f"The trust registry cannot be read ({error.strerror}).") from error
        return self._entries

    def _read(self) -> tuple[TrustEntry, ...]:
        try:
            entries = read_yaml(self._path, tuple[TrustEntry, ...])
            check_registry(entries)
        except BrokenFile as error:
            raise TrustRegistryBroken(f"The trust registry is not acceptable: {error}.") from None
        except ValueError as error:
            raise TrustRegistryBroken(f"The trust registry is not acceptable: {self._path.name}: {error}.") from None
        return entries
