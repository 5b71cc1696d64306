"""Encrypting an export by wallet_api.export.age, one at a time.

Each takes a second of a processor, or two, and half a GiB of memory.
"""

import asyncio
import sys
from http import HTTPStatus

from agent.errors import Problem

WAIT_S = 20.0
TIMEOUT_S = 60.0


class ExportBusy(Problem):
    """Too many people want theirs at the moment."""

    code = "busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    next_step = "Try again in a minute."


class Sealing:
    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def seal(self, content: bytes, passphrase: str) -> bytes:
        """An age file. Raises ExportBusy."""
        try:
            async with asyncio.timeout(WAIT_S):
                await self._turn.acquire()
        except TimeoutError:
            raise ExportBusy("Others are making their copy right now.") from None
        try:
            return await _sealed(passphrase.encode() + b"\0" + content)
        finally:
            self._turn.release()


async def _sealed(given: bytes) -> bytes:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "wallet_api.export.age", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(TIMEOUT_S):
            sealed, _ = await program.communicate(given)
    except BaseException:  # nobody waits for it any more
        program.kill()
        await program.wait()
        raise
    if program.returncode != 0:
        raise Problem("The copy could not be encrypted.")
    return sealed
