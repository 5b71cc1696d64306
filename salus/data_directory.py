"""The directory that holds all that one Salus keeps on this machine, and who may use it: one process at a time.

VERSION      form of the directory; written first, checked at every start
ports.json   ports, drawn once
keys/        databases of keys by which events are sealed, apart from these
secrets/     keys of agents and services, mode 0600
ledger/      the embedded pool
witnesses/   one folder a witness: what it cosigned
agents/      one folder an agent
services/    databases, tails files, trust registry, logs
"""

import fcntl
import os
from http import HTTPStatus
from pathlib import Path

from agent.errors import Problem
from agent.process import PortBook

FORM = "1"
OF_AN_UNFINISHED_START = {"lock", "VERSION.new"}


class DataDirectoryUnusable(Problem):
    """The directory is not one of ours, or of another version."""

    code = "data-directory-unusable"
    status = HTTPStatus.CONFLICT
    next_step = "Name another one with --data-dir."


class DataDirectoryInUse(Problem):
    """Another process works on the directory."""

    code = "data-directory-in-use"
    status = HTTPStatus.CONFLICT
    next_step = "Stop the other one first, or name another directory with --data-dir."


class DataDirectory:
    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: int | None = None

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @property
    def keys(self) -> Path:
        """Databases of keys, to be backed up apart from what they open."""
        return self.path / "keys"

    @property
    def ledger(self) -> Path:
        return self.path / "ledger"

    @property
    def services(self) -> Path:
        return self.path / "services"

    @property
    def ports(self) -> PortBook:
        return PortBook(self.path / "ports.json")

    def agent(self, role: str) -> Path:
        return self.path / "agents" / role

    def exists(self) -> bool:
        return self._version.exists()

    def take(self) -> None:
        """Make it if it is new, and hold it until `release` or the end of this process.

        Raises DataDirectoryInUse or DataDirectoryUnusable.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise DataDirectoryUnusable(f"{self.path} cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._check_form()
        except BlockingIOError:
            self.release()
            raise DataDirectoryInUse(f"Another Salus is running on {self.path}.") from None
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def _version(self) -> Path:
        return self.path / "VERSION"

    def _check_form(self) -> None:
        if not self._version.exists():
            if foreign := sorted({entry.name for entry in self.path.iterdir()} - OF_AN_UNFINISHED_START):
                raise DataDirectoryUnusable(f"{self.path} holds other things ({foreign[0]}) and is no Salus directory.")
            unfinished = self._version.with_suffix(".new")
            unfinished.write_text(f"{FORM}\n")
            unfinished.replace(self._version)
        if (found := self._version.read_text().strip()) != FORM:
            raise DataDirectoryUnusable(
                f"{self.path} has form {found or 'unknown'}; this version of Salus reads form {FORM}.",
                next_step="Use the version that made it, or name another one with --data-dir.",
            )
