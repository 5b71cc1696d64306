"""A service as small as one with access can be, assembled as agent/access/README.md says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI
from pydantic_settings import SettingsConfigDict

from agent.access.access import Access
from agent.access.routes.acts import act_routes
from agent.access.routes.api_keys import api_key_routes
from agent.access.routes.guards import By
from agent.console.navigation import PUBLIC_PATHS
from agent.service.app import create_app
from agent.service.auth import Guard, closed_router
from agent.service.database import Database
from agent.service.settings import ServiceSettings
from tests.contract.access.example import tables
from tests.contract.access.example.console import console_routes
from tests.contract.access.example.kinds import ACT_KINDS, Noted, Scope


class ExampleSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SALUS_EXAMPLE_")
    port: int = 0
    first_admin_file: Path | None = None


def create_example(settings: ExampleSettings) -> FastAPI:
    database = Database(settings.database_url.get_secret_value(), tables.MIGRATIONS, tables.metadata)
    access = Access(
        database, tables.access, scopes=Scope, kinds=ACT_KINDS, operators_key=settings.api_key,
        first_admin_file=settings.first_admin_file,
    )  # fmt: skip
    doors = access.machine_doors

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await database.upgrade()
        await access.first_admin.make()
        yield
        await database.close()

    return create_app(
        title="Example",
        settings=settings,
        lifespan=lifespan,
        public_paths=PUBLIC_PATHS,
        routers=[
            visit_routes(doors.needing(Scope.VISITS), database, access),
            api_key_routes(doors.needing(Scope.ADMIN), access.api_keys),
            act_routes(doors.needing(Scope.ADMIN), access.act_store),
            *console_routes(access, settings.public_url),
        ],
    )


def visit_routes(guard: Guard, database: Database, access: Access) -> APIRouter:
    router = closed_router(guard, prefix="/v1")

    @router.post("/visits/{visit_id}", status_code=204)
    async def note(visit_id: str, by: By) -> None:
        async with database.transaction() as transaction:
            await access.acts.note(transaction, by, Noted.VISIT_NOTED, visit_id)

    return router
