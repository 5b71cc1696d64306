"""QR codes (ISO/IEC 18004): drawn for a screen, a paper and a terminal, and read back from a picture.

Decides: error correction M, and at most version 13 (69 modules a side), beyond which a phone's camera struggles at a
screen; so a QR holds a short link, never a whole invitation.
"""

from http import HTTPStatus
from io import BytesIO, StringIO

import qrcode
import zxingcpp
from PIL import Image, UnidentifiedImageError
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathFillImage

from agent.errors import InvalidInput, Problem

MAX_VERSION = 13
MAX_PIXELS = 50_000_000
_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class QrTooLong(Problem):
    """The text does not fit a QR code that phones read well."""

    code = "qr-too-long"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    next_step = "Put a short link into the QR code."


def qr_svg(text: str) -> str:
    """A QR code as an SVG document without an XML declaration, black on white."""
    return str(_code(text).make_image(image_factory=SvgPathFillImage).to_string(encoding="unicode"))


def qr_png(text: str) -> bytes:
    """A QR code as PNG, 8 pixels a module."""
    buffer = BytesIO()
    _code(text).make_image(image_factory=PilImage).save(buffer, format="PNG")
    return buffer.getvalue()


def qr_terminal(text: str) -> str:
    """A QR code as lines of half blocks, for a terminal with a dark background."""
    buffer = StringIO()
    _code(text).print_ascii(out=buffer, invert=True)
    return buffer.getvalue()


def read_qr(image_bytes: bytes) -> str | None:
    """The text of the first QR code in a picture, None if there is none. Raises InvalidInput if it is no picture."""
    try:
        with Image.open(BytesIO(image_bytes)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise InvalidInput("The picture is too large.")
            found = zxingcpp.read_barcodes(image.convert("L"), formats=_QR_ONLY)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidInput("This is not a picture that can be read.") from error
    return found[0].text if found else None


def _code(text: str) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=8, border=4)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise QrTooLong(f"A text of {len(text)} characters does not fit a QR code.") from error
    if code.version > MAX_VERSION:
        raise QrTooLong(f"A text of {len(text)} characters makes a QR code that phones read badly.")
    return code
