"""The acts of clerks and machines at the issuer, and what they are about, beside those of access itself."""

from enum import StrEnum
from typing import assert_never

from agent.access.domain.act_kinds import ActKinds


class RecordKind(StrEnum):
    OFFER = "offer"
    BATCH = "batch"
    RECALL = "recall"
    """An order to revoke a lot."""


class ActKind(StrEnum):
    OFFERED = "offered"
    REVOKED = "revoked"
    """Asked for; the offer's own state tells when the ledger has it."""
    REPLACED = "replaced"
    """Asked for: the credential is revoked, and another offered in its place."""
    WITHDRAWN = "withdrawn"
    RENEWED = "renewed"
    """What nobody took up in time is offered again, as another offer."""
    BATCH_READ = "batch-read"
    BATCH_STARTED = "batch-started"
    BATCH_STOPPED = "batch-stopped"
    BATCH_RENEWED = "batch-renewed"
    BATCH_DISCARDED = "batch-discarded"
    RECALLED = "recalled"
    """A lot; what happened to each offer of it has a line of its own."""
    RECALL_LIFTED = "recall-lifted"

    @property
    def record_kind(self) -> RecordKind:
        match self:
            case ActKind.OFFERED | ActKind.REVOKED | ActKind.REPLACED | ActKind.WITHDRAWN | ActKind.RENEWED:
                return RecordKind.OFFER
            case (
                ActKind.BATCH_READ
                | ActKind.BATCH_STARTED
                | ActKind.BATCH_STOPPED
                | ActKind.BATCH_RENEWED
                | ActKind.BATCH_DISCARDED
            ):
                return RecordKind.BATCH
            case ActKind.RECALLED | ActKind.RECALL_LIFTED:
                return RecordKind.RECALL
            case other:
                assert_never(other)


ACT_KINDS = ActKinds({kind: kind.record_kind for kind in ActKind})
