"""What a phone that is not open is told of: that there is something new, and of which kind. Nothing else leaves."""

import json
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from wallet_api.domain.consent.consent import State
from wallet_api.domain.states import OfferState, RequestState


class News(StrEnum):
    OFFER = "offer"
    REQUEST = "request"
    CARD = "card"
    """A card was revoked, replaced, or ends soon."""
    CONSENT = "consent"
    """Somebody asks for consent."""
    RECORD = "record"
    """An organisation put something in."""
    EMERGENCY = "emergency"
    """Somebody broke the glass of the emergency card."""


LASTS: Mapping[News, timedelta] = {News.REQUEST: timedelta(hours=1)}
"""How long a push service may keep it for a phone that is off; a day if it is not said."""
DAY = timedelta(days=1)
LENGTH = 32
MOST_FAILURES = 8
_OF_TYPE: Mapping[str, tuple[str | None, News]] = {
    "offer.changed": (OfferState.OFFERED, News.OFFER),
    "request.changed": (RequestState.ASKED, News.REQUEST),
    "consent.requested": (State.REQUESTED, News.CONSENT),  # one that a rule of the patient's refused wakes nobody
    "emergency.used": (None, News.EMERGENCY),  # what was refused is another type, which wakes nobody
    "record.deposited": (None, News.RECORD),
    "credential.revoked": (None, News.CARD),
    "credential.replaced": (None, News.CARD),
    "credential.expiring": (None, News.CARD),
}


def news_of(event_type: str, state: object) -> News | None:
    """Of an event of a wallet's stream; None if nobody is to be woken for it."""
    wanted, news = _OF_TYPE.get(event_type, (None, None))
    return news if wanted is None or wanted == state else None


def payload(news: News) -> bytes:
    """All of one length, so that who passes it on cannot tell one kind from another by that."""
    return json.dumps({"news": news}).encode().ljust(LENGTH)


def headers(news: News) -> Mapping[str, str]:
    """RFC 8030: how long it is kept, how urgent it is, and that newer news takes its place."""
    lasts = LASTS.get(news, DAY)
    urgency = "high" if news in (News.REQUEST, News.EMERGENCY) else "normal"
    return {"TTL": str(int(lasts.total_seconds())), "Urgency": urgency, "Topic": "salus"}


def pause(failures: int) -> timedelta | None:
    """Until the next attempt; None to give this news up."""
    return timedelta(seconds=30 * 2**failures) if failures < MOST_FAILURES else None
