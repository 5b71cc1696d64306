"""What is asked for, and what its asker is told of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from wallet_api.domain.consent.ask import Ask
from wallet_api.domain.consent.asking import Action, Purpose
from wallet_api.domain.consent.consent import State
from wallet_api.domain.consent.record import ConsentRecord


class Told(StrEnum):
    """What an asker is told of its request."""

    WAITING = "waiting"
    """Nobody has taken the link up."""
    REQUESTED = "requested"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Wish:
    """What is asked for."""

    request_id: str = field(repr=False)
    purpose: Purpose
    kinds: tuple[str, ...]
    days: int | None
    """None: just this visit."""
    note: str = field(repr=False)
    for_all: bool
    """Whether all of the asker's organisation who have its role are to see it."""
    consent_id: str | None
    """By which the patient is known, where they are asked again."""
    action: Action = Action.ACCESS


@dataclass(frozen=True)
class Asked:
    """As the asker is told of it."""

    consent_id: str
    told: Told
    record: ConsentRecord | None
    """None while it waits. Of one that a standing denial refused, what it would be if nobody had answered."""
    link_until: datetime | None = None
    """While it waits."""


def waiting(ask: Ask, now: datetime) -> Asked:
    return Asked(ask.id, Told.WAITING if now < ask.link_until else Told.EXPIRED, None, ask.link_until)


def told_of(record: ConsentRecord, now: datetime) -> Asked:
    """Nobody finds out about a standing denial: it is told as if nobody had answered."""
    if record.denial_id is not None:
        record = replace(record, state=State.REQUESTED, version=0, denial_id=None, changed_at=record.created_at)
    state = record.state_at(now)
    return Asked(record.id, Told.GRANTED if state is State.AMENDED else Told(state.value), record)
