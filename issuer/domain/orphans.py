"""Exchanges of the agent that no offer knows: left by a crash between the agent's answer and our writing it down.

The agent tells no age, so an exchange counts from when it was first seen without an offer. Only exchanges in which
nothing happened yet are orphans: whatever went further has a credential behind it that somebody may want to revoke.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.protocol import CredentialState, ExchangeId


@dataclass(frozen=True)
class Look:
    """What one look at the agent's exchanges found."""

    unknown_since: Mapping[ExchangeId, datetime]
    """Still to be watched."""
    orphans: frozenset[ExchangeId]
    """Unknown for longer than any offer lives: to be deleted."""


def look(
    exchanges: Iterable[tuple[ExchangeId, CredentialState]],
    known: Collection[ExchangeId],
    before: Mapping[ExchangeId, datetime],
    now: datetime,
    lifetime: timedelta,
) -> Look:
    """Compare the agent's exchanges with those that offers know."""
    unknown = [found for found, state in exchanges if state is CredentialState.OFFER_SENT and found not in known]
    since = {found: before.get(found, now) for found in unknown}
    orphans = frozenset(found for found, first_seen in since.items() if now - first_seen >= lifetime)
    return Look({found: first_seen for found, first_seen in since.items() if found not in orphans}, orphans)
