"""The store of a validator, against what plenum expects of one."""

from pathlib import Path

import pytest

from agent.ledger.pool.validator.kv_store import PAGE_ROWS, SqliteIntegerStore, SqliteStore


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(str(tmp_path), "state")


@pytest.fixture
def numbers(tmp_path: Path) -> SqliteIntegerStore:
    return SqliteIntegerStore(str(tmp_path), "log")


def test_what_was_put_is_got_as_bytes_whatever_it_was(store: SqliteStore) -> None:
    store.put(key="text", value="value")
    store.put(b"\x00\xff", b"\xff\x00")
    store.put(7, 42)
    assert [store.get(b"text"), store.get(b"\x00\xff"), store.get("7")] == [b"value", b"\xff\x00", b"42"]


def test_a_missing_key_raises_key_error_and_is_not_contained(store: SqliteStore) -> None:
    with pytest.raises(KeyError):
        store.get("absent")
    assert "absent" not in store
    store.put("there", "")
    assert "there" in store
    assert store.get("there") == b""


def test_a_second_put_replaces_and_a_removed_key_is_gone(store: SqliteStore) -> None:
    store.put("key", "old")
    store.put("key", "new")
    assert (store.get("key"), store.size) == (b"new", 1)
    store.remove("key")
    store.remove("never was there")
    assert store.size == 0


def test_everything_is_found_again_after_it_was_closed(tmp_path: Path, store: SqliteStore) -> None:
    store.setBatch([("a", "1"), ("b", "2")])
    store.close()
    assert store.closed
    again = SqliteStore(str(tmp_path), "state")
    assert list(again.iterator()) == [(b"a", b"1"), (b"b", b"2")]


def test_what_was_put_survives_without_being_closed(tmp_path: Path, store: SqliteStore) -> None:
    store.put("a", "1")
    assert SqliteStore(str(tmp_path), "state").get("a") == b"1"


def test_a_batch_is_applied_whole_or_not_at_all(store: SqliteStore) -> None:
    store.put("kept", "1")
    with pytest.raises(ValueError, match="unknown operation"):
        store.do_ops_in_batch([(store.WRITE_OP, "new", "2"), (store.REMOVE_OP, "kept", ""), (9, "bad", "")])
    assert list(store.iterator()) == [(b"kept", b"1")]
    store.do_ops_in_batch([(store.WRITE_OP, "new", "2"), (store.REMOVE_OP, "kept", "")])
    assert list(store.iterator()) == [(b"new", b"2")]


def test_bytes_are_iterated_in_byte_order_up_to_and_with_the_end(store: SqliteStore) -> None:
    store.setBatch((key, key) for key in ("b", "a", "10", "9"))
    assert list(store.iterator(include_value=False)) == [b"10", b"9", b"a", b"b"]
    assert list(store.iterator(start="9", end="a", include_value=False)) == [b"9", b"a"]


def numbers_of(store: SqliteIntegerStore, start: int | None = None, end: int | None = None) -> list[int]:
    return [int(key) for key in store.iterator(start, end, include_value=False) if isinstance(key, bytes)]


def test_integers_are_iterated_in_numeric_order_over_more_than_a_page(numbers: SqliteIntegerStore) -> None:
    count = PAGE_ROWS * 2 + 1
    numbers.setBatch((str(number), str(number)) for number in reversed(range(1, count + 1)))
    assert numbers_of(numbers) == list(range(1, count + 1))
    assert numbers_of(numbers, 9, 11) == [9, 10, 11]
    assert numbers.size == count


def test_a_store_may_be_written_to_while_it_is_iterated(numbers: SqliteIntegerStore) -> None:
    numbers.put(1, "x")
    for key in numbers.iterator(include_value=False):
        if isinstance(key, bytes) and int(key) < 5:
            numbers.put(int(key) + 1, "x")
    assert numbers.size == 5


def test_the_last_value_up_to_a_time_is_found(numbers: SqliteIntegerStore) -> None:
    assert (numbers.get_equal_or_prev("5"), numbers.get_last_key()) == (None, None)
    numbers.setBatch([("5", "five"), ("100", "hundred")])
    assert numbers.get_equal_or_prev("4") is None
    assert [numbers.get_equal_or_prev(time) for time in ("5", "99", "101")] == [b"five", b"five", b"hundred"]
    assert numbers.get_last_key() == b"100"


def test_a_reset_store_is_empty_and_usable(store: SqliteStore) -> None:
    store.put("a", "1")
    store.reset()
    assert store.size == 0
    store.put("b", "2")
    assert store.get("b") == b"2"


def test_a_closed_store_says_so(store: SqliteStore) -> None:
    store.close()
    store.close()
    with pytest.raises(RuntimeError, match="is closed"):
        store.get("a")
