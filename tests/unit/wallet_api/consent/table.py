"""The decision table and what it speaks of, as the decision takes them (tests/vectors/consent/README.md)."""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from wallet_api.domain.consent.asking import (
    Action,
    Asker,
    Asking,
    BreakGlass,
    Item,
    Purpose,
    RoleShown,
    Sensitivity,
    Standing,
)
from wallet_api.domain.consent.consent import (
    Consent,
    EmergencyCard,
    Period,
    Recipient,
    StandingDenial,
    State,
)

VECTORS = Path(__file__).parents[3] / "vectors" / "consent"
GIVEN: Mapping[str, Any] = json.loads((VECTORS / "given.json").read_text())
T0 = datetime(2026, 3, 1, 9, tzinfo=UTC)
_TIME = re.compile(r"(-?\d+)d (\d\d):(\d\d):(\d\d)")


def moment(text: str) -> datetime:
    found = _TIME.fullmatch(text)
    assert found, text
    days, hours, minutes, seconds = map(int, found.groups())
    return T0 + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def consent(name: str) -> Consent | EmergencyCard:
    given = GIVEN["consents"][name]
    patient, state = given.get("of", "anna"), State(given.get("state", "granted"))
    until = given.get("until")
    period = Period(moment(given.get("from", "0d 00:00:00")), moment(until) if until else None)
    if given.get("emergency"):
        return EmergencyCard(name, patient, state, period)
    person, _, place = given["to"].partition("@")
    organisation, _, roles = place.partition("/")
    return Consent(
        name, patient, state,
        Recipient(organisation, person or None, frozenset(roles.split()), by_licence=given.get("licence", False)),
        Purpose(given.get("purpose", "TREAT")),
        tuple(map(item, given["items"].split())),
        period,
        Action(given.get("act", "access")),
    )  # fmt: skip


def denial(name: str) -> StandingDenial:
    given = GIVEN["denials"][name]
    purpose = given.get("purpose")
    return StandingDenial(
        name, given.get("of", "anna"), given.get("person"), given.get("organisation"), given.get("role"),
        Purpose(purpose) if purpose else None, given.get("kind"),
    )  # fmt: skip


def item(text: str) -> Item:
    name, _, sensitivity = text.partition("^")
    known = GIVEN["items"].get(name, {"kind": "unknown", "sensitivity": "N"})
    return Item(name, known["kind"], Sensitivity(sensitivity or known["sensitivity"]))


def asker(text: str, standing: str, shown: str) -> Asker:
    person, _, place = text.partition("@")
    organisation, _, role = place.partition("/")
    return Asker(person, organisation, role, Standing(standing), RoleShown(shown))


def glass(text: str, asked_by: Asker) -> BreakGlass | None:
    if text == "none":
        return None
    since, how = (text.rpartition(" ") if text[-1].isalpha() else (text, "", ""))[::2]
    second = {"twice": asked_by.person, "seconded": "somebody-else"}.get(how)
    reason = "" if how == "silent" else "Unconscious after a fall"
    return BreakGlass(moment(since), reason, second, awaits_second=how == "waiting")


@dataclass(frozen=True)
class Case:
    what: str
    consents: Sequence[Consent | EmergencyCard]
    denials: Sequence[StandingDenial]
    asking: Asking
    now: datetime
    outcome: str
    reason: str
    told: str


def _case(row: Mapping[str, str]) -> Case:
    asked_by, now = asker(row["asker"], row["standing"], row["shown"]), moment(row["at"])
    asking = Asking(
        asked_by, row["of"], Purpose(row["purpose"]), item(row["item"]), now - timedelta(seconds=int(row["sent"])),
        row["seen"] == "yes", glass(row["glass"], asked_by), Action(row["act"]),
    )  # fmt: skip
    return Case(
        row["what"], [consent(name) for name in _names(row["consents"])],
        [denial(name) for name in _names(row["denials"])], asking, now, row["outcome"], row["reason"], row["told"],
    )  # fmt: skip


def _names(text: str) -> list[str]:
    return [] if text == "none" else text.split()


def cases() -> list[Case]:
    with (VECTORS / "decisions.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    expected = ("outcome", "reason", "told")
    return [_case({name: row[name] or ("" if name in expected else rows[0][name]) for name in row}) for row in rows]
