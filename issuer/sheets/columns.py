"""Which column of a sheet is which claim of a vaccination.

A column counts by the mapping, else if it has a claim's own name; others are left alone, since sheets are made for more
than this. What must be there and is not is named, all of it at once.
"""

from collections.abc import Mapping, Sequence

from issuer.domain.intake import Refused
from issuer.fhir.doses import TABLES

REQUIRED = ("subject_id", "family_name", "given_name", "birth_dateint", "occurrence_dateint", "event_id")
DISEASE = ("target_disease_code", *TABLES)
"""One of them says what the dose is for."""
OPTIONAL = (
    *("vaccine_product", "manufacturer", "lot_number", "valid_from_dateint", "valid_until_dateint"),
    *("dose_number", "series_doses", "country", "performer_org", "identity_assurance"),
)
CLAIMS = frozenset((*REQUIRED, *DISEASE, *OPTIONAL))
MAX_NAME = 64


class ColumnsUnusable(ValueError):
    """The columns are not those of vaccinations."""

    def __init__(self, refused: Sequence[Refused]) -> None:
        super().__init__(f"{len(refused)} columns")
        self.refused = refused


def columns_of(names: Sequence[str], header: Mapping[str, str] | None) -> Mapping[str, int]:
    """The position of each claim's column. Raises ColumnsUnusable."""
    wanted = dict(header or {})
    faults = [
        _refused(column, "missing-column", "The column is not in the file.") for column in wanted if column not in names
    ]
    faults += [
        _refused(column, "unknown-claim", "The column is mapped to what is no claim of a vaccination.")
        for column, claim in wanted.items()
        if claim not in CLAIMS
    ]
    found: dict[str, int] = {}
    for position, name in enumerate(names):
        claim = wanted.get(name, name)
        if claim in found:
            faults.append(_refused(name, "duplicate-column", "Two columns are the same claim."))
        elif claim in CLAIMS:
            found[claim] = position
    faults += [
        _refused(claim, "missing-column", "No column is this claim, and it is needed.")
        for claim in REQUIRED
        if claim not in found
    ]
    if not any(claim in found for claim in DISEASE):
        faults.append(_refused(DISEASE[0], "missing-column", f"One of these is needed: {', '.join(DISEASE)}."))
    if faults:
        raise ColumnsUnusable(faults)
    return found


def _refused(column: str, code: str, sentence: str) -> Refused:
    return Refused(f"row 1, column {column[:MAX_NAME]}", code, sentence, None)
