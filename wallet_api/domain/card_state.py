"""In which state a card is, and of which changes of it its holder is told."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)


class CardState(StrEnum):
    VALID = "valid"
    UNKNOWN = "unknown"
    """Whether it was revoked cannot be told now."""
    EXPIRING = "expiring"
    """Its last day comes within 30 days."""
    EXPIRED = "expired"
    REPLACED = "replaced"
    """A newer card says the same thing anew."""
    REVOKED = "revoked"


TOLD = frozenset({CardState.EXPIRING, CardState.REPLACED, CardState.REVOKED})
"""What a holder is told when it comes about. That a card has expired was told before, by its day."""


def state_of(*, revoked: bool | None, replaced: bool, until: date | None, today: date) -> CardState:
    """`until` is the last day on which it is good."""
    if revoked:
        return CardState.REVOKED
    if replaced:
        return CardState.REPLACED
    if until is not None and until < today:
        return CardState.EXPIRED
    if until is not None and until - today <= SOON:
        return CardState.EXPIRING
    return CardState.UNKNOWN if revoked is None else CardState.VALID


def seen(before: Mapping[str, CardState], now: Mapping[str, CardState]) -> Mapping[str, CardState]:
    """What is known of each card that is held now: what could not be told leaves what was known."""
    return {card: before.get(card, state) if state is CardState.UNKNOWN else state for card, state in now.items()}


def news(before: Mapping[str, CardState], after: Mapping[str, CardState]) -> Mapping[str, CardState]:
    """The cards of which the holder is to be told, by what came about."""
    return {card: state for card, state in after.items() if state in TOLD and before.get(card) is not state}
