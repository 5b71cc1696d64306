"""How a consent comes to its next state, and what of an answer is not acceptable.

An answer names items that are there and of a kind that was asked for, and how long: just this visit, or days. The same
answer given twice is given once. What is over is over: a new question makes a new consent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from agent.errors import Conflict, InvalidInput
from wallet_api.domain.account import Relation
from wallet_api.domain.consent.asking import Item
from wallet_api.domain.consent.consent import IN_FORCE, State
from wallet_api.domain.consent.record import ConsentRecord

VISIT = timedelta(hours=12)
LONGEST_DAYS = 366


class NotToAnswer(Conflict):
    """The consent is in no state in which this answer means anything."""

    code = "consent-not-to-answer"
    next_step = "Look at its present state. What is over is asked for again by the one who wants it."


class NothingChosen(InvalidInput):
    """A grant of nothing."""

    code = "nothing-chosen"
    next_step = "Choose at least one item, or decline."


class NotAskedFor(InvalidInput):
    """An item that is not there, or of a kind that nobody asked for."""

    code = "not-asked-for"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    next_step = "Choose among the items that the request shows."


@dataclass(frozen=True)
class Terms:
    """What a patient answers: these items, for so long."""

    item_ids: tuple[str, ...]
    days: int | None
    """None: just this visit."""


@dataclass(frozen=True)
class Answer:
    terms: Terms
    by: Relation
    at: datetime


def offered(record: ConsentRecord, there: Sequence[Item]) -> tuple[Item, ...]:
    """What of the wallet the request is about."""
    return tuple(item for item in there if item.kind in record.kinds)


def granted(record: ConsentRecord, answer: Answer, there: Sequence[Item]) -> ConsentRecord:
    """Raises NotToAnswer, NothingChosen, NotAskedFor."""
    if record.state_at(answer.at) is not State.REQUESTED:
        raise NotToAnswer("This request can no longer be answered.")
    return _answered(record, State.GRANTED, answer, there)


def amended(record: ConsentRecord, answer: Answer, there: Sequence[Item]) -> ConsentRecord:
    """Other items or another time, from now on. Raises NotToAnswer, NothingChosen, NotAskedFor."""
    if record.state_at(answer.at) not in IN_FORCE:
        raise NotToAnswer("This consent is not in force.")
    return _answered(record, State.AMENDED, answer, there)


def _answered(record: ConsentRecord, state: State, answer: Answer, there: Sequence[Item]) -> ConsentRecord:
    wanted, days, now = dict.fromkeys(answer.terms.item_ids), answer.terms.days, answer.at
    if not wanted:
        raise NothingChosen("Nothing was chosen to be shared.")
    by_id = {item.id: item for item in offered(record, there)}
    if not set(wanted) <= set(by_id):
        raise NotAskedFor("One of the items is not there, or was not asked for.")
    return replace(
        record, state=state, version=record.version + 1, items=tuple(by_id[each] for each in wanted), starts_at=now,
        ends_at=now + (VISIT if days is None else timedelta(days=days)), is_visit=days is None, given_by=answer.by,
        changed_at=now,
    )  # fmt: skip


def denied(record: ConsentRecord, by: Relation | None, now: datetime, denial_id: str | None = None) -> ConsentRecord:
    """By the patient, or by a standing denial. Raises NotToAnswer."""
    if record.state_at(now) is not State.REQUESTED:
        raise NotToAnswer("This request can no longer be answered.")
    return replace(
        record, state=State.DENIED, version=record.version + 1, given_by=by, denial_id=denial_id, changed_at=now
    )


def withdrawn(record: ConsentRecord, by: Relation, now: datetime) -> ConsentRecord:
    """From now on. Raises NotToAnswer."""
    if record.state_at(now) not in IN_FORCE:
        raise NotToAnswer("This consent is not in force.")
    return replace(record, state=State.WITHDRAWN, version=record.version + 1, given_by=by, changed_at=now)


def superseded(record: ConsentRecord, now: datetime) -> ConsentRecord:
    return replace(record, state=State.SUPERSEDED, version=record.version + 1, changed_at=now)


def is_superseded_by(old: ConsentRecord, new: ConsentRecord, now: datetime) -> bool:
    """Whether the newer answer says anew all that the older said: then the newer alone counts."""
    same = _ground(old) == _ground(new)
    covers = {item.id for item in old.items} <= {item.id for item in new.items}
    return old.id != new.id and same and covers and old.state_at(now) in IN_FORCE


def _ground(record: ConsentRecord) -> tuple[object, ...]:
    return record.wallet_id, record.recipient, record.purpose, record.action
