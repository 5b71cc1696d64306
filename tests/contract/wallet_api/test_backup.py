"""The drill: yesterday's data and today's keys give back everything but who was erased in between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from cryptography.fernet import Fernet

from agent.errors import InvalidInput
from agent.ports import WalletHost
from agent.protocol import AgentRole
from agent.service.metrics import Metrics
from agent.service.web_client import HttpxWeb
from salus.archive import BackupDamaged
from salus.audit_keys import LogOfMachine
from salus.backup import KEYS_FILE, back_up, restore
from salus.data_directory import DataDirectory, DataDirectoryInUse
from tests.audit_settings import audit_settings
from tests.contract.wallet_api.patients import API_KEY, WEBHOOK_KEY, Patient, add_patient, keep_record
from wallet_api import tables
from wallet_api.domain.record import MediaType
from wallet_api.parts import Parts
from wallet_api.services.records.seals import RecordDamaged
from wallet_api.settings import Settings

pytestmark = pytest.mark.asyncio

LETTER = b"Qxletter"
RECEIPT = "receipt-0123456789abcdef"
TENANT_KEY = Fernet.generate_key().decode()


@dataclass(frozen=True)
class Kept:
    patient: Patient
    record_id: str

    @property
    def wallet_id(self) -> str:
        return self.patient.wallet.id


@asynccontextmanager
async def wallet_service(directory: DataDirectory) -> AsyncIterator[Parts]:
    """The wallet service of this directory, without an agent."""
    log, folder = LogOfMachine.of(directory, AgentRole.WALLET), directory.services / "wallet"
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings.model_validate(
        audit_settings(directory.path)
        | {
            "audit_key": log.secrets["key"], "audit_wrapping_key": log.secrets["wrapping_key"],
            "audit_keys_url": f"sqlite:///{log.keys_database}", "public_url": "http://wallet.test",
            "database_url": f"sqlite:///{folder / 'service.sqlite'}", "agent_admin_url": "http://127.0.0.1:9",
            "agent_admin_key": "a" * 32, "webhook_key": WEBHOOK_KEY, "api_key": API_KEY, "tenant_key": TENANT_KEY,
            "records_dir": str(folder / "records"),
        }
    )  # fmt: skip
    parts = Parts(settings, cast(WalletHost, None), HttpxWeb(), Metrics())
    await parts.database.upgrade()
    parts.blobs.prepare()
    yield parts
    await parts.audit.close()
    await parts.database.close()


async def with_letter(parts: Parts) -> Kept:
    """A patient whose wallet has no tenant, so that no agent is asked when it ends."""
    patient = await add_patient(parts.database, TENANT_KEY)
    table = tables.wallets
    async with parts.database.transaction() as transaction:
        await transaction.connection.execute(table.update().values(tenant_id=None, sealed_token=None))
    wallet_id = patient.wallet.id
    await parts.audit.keys.key_for(f"account:{patient.account_id}")  # as a sign-up does
    record_id = await keep_record(parts.receiving, wallet_id)

    async def content() -> AsyncIterator[bytes]:
        yield LETTER

    await parts.receiving.receive(wallet_id, record_id, MediaType.TEXT, content())
    return Kept(patient, record_id)


async def letter(parts: Parts, kept: Kept) -> bytes:
    _, pieces = await parts.records.content(kept.wallet_id, kept.record_id)
    return b"".join(pieces)


def machine(path: Path) -> DataDirectory:
    directory = DataDirectory(path)
    directory.take()
    directory.release()
    return directory


async def test_who_was_erased_since_the_backup_is_unreadable_in_it_and_erased_again_and_others_are_back(
    tmp_path: Path,
) -> None:
    lost = machine(tmp_path / "lost")
    async with wallet_service(lost) as parts:
        anna, ben = await with_letter(parts), await with_letter(parts)
    taken = await back_up(lost, tmp_path / "data", tmp_path / "keys")
    assert taken.data is not None
    async with wallet_service(lost) as parts:
        await parts.endings.end_account(anna.patient.account_id, RECEIPT, with_dependants=False)
        await parts.endings.go_on(anna.wallet_id)
    await back_up(lost, None, tmp_path / "keys")

    new = DataDirectory(tmp_path / "new")
    erased = await restore(taken.data, taken.keys, new)
    assert (erased.wallets, erased.accounts) == (1, 1)
    async with wallet_service(new) as parts:
        with pytest.raises(RecordDamaged):
            await letter(parts, anna)
        assert await parts.wallets.opening(anna.patient.account_id, anna.wallet_id) is None
        assert await parts.endings.store.open_ids() == [anna.wallet_id]
        await parts.endings.go_on(anna.wallet_id)
        assert await parts.endings.wallets.find(anna.wallet_id) is None
        assert await letter(parts, ben) == LETTER
        assert len(list((new.services / "wallet" / "records").iterdir())) == 1


async def test_data_and_keys_are_apart_and_neither_opens_a_record_alone(tmp_path: Path) -> None:
    directory = machine(tmp_path / "machine")
    async with wallet_service(directory) as parts:
        anna = await with_letter(parts)
        key = await parts.audit.keys.of(f"wallet:{anna.wallet_id}")
    taken = await back_up(directory, tmp_path / "data", tmp_path / "keys")
    assert taken.data is not None and key is not None
    data, keys = taken.data.read_bytes(), taken.keys.read_bytes()
    for secret in (key.key, (directory.secrets / "audit-wallet.json").read_bytes(), LETTER):
        assert secret not in data
    assert LETTER not in keys and key.key not in keys
    assert [each.name for each in (tmp_path / "keys").iterdir()] == [KEYS_FILE], "the newest alone"


async def test_nothing_is_copied_from_a_running_machine_nor_laid_together_nor_over_something(tmp_path: Path) -> None:
    directory = machine(tmp_path / "machine")
    async with wallet_service(directory):
        pass
    with pytest.raises(InvalidInput):
        await back_up(directory, tmp_path / "all", tmp_path / "all" / "keys")
    with pytest.raises(InvalidInput):
        await back_up(DataDirectory(tmp_path / "nothing"), tmp_path / "data", tmp_path / "keys")
    running = DataDirectory(directory.path)
    running.take()
    with pytest.raises(DataDirectoryInUse):
        await back_up(directory, tmp_path / "data", tmp_path / "keys")
    running.release()
    taken = await back_up(directory, tmp_path / "data", tmp_path / "keys")
    assert taken.data is not None
    with pytest.raises(InvalidInput):
        await restore(taken.data, taken.keys, directory)
    new = DataDirectory(tmp_path / "new")
    for data, keys in ((taken.keys, taken.data), (taken.data, taken.data), (tmp_path / "none", taken.keys)):
        with pytest.raises(BackupDamaged):
            await restore(data, keys, new)
        assert not new.path.exists()
        assert not list(tmp_path.glob("*.restoring"))
