"""What a judgement rests on: what came back, and what library, ledger and trust registry say about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from agent.ports import Presentation, ProofRequest
from agent.protocol import CredDefId, RevRegId
from verifier.domain.answer import Answer, Source
from verifier.domain.question import Question
from verifier.domain.trust import belongs_to


@dataclass(frozen=True)
class Received:
    """What came back, and when."""

    request: ProofRequest
    """The request as the answer refers to it."""
    presentation: Presentation = field(repr=False)
    received_at: datetime
    answered_before: bool


@dataclass(frozen=True)
class ListInForce:
    """What the ledger said of a registry, and when: it holds for that moment, and a later list may have come since."""

    list_at: int
    """Unix seconds that name the list."""
    read_at: datetime
    """When we began to read."""


@dataclass(frozen=True)
class Evidence:
    """What library, ledger and registry say about it."""

    proof_holds: bool
    list_in_force: Mapping[RevRegId, int]
    """Per registry, unix seconds of the list in force at `Question.not_revoked_at`, read from the ledger by us."""
    read_at: datetime
    """When we began to read the oldest of our readings of these lists."""
    trusted: frozenset[CredDefId]
    """The definitions that the trust registry trusts at the moment of judgement."""
    judged_at: datetime


@dataclass(frozen=True)
class Examined:
    """An answer that has the form of the question; nothing about it is proved yet."""

    question: Question
    answer: Answer
    sources: Mapping[str, Source]
    """Referent of a group -> the one credential that answers it."""

    @property
    def registries(self) -> frozenset[RevRegId]:
        """The registries worth asking the ledger about: those of their definitions' own issuers."""
        return frozenset(
            source.rev_reg_id
            for source in self.sources.values()
            if source.rev_reg_id and belongs_to(source.rev_reg_id, source.cred_def_id)
        )
