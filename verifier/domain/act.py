"""The acts of clinic staff and machines at the verifier, and what they are about, beside those of access itself."""

from enum import StrEnum
from typing import assert_never

from agent.access.domain.act_kinds import ActKinds
from agent.webhooks.domain.act import WEBHOOK_ACTS


class RecordKind(StrEnum):
    VERIFICATION = "verification"
    REGISTRY = "registry"
    """The trust registry: an edition of it, by its sequence."""
    TEMPLATE = "template"
    CONSENT = "consent"
    EMERGENCY = "emergency"


class ActKind(StrEnum):
    ASKED = "asked"
    ANSWER_READ = "answer-read"
    """The kept values were fetched, by the clinic's own system."""
    ANSWER_ERASED = "answer-erased"
    """The kept values, before their time was over."""
    REGISTRY_REPLACED = "registry-replaced"
    LIST_TAKEN_OVER = "list-taken-over"
    """Another organisation's list of issuers."""
    TEMPLATE_SAVED = "template-saved"
    TEMPLATE_RETIRED = "template-retired"
    CONSENT_ASKED = "consent-asked"
    RECORD_READ = "record-read"
    """By a patient's consent."""
    ROLE_SHOWN = "role-shown"
    """One of our people showed the practitioner card."""
    ROLE_NOT_SHOWN = "role-not-shown"
    """The card holds, and is another person's or organisation's."""
    EMERGENCY_ASKED = "emergency-asked"
    EMERGENCY_CONFIRMED = "emergency-confirmed"
    """As the second person."""
    EMERGENCY_READ = "emergency-card-read"

    @property
    def record_kind(self) -> RecordKind:
        match self:
            case ActKind.ASKED | ActKind.ANSWER_READ | ActKind.ANSWER_ERASED:
                return RecordKind.VERIFICATION
            case ActKind.ROLE_SHOWN | ActKind.ROLE_NOT_SHOWN:
                return RecordKind.VERIFICATION
            case ActKind.REGISTRY_REPLACED | ActKind.LIST_TAKEN_OVER:
                return RecordKind.REGISTRY
            case ActKind.TEMPLATE_SAVED | ActKind.TEMPLATE_RETIRED:
                return RecordKind.TEMPLATE
            case ActKind.CONSENT_ASKED | ActKind.RECORD_READ:
                return RecordKind.CONSENT
            case ActKind.EMERGENCY_ASKED | ActKind.EMERGENCY_CONFIRMED | ActKind.EMERGENCY_READ:
                return RecordKind.EMERGENCY
            case other:
                assert_never(other)


ACT_KINDS = ActKinds({**{kind: kind.record_kind for kind in ActKind}, **WEBHOOK_ACTS})
