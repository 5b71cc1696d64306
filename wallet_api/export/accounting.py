"""The accounting of disclosures as CSV (RFC 4180) and as PDF."""

import csv
from collections.abc import Sequence
from io import StringIO

from wallet_api.domain.accounting import Accounting, Disclosed

HEADER = ("Date", "Recipient", "Description", "Purpose", "Outcome", "Accountable", "Reason", "Event")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(accounting: Accounting) -> bytes:
    """UTF-8 with its mark, which spreadsheets need; no cell begins like a formula."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows([[_harmless(cell) for cell in _cells(each)] for each in accounting.rows])
    writer.writerows(_totals(accounting))
    return text.getvalue().encode("utf-8-sig")


def as_pdf(accounting: Accounting, keeper: str) -> bytes:
    """A table, across the page. PDF's own fonts know Latin letters only; the CSV has all of them."""
    from fpdf import FPDF  # noqa: PLC0415 - takes a second, which no start should wait for

    pdf = FPDF(orientation="landscape", unit="mm", format="A4")
    pdf.set_title("Accounting of disclosures")
    pdf.add_page()
    pdf.set_font("helvetica", style="B", size=13)
    pdf.cell(
        0,
        10,
        _latin(f"Accounting of disclosures, {keeper}, until {accounting.until:%Y-%m-%d}"),
        new_x="LMARGIN",
        new_y="NEXT",
    )
    pdf.set_font("helvetica", size=7)
    with pdf.table(col_widths=(16, 26, 40, 16, 10, 12, 18, 24), line_height=4) as table:
        for cells in (HEADER, *(_cells(each) for each in accounting.rows)):
            table.row([_latin(cell) for cell in cells])
    pdf.set_font("helvetica", size=9)
    for name, count in _totals(accounting):
        pdf.cell(0, 6, f"{name}: {count}", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def _cells(each: Disclosed) -> Sequence[str]:
    return (
        each.at.strftime("%Y-%m-%d %H:%M:%S UTC"), each.recipient, each.description, each.purpose, each.outcome.value,
        "no" if each.exemption else "yes", each.exemption.value if each.exemption else "", each.event_id,
    )  # fmt: skip


def _totals(accounting: Accounting) -> Sequence[tuple[str, int]]:
    return (
        ("Disclosed", accounting.disclosed),
        ("Refused", accounting.refused),
        ("Accountable", accounting.accountable),
        ("In all", len(accounting.rows)),
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")
