"""A replacement in a clerk's words: why, how far it is, and the way that it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from agent.console.state_words import StateWords
from agent.console.steps import Mark, marked
from issuer.domain.replacement import Replacement, ReplacementReason, ReplacementState

_S = ReplacementState
_WAY = ("Revoke the old card", "Offer the new one", "Tell the patient's wallet")
_AT = {_S.REVOKING: 0, _S.OFFERING: 1, _S.TELLING: 2, _S.DONE: 3}
REASON_WORDS: Mapping[ReplacementReason, str] = {
    ReplacementReason.CORRECTION: "The old card was wrong",
    ReplacementReason.UPDATE: "The old card was right and is so no longer",
}


def replacement_words(state: ReplacementState) -> StateWords:
    match state:
        case _S.REVOKING:
            return StateWords(
                "Being replaced", "The old card is being revoked; then the new one is offered.", "waiting"
            )
        case _S.OFFERING:
            return StateWords("Being replaced", "The old card is revoked; the new one is being offered.", "waiting")
        case _S.TELLING:
            return StateWords(
                "Being replaced", "The new card is offered; the patient's wallet is being told.", "waiting"
            )
        case _S.DONE:
            return StateWords("Replaced", "The old card is revoked, and the new one is offered.", "good")
        case _S.FAILED:
            return StateWords("Not replaced", "The old card is revoked, and the new one cannot be offered.", "bad")
        case other:
            assert_never(other)


@dataclass(frozen=True)
class ReplacementShown:
    """What the page of the old offer shows of it."""

    words: StateWords
    steps: list[tuple[str, Mark]]
    """None when it failed: it is off its way."""
    new_offer_id: str | None
    """None while there is no such offer."""

    @classmethod
    def of(cls, replacement: Replacement) -> "ReplacementShown":
        state, at = replacement.state, _AT.get(replacement.state)
        new_offer_id = replacement.new_offer_id if state in (_S.TELLING, _S.DONE) else None
        return cls(replacement_words(state), [] if at is None else marked(_WAY, at), new_offer_id)
