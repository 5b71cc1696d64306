"""Which kind of document somebody brings, and the reader for each kind. Pure: bytes in, what they give out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import assert_never

from issuer.domain.batch import Format
from issuer.domain.intake import Read
from issuer.fhir.json_text import Unreadable, parse_json
from issuer.fhir.ndjson import read_ndjson
from issuer.fhir.reading import read_fhir
from issuer.sheets.reading import read_csv

_UTF8_MARK = b"\xef\xbb\xbf"


def format_of(document: bytes) -> Format:
    """A guess by how it begins: what is no JSON is a table, and JSON whose first line is whole by itself is NDJSON."""
    text = document.removeprefix(_UTF8_MARK).lstrip()
    if not text.startswith((b"{", b"[")):
        return Format.CSV
    first, _, rest = text.partition(b"\n")
    return Format.NDJSON if rest.strip() and _is_json(first) else Format.FHIR


def read_document(document: bytes, kind: Format, columns: Mapping[str, str], today: date) -> Sequence[Read]:
    """What a document gives; `columns` names the claims of a table's columns. Raises nothing, and takes its time."""
    reader: Callable[..., Sequence[Read]]
    match kind:
        case Format.FHIR:
            reader = read_fhir
        case Format.NDJSON:
            reader = read_ndjson
        case Format.CSV:
            reader = partial(read_csv, header=columns)
        case other:
            assert_never(other)
    return reader(document, today=today)


def _is_json(line: bytes) -> bool:
    try:
        parse_json(line)
    except Unreadable:
        return False
    return True
