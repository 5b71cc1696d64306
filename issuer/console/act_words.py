"""The history in a clerk's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from agent.access.api_key_store import ApiKeyStore
from agent.access.domain.act import Actor, ActorKind
from agent.access.domain.act_kinds import AccessAct
from agent.access.user_store import UserStore
from issuer.domain.act import ActKind

ACT_WORDS: Mapping[StrEnum, str] = {
    ActKind.OFFERED: "Offered a card",
    ActKind.REVOKED: "Revoked a card",
    ActKind.REPLACED: "Replaced a card",
    ActKind.WITHDRAWN: "Withdrew an offer",
    ActKind.RENEWED: "Offered again a card that nobody took up",
    ActKind.BATCH_READ: "Uploaded a batch",
    ActKind.BATCH_STARTED: "Started a batch",
    ActKind.BATCH_STOPPED: "Stopped a batch",
    ActKind.BATCH_RENEWED: "Offered a batch's expired cards again",
    ActKind.BATCH_DISCARDED: "Discarded a batch",
    ActKind.RECALLED: "Recalled a lot",
    ActKind.RECALL_LIFTED: "Lifted a recall",
    AccessAct.SIGNED_IN: "Signed in",
    AccessAct.SIGN_IN_REFUSED: "Sign-in refused",
    AccessAct.LOCKED_OUT: "Locked after wrong passwords",
    AccessAct.SIGNED_OUT: "Signed out",
    AccessAct.PASSWORD_CHANGED: "Changed the password",
    AccessAct.USER_CREATED: "Created a user",
    AccessAct.USER_RESET: "Gave a user a new password",
    AccessAct.USER_DISABLED: "Disabled a user",
    AccessAct.USER_ENABLED: "Enabled a user",
    AccessAct.KEY_CREATED: "Created an API key",
    AccessAct.KEY_ROTATED: "Rotated an API key",
    AccessAct.KEY_REVOKED: "Revoked an API key",
}


@dataclass(frozen=True)
class Names:
    """What users and keys are called, for a page that shows who did what."""

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
