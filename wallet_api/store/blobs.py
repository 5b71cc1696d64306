"""Encrypted contents, each a file in a folder; written whole or not at all, and never changed.

Names are drawn anew for each writing, so that a content which nobody came to refer to is only an orphan to sweep.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from agent.errors import Problem

ORPHAN_AFTER = timedelta(hours=1)
"""Longer than any upload takes."""
_PART = ".part"


class BlobMissing(Problem):
    """A row names a content that is not in the folder."""

    code = "content-missing"
    next_step = "Tell the operator: the content's file is not where it should be."


class Blobs:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @contextmanager
    def writing(self) -> Iterator[tuple[str, BinaryIO]]:
        """A new name, and a file that bears it after the block; of a block that raises, nothing is left."""
        name = uuid4().hex
        part = self._folder / f"{name}{_PART}"
        try:
            with part.open("xb") as file:
                yield name, file
            part.replace(self._folder / name)
            self._sync()
        finally:
            part.unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        """Raises BlobMissing."""
        if not (path := self._folder / name).is_file():
            raise BlobMissing("The content of this record is not there.")
        return path

    def delete(self, names: Sequence[str]) -> None:
        """That one is gone already is as good."""
        for name in names:
            (self._folder / name).unlink(missing_ok=True)

    def old(self) -> list[str]:
        """The names of what was written long enough ago to have come into use."""
        before = time.time() - ORPHAN_AFTER.total_seconds()
        with os.scandir(self._folder) as found:
            return [each.name for each in found if each.stat().st_mtime < before]

    def _sync(self) -> None:
        """A name lasts only when its folder is on the disk too."""
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
