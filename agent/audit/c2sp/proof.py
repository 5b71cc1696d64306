"""The proof that an entry is in a log, with a checkpoint and who cosigned it: one text (C2SP tlog-proof@v1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.audit.c2sp.checkpoint import Checkpoint, parse_checkpoint
from agent.audit.c2sp.encoding import FormatRefused, base64_of, from_decimal, hashes_from
from agent.audit.c2sp.note import Note

_FIRST = "c2sp.org/tlog-proof@v1"
_INDEX = "index "


@dataclass(frozen=True)
class LogProof:
    index: int
    hashes: Sequence[bytes]
    checkpoint: Checkpoint
    note: Note

    @property
    def text(self) -> str:
        hashes = "".join(f"{base64_of(each)}\n" for each in self.hashes)
        return f"{_FIRST}\n{_INDEX}{self.index}\n{hashes}\n{self.note.text}"


def parse_proof(text: str) -> LogProof:
    """Nothing of it is checked. Data that an application adds (`extra`) are not ours. Raises FormatRefused."""
    head, found, rest = text.partition("\n\n")
    first, *lines = head.split("\n")
    if not found or first != _FIRST or not lines or not lines[0].startswith(_INDEX):
        raise FormatRefused("not a proof of a transparency log")
    checkpoint, note = parse_checkpoint(rest)
    return LogProof(from_decimal(lines[0].removeprefix(_INDEX)), hashes_from(lines[1:]), checkpoint, note)
