"""What somebody asks of a patient, before it has come to a wallet, and how it comes there."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wallet_api.domain.consent.asking import Action, Purpose
from wallet_api.domain.consent.consent import Recipient, State
from wallet_api.domain.consent.record import ConsentRecord, ProvenAsker

ANSWER_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Ask:
    """A request that waits for the patient to take it up, by a link that only they are shown."""

    id: str
    """The consent's, once there is one: one row each, however often the request is sent."""
    asker_id: str
    asker: ProvenAsker
    recipient: Recipient
    purpose: Purpose
    kinds: tuple[str, ...]
    asked_days: int | None
    """For how long is asked; None: just this visit."""
    sealed_note: str | None = field(repr=False)
    created_at: datetime
    link_until: datetime
    action: Action = Action.ACCESS


def id_of(request_id: str) -> str:
    """Of what its asker calls so, which is the secret of its link too: whoever knows this id has no link."""
    return hashlib.sha256(f"consent {request_id}".encode(errors="surrogatepass")).hexdigest()[:32]


def requested(ask: Ask, wallet_id: str, now: datetime) -> ConsentRecord:
    """The request as it stands in a wallet."""
    return ConsentRecord(
        id=ask.id, wallet_id=wallet_id, state=State.REQUESTED, version=0, asker_id=ask.asker_id,
        asker=ask.asker, recipient=ask.recipient, purpose=ask.purpose, kinds=ask.kinds, asked_days=ask.asked_days,
        sealed_note=ask.sealed_note, items=(), starts_at=None, ends_at=None, is_visit=False,
        answer_by=now + ANSWER_WITHIN, given_by=None, denial_id=None, created_at=now, changed_at=now, action=ask.action,
    )  # fmt: skip
