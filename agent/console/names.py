"""What users and keys are called, for a page that shows who did what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from agent.access.api_key_store import ApiKeyStore
from agent.access.domain.act import Actor, ActorKind
from agent.access.user_store import UserStore


@dataclass(frozen=True)
class Names:
    by_id: Mapping[str, str]

    def of_record(self, record_id: str | None) -> str:
        return self.by_id.get(record_id or "", record_id or "")

    def of(self, actor: Actor) -> str:
        match actor.kind:
            case ActorKind.USER:
                return self.of_record(actor.actor_id)
            case ActorKind.API_KEY:
                return f"API key {self.of_record(actor.actor_id)}"
            case ActorKind.OPERATOR:
                return "The operator's key"
            case ActorKind.SERVICE:
                return "The service"
            case ActorKind.NOBODY:
                return "Somebody"
            case other:
                assert_never(other)


@dataclass(frozen=True)
class NameBook:
    users: UserStore
    keys: ApiKeyStore

    async def read(self) -> Names:
        users = {user.user_id: user.name for user in await self.users.every()}
        return Names(users | {key.key_id: key.name for key in await self.keys.every()})
