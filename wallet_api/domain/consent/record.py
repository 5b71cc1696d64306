"""A consent as it is kept: who asked for what and why, what the patient answered, and each version's moment.

A record is made by a request of an asker who proved its role (or by the patient, from a template), and changes only by
the functions of `life`. Its `items` are those of the last answer. Names of items are in none of it: who may read them
asks the wallet.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wallet_api.domain.account import Relation
from wallet_api.domain.consent.asking import Action, Asker, Item, Purpose, RoleShown, Standing
from wallet_api.domain.consent.consent import Consent, Period, Recipient, State, state_at


@dataclass(frozen=True)
class Licence:
    """A practitioner credential by which the asker's role was shown to its organisation's verifier."""

    issuer: str
    """Its DID; the registry let it license for the role then."""
    checked_at: datetime


@dataclass(frozen=True)
class ProvenAsker:
    """Who asked, as its organisation's word for it (agent/staff_badge.py) and its own key proved it."""

    person: str
    """As the organisation knows it."""
    name: str
    organisation: str
    """Id in the registry of organisations."""
    role: str
    """ISCO-08 code."""
    key: Mapping[str, Any] | None
    """Public JWK by which it signs its half of a receipt."""
    licence: Licence | None = None
    """None: the role is the organisation's word alone."""

    @property
    def shown(self) -> RoleShown:
        return RoleShown.BY_LICENCE if self.licence else RoleShown.BY_WORD

    def as_asker(self, standing: Standing) -> Asker:
        """What a decision needs of it."""
        return Asker(self.person, self.organisation, self.role, standing, self.shown)

    @property
    def id(self) -> str:
        """The same for the same person of the same organisation; nothing can be read from it."""
        return _digest(self.organisation, self.person)


def handle_of(consent_id: str, item_id: str) -> str:
    """What an asker calls an item: no two who hold a consent can tell by it that they have one patient."""
    return _digest(consent_id, item_id)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True)
class ConsentRecord:
    id: str
    wallet_id: str
    state: State
    """As it is kept: that it has expired is told by `state_at`."""
    version: int
    """0 when it is requested; each answer of the patient is one more."""
    asker_id: str
    asker: ProvenAsker
    recipient: Recipient
    purpose: Purpose
    kinds: tuple[str, ...]
    """What is asked for: the kinds of items."""
    asked_days: int | None
    """For how long is asked; None: just this visit."""
    sealed_note: str | None = field(repr=False)
    """What the asker wrote to the patient."""
    items: tuple[Item, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    is_visit: bool
    answer_by: datetime
    given_by: Relation | None
    """Who answered last: the patient, or the guardian."""
    denial_id: str | None
    """The standing denial that refused it."""
    created_at: datetime
    changed_at: datetime
    action: Action = Action.ACCESS

    def item_of(self, handle: str) -> Item | None:
        """The granted item that the asker calls so."""
        return next((each for each in self.items if handle_of(self.id, each.id) == handle), None)

    @property
    def period(self) -> Period | None:
        return Period(self.starts_at, self.ends_at) if self.starts_at else None

    def state_at(self, now: datetime) -> State:
        if self.state is State.REQUESTED and now >= self.answer_by:
            return State.EXPIRED
        return state_at(self.state, self.period, now)

    def as_consent(self) -> Consent:
        """What a decision needs of it; one without an answer has a period of no length."""
        period = self.period or Period(self.created_at, self.created_at)
        return Consent(
            self.id, self.wallet_id, self.state, self.recipient, self.purpose, self.items, period, self.action
        )
