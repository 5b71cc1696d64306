"""What belongs to somebody is listed where it is exported and erased: no table is forgotten."""

import pytest
import sqlalchemy as sa

from wallet_api import tables
from wallet_api.store.owned import OF_ACCOUNT, OF_WALLET, Owned

OPENS_SOMETHING = ("sha256", "sealed", "token", "tenant", "public_key", "challenge")


def refer_to(column: str, owners: sa.Table) -> set[sa.Table]:
    """All tables that say whose a row is by such a column, or by what they refer to."""
    found = {owners} | {table for table in tables.metadata.sorted_tables if column in table.c}
    for table in tables.metadata.sorted_tables:  # what is referred to comes first
        if any(key.column.table in found for key in table.foreign_keys):
            found.add(table)
    return found


@pytest.mark.parametrize(
    ("column", "owners", "listed"),
    [
        ("wallet_id", tables.wallets, OF_WALLET),
        ("account_id", tables.accounts, OF_ACCOUNT),
    ],
    ids=["of a wallet", "of an account"],
)
def test_every_table_that_keeps_something_of_an_owner_is_listed(
    column: str, owners: sa.Table, listed: tuple[Owned, ...]
) -> None:
    """If this fails, add the new table to wallet_api/store/owned.py: it is then exported, and erased in the end."""
    forgotten = refer_to(column, owners) - {owned.table for owned in listed}
    assert not forgotten, f"nobody erases {[table.name for table in forgotten]}"


@pytest.mark.parametrize("listed", [OF_WALLET, OF_ACCOUNT], ids=["of a wallet", "of an account"])
def test_what_refers_to_a_row_is_erased_before_it_and_each_kind_has_its_own_name(listed: tuple[Owned, ...]) -> None:
    order = [owned.table for owned in listed]
    for place, table in enumerate(order):
        assert not {key.column.table for key in table.foreign_keys} & set(order[:place]), table.name
    assert len({owned.kind for owned in listed}) == len(listed)


def test_an_export_has_nothing_that_opens_anything() -> None:
    for owned in (*OF_WALLET, *OF_ACCOUNT):
        shown = {column.name for column in owned.table.c} - owned.kept_back
        found = {name for name in shown for mark in OPENS_SOMETHING if mark in name}
        assert not owned.is_exported or not found, (owned.kind, found)
        assert owned.kept_back <= {column.name for column in owned.table.c}
