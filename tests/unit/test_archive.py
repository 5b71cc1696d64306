"""What was packed comes back as it was, or is refused."""

import random
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from salus.archive import BackupDamaged, read_archive, write_archive

ABOUT = {"owners": ["wallet:1"]}


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "deep").mkdir(parents=True)
    (root / "a").write_bytes(b"a" * 3000)
    (root / "deep" / "b").write_bytes(bytes(range(256)) * 5000)
    (root / "deep" / "empty").write_bytes(b"")
    (root / "a").chmod(0o600)
    path = tmp_path / "to" / "data.tar"
    write_archive(path, root, [each for each in root.rglob("*") if each.is_file()], ABOUT)
    return path


def test_files_of_any_size_come_back_as_they_were_and_are_the_owners_alone(packed: Path, tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    assert read_archive(packed, into) == ABOUT
    found = {str(each.relative_to(into)): each.read_bytes() for each in into.rglob("*") if each.is_file()}
    assert found == {"a": b"a" * 3000, "deep/b": bytes(range(256)) * 5000, "deep/empty": b""}
    assert not any(each.stat().st_mode & 0o77 for each in (packed, into / "a"))
    assert [each.name for each in packed.parent.iterdir()] == ["data.tar"]


def test_a_changed_byte_of_a_file_and_a_cut_are_each_found(packed: Path, tmp_path: Path) -> None:
    whole, draw = packed.read_bytes(), random.Random(3)  # noqa: S311 - which byte, not a key
    with tarfile.open(packed) as tar:
        inside = [each.offset_data + draw.randrange(each.size) for each in tar if each.size for _ in range(5)]
    for number, at in enumerate(inside):
        packed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        (into := tmp_path / f"changed-{number}").mkdir()
        with pytest.raises(BackupDamaged):
            read_archive(packed, into)
    for number, length in enumerate((0, 100, 1024, len(whole) // 2)):
        packed.write_bytes(whole[:length])
        (into := tmp_path / f"cut-{number}").mkdir()
        with pytest.raises(BackupDamaged):
            read_archive(packed, into)


def test_a_file_that_would_leave_its_folder_is_refused(tmp_path: Path) -> None:
    path, into = tmp_path / "evil.tar", tmp_path / "into"
    into.mkdir()
    with tarfile.open(path, "w") as tar:
        entry = tarfile.TarInfo("../outside")
        entry.size = 4
        tar.addfile(entry, BytesIO(b"evil"))
    with pytest.raises(BackupDamaged):
        read_archive(path, into)
    assert not (tmp_path / "outside").exists()
