"""Entries of a log in a row, each with its length in front (C2SP tlog-tiles)."""

import struct
from collections.abc import Iterable

from agent.audit.c2sp.encoding import FormatRefused

MAX_ENTRY_BYTES = 0xFFFF


def bundle_of(entries: Iterable[bytes]) -> bytes:
    return b"".join(struct.pack(">H", len(each)) + each for each in entries)


def parse_bundle(content: bytes) -> list[bytes]:
    """Raises FormatRefused."""
    entries, at = list[bytes](), 0
    while at < len(content):
        if at + 2 > len(content):
            raise FormatRefused("the bundle ends inside a length")
        (size,) = struct.unpack_from(">H", content, at)
        entries.append(content[at + 2 : at + 2 + size])
        at += 2 + size
    if at != len(content):
        raise FormatRefused("the bundle ends inside an entry")
    return entries
