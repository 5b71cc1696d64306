"""The decision: whether somebody may look at one item of a patient's now, or put one in. Pure.

Everything it rests on is passed in. Numbered steps; each is marked below where it happens.
tests/vectors/consent/decisions.csv says what must come of it.

 1. The request was signed within the last minute (a clock may be as much ahead).
 2. It did not come before.
 3. The asker is proven: by an organisation that the operator lets speak for this role.
 4. The patient has no standing denial that covers it. A denial wins over every grant, the emergency card's too.
Without a broken glass, one consent does all of this:
 5. It is this patient's, and the asker is whom the patient saw: the same person, organisation and role.
 6. It was granted, and is neither withdrawn nor superseded.
 7. Its period has begun and is not over: the last moment is the one before its end.
 8. It is for what is to be done, looking or putting in, and for this purpose.
 9. It names this very item; of what is put in, the place for its kind.
10. The item is no more sensitive than when it was granted; a very restricted one is for a person, not for a place.
11. Where the patient saw a licence, or the item is very restricted, the role is shown by a licence now.
With a broken glass, no consent counts but the emergency card:
12. There is a reason; who confirms it, if anybody does, is somebody else; and it waits for nobody to do so.
13. They want to look, for emergency treatment, and are a clinician, by a licence and not by an organisation's word.
14. The item is of a kind that is on the card, and not very restricted.
15. The glass was broken within the last 24 hours.
16. The patient has an emergency card, in force now.

Where no consent does it all, the reason is that of the consent which came furthest; of several, of the first given.
What the asker is told of a standing denial is what it would be told without one, so that nobody finds out about it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from wallet_api.domain.consent.asking import (
    CLINICIANS,
    GLASS_STAYS_BROKEN,
    ON_CARD,
    Action,
    Asker,
    Asking,
    BreakGlass,
    Purpose,
    RoleShown,
    Sensitivity,
    Standing,
)
from wallet_api.domain.consent.consent import IN_FORCE, Consent, EmergencyCard, StandingDenial, State
from wallet_api.domain.consent.reason import NOT_PERMITTED, Reason, told

FRESH_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Permit:
    consent_id: str
    until: datetime | None
    """When it ends, if nothing ends it before."""


@dataclass(frozen=True)
class Deny:
    reason: Reason
    """For the patient."""
    told: str
    """For the asker."""


Decision = Permit | Deny
Step = Callable[[Consent, Asking, datetime], Reason | None]


class _Refused(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


_UNPROVEN = {
    Standing.NOT_PROVEN: Reason.NOT_PROVEN,
    Standing.REVOKED: Reason.LICENCE_REVOKED,
    Standing.EXPIRED: Reason.LICENCE_EXPIRED,
    Standing.NOT_TRUSTED: Reason.NOT_TRUSTED,
    Standing.UNDECIDED: Reason.NOT_CHECKED,
}


def against(standing: Standing, signed_at: datetime, *, seen_before: bool, now: datetime) -> Reason | None:
    """Why nothing is permitted to who asks so, of whomever and whatever it is."""
    try:
        _fresh(signed_at, now)  # 1
        _new(seen_before)  # 2
        _proven(standing)  # 3
    except _Refused as refused:
        return refused.reason
    return None


def decide(
    consents: Collection[Consent | EmergencyCard], denials: Collection[StandingDenial], asking: Asking, now: datetime
) -> Decision:
    """Whether it is permitted. The newest consents come first."""
    if reason := against(asking.asker.standing, asking.signed_at, seen_before=asking.seen_before, now=now):
        return _deny(reason)
    found = _granted(consents, asking, now)
    if any(denial.covers(asking) for denial in denials):  # 4
        return Deny(Reason.STANDING_DENIAL, found.told if isinstance(found, Deny) else NOT_PERMITTED)
    return found


def _granted(consents: Collection[Consent | EmergencyCard], asking: Asking, now: datetime) -> Decision:
    if asking.glass is None:
        return _by_consent([each for each in consents if isinstance(each, Consent)], asking, now)
    try:
        return _by_card([each for each in consents if isinstance(each, EmergencyCard)], asking, asking.glass, now)
    except _Refused as refused:
        return _deny(refused.reason)


def _deny(reason: Reason) -> Deny:
    return Deny(reason, told(reason))


def _require(holds: bool, otherwise: Reason) -> None:
    if not holds:
        raise _Refused(otherwise)


def _fresh(signed_at: datetime, now: datetime) -> None:
    _require(abs(now - signed_at) <= FRESH_FOR, Reason.STALE)


def _new(seen_before: bool) -> None:
    _require(not seen_before, Reason.REPLAYED)


def _proven(standing: Standing) -> None:
    if standing is not Standing.PROVEN:
        raise _Refused(_UNPROVEN[standing])


def _by_consent(consents: Collection[Consent], asking: Asking, now: datetime) -> Decision:
    furthest, reason = 0, Reason.NO_CONSENT
    for consent in consents:
        reached, fails = _weigh(consent, asking, now)
        if fails is None:
            return Permit(consent.id, consent.period.end)
        if reached > furthest:
            furthest, reason = reached, fails
    return _deny(reason)


def _weigh(consent: Consent, asking: Asking, now: datetime) -> tuple[int, Reason | None]:
    """How many steps the consent passes, and why it fails at the next."""
    for passed, step in enumerate(_STEPS):
        if fails := step(consent, asking, now):
            return passed, fails
    return len(_STEPS), None


def _for_this_asker(consent: Consent, asking: Asking, _: datetime) -> Reason | None:
    is_it = consent.patient == asking.patient and consent.recipient.is_met_by(asking.asker)
    return None if is_it else Reason.NO_CONSENT


_NOT_IN_FORCE = {
    State.REQUESTED: Reason.NOT_ANSWERED,
    State.DENIED: Reason.DENIED,
    State.EXPIRED: Reason.EXPIRED,
    State.WITHDRAWN: Reason.WITHDRAWN,
    State.SUPERSEDED: Reason.SUPERSEDED,
}


def _in_force(consent: Consent, _asking: Asking, _now: datetime) -> Reason | None:
    return None if consent.state in IN_FORCE else _NOT_IN_FORCE[consent.state]


def _running(consent: Consent, _: Asking, now: datetime) -> Reason | None:
    start, end = consent.period.start, consent.period.end
    if now < start:
        return Reason.NOT_YET
    return None if end is None or now < end else Reason.EXPIRED


def _for_this_act(consent: Consent, asking: Asking, _: datetime) -> Reason | None:
    if consent.action is not asking.action:
        return Reason.OTHER_ACT
    return None if consent.purpose is asking.purpose else Reason.OTHER_PURPOSE


def _of_this_item(consent: Consent, asking: Asking, _: datetime) -> Reason | None:
    return None if consent.item(asking.item.id) else Reason.OTHER_ITEM


def _not_too_sensitive(consent: Consent, asking: Asking, _: datetime) -> Reason | None:
    granted, now = consent.item(asking.item.id), asking.item.sensitivity
    is_more = granted is None or now.level > granted.sensitivity.level
    is_for_all = consent.recipient.person is None and now is Sensitivity.VERY_RESTRICTED
    return Reason.TOO_SENSITIVE if is_more or is_for_all else None


def _licensed(consent: Consent, asking: Asking, _: datetime) -> Reason | None:
    is_needed = consent.recipient.by_licence or asking.item.sensitivity is Sensitivity.VERY_RESTRICTED
    return Reason.NO_LICENCE if is_needed and asking.asker.shown is RoleShown.BY_WORD else None


_STEPS: tuple[Step, ...] = (
    _for_this_asker,  # 5
    _in_force,  # 6
    _running,  # 7
    _for_this_act,  # 8
    _of_this_item,  # 9
    _not_too_sensitive,  # 10
    _licensed,  # 11
)


def _by_card(cards: Collection[EmergencyCard], asking: Asking, glass: BreakGlass, now: datetime) -> Permit:
    _explained(asking.asker, glass)  # 12
    _an_emergency(asking)  # 13
    _on_card(asking)  # 14
    _not_long_ago(glass, now)  # 15
    card = _card_of(cards, asking, now)  # 16
    mends = glass.since + GLASS_STAYS_BROKEN
    return Permit(card.id, mends if card.period.end is None else min(mends, card.period.end))


def _explained(asker: Asker, glass: BreakGlass) -> None:
    _require(bool(glass.reason.strip()), Reason.NO_REASON_GIVEN)
    _require(glass.second_person != asker.person, Reason.SAME_PERSON_TWICE)
    _require(not glass.awaits_second, Reason.NOT_CONFIRMED)


def _an_emergency(asking: Asking) -> None:
    is_look = asking.action is Action.ACCESS
    _require(is_look and asking.purpose is Purpose.EMERGENCY, Reason.NO_EMERGENCY)
    _require(asking.asker.role in CLINICIANS, Reason.NO_CLINICIAN)
    _require(asking.asker.shown is RoleShown.BY_LICENCE, Reason.NO_LICENCE)


def _on_card(asking: Asking) -> None:
    _require(asking.item.kind in ON_CARD, Reason.NOT_ON_CARD)
    _require(asking.item.sensitivity is not Sensitivity.VERY_RESTRICTED, Reason.TOO_SENSITIVE)


def _not_long_ago(glass: BreakGlass, now: datetime) -> None:
    _require(timedelta(0) <= now - glass.since < GLASS_STAYS_BROKEN, Reason.EMERGENCY_OVER)


def _card_of(cards: Collection[EmergencyCard], asking: Asking, now: datetime) -> EmergencyCard:
    for card in cards:
        period = card.period
        runs = period.start <= now and (period.end is None or now < period.end)
        if card.patient == asking.patient and card.state in IN_FORCE and runs:
            return card
    raise _Refused(Reason.NO_EMERGENCY_CARD)
