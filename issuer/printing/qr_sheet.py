"""A sheet of QR codes as PDF (A4), to be cut apart and given or sent to the patients they belong to.

Each code stands with the issuer's pseudonym of the patient, the kind of card and the day until which it can be taken
up; no name and no value of the card. Whoever has a code can take the card, and the sheet says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from agent.service.qr import qr_png

if TYPE_CHECKING:
    from fpdf import FPDF

COLUMNS, ROWS = 3, 4
_PAGE_WIDTH, _MARGIN, _TOP = 210.0, 12.0, 22.0
_CELL_WIDTH, _CELL_HEIGHT, _CODE = (_PAGE_WIDTH - 2 * _MARGIN) / COLUMNS, 65.0, 44.0
WARNING = "Whoever scans a code can take the card. Give each one to its patient only."


@dataclass(frozen=True)
class SheetCode:
    subject_id: str
    title: str
    place: str
    """Where it stands in the uploaded document."""
    url: str = field(repr=False)
    expires_at: datetime


def qr_sheet(heading: str, codes: Sequence[SheetCode]) -> bytes:
    """As many pages as it takes, a dozen codes each."""
    from fpdf import FPDF  # noqa: PLC0415 - takes a second, which no start should wait for

    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_title(_latin(heading))
    for at, code in enumerate(codes):
        cell = at % (COLUMNS * ROWS)
        if cell == 0:
            _begin_page(pdf, heading)
        _draw(pdf, code, _MARGIN + cell % COLUMNS * _CELL_WIDTH, _TOP + cell // COLUMNS * _CELL_HEIGHT)
    return bytes(pdf.output())


def _begin_page(pdf: "FPDF", heading: str) -> None:
    pdf.add_page()
    pdf.set_font("helvetica", style="B", size=11)
    pdf.text(_MARGIN, 11, _latin(heading))
    pdf.set_font("helvetica", size=9)
    pdf.text(_MARGIN, 16, WARNING)


def _draw(pdf: "FPDF", code: SheetCode, left: float, top: float) -> None:
    pdf.set_draw_color(190)
    pdf.rect(left, top, _CELL_WIDTH, _CELL_HEIGHT)
    pdf.image(BytesIO(qr_png(code.url)), left + (_CELL_WIDTH - _CODE) / 2, top + 1, _CODE, _CODE)
    pdf.set_font("helvetica", style="B", size=9)
    _line(pdf, code.subject_id, left, top + _CODE + 5)
    pdf.set_font("helvetica", size=8)
    _line(pdf, code.title, left, top + _CODE + 9)
    _line(pdf, f"until {code.expires_at:%Y-%m-%d %H:%M} UTC", left, top + _CODE + 13)
    _line(pdf, code.place, left, top + _CODE + 17)


def _line(pdf: "FPDF", text: str, left: float, top: float) -> None:
    """One line within the cell, its end cut off where it is too long."""
    shown = _latin(text)
    while pdf.get_string_width(shown) > _CELL_WIDTH - 4:
        shown = shown[:-2]
    pdf.text(left + 2, top, shown)


def _latin(text: str) -> str:
    """PDF's own fonts know Latin letters only; the place in the document tells a code apart in any script."""
    return text.encode("latin-1", "replace").decode("latin-1")
