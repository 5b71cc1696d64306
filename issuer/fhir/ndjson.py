"""NDJSON, as bulk exports write it: one resource or one Bundle a line (FHIR Bulk Data).

Lines of single resources belong together, so that a vaccination finds its patient in another line; a Bundle is a
document of its own. A line that cannot be read costs nothing but itself.
"""

from collections.abc import Sequence
from datetime import date

from issuer.domain.intake import MAX_RECORDS, Read, Refused, without_duplicates
from issuer.fhir.documents import entries_of
from issuer.fhir.json_text import MAX_BYTES, Unreadable, parse_json
from issuer.fhir.reading import NOTHING, read_entries
from issuer.fhir.sources import Entry


def read_ndjson(document: bytes, *, today: date) -> Sequence[Read]:
    """What all lines give. Places begin with "line 3, ". Raises nothing."""
    if len(document) > MAX_BYTES:
        return [Refused("Resource", "too-large", f"The document has more than {MAX_BYTES // 1024**2} MB.", None)]
    lines = document.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if len(lines) > MAX_RECORDS:
        return [Refused("Resource", "too-many", f"The document has more than {MAX_RECORDS} lines.", None)]
    results: list[Read] = []
    single: list[Entry] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            entries, refused = _line(line, f"line {number}, ")
            results += refused
            if len(entries) == 1 and entries[0].place.count(".") == 0:
                single += entries
            else:
                results += read_entries(entries, today)
    return without_duplicates([*results, *read_entries(single, today)]) or [NOTHING]


def _line(line: bytes, prefix: str) -> tuple[Sequence[Entry], Sequence[Refused]]:
    try:
        return entries_of(parse_json(line), prefix)
    except Unreadable as error:
        return (), [error.refused(prefix)]
