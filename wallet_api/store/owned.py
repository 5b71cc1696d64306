"""What belongs to a wallet, and what to an account: every table that keeps anything of either, listed once.

By these lists a person gets everything that is kept, and everything is erased. A new table of this kind is added here;
a test compares the lists with the tables. The order is that of erasing: what refers to another row comes before it.
"""

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from agent.service.database import Database, Transaction
from wallet_api import consent_tables as consents
from wallet_api import emergency_tables as emergencies
from wallet_api import tables
from wallet_api.domain.stream import stream_of


@dataclass(frozen=True)
class Owned:
    """The rows of one table that belong to one wallet, or account."""

    kind: str
    """What an export and a report call them."""
    table: sa.Table
    of: Callable[[str], sa.ColumnElement[bool]]
    """By the owner's id."""
    kept_back: frozenset[str] = frozenset()
    """Columns that no export has: they open something, or say nothing to a person."""
    is_exported: bool = True


def _by(column: sa.Column[str]) -> Callable[[str], sa.ColumnElement[bool]]:
    return lambda owner_id: column == owner_id


def _of_devices(column: sa.Column[str]) -> Callable[[str], sa.ColumnElement[bool]]:
    devices = tables.devices.c
    return lambda account_id: column.in_(sa.select(devices.id).where(devices.account_id == account_id))


OF_WALLET: tuple[Owned, ...] = (
    Owned("events", tables.outbox, lambda owner: tables.outbox.c.stream == stream_of(owner), is_exported=False),
    Owned("scans", tables.scans, _by(tables.scans.c.wallet_id), frozenset({"text_sha256", "sealed_invitation"})),
    Owned("offers", tables.offers, _by(tables.offers.c.wallet_id)),
    Owned("disclosures", tables.disclosures, _by(tables.disclosures.c.wallet_id)),
    Owned("requests", tables.requests, _by(tables.requests.c.wallet_id)),
    Owned("consents", consents.consents, _by(consents.consents.c.wallet_id), frozenset({"sealed_note"})),
    Owned("consent_receipts", consents.consent_receipts, _by(consents.consent_receipts.c.wallet_id)),
    Owned("consent_uses", consents.consent_uses, _by(consents.consent_uses.c.wallet_id)),
    Owned("standing_denials", consents.standing_denials, _by(consents.standing_denials.c.wallet_id)),
    Owned("consent_templates", consents.consent_templates, _by(consents.consent_templates.c.wallet_id)),
    Owned(
        "emergency_cards",
        emergencies.emergency_cards,
        _by(emergencies.emergency_cards.c.wallet_id),
        frozenset({"code_sha256", "sealed_code"}),
    ),
    Owned(
        "emergencies", emergencies.emergencies, _by(emergencies.emergencies.c.wallet_id), frozenset({"sealed_reason"})
    ),
    Owned(
        "records", tables.records, _by(tables.records.c.wallet_id), frozenset({"wrapped_key", "sealed_about", "blob"})
    ),
    Owned("links", tables.account_links, _by(tables.account_links.c.wallet_id), is_exported=False),
    Owned("accesses", tables.openings, _by(tables.openings.c.wallet_id), frozenset({"account_id"})),
    Owned("endings", tables.ending_wallets, _by(tables.ending_wallets.c.wallet_id), is_exported=False),
    Owned("watches", tables.card_watches, _by(tables.card_watches.c.wallet_id), is_exported=False),
    Owned("wallets", tables.wallets, _by(tables.wallets.c.id), frozenset({"tenant_id", "sealed_token"})),
)
OF_ACCOUNT: tuple[Owned, ...] = (
    Owned("sessions", tables.sessions, _of_devices(tables.sessions.c.device_id), is_exported=False),
    Owned(
        "notifications", tables.push_subscriptions, _of_devices(tables.push_subscriptions.c.device_id),
        is_exported=False,
    ),
    Owned(
        "devices", tables.devices, _by(tables.devices.c.account_id),
        frozenset({"refresh_sha256", "refresh_before_sha256"}),
    ),
    Owned("passkeys", tables.passkeys, _by(tables.passkeys.c.account_id), frozenset({"public_key"})),
    Owned("challenges", tables.challenges, _by(tables.challenges.c.account_id), is_exported=False),
    Owned("links", tables.account_links, _by(tables.account_links.c.account_id), is_exported=False),
    Owned("accesses", tables.openings, _by(tables.openings.c.account_id)),
    Owned("accounts", tables.accounts, _by(tables.accounts.c.id), frozenset({"recovery_sha256"})),
)  # fmt: skip


_OWNERS = {"wallet": tables.wallets, "account": tables.accounts}
AT_ONCE = 500
"""Ids in one query."""


class OwnedRows:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, owned: Owned, owner_id: str) -> Sequence[Mapping[str, object]]:
        """As an export has them."""
        shown = [column for column in owned.table.c if column.name not in owned.kept_back]
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(*shown).where(owned.of(owner_id)))
            return [dict(row._mapping) for row in rows]

    async def present(self, kind: str, ids: Collection[str]) -> frozenset[str]:
        """Which of these wallets, or accounts, there are."""
        table, found = _OWNERS[kind], list[str]()
        async with self._database.reading() as connection:
            for some in itertools.batched(ids, AT_ONCE, strict=False):
                found += await connection.scalars(sa.select(table.c.id).where(table.c.id.in_(some)))
        return frozenset(found)

    async def erase(self, transaction: Transaction, every: Sequence[Owned], owner_id: str) -> Mapping[str, int]:
        """How many of each kind there were."""
        erased = {}
        for owned in every:
            statement = owned.table.delete().where(owned.of(owner_id))
            erased[owned.kind] = (await transaction.connection.execute(statement)).rowcount
        return erased
