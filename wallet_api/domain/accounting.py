"""The accounting of disclosures: who saw, or wanted to see, something of a wallet, each row accountable or not.

45 CFR 164.528 asks for date, recipient, a brief description and the purpose, for six years, and exempts what was for
treatment, payment or operations, to the patient, or under an authorisation. Here all of it is told, and marked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agent.audit.domain.words import Kind, Outcome
from wallet_api.domain.consent.asking import Purpose
from wallet_api.domain.happening import Happening

KEPT_FOR = timedelta(days=6 * 366)
_SHOWN_BY_PATIENT = "request-presented"
_SHOWS_NOTHING = frozenset({"emergency-asked", "emergency-confirmed"})


class Exemption(StrEnum):
    """Why a disclosure is not accountable (45 CFR 164.528 (a)(1))."""

    TREATMENT = "treatment"
    PAYMENT = "payment"
    OPERATIONS = "operations"
    BY_PATIENT = "shown by the patient"
    AUTHORISED = "authorised by the patient"
    NOT_DISCLOSED = "refused, nothing was disclosed"


_OF_PURPOSE = {
    Purpose.TREATMENT: Exemption.TREATMENT,
    Purpose.EMERGENCY: Exemption.TREATMENT,
    Purpose.PAYMENT: Exemption.PAYMENT,
    Purpose.OPERATIONS: Exemption.OPERATIONS,
}


@dataclass(frozen=True)
class Disclosed:
    event_id: str
    """By which its proof is found."""
    at: datetime
    recipient: str
    description: str
    purpose: str
    outcome: Outcome
    exemption: Exemption | None
    """None: accountable."""


@dataclass(frozen=True)
class Accounting:
    until: datetime
    rows: Sequence[Disclosed]
    """The oldest first."""

    @property
    def disclosed(self) -> int:
        return sum(each.outcome is Outcome.DONE for each in self.rows)

    @property
    def refused(self) -> int:
        return sum(each.outcome is Outcome.REFUSED for each in self.rows)

    @property
    def accountable(self) -> int:
        return sum(each.exemption is None for each in self.rows)


def disclosures(happened: Iterable[Happening], now: datetime) -> list[Happening]:
    """What belongs to the accounting; what was permitted and then failed is not known to have been seen."""
    since = now - KEPT_FOR
    return [each for each in happened if each.at >= since and _is_disclosure(each)]


def _is_disclosure(each: Happening) -> bool:
    """To ask in an emergency, or to confirm it, shows nothing yet."""
    is_look = each.outcome is not Outcome.DONE or each.act not in _SHOWS_NOTHING
    return each.kind is Kind.DISCLOSE or (each.kind is Kind.BREAK_GLASS and is_look)


def disclosed(each: Happening, recipient: str) -> Disclosed:
    """`recipient`: by the name that the registry gives, or that nobody knows them."""
    named = f"{each.details['person']}, {recipient}" if "person" in each.details else recipient
    seen, proved = each.details.get("seen", ""), each.details.get("proved", "")
    parts = [f"seen: {seen}" if seen else "", f"only proved: {proved}" if proved else ""]
    return Disclosed(
        each.event_id, each.at, named, "; ".join(part for part in parts if part),
        each.details.get("purpose") or each.purpose or "", each.outcome, exemption(each),
    )  # fmt: skip


def exemption(each: Happening) -> Exemption | None:
    if each.outcome is Outcome.REFUSED:
        return Exemption.NOT_DISCLOSED
    if each.act == _SHOWN_BY_PATIENT:
        return Exemption.BY_PATIENT
    of_purpose = _OF_PURPOSE.get(Purpose(each.purpose)) if each.purpose in list(Purpose) else None
    return of_purpose or (Exemption.AUTHORISED if each.subject.kind == "consent" else None)
