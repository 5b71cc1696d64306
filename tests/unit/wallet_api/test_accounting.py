"""The accounting of disclosures tells every look, and marks which are accountable and why the others are not."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pypdfium2
import pytest

from agent.audit.domain.happened import Named
from agent.audit.domain.words import Kind, Outcome
from wallet_api.domain.accounting import Accounting, Exemption, disclosed, disclosures, exemption
from wallet_api.domain.happening import Happening
from wallet_api.export.accounting import HEADER, as_csv, as_pdf

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)


def look(
    purpose: str | None = "HRESCH", outcome: Outcome = Outcome.DONE, *, act: str = "item-read",
    about: str = "consent", kind: Kind = Kind.DISCLOSE, days_ago: int = 1, person: str = "Dr X",
) -> Happening:  # fmt: skip
    details = {"asker": "organisation:eye", "person": person, "seen": "laboratory"}
    at = NOW - timedelta(days=days_ago)
    return Happening(
        "e" * 32, at, kind, act, outcome, Named("organisation", "eye"), Named(about), purpose, details, True
    )


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        (look("TREAT"), Exemption.TREATMENT),
        (look("ETREAT", kind=Kind.BREAK_GLASS, about="wallet"), Exemption.TREATMENT),
        (look("HPAYMT"), Exemption.PAYMENT),
        (look("HOPERAT"), Exemption.OPERATIONS),
        (look("HRESCH"), Exemption.AUTHORISED),
        (look(None, act="request-presented", about="request"), Exemption.BY_PATIENT),
        (look("TREAT", Outcome.REFUSED), Exemption.NOT_DISCLOSED),
        (look("PUBHLTH", about="wallet"), None),
    ],
)
def test_each_row_is_accountable_or_says_why_not(happened: Happening, expected: Exemption | None) -> None:
    assert exemption(happened) is expected


def test_looks_of_six_years_are_told_and_nothing_else() -> None:
    told = [look(), look("TREAT", Outcome.REFUSED), look(kind=Kind.BREAK_GLASS)]
    others = [look(kind=Kind.GRANT), look(kind=Kind.READ), look(days_ago=6 * 366 + 1)]
    assert disclosures([*told, *others], NOW) == told


def test_an_emergency_is_told_where_something_was_seen_or_refused_and_not_where_it_was_only_asked_for() -> None:
    asked = look("ETREAT", kind=Kind.BREAK_GLASS, act="emergency-asked", about="emergency")
    told = [replace(asked, act="emergency-card-read"), replace(asked, outcome=Outcome.REFUSED)]
    assert disclosures([asked, replace(asked, act="emergency-confirmed"), *told], NOW) == told
    assert [exemption(each) for each in told] == [Exemption.TREATMENT, Exemption.NOT_DISCLOSED]


def accounting() -> Accounting:
    looks = [look(), look("TREAT", Outcome.REFUSED), look("PUBHLTH", about="wallet", person='=HYPERLINK("x")')]
    return Accounting(NOW, [disclosed(each, "Eye Clinic") for each in looks])


def test_the_table_has_each_row_its_totals_and_no_formula() -> None:
    header, *rows = csv.reader(StringIO(as_csv(accounting()).decode("utf-8-sig")))
    assert tuple(header) == HEADER
    assert rows[0] == [
        "2026-11-28 09:00:00 UTC", "Dr X, Eye Clinic", "seen: laboratory", "HRESCH", "done", "no",
        "authorised by the patient", "e" * 32,
    ]  # fmt: skip
    assert rows[2][1].startswith("'=HYPERLINK") and rows[2][5] == "yes"
    assert rows[3:] == [["Disclosed", "2"], ["Refused", "1"], ["Accountable", "1"], ["In all", "3"]]


def test_the_print_says_the_same() -> None:
    text = pypdfium2.PdfDocument(as_pdf(accounting(), "Salus"))[0].get_textpage().get_text_range()
    assert "Accounting of disclosures, Salus, until 2026-11-29" in text
    assert all(each in text for each in ("Dr X, Eye", "Disclosed: 2", "Refused: 1", "Accountable: 1", "In all: 3"))
