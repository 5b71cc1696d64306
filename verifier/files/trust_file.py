"""The trust registry as a YAML file, read again when it changes: a list of entries, or a document with a sequence.

As long as there is no file, nobody is trusted. A file that cannot be understood is a problem, not the registry of
before: what its author wanted to take out must not stay in by a slip of the pen.
"""

from http import HTTPStatus
from pathlib import Path

from agent.errors import Problem
from agent.yaml_files import parse_yaml, read_data
from verifier.domain.registry import Registry
from verifier.domain.trust import TrustEntry


class TrustRegistryBroken(Problem):
    """The file that says whom to trust cannot be read."""

    code = "trust-registry-broken"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Tell the operator: the verifier's trust registry has to be corrected."


class TrustFile:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_as: tuple[int, ...] | None = None
        self._registry = Registry()

    async def current(self) -> Registry:
        """The registry as it stands in the file now. Raises TrustRegistryBroken."""
        try:
            found = self._path.stat()
            version = (found.st_mtime_ns, found.st_size, found.st_ino)
            if version != self._read_as:
                self._registry = read_registry(self._path.read_bytes(), self._path.name)
                self._read_as = version
        except FileNotFoundError:
            self._read_as, self._registry = None, Registry()
        except OSError as error:
            raise TrustRegistryBroken(f"The trust registry cannot be read ({error.strerror}).") from error
        return self._registry


def read_registry(content: bytes, name: str) -> Registry:
    """Raises TrustRegistryBroken, naming the source."""
    try:
        data = parse_yaml(content)
        if isinstance(data, list):
            return Registry(0, read_data(data, tuple[TrustEntry, ...]))
        return read_data(data, Registry)
    except ValueError as error:
        raise TrustRegistryBroken(f"The trust registry is not acceptable: {name}: {error}.") from None
