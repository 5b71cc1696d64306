"""What a patient laid down once and for all: whom never to let look, and what to share by one tap. And each look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from wallet_api.domain.consent.asking import Action, Purpose
from wallet_api.domain.consent.consent import Recipient, StandingDenial
from wallet_api.domain.consent.reason import Reason
from wallet_api.domain.consent.record import ConsentRecord, ProvenAsker


@dataclass(frozen=True)
class DenialRecord:
    """A standing denial; None is anybody, anything, any purpose."""

    id: str
    wallet_id: str
    person: str | None
    person_name: str | None
    organisation: str | None
    role: str | None
    purpose: Purpose | None
    kind: str | None
    created_at: datetime

    def as_denial(self) -> StandingDenial:
        return StandingDenial(
            self.id, self.wallet_id, self.person, self.organisation, self.role, self.purpose, self.kind
        )


def refusing(record: ConsentRecord, kinds: Iterable[str], denials: Sequence[DenialRecord]) -> DenialRecord | None:
    """The denial because of which the asker would see none of these kinds whatever the patient answered."""
    asker, found = record.asker, None
    for kind in kinds:
        found = next(
            (
                each
                for each in denials
                if each.as_denial().is_about(asker.person, asker.organisation, asker.role, record.purpose, kind)
            ),
            None,
        )
        if found is None:
            return None
    return found


@dataclass(frozen=True)
class TemplateRecord:
    """Such as: my blood tests with Dr X for 30 days."""

    id: str
    wallet_id: str
    asker: ProvenAsker
    recipient: Recipient
    purpose: Purpose
    kinds: tuple[str, ...]
    days: int | None
    """None: just this visit."""
    created_at: datetime


@dataclass(frozen=True)
class UseRecord:
    """A look or something put in, or one that was refused."""

    id: str
    wallet_id: str
    consent_id: str
    """That permitted it; of a refused one the consent that the asker named."""
    asker: ProvenAsker
    purpose: Purpose
    item_id: str
    """What the asker called it, where there is no such item; of what was put in, the record's."""
    item_kind: str
    is_permitted: bool
    reason: Reason | None
    created_at: datetime
    action: Action = Action.ACCESS
