"""GET /v1/acts: who did what, when."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query

from agent.access.act_store import ActStore
from agent.access.domain.act import Act, ActorKind
from agent.access.routes.of_service import OfService, enums_of
from agent.service.auth import Guard, closed_router

MAX_PAGE = 200


class ActBody[K: StrEnum, R: StrEnum](OfService):
    act_id: int
    at: datetime
    kind: K
    actor_kind: ActorKind
    actor_id: str | None
    """Of the user or the API key."""
    record_kind: R
    record_id: str | None


class ActsBody[B](OfService):
    acts: list[B]
    next_before: int | None
    """Give it as `before` for the next page; None on the last one."""


def act_routes(guard: Guard, store: ActStore) -> APIRouter:
    router = closed_router(guard, prefix="/v1", tags=["acts"])
    kinds, records = enums_of(store.kinds.record_kinds), enums_of(store.kinds.record_kinds.values())
    one_act: Any = ActBody.holding(kinds, records)
    page_of_acts: Any = ActsBody.holding(one_act)

    @router.get("/acts")
    async def acts(
        before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    ) -> page_of_acts:
        """The history, the newest first."""
        found = await store.page(before, limit + 1)
        shown = [one_act(**_fields(act)) for act in found[:limit]]
        return page_of_acts(acts=shown, next_before=shown[-1].act_id if len(found) > limit else None)

    return router


def _fields(act: Act) -> dict[str, object]:
    return {
        "act_id": act.act_id,
        "at": act.at,
        "kind": act.kind,
        "actor_kind": act.by.kind,
        "actor_id": act.by.actor_id,
        "record_kind": act.record_kind,
        "record_id": act.record_id,
    }
