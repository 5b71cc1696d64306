"""What a log sends a witness: a checkpoint, with the proof that leads to it from the one before (C2SP tlog-witness)."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.audit.c2sp.checkpoint import Checkpoint, parse_checkpoint
from agent.audit.c2sp.encoding import FormatRefused, base64_of, from_decimal, hashes_from
from agent.audit.c2sp.note import Note

MAX_PROOF_LINES = 63
_OLD = "old "


@dataclass(frozen=True)
class Submission:
    old_size: int
    proof: Sequence[bytes]
    checkpoint: Checkpoint
    note: Note

    @property
    def text(self) -> str:
        proof = "".join(f"{base64_of(each)}\n" for each in self.proof)
        return f"{_OLD}{self.old_size}\n{proof}\n{self.note.text}"


def parse_submission(text: str) -> Submission:
    """Raises FormatRefused."""
    head, found, rest = text.partition("\n\n")
    old, *proof = head.split("\n")
    if not found or not old.startswith(_OLD) or len(proof) > MAX_PROOF_LINES:
        raise FormatRefused("not what a witness is sent")
    checkpoint, note = parse_checkpoint(rest)
    return Submission(from_decimal(old.removeprefix(_OLD)), hashes_from(proof), checkpoint, note)
