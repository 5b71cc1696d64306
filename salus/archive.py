"""Folders in one tar file, with the digest of each file at its end: what was changed or cut off is found.

A file of any size goes through in pieces. Sources: POSIX.1-2001 (pax), FIPS 180-4 (SHA-256).
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from agent.errors import Problem

FORM = "salus-backup/1"
_CONTENTS = "contents.json"
_PIECE_BYTES = 1024 * 1024


class BackupDamaged(Problem):
    """The file is no backup of ours, or not as it was written."""

    code = "backup-damaged"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    next_step = "Take another backup; nothing was put anywhere."


class _Hashing:
    """Reads a file for the tar, and hashes what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def write_archive(path: Path, root: Path, files: Iterable[Path], about: Mapping[str, Any]) -> None:
    """All of it or nothing; in the place of what was there. `files` lie below `root`; `about` becomes JSON."""
    part, digests = path.with_name(f"{path.name}.part"), {}
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for each in sorted(files):
                name = str(each.relative_to(root))
                with each.open("rb") as file:
                    reading = _Hashing(file)
                    tar.addfile(_entry(name, os.fstat(file.fileno()).st_size, each.stat().st_mode), reading)  # type: ignore[arg-type]  # reads only
                digests[name] = reading.digest.hexdigest()
            contents = json.dumps({"form": FORM, "about": about, "files": digests}).encode()
            tar.addfile(_entry(_CONTENTS, len(contents), 0o600), BytesIO(contents))
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)


def read_archive(path: Path, into: Path) -> Mapping[str, Any]:
    """Put all files into a folder, and give what the archive says about itself. Raises BackupDamaged."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            tar.extractall(into, filter="data")
        listed = into / _CONTENTS
        contents = json.loads(listed.read_bytes())
        listed.unlink()
        if contents["form"] != FORM:
            raise BackupDamaged(f"{path} is a backup of another form.")
        for name, digest in contents["files"].items():
            if _digest(into / name) != digest:
                raise BackupDamaged(f"{name} in {path} is not as it was written.")
        return dict(contents["about"])
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupDamaged(f"{path} cannot be read as a backup ({type(error).__name__}).") from None


def _entry(name: str, size: int, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, mode & 0o700
    return entry


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
