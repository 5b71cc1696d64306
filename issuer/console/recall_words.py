"""How far a recall is, in a clerk's words."""

from agent.console.state_words import StateWords
from issuer.console.offer_words import words_of
from issuer.domain.offer import OfferState
from issuer.domain.revocation_order import OrderProgress

_ALWAYS = (OfferState.REVOKED, OfferState.WITHDRAWN)


def recall_words(progress: OrderProgress) -> StateWords:
    if not progress.done:
        return StateWords("Being recalled", "The cards are being revoked; this page follows by itself.", "waiting")
    if progress.lifted_at is not None:
        return StateWords("Lifted", "The cards stay revoked; new cards of this lot can be offered.", "over")
    return StateWords("Recalled", "Verifiers refuse every card of this recall.", "good")


def counted(progress: OrderProgress) -> list[tuple[str, int]]:
    """Cards by what they are now: revoked and withdrawn in any case, the rest where there are any."""
    return [
        (words_of(state).label, progress.counts.get(state, 0))
        for state in OfferState
        if state in _ALWAYS or progress.counts.get(state)
    ]
