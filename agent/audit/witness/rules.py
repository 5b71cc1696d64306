"""What a witness answers a submission: a pure decision over what it cosigned last (C2SP tlog-witness)."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from agent.audit.c2sp.keys import PublicKey, SignatureRefused
from agent.audit.c2sp.submission import Submission
from agent.audit.tree.hashes import EMPTY_ROOT
from agent.audit.tree.verifying import ProofRefused, verify_consistency


@dataclass(frozen=True)
class Seen:
    """The last checkpoint of a log that was cosigned."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True)
class Refusal:
    status: HTTPStatus
    sentence: str
    seen_size: int | None = None
    """Told with a conflict, so that the log can send the proof from there."""


Logs = Mapping[str, PublicKey]
"""By origin."""


def check_signed(logs: Logs, submission: Submission) -> Refusal | None:
    """Whether the checkpoint is of a log that the witness follows."""
    key = logs.get(submission.checkpoint.origin)
    if key is None:
        return Refusal(HTTPStatus.NOT_FOUND, "This witness does not follow this log.")
    try:
        is_signed = key.has_signed(submission.note)
    except SignatureRefused:
        is_signed = False
    return None if is_signed else Refusal(HTTPStatus.FORBIDDEN, "The log did not sign this checkpoint.")


def check_growth(seen: Seen, submission: Submission) -> Refusal | None:
    """Whether a checkpoint that the log signed continues what was seen of it."""
    old_size, offered = submission.old_size, submission.checkpoint
    if old_size > offered.size:
        return Refusal(HTTPStatus.BAD_REQUEST, "The old size is greater than the checkpoint's.")
    if old_size != seen.size:
        return Refusal(HTTPStatus.CONFLICT, "Another size was cosigned last.", seen.size)
    if old_size == offered.size and seen.root != offered.root:
        return Refusal(HTTPStatus.CONFLICT, "Another root of this size was cosigned.", seen.size)
    try:
        if old_size or not offered.size:
            verify_consistency(old_size, offered.size, seen.root, offered.root, submission.proof)
        elif submission.proof:
            raise ProofRefused("from the empty tree nothing can be proved")
    except ProofRefused:
        return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "The checkpoint does not continue the one before.")
    return None
