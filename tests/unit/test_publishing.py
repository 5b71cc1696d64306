"""`salus issuer publish` says plainly that nothing is running, and starts nothing."""

from pathlib import Path

import pytest

from salus.data_directory import DataDirectory
from salus.publishing import StackNotRunning, publish_types

pytestmark = pytest.mark.asyncio


async def test_without_a_data_directory_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(StackNotRunning):
        await publish_types(DataDirectory(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


async def test_a_stack_that_is_not_running_is_told(tmp_path: Path) -> None:
    directory = DataDirectory(tmp_path)
    directory.take()
    directory.release()
    with pytest.raises(StackNotRunning, match="salus up"):
        await publish_types(directory)
