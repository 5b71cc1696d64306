"""Emergencies: the card that a patient opts in to, the code by which it is found, and that somebody broke the glass.

The code is on paper or on a locked phone's screen, for whoever finds a patient that cannot be asked. It says nothing
and opens nothing: it names a wallet to this service, when a clinician asks with it.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wallet_api.domain.consent.asking import GLASS_STAYS_BROKEN, BreakGlass
from wallet_api.domain.consent.consent import EmergencyCard, Period, State
from wallet_api.domain.consent.record import ProvenAsker
from wallet_api.domain.recovery_code import read_code


@dataclass(frozen=True)
class EmergencyCardRecord:
    """That the patient opted in: it is in force while there is one."""

    id: str
    wallet_id: str
    code_sha256: str
    sealed_code: str = field(repr=False)
    """As it is printed, for the patient to see again."""
    created_at: datetime

    def as_card(self) -> EmergencyCard:
        return EmergencyCard(self.id, self.wallet_id, State.GRANTED, Period(self.created_at, None))


class EmergencyState(StrEnum):
    WAITING = "waiting"
    """For a second person."""
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Emergency:
    """The broken glass of one asker."""

    id: str
    wallet_id: str
    card_id: str
    """The card that it opens: one that was switched off and on again is another."""
    organisation: str
    asker_id: str
    asker: ProvenAsker
    second: ProvenAsker | None
    """Who confirmed it."""
    is_alone: bool
    """Whether the asker said that nobody else is on duty."""
    sealed_reason: bytes = field(repr=False)
    created_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.created_at + GLASS_STAYS_BROKEN

    def state_at(self, now: datetime) -> EmergencyState:
        if now >= self.ends_at:
            return EmergencyState.OVER
        return EmergencyState.OPEN if self.second or self.is_alone else EmergencyState.WAITING

    def glass(self, reason: str, second: ProvenAsker | None = None) -> BreakGlass:
        """What a decision needs of it; `second`: who is about to confirm it."""
        confirmed = self.second or second
        is_waiting = confirmed is None and not self.is_alone
        return BreakGlass(self.created_at, reason, confirmed.person if confirmed else None, awaits_second=is_waiting)


def code_sha256(code: str) -> str:
    """By which the card of a code, or of the link with it, is found; of what can be no code, there is none."""
    bare = read_code(code.rpartition("/")[2])
    return hashlib.sha256(f"emergency {bare}".encode()).hexdigest()


def id_of(request_id: str) -> str:
    """Of what its asker calls so."""
    return hashlib.sha256(f"emergency {request_id}".encode(errors="surrogatepass")).hexdigest()[:32]
