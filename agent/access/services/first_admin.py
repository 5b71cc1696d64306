"""The first start: an administrator `admin` with a drawn password, left in a file that only the operator reads.

The file comes before the account, so that a crash in between leaves no account that nobody can open; it is deleted
when the password, which is good for one sign-in, has been changed.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from agent.access.domain.act import SERVICE
from agent.access.domain.act_kinds import AccessAct
from agent.access.domain.user import Role, User
from agent.access.services.acts import Acts
from agent.access.services.passwords import Passwords, draw_password
from agent.access.user_store import UserStore
from agent.secret_file import load_or_create
from agent.service.clock import Clock, utc_now
from agent.service.database import Database
from agent.service.logging import get_logger

NAME = "admin"
log = get_logger(__name__)


@dataclass(frozen=True)
class FirstAdmin:
    database: Database
    store: UserStore
    acts: Acts
    passwords: Passwords
    file: Path | None
    clock: Clock = utc_now

    async def make(self) -> None:
        """Make the account if there is none at all, and a file to tell of it."""
        if await self.store.every():
            return
        if self.file is None:
            log.warning("console.no_first_admin_file")
            return
        drawn = await asyncio.to_thread(load_or_create, self.file, {"name": lambda: NAME, "password": draw_password})
        hashed = await self.passwords.hash(drawn["password"])
        admin = User(str(uuid4()), drawn["name"], Role.ADMIN, hashed, created_at=self.clock())
        with suppress(IntegrityError):  # another process made it, with the password of the same file
            async with self.database.transaction() as transaction:
                await self.store.add(transaction, admin)
                await self.acts.note(transaction, SERVICE, AccessAct.USER_CREATED, admin.user_id)

    async def forget(self, user: User) -> None:
        """Delete the file, once this user has a password of their own."""
        if self.file is not None and user.name == NAME:
            await asyncio.to_thread(self.file.unlink, missing_ok=True)
