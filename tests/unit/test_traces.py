"""The search for planted values finds them in every form; else it would prove nothing by finding none."""

import base64
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.flows.traces import Haystack, Traces, encoded, files_of, tables_of

OF_AN_ALICE = b"27034640024117331033063128044004318218486816931520886405535659934417438781507"
"""The `encoded` of "Alice" in the documents of AnonCreds."""


@pytest.mark.parametrize("before", ["", "1", "12", "123", '{"name": "'])
def test_a_text_is_found_as_it_is_and_in_base64_wherever_it_stands(before: str) -> None:
    traces = Traces()
    content = f'{before}{traces.text("family")}"}}'.encode()
    assert traces.found_in(content)
    assert traces.found_in(b"log " + base64.b64encode(content))
    assert traces.found_in(base64.urlsafe_b64encode(content).rstrip(b"="))


def test_a_day_is_found_in_both_forms_and_a_number_that_only_contains_it_is_not_it() -> None:
    traces = Traces()
    day = traces.day()
    assert traces.found_in(f"born {day}T00:00".encode())
    assert traces.found_in(f"'birth_dateint': {day.replace('-', '')}}}".encode())
    assert not traces.found_in(f"1{day.replace('-', '')}".encode())


def test_the_number_that_anoncreds_makes_of_a_text_is_found() -> None:
    traces = Traces()
    assert encoded("Alice") == OF_AN_ALICE
    assert traces.found_in(b'{"encoded": "' + encoded(traces.text("family")) + b'"}')


def test_what_is_not_planted_is_not_found() -> None:
    traces, other = Traces(), Traces()
    content = f"{other.text('family')} {other.mark} 2026-11-25 20261125".encode()
    traces.text("family")
    assert not traces.found_in(content)


def test_the_haystack_is_named_and_tables_and_files_are_read(tmp_path: Path) -> None:
    traces = Traces()
    path = tmp_path / "x.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table clean (a)")
        database.execute("create table dirty (a)")
        database.execute("insert into dirty values (?)", (traces.text("lot"),))
        database.commit()
    assert set(traces.found([*tables_of(path), Haystack("other", b"")])) == {"x.sqlite table dirty"}
    assert set(traces.found(files_of(tmp_path))) == {str(path)}
