"""The verifier's own acts in the words of a desk."""

from collections.abc import Mapping
from enum import StrEnum

from agent.webhooks.domain.act import WEBHOOK_WORDS
from verifier.domain.act import ActKind

ACT_WORDS: Mapping[StrEnum, str] = {
    ActKind.ASKED: "Asked for a proof",
    ActKind.ANSWER_READ: "Fetched the values of an answer",
    ActKind.ANSWER_ERASED: "Erased the values of an answer",
    ActKind.REGISTRY_REPLACED: "Changed whom we trust",
    ActKind.TEMPLATE_SAVED: "Saved a template",
    ActKind.TEMPLATE_RETIRED: "Retired a template",
    ActKind.CONSENT_ASKED: "Asked a patient for records",
    ActKind.RECORD_READ: "Read what a patient shares",
    ActKind.ROLE_SHOWN: "Showed their role by a practitioner card",
    ActKind.ROLE_NOT_SHOWN: "Showed a practitioner card that is not theirs here",
    ActKind.EMERGENCY_ASKED: "Asked for an emergency card",
    ActKind.EMERGENCY_CONFIRMED: "Confirmed an emergency",
    ActKind.EMERGENCY_READ: "Read an emergency card",
    ActKind.LIST_TAKEN_OVER: "Took over another organisation's list",
    **WEBHOOK_WORDS,
}
