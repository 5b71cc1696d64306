"""A QR code is tested by reading it."""

from io import BytesIO

import pytest
from PIL import Image

from agent.errors import InvalidInput
from agent.service.qr import QrTooLong, qr_png, qr_svg, qr_terminal, read_qr

LINK = "https://issuer.example/q/AAECAwQFBgcICQoLDA0ODw"


def test_a_png_reads_back() -> None:
    assert read_qr(qr_png(LINK)) == LINK


def test_a_text_beyond_ascii_reads_back() -> None:
    assert read_qr(qr_png("Žofie 接種")) == "Žofie 接種"


def test_an_svg_has_a_picture_of_the_same_modules() -> None:
    assert qr_svg(LINK).startswith("<svg")
    assert "style=" not in qr_svg(LINK)  # a page's policy forbids it


def test_what_a_terminal_shows_reads_back() -> None:
    assert read_qr(_photograph(qr_terminal(LINK))) == LINK


def test_a_text_too_long_for_phones_is_refused() -> None:
    assert read_qr(qr_png("x" * 331)) == "x" * 331  # version 13 at level M
    with pytest.raises(QrTooLong):
        qr_png("x" * 332)
    with pytest.raises(QrTooLong):
        qr_svg("x" * 14_000)


def test_a_picture_without_a_code_has_no_text() -> None:
    buffer = BytesIO()
    Image.new("RGB", (200, 200), "white").save(buffer, "PNG")
    assert read_qr(buffer.getvalue()) is None


@pytest.mark.parametrize("data", [b"", b"not a picture", qr_png(LINK)[:100]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_qr(data)


def _photograph(text: str) -> bytes:
    """The terminal's screen as a picture: each character is two modules, one above the other; ink is light."""
    light = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0), "\xa0": (0, 0)}
    lines = text.splitlines()
    width = max(map(len, lines))
    image = Image.new("L", (width, 2 * len(lines)), 0)
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            for half in (0, 1):
                image.putpixel((column, 2 * row + half), light[character][half])
    buffer = BytesIO()
    image.resize((width * 8, 16 * len(lines)), Image.Resampling.NEAREST).save(buffer, "PNG")
    return buffer.getvalue()
