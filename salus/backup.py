"""`salus backup` and `salus restore`: the data of a machine, and apart from it the keys that open them.

Decides:
  1. Only a machine that stands still is copied: databases, agents and ledger have to be of one moment.
  2. The data go into a new file each time, the keys into one that takes the place of the one before: a key that was
     destroyed is then in no backup, and what it opened is random bytes in all of them.
  3. Who was erased after the data were copied is known by the key that is gone: a restore erases them once more.
Leaves out: databases on servers, which have tools of their own (docs/backup.md).
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.audit.store.subject_keys import SubjectKeys
from agent.errors import InvalidInput
from agent.protocol import AgentRole
from agent.service.clock import utc_now
from agent.service.database import Database
from salus.archive import BackupDamaged, read_archive, write_archive
from salus.data_directory import DataDirectory
from wallet_api import tables
from wallet_api.services.erasing_again import Erased, erase_again

KEYS_FILE = "keys.tar"
OF_KEYS = ("secrets", "keys")
_NEVER = ("lock",)


@dataclass(frozen=True)
class BackedUp:
    data: Path | None
    keys: Path


async def back_up(directory: DataDirectory, data_to: Path | None, keys_to: Path) -> BackedUp:
    """Without `data_to` the keys alone. Raises DataDirectoryInUse, InvalidInput."""
    if data_to is not None and _are_together(data_to.resolve(), keys_to.resolve()):
        raise InvalidInput(
            "Data and keys would lie together.", next_step="Name two folders that are copied to different places."
        )
    if not directory.exists():
        raise InvalidInput(f"There is no Salus in {directory.path}.", next_step="Name its folder with --data-dir.")
    with _standing_still(directory):
        about, data = {"made_at": utc_now().isoformat(), "owners": sorted(await _owners(directory))}, None
        files = [path for path in directory.path.rglob("*") if path.is_file()]
        write_archive(keys_to / KEYS_FILE, directory.path, _some(directory, files, are_keys=True), {})
        if data_to is not None:
            data = data_to / f"data-{utc_now():%Y%m%dT%H%M%SZ}.tar"
            write_archive(data, directory.path, _some(directory, files, are_keys=False), about)
    return BackedUp(data, keys_to / KEYS_FILE)


async def restore(data: Path, keys: Path, directory: DataDirectory) -> Erased:
    """Into a folder that is not there yet; who was erased since. Raises InvalidInput, BackupDamaged."""
    if directory.path.exists():
        raise InvalidInput(f"{directory.path} is there already.", next_step="Name a new folder with --data-dir.")
    unfinished = directory.path.with_name(f"{directory.path.name}.restoring")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir(parents=True, mode=0o700)
        about = read_archive(data, unfinished)
        read_archive(keys, unfinished)
        restored = DataDirectory(unfinished)
        if not restored.exists() or not restored.secrets.is_dir() or "owners" not in about:
            raise BackupDamaged("These are not the data and the keys of a Salus, in this order.")
        erased = await _erase_since(restored, about["owners"])
        unfinished.replace(directory.path)
        return erased
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


async def _erase_since(directory: DataDirectory, owners: Sequence[str]) -> Erased:
    service = directory.services / AgentRole.WALLET / "service.sqlite"
    if not service.is_file():
        return Erased(0, 0)
    gone = set(owners) - await _owners(directory)
    database = Database(f"sqlite:///{service}", tables.MIGRATIONS, tables.metadata)
    try:
        await database.upgrade()
        return await erase_again(database, gone, utc_now())
    finally:
        await database.close()


async def _owners(directory: DataDirectory) -> set[str]:
    """Whose keys there are: of wallets and of accounts."""
    path = directory.keys / f"{AgentRole.WALLET}.sqlite"
    if not path.is_file():
        return set()
    keys = SubjectKeys(f"sqlite:///{path}", [])
    try:
        return set(await keys.owners())
    finally:
        await keys.close()


def _some(directory: DataDirectory, files: Sequence[Path], *, are_keys: bool) -> list[Path]:
    inside = [(path, path.relative_to(directory.path).parts[0]) for path in files]
    return [path for path, top in inside if (top in OF_KEYS) == are_keys and top not in _NEVER]


def _are_together(one: Path, other: Path) -> bool:
    return one == other or one in other.parents or other in one.parents


@contextmanager
def _standing_still(directory: DataDirectory) -> Iterator[None]:
    directory.take()
    try:
        yield
    finally:
        directory.release()
