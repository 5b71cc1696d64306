"""Reads vaccinations from a CSV file: one dose a row, and a credential for each disease of it, as from FHIR.

A cell that begins like a formula is refused, whatever it says: a spreadsheet that shows it later would run it. Rows are
counted as a spreadsheet shows them, the header being row 1, and columns are called what the file calls them.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from issuer.domain.intake import Proposed, Read, Refused, without_duplicates
from issuer.domain.partial_date import PartialDate, dateint
from issuer.fhir import doses
from issuer.fhir.doses import DoseFaulty, Target
from issuer.fhir.issuable import ClaimFault, claim_faults, version_of
from issuer.fhir.mapping import Claims, ElementFaulty, past_date
from issuer.sheets.columns import MAX_NAME, ColumnsUnusable, columns_of
from issuer.sheets.text import SheetUnreadable, rows_of

TYPE = "vaccination"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
INTEGERS = ("vaccine_cvx", "target_disease_code", "dose_number", "series_doses", "identity_assurance")


class _RowFaulty(ValueError):
    def __init__(self, *faults: ClaimFault) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def read_csv(document: bytes, header: Mapping[str, str] | None, *, today: date) -> Sequence[Read]:
    """What the rows give; `header` says which column is which claim. Raises nothing: what cannot be read is refused."""
    try:
        names, *rows = rows_of(document)
        columns = columns_of([name.strip() for name in names], header)
    except SheetUnreadable as error:
        return [error.refused]
    except ColumnsUnusable as error:
        return error.refused
    results: list[Read] = []
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row):
            results += _row(number, row, names, columns, today)
    return without_duplicates(results) or [Refused("row 2", "nothing-to-issue", "The file has no vaccination.", None)]


def _row(
    number: int, row: Sequence[str], names: Sequence[str], columns: Mapping[str, int], today: date
) -> Sequence[Read]:
    place = f"row {number}"
    if len(row) != len(names):
        return [Refused(place, "row-length", "The row has not as many cells as there are columns.", None)]
    cells = {claim: row[position].strip() for claim, position in columns.items()}
    source_id = cells["event_id"] or None
    try:
        return [_proposed(place, claims) for claims in _all_claims(cells, today)]
    except _RowFaulty as error:
        return [
            Refused(f"{place}, column {_column(fault.claim, names, columns)}", fault.code, fault.sentence, source_id)
            for fault in error.faults
        ]


def _column(claim: str, names: Sequence[str], columns: Mapping[str, int]) -> str:
    return names[columns[claim]].strip()[:MAX_NAME] if claim in columns else claim


def _all_claims(cells: Mapping[str, str], today: date) -> Sequence[Claims]:
    """The claims of the credentials of one row. Raises _RowFaulty."""
    formulas = [
        ClaimFault(claim, "formula", "Begins like a formula of a spreadsheet.")
        for claim, cell in cells.items()
        if cell.startswith(FORMULA)
    ]
    if formulas:
        raise _RowFaulty(*formulas)
    shared: Claims = {claim: _value(claim, cell) for claim, cell in cells.items() if cell}
    born = _day(shared, "birth_dateint", today)
    given_on = _day(shared, "occurrence_dateint", today)
    if doses.before_birth(given_on, born.earliest):
        raise _RowFaulty(ClaimFault("occurrence_dateint", "before-birth", "Lies before the patient's birth."))
    shared["birth_dateint"] = dateint(born.latest)
    dates = {name: shared[name] for name in ("valid_from_dateint", "valid_until_dateint") if name in shared}
    found = [doses.claims_for(target, shared, given_on) | dates for target in _targets(shared)]
    if faults := [fault for claims in found for fault in claim_faults(TYPE, claims, today)]:
        raise _RowFaulty(*dict.fromkeys(faults))
    return found


def _value(claim: str, cell: str) -> str | int:
    if claim not in INTEGERS:
        return cell
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 9):
        raise _RowFaulty(ClaimFault(claim, "not-an-integer", "Must be a whole number in the digits 0 to 9."))
    return int(cell)


def _day(claims: Claims, claim: str, today: date) -> PartialDate:
    if claim not in claims:
        raise _RowFaulty(ClaimFault(claim, "missing", "Is needed for a credential."))
    try:
        return past_date(str(claims[claim]), claim, today)
    except ElementFaulty as error:
        raise _RowFaulty(ClaimFault(claim, error.fault.code, error.fault.sentence)) from None


def _targets(shared: Claims) -> Sequence[Target]:
    """The disease that the row names, or all of its vaccine."""
    code = str(shared.get("target_disease_code", ""))
    try:
        has_vaccine = any(shared.get(claim) for claim in doses.TABLES)
        of_vaccine = doses.diseases_of(shared) if has_vaccine or not code else frozenset({code})
        if code:
            doses.check_disease(code, of_vaccine)
    except DoseFaulty as error:
        raise _RowFaulty(error.fault) from None
    return [Target(each, {}) for each in ([code] if code else sorted(of_vaccine))]


def _proposed(place: str, claims: Claims) -> Proposed:
    return Proposed(
        place=place,
        source_id=f"{claims['event_id']}#{claims['target_disease_code']}",
        source_version=version_of(claims),
        credential_type=TYPE,
        subject_id=str(claims["subject_id"]),
        claims=claims,
    )
