"""The printed sheet, looked at as a picture."""

from datetime import UTC, datetime

import pypdfium2
import zxingcpp

from issuer.printing.qr_sheet import WARNING, SheetCode, qr_sheet

UNTIL = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)


def codes(count: int, subject_id: str = "P-{}") -> list[SheetCode]:
    return [
        SheetCode(subject_id.format(number), "Vaccination", f"row {number}", f"http://issuer.test/q/{number}", UNTIL)
        for number in range(count)
    ]


def test_every_code_can_be_read_and_stands_beside_whom_it_is_for() -> None:
    pages = list(pypdfium2.PdfDocument(qr_sheet("Batch 1", codes(13))))
    assert len(pages) == 2
    found = [code.text for page in pages for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    assert sorted(found) == sorted(f"http://issuer.test/q/{number}" for number in range(13))
    text = pages[0].get_textpage().get_text_range()
    assert WARNING in text
    assert "P-11" in text and "row 11" in text and "until 2026-12-08 09:30 UTC" in text


def test_any_script_and_length_of_a_pseudonym_is_drawn() -> None:
    for subject_id in ("آنا-{}", "W" * 256, "Ä-{}"):
        assert qr_sheet("Satz Ω", codes(1, subject_id)).startswith(b"%PDF")
