"""Signing in and out at the console, and whose session a cookie names.

A wrong password, an unknown name, a disabled and a locked account get one answer after the same work (a hash and a
line in the history), so that nobody learns which names there are. The decision falls in one transaction after the
hash, so that guesses sent at once count like guesses one after the other. Each sign-in and each new password draws a
new token.
"""

from dataclasses import dataclass, field, replace
from http import HTTPStatus

from agent.access.domain.act import NOBODY, Actor, ActorKind
from agent.access.domain.act_kinds import AccessAct
from agent.access.domain.session import Session, digest_of, draw_token
from agent.access.domain.user import MAX_PASSWORD, User, name_fault, password_fault
from agent.access.services.acts import Acts
from agent.access.services.passwords import Passwords
from agent.access.user_store import UserStore
from agent.errors import Conflict, InvalidInput, Problem
from agent.service.clock import Clock, utc_now
from agent.service.database import Database, Transaction


class SignInRefused(Problem):
    """Not let in; why is not told."""

    code = "sign-in-refused"
    status = HTTPStatus.UNAUTHORIZED
    next_step = "Try again; after five failures wait 15 minutes, or ask an administrator for a new password."


@dataclass(frozen=True)
class OpenSession:
    """A session in use, with the token that only its browser and this request know."""

    token: str = field(repr=False)
    user: User

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.USER, self.user.user_id)


@dataclass(frozen=True)
class SignIn:
    database: Database
    store: UserStore
    acts: Acts
    passwords: Passwords
    clock: Clock = utc_now

    async def sign_in(self, name: str, password: str) -> OpenSession:
        """A new session. Raises SignInRefused."""
        wanted = name.strip().lower()
        known = None if name_fault(wanted) else await self.store.named(wanted)
        kept = known.password_hash if known else None
        is_right = await self.passwords.is_right(password[: MAX_PASSWORD + 1], kept)
        async with self.database.transaction() as transaction:
            user = await self.store.to_change(transaction, known.user_id) if known else None
            opened = await self._decide(transaction, user, is_right and user is not None and user.password_hash == kept)
        if opened is None:
            raise SignInRefused("The name or the password is not right, or the account is locked.")
        return opened

    async def session(self, token: str, *, note_use: bool = True) -> OpenSession | None:
        """The session of this token; None if it is over, or its user is disabled."""
        found, now = await self.store.session(digest_of(token)), self.clock()
        if found is None:
            return None
        session, user = found
        if session.is_over(now) or user.disabled_at is not None:
            return None
        if note_use and session.should_be_noted(now):
            async with self.database.transaction() as transaction:
                await self.store.note_use(transaction, session.digest, now)
        return OpenSession(token, user)

    async def sign_out(self, session: OpenSession) -> None:
        async with self.database.transaction() as transaction:
            await self.store.end_session(transaction, digest_of(session.token))
            await self.acts.note(transaction, session.actor, AccessAct.SIGNED_OUT, session.user.user_id)

    async def change_password(self, session: OpenSession, present: str, wanted: str) -> OpenSession:
        """Set the user's own password; ends all the user's sessions but the new one. Raises InvalidInput."""
        user = session.user
        if not await self.passwords.is_right(present[: MAX_PASSWORD + 1], user.password_hash):
            raise InvalidInput("The present password is not right.")
        if (fault := password_fault(wanted, user.name)) is not None:
            raise InvalidInput(fault)
        if wanted == present:
            raise InvalidInput("The new password is the present one.")
        hashed = await self.passwords.hash(wanted)
        async with self.database.transaction() as transaction:
            there = await self.store.to_change(transaction, user.user_id)
            if there is None or there.disabled_at is not None or there.password_hash != user.password_hash:
                raise Conflict("Somebody changed this account meanwhile.", next_step="Sign in again.")
            changed = replace(there, password_hash=hashed, must_change=False)
            await self.store.save(transaction, changed)
            await self.store.end_sessions_of(transaction, user.user_id)
            await self.acts.note(transaction, session.actor, AccessAct.PASSWORD_CHANGED, user.user_id)
            return await self._open(transaction, changed)

    async def purge(self) -> int:
        """Delete the sessions that are over; answers how many."""
        async with self.database.transaction() as transaction:
            return await self.store.purge_sessions(transaction, self.clock())

    async def _decide(self, transaction: Transaction, user: User | None, is_right: bool) -> OpenSession | None:
        now = self.clock()
        if user is None or user.is_shut_out(now):
            await self.acts.note(transaction, NOBODY, AccessAct.SIGN_IN_REFUSED, user.user_id if user else None)
            return None
        if not is_right:
            after = user.after_failure(now)
            await self.store.save(transaction, after)
            kind = AccessAct.LOCKED_OUT if after.is_shut_out(now) else AccessAct.SIGN_IN_REFUSED
            await self.acts.note(transaction, NOBODY, kind, user.user_id)
            return None
        let_in = user.after_success()
        await self.store.save(transaction, let_in)
        await self.acts.note(transaction, Actor(ActorKind.USER, user.user_id), AccessAct.SIGNED_IN, user.user_id)
        return await self._open(transaction, let_in)

    async def _open(self, transaction: Transaction, user: User) -> OpenSession:
        token, now = draw_token(), self.clock()
        session = Session(digest_of(token), user.user_id, created_at=now, last_used_at=now)
        await self.store.open_session(transaction, session)
        return OpenSession(token, user)
