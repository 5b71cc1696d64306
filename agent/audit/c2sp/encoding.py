"""Numbers and bytes as these formats write them: in one way only, so that no byte of a proof can be changed unseen."""

import base64
import binascii
import re

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


class FormatRefused(ValueError):
    """The text is not of its format."""


def base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def from_base64(text: str) -> bytes:
    """Raises FormatRefused, also where it is not written as `base64_of` writes it."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise FormatRefused("not base64") from None
    if base64_of(content) != text:
        raise FormatRefused("not the one base64 of these bytes")
    return content


def from_decimal(text: str) -> int:
    """Raises FormatRefused."""
    if not _DECIMAL.fullmatch(text):
        raise FormatRefused("not a decimal number without leading zeroes")
    return int(text)


def hashes_from(lines: list[str]) -> list[bytes]:
    """One hash a line. Raises FormatRefused."""
    hashes = [from_base64(line) for line in lines]
    if any(len(each) != 32 for each in hashes):
        raise FormatRefused("a hash has 32 bytes")
    return hashes
