"""GET /v1/acts: who did what, when."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from agent.service.auth import Guard, closed_router
from issuer.act_store import ActStore
from issuer.domain.act import Act, ActKind, ActorKind, RecordKind

MAX_PAGE = 200


class ActBody(BaseModel):
    act_id: int
    at: datetime
    kind: ActKind
    actor_kind: ActorKind
    actor_id: str | None
    """Of the user or the API key."""
    record_kind: RecordKind
    record_id: str | None


class ActsBody(BaseModel):
    acts: list[ActBody]
    next_before: int | None
    """Give it as `before` for the next page; None on the last one."""


def act_routes(guard: Guard, store: ActStore) -> APIRouter:
    router = closed_router(guard, prefix="/v1", tags=["acts"])

    @router.get("/acts")
    async def acts(
        before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    ) -> ActsBody:
        """The history, the newest first."""
        found = await store.page(before, limit + 1)
        shown = [_body(act) for act in found[:limit]]
        return ActsBody(acts=shown, next_before=shown[-1].act_id if len(found) > limit else None)

    return router


def _body(act: Act) -> ActBody:
    return ActBody(
        act_id=act.act_id,
        at=act.at,
        kind=act.kind,
        actor_kind=act.by.kind,
        actor_id=act.by.actor_id,
        record_kind=act.kind.record_kind,
        record_id=act.record_id,
    )
