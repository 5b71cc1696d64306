"""Keys of the machine API: made, rotated, revoked, and told from what is none."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import SecretStr

from agent.access.api_key_store import ApiKeyStore
from agent.access.domain.act import OPERATOR, Actor, ActorKind
from agent.access.domain.act_kinds import AccessAct
from agent.access.domain.api_key import ApiKey, GivenKey, draw_key, parse_key
from agent.access.services.acts import Acts
from agent.errors import Conflict, InvalidInput, NotFound
from agent.service.auth import same_secret
from agent.service.clock import Clock, utc_now
from agent.service.database import Database, Transaction


@dataclass(frozen=True)
class Caller:
    """Who calls the machine API, and what it may do."""

    actor: Actor
    scopes: Set[StrEnum]


@dataclass(frozen=True)
class ApiKeys:
    database: Database
    store: ApiKeyStore
    acts: Acts
    operators_key: SecretStr
    """Of the settings: has every scope, and makes the first key."""
    clock: Clock = utc_now

    @property
    def scopes(self) -> type[StrEnum]:
        """All that a key can be given."""
        return self.store.scopes

    async def caller_of(self, text: str | None) -> Caller | None:
        """Whose key this is; None if it is nobody's, or no longer in force."""
        if text is None:
            return None
        if same_secret(text, self.operators_key):
            return Caller(OPERATOR, frozenset(self.scopes))
        given, now = parse_key(text), self.clock()
        key = await self.store.find(given.key_id) if given else None
        if given is None or key is None or not key.opens(given, now):
            return None
        if key.last_used_on != now.date():  # the day is enough, and one write a day
            async with self.database.transaction() as transaction:
                await self.store.note_use(transaction, key.key_id, now.date())
        return Caller(Actor(ActorKind.API_KEY, key.key_id), key.scopes)

    async def every(self) -> Sequence[ApiKey]:
        return await self.store.every()

    async def create(
        self, name: str, scopes: Set[StrEnum], expires_at: datetime | None, by: Actor
    ) -> tuple[ApiKey, GivenKey]:
        """A new key and, this once, its text. Raises InvalidInput."""
        now = self.clock()
        if expires_at is not None and expires_at <= now:
            raise InvalidInput("A key cannot expire before it is made.")
        given = draw_key()
        key = ApiKey(given.key_id, name, frozenset(scopes), given.digest, created_at=now, expires_at=expires_at)
        async with self.database.transaction() as transaction:
            await self.store.add(transaction, key)
            await self.acts.note(transaction, by, AccessAct.KEY_CREATED, key.key_id)
        return key, given

    async def rotate(self, key_id: str, grace: timedelta, by: Actor) -> tuple[ApiKey, GivenKey]:
        """The key with a new secret; the one before is good for the time of grace. Raises NotFound, Conflict."""
        given, now = draw_key(key_id), self.clock()
        async with self.database.transaction() as transaction:
            key = await self._there(transaction, key_id)
            if not key.is_in_force(now):
                raise Conflict("This key is no longer in force.", next_step="Make a new key.")
            rotated = replace(
                key, secret_digest=given.digest, previous_digest=key.secret_digest, previous_until=now + grace
            )
            await self.store.save(transaction, rotated)
            await self.acts.note(transaction, by, AccessAct.KEY_ROTATED, key_id)
        return rotated, given

    async def revoke(self, key_id: str, by: Actor) -> ApiKey:
        """The key, of no more use; also if it was so before. Raises NotFound."""
        async with self.database.transaction() as transaction:
            key = await self._there(transaction, key_id)
            if key.revoked_at is not None:
                return key
            revoked = replace(key, revoked_at=self.clock())
            await self.store.save(transaction, revoked)
            await self.acts.note(transaction, by, AccessAct.KEY_REVOKED, key_id)
        return revoked

    async def _there(self, transaction: Transaction, key_id: str) -> ApiKey:
        found = await self.store.to_change(transaction, key_id)
        if found is None:
            raise NotFound("There is no API key of this id.")
        return found
