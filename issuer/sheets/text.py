"""Bytes of a CSV file into rows of cells: encoding and delimiter found out, or refused where it would be a guess.

UTF-8 with or without a mark, UTF-16 with one, and Windows-1252, which spreadsheets still write. What has control
characters in it after that is none of them. The delimiter is the comma, semicolon or tab that the first line has most.
"""

import codecs
import csv
import io
from collections.abc import Sequence
from itertools import islice

from issuer.domain.intake import MAX_RECORDS, Refused

MAX_BYTES = 20 * 1024 * 1024
DELIMITERS = ",;\t"
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_ORDINARY_CONTROLS = "\t\r\n"


class SheetUnreadable(ValueError):
    """The file is no table that can be read."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.refused = Refused("row 1", code, sentence, None)


def rows_of(document: bytes) -> Sequence[Sequence[str]]:
    """All rows, the header first. Raises SheetUnreadable."""
    if len(document) > MAX_BYTES:
        raise SheetUnreadable("too-large", f"The file has more than {MAX_BYTES // 1024**2} MB.")
    text = _text(document)
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = list(islice(reader, MAX_RECORDS + 2))
    except csv.Error:
        raise SheetUnreadable(
            "not-csv", "The file is no CSV: a quotation mark is not closed, or a cell is huge."
        ) from None
    if len(rows) > MAX_RECORDS + 1:
        raise SheetUnreadable("too-many", f"The file has more than {MAX_RECORDS} rows.")
    if not any(rows):
        raise SheetUnreadable("empty", "The file has no rows.")
    return rows


def _text(document: bytes) -> str:
    marked = next((name for mark, name in _MARKS.items() if document.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = document.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(each) < 32 and each not in _ORDINARY_CONTROLS for each in text):
            return text
    raise SheetUnreadable("encoding-unknown", "The file is neither UTF-8, UTF-16 with a mark, nor Windows-1252.")
