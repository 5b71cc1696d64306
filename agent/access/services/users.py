"""Accounts of the console, as an administrator keeps them: created with a password for one sign-in, reset, disabled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from agent.access.domain.act import Actor
from agent.access.domain.act_kinds import AccessAct
from agent.access.domain.user import Role, User, name_fault
from agent.access.services.acts import Acts
from agent.access.services.passwords import Passwords, draw_password
from agent.access.user_store import UserStore
from agent.errors import Conflict, InvalidInput, NotFound
from agent.service.clock import Clock, utc_now
from agent.service.database import Database


class NameTaken(InvalidInput):
    """Another user has the name."""

    code = "name-taken"
    next_step = "Take another name."


class LastAdmin(Conflict):
    """Nobody would be left to administer."""

    code = "last-admin"
    next_step = "Make another administrator first."


@dataclass(frozen=True)
class Users:
    database: Database
    store: UserStore
    acts: Acts
    passwords: Passwords
    clock: Clock = utc_now

    async def every(self) -> Sequence[User]:
        return await self.store.every()

    async def create(self, name: str, role: Role, by: Actor) -> tuple[User, str]:
        """A new user and, this once, the password to sign in with. Raises InvalidInput, NameTaken."""
        wanted = name.strip().lower()
        if (fault := name_fault(wanted)) is not None:
            raise InvalidInput(fault)
        password = draw_password()
        hashed = await self.passwords.hash(password)
        user = User(str(uuid4()), wanted, role, hashed, created_at=self.clock())
        try:
            async with self.database.transaction() as transaction:
                await self.store.add(transaction, user)
                await self.acts.note(transaction, by, AccessAct.USER_CREATED, user.user_id)
        except IntegrityError:
            raise NameTaken("There is a user of this name.") from None
        return user, password

    async def reset(self, user_id: str, by: Actor) -> tuple[User, str]:
        """The user with a new password for one sign-in, unlocked and signed out everywhere. Raises NotFound."""
        password = draw_password()
        hashed = await self.passwords.hash(password)

        def change(user: User) -> User:
            return replace(user.after_success(), password_hash=hashed, must_change=True)

        return await self._change(user_id, AccessAct.USER_RESET, by, change), password

    async def disable(self, user_id: str, by: Actor) -> User:
        """The user, shut out for good. Raises NotFound, LastAdmin."""
        return await self._change(
            user_id, AccessAct.USER_DISABLED, by, lambda user: replace(user, disabled_at=self.clock())
        )

    async def enable(self, user_id: str, by: Actor) -> User:
        """The user, let in again. Raises NotFound."""
        return await self._change(user_id, AccessAct.USER_ENABLED, by, lambda user: replace(user, disabled_at=None))

    async def _change(self, user_id: str, kind: AccessAct, by: Actor, change: Callable[[User], User]) -> User:
        async with self.database.transaction() as transaction:
            admins = await self.store.admins_to_change(transaction)
            user = await self.store.to_change(transaction, user_id)
            if user is None:
                raise NotFound("There is no user of this id.")
            changed = change(user)
            others = [each for each in admins if each.disabled_at is None and each.user_id != user_id]
            if changed.disabled_at is not None and user.role is Role.ADMIN and not others:
                raise LastAdmin("This is the last administrator.")
            await self.store.save(transaction, changed)
            await self.store.end_sessions_of(transaction, user_id)
            await self.acts.note(transaction, by, kind, user_id)
        return changed
