"""CSV: a dose a row, whatever program wrote it, and what is wrong told by row and column."""

import csv
import io

import pytest

from issuer.domain.claims import to_attributes
from issuer.domain.intake import MAX_RECORDS, Refused
from issuer.sheets.reading import read_csv
from issuer.sheets.text import MAX_BYTES
from issuer.type_files import load_credential_types
from tests.unit.issuer.fhir_documents import TODAY, proposed, refused

ROW = {
    "subject_id": "S-1",
    "family_name": "Müller",
    "given_name": "Zoë",
    "birth_dateint": "1990-05-17",
    "vaccine_cvx": "03",
    "lot_number": "A-1234",
    "occurrence_dateint": "2024-03-01",
    "event_id": "E-1",
}
HEADER = {"Patient": "subject_id", "Geburtsdatum": "birth_dateint"}


def sheet(*rows: dict[str, str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    file = io.StringIO(newline="")
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(file, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


def told(document: bytes, header: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """Places and codes of what is refused, which is everything."""
    results = read_csv(document, header, today=TODAY)
    assert results == refused(results) and "MARKED" not in str(results)
    return [(each.place, each.code) for each in refused(results)]


def test_a_row_is_a_credential_for_each_disease_of_the_dose() -> None:
    found = proposed(read_csv(sheet(ROW), None, today=TODAY))
    assert [each.source_id for each in found] == ["E-1#14189004", "E-1#36653000", "E-1#36989005"]
    assert {(each.place, each.subject_id, each.credential_type) for each in found} == {("row 2", "S-1", "vaccination")}
    claims = found[0].claims
    assert (claims["birth_dateint"], claims["occurrence_dateint"], claims["valid_from_dateint"]) == (
        19900517,
        20240301,
        20240315,
    )
    to_attributes(load_credential_types()["vaccination"], claims, TODAY)


def test_a_row_may_name_one_disease_with_or_without_a_vaccine() -> None:
    without = {name: value for name, value in ROW.items() if name != "vaccine_cvx"}
    for row in (ROW, without):
        [found] = proposed(read_csv(sheet(row | {"target_disease_code": "14189004"}), None, today=TODAY))
        assert found.claims["target_disease"] == "Measles"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_encoding_and_delimiter_is_found_out(encoding: str, delimiter: str) -> None:
    document = sheet(ROW, delimiter=delimiter, encoding=encoding)
    [first, *_] = proposed(read_csv(document, None, today=TODAY))
    assert (first.claims["family_name"], first.claims["given_name"]) == ("Müller", "Zoë")


def test_columns_are_mapped_and_called_what_the_file_calls_them() -> None:
    row = {"Patient": "S-1", "Geburtsdatum": "MARKED", "Notiz": "=MARKED"} | {
        name: value for name, value in ROW.items() if name not in HEADER.values()
    }
    assert told(sheet(row), HEADER) == [("row 2, column Geburtsdatum", "impossible-date")]
    assert len(proposed(read_csv(sheet(row | {"Geburtsdatum": "1990"}), HEADER, today=TODAY))) == 3


def test_missing_columns_are_all_named() -> None:
    assert told(b"subject_id,family_name\n1,2\n") == [
        ("row 1, column given_name", "missing-column"),
        ("row 1, column birth_dateint", "missing-column"),
        ("row 1, column occurrence_dateint", "missing-column"),
        ("row 1, column event_id", "missing-column"),
        ("row 1, column target_disease_code", "missing-column"),
    ]


def test_a_mapping_that_does_not_fit_the_file_is_told() -> None:
    assert told(sheet(ROW), {"Charge": "lot_number"}) == [("row 1, column Charge", "missing-column")]
    assert told(sheet(ROW | {"Note": ""}), {"Note": "colour"}) == [("row 1, column Note", "unknown-claim")]
    assert told(sheet(ROW | {"Lot": ""}), {"Lot": "lot_number"}) == [("row 1, column Lot", "duplicate-column")]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_formula_is_refused(sign: str) -> None:
    row = ROW | {"lot_number": f'{sign}HYPERLINK("MARKED")'}
    assert told(sheet(row)) == [("row 2, column lot_number", "formula")]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("subject_id", "", "missing"),
        ("birth_dateint", "", "missing"),
        ("occurrence_dateint", "", "missing"),
        ("event_id", "", "missing"),
        ("occurrence_dateint", "01.03.2024", "impossible-date"),
        ("occurrence_dateint", "2024-02-30", "impossible-date"),
        ("occurrence_dateint", "2026-03-02", "in-the-future"),
        ("occurrence_dateint", "1989", "before-birth"),
        ("birth_dateint", "2999", "in-the-future"),
        ("vaccine_cvx", "MMR", "not-an-integer"),
        ("vaccine_cvx", "3.0", "not-an-integer"),
        ("vaccine_cvx", "998", "unknown-vaccine"),
        ("vaccine_cvx", "", "no-vaccine-code"),
        ("lot_number", "1_000", "not-issuable"),
        ("family_name", "MARKED" * 50, "not-issuable"),
        ("family_name", "two\nlines", "not-issuable"),
    ],
)
def test_a_faulty_cell_is_refused_at_its_row_and_column(column: str, cell: str, code: str) -> None:
    results = read_csv(sheet(ROW, ROW | {"event_id": "E-2", "lot_number": "B", column: cell}), None, today=TODAY)
    [found] = refused(results)
    assert (found.place, found.code) == (f"row 3, column {column}", code)
    assert found.source_id == ("E-2" if column != "event_id" else None)
    assert len(proposed(results)) == 3 and "MARKED" not in str(found)


def test_a_disease_that_the_vaccine_is_not_for_is_refused() -> None:
    row = ROW | {"target_disease_code": "840539006"}
    assert told(sheet(row)) == [("row 2, column target_disease_code", "disease-contradicts-vaccine")]
    row = ROW | {"target_disease_code": "13645005", "vaccine_cvx": ""}
    assert told(sheet(row)) == [("row 2, column target_disease_code", "unknown-disease")]


def test_dates_of_protection_in_the_file_count() -> None:
    row = ROW | {"valid_from_dateint": "2024-04-01", "valid_until_dateint": "9999-12-31"}
    [first, *_] = proposed(read_csv(sheet(row), None, today=TODAY))
    values = to_attributes(load_credential_types()["vaccination"], first.claims, TODAY)
    assert (values["valid_from_dateint"], values["valid_until_dateint"]) == ("20240401", "99991231")


def test_the_same_row_twice_is_issued_once() -> None:
    results = read_csv(sheet(ROW, ROW), None, today=TODAY)
    assert (len(proposed(results)), refused(results)[0].place, refused(results)[0].code) == (3, "row 3", "duplicate")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b'subject_id,"family', "not-csv"),
        (sheet(ROW, encoding="utf-16-le"), "encoding-unknown"),
        (sheet(ROW) + b"\x00", "encoding-unknown"),
        (sheet(ROW) + b"\x81", "encoding-unknown"),
        (b" " * (MAX_BYTES + 1), "too-large"),
        (b"subject_id\n" * (MAX_RECORDS + 2), "too-many"),
    ],
)
def test_a_file_that_is_no_table_is_refused_as_a_whole(document: bytes, code: str) -> None:
    assert told(document) == [("row 1", code)]


def test_rows_of_another_length_and_empty_ones() -> None:
    document = sheet(ROW) + b"\r\n,,,,,,,\r\nonly,three,cells\r\n"
    results = read_csv(document, None, today=TODAY)
    assert len(proposed(results)) == 3
    [found] = refused(results)
    assert found == Refused("row 5", "row-length", found.sentence, None)
    assert told(sheet(ROW).split(b"\n")[0]) == [("row 2", "nothing-to-issue")]
