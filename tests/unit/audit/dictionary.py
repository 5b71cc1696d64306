"""An attack with a dictionary: every date of 120 years, names, and codes, tried against whatever is in the open.

Looked for: the word as it stands, the number that AnonCreds makes of it, and its SHA-256 in every writing, of the word
alone and of it as JSON. Whoever finds a word so has undone a commitment that had too little salt, or none.
"""

import base64
import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from salus.journey import vaccination

YEARS = 120
MOST_DIGITS = len(str(2**256))
_TYPES = Path(__file__).parents[3] / "issuer" / "credential_types"
_WORDS = re.compile(rb"[A-Za-z0-9+/=_-]+")
_CODES = re.compile(r"\b\d{5,18}\b")


class Dictionary:
    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = [*names, *(str(value) for value in vaccination().values())]

    @cached_property
    def words(self) -> frozenset[str]:
        named = [each for each in self._names if len(each) >= 4]
        return frozenset([*_dates(), *_codes(), *named])

    @cached_property
    def _by_digest(self) -> dict[bytes, str]:
        return {hashlib.sha256(form).digest(): word for word in self.words for form in _forms(word)}

    def found_in(self, content: bytes) -> set[str]:
        """The words that it gives away."""
        tokens = set(_WORDS.findall(content))
        tokens |= {part for token in tokens for part in re.split(rb"[=+/_]", token)}
        digests = {found for token in tokens for found in _digests(token)}
        return {word for word in self.words if word.encode() in tokens} | {
            self._by_digest[each] for each in digests & self._by_digest.keys()
        }


def _forms(word: str) -> Iterator[bytes]:
    yield word.encode()
    yield json.dumps(word).encode()
    if word.isdecimal():
        yield json.dumps(int(word)).encode()


def _digests(token: bytes) -> Iterator[bytes]:
    """What 32 bytes a token may be the writing of."""
    if len(token) == 64:
        with contextlib.suppress(ValueError):
            yield bytes.fromhex(token.decode())
    if token.isdigit() and len(token) <= MOST_DIGITS:
        with contextlib.suppress(OverflowError):
            yield int(token).to_bytes(32)
    if len(token) in (43, 44):
        yield base64.urlsafe_b64decode(token.rstrip(b"=").replace(b"+", b"-").replace(b"/", b"_") + b"=")


def _dates() -> Iterator[str]:
    today = datetime.now(UTC).date()
    for days in range(YEARS * 366):
        day = today - timedelta(days=days)
        yield from (day.isoformat(), f"{day:%Y%m%d}", f"{day:%d.%m.%Y}")


def _codes() -> Iterator[str]:
    for path in _TYPES.glob("*.yaml"):
        yield from _CODES.findall(path.read_text())
