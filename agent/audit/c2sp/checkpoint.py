"""Checkpoints: what a log signs of its tree (C2SP tlog-checkpoint). Ours extend it by nothing."""

import hashlib
from dataclasses import dataclass

from agent.audit.c2sp.encoding import FormatRefused, base64_of, from_decimal, hashes_from
from agent.audit.c2sp.note import Note, parse_note

_LINES = 3


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    """The log's name."""
    size: int
    root: bytes

    @property
    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64_of(self.root)}\n"

    @property
    def digest(self) -> str:
        """SHA-256 of the text that is signed, in hex: what an anchor puts on the ledger."""
        return hashlib.sha256(self.body.encode()).hexdigest()


def parse_checkpoint(text: str) -> tuple[Checkpoint, Note]:
    """A checkpoint, and the note that holds it with its signatures, none of them checked. Raises FormatRefused."""
    note = parse_note(text)
    lines = note.body[:-1].split("\n")
    if len(lines) < _LINES or not all(lines):
        raise FormatRefused("not a checkpoint")
    (root,) = hashes_from(lines[2:3])
    return Checkpoint(lines[0], from_decimal(lines[1]), root), note
