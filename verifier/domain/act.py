"""The acts of clinic staff and machines at the verifier, and what they are about, beside those of access itself."""

from enum import StrEnum
from typing import assert_never

from agent.access.domain.act_kinds import ActKinds
from agent.webhooks.domain.act import WEBHOOK_ACTS


class RecordKind(StrEnum):
    VERIFICATION = "verification"
    REGISTRY = "registry"
    """The trust registry: an edition of it, by its sequence."""


class ActKind(StrEnum):
    ASKED = "asked"
    REGISTRY_REPLACED = "registry-replaced"
    LIST_TAKEN_OVER = "list-taken-over"
    """Another organisation's list of issuers."""

    @property
    def record_kind(self) -> RecordKind:
        match self:
            case ActKind.ASKED:
                return RecordKind.VERIFICATION
            case ActKind.REGISTRY_REPLACED | ActKind.LIST_TAKEN_OVER:
                return RecordKind.REGISTRY
            case other:
                assert_never(other)


ACT_KINDS = ActKinds({**{kind: kind.record_kind for kind in ActKind}, **WEBHOOK_ACTS})
