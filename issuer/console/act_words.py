"""The issuer's own acts in a clerk's words."""

from collections.abc import Mapping
from enum import StrEnum

from issuer.domain.act import ActKind

ACT_WORDS: Mapping[StrEnum, str] = {
    ActKind.OFFERED: "Offered a card",
    ActKind.REVOKED: "Revoked a card",
    ActKind.REPLACED: "Replaced a card",
    ActKind.WITHDRAWN: "Withdrew an offer",
    ActKind.RENEWED: "Offered again a card that nobody took up",
    ActKind.BATCH_READ: "Uploaded a batch",
    ActKind.BATCH_STARTED: "Started a batch",
    ActKind.BATCH_STOPPED: "Stopped a batch",
    ActKind.BATCH_RENEWED: "Offered a batch's expired cards again",
    ActKind.BATCH_DISCARDED: "Discarded a batch",
    ActKind.RECALLED: "Recalled a lot",
    ActKind.RECALL_LIFTED: "Lifted a recall",
}
