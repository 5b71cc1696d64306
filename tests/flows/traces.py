"""Planted values, and the search for them in every form that they take on their way.

A text carries a mark that is drawn anew for each test, and a date is of a day that nobody else names. Looked for: the
text as it is and in base64, whatever stands before it; the number that AnonCreds makes of it (`encoded`), which is a
plain hash; and the date in both forms.
"""

import base64
import hashlib
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

_NUMBERS, _DAYS = re.compile(rb"\d{8,}"), re.compile(rb"\d{4}-\d\d-\d\d")
_FIRST_BIRTH = date(1905, 3, 2)


@dataclass(frozen=True)
class Haystack:
    name: str
    content: bytes


@dataclass
class Traces:
    mark: str = field(default_factory=lambda: f"Qx{secrets.token_hex(8)}qx")
    planted: int = 0
    _numbers: set[bytes] = field(default_factory=set)
    _days: set[bytes] = field(default_factory=set)

    def text(self, about: str) -> str:
        """A text that is planted nowhere else."""
        self.planted += 1
        text = f"{about}{self.mark}{self.planted}"
        self._numbers.add(encoded(text))
        return text

    def day(self) -> str:
        """A day long ago that is planted nowhere else."""
        self.planted += 1
        day = _FIRST_BIRTH + timedelta(days=self.planted)
        self._days.add(day.isoformat().encode())
        self._numbers.add(f"{day:%Y%m%d}".encode())
        return day.isoformat()

    def found_in(self, content: bytes) -> set[bytes]:
        texts = {form for form in self._forms() if form in content}
        return texts | self._numbers & set(_NUMBERS.findall(content)) | self._days & set(_DAYS.findall(content))

    def found(self, haystacks: Iterable[Haystack]) -> dict[str, set[bytes]]:
        """Name of the haystack -> what was found there; only of those where something was."""
        looked = ((each.name, self.found_in(each.content)) for each in haystacks)
        return {name: traces for name, traces in looked if traces}

    def _forms(self) -> Iterator[bytes]:
        yield self.mark.encode()
        for before in range(3):  # base64 of a text depends on where in the whole it stands
            coded = base64.b64encode(b"x" * before + self.mark.encode())
            yield coded[4:-4]


def encoded(text: str) -> bytes:
    return str(int.from_bytes(hashlib.sha256(text.encode()).digest())).encode()


def rows_of(path: Path) -> dict[str, str]:
    """Each table of a database of SQLite by its name, as a text."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        names = [row[0] for row in database.execute("select name from sqlite_master where type = 'table'")]
        rows = {name: database.execute(f'select * from "{name}"').fetchall() for name in names}  # noqa: S608 - our names
    return {name: repr(found) for name, found in rows.items()}


def tables_of(path: Path) -> Iterator[Haystack]:
    for name, rows in rows_of(path).items():
        yield Haystack(f"{path.name} table {name}", rows.encode())


def files_of(directory: Path) -> Iterator[Haystack]:
    """The bytes of each file, of databases and their logs also."""
    for path in directory.rglob("*"):
        if path.is_file():
            yield Haystack(str(path), path.read_bytes())
