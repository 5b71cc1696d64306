"""The agent's routes by which a connection's invitation is forgotten, and a tenant removed. They run inside ACA-Py."""

# mypy: disable-error-code="import-untyped"
import asyncio
import contextlib
import sys

from acapy_agent.admin.decorators.auth import admin_authentication, tenant_authentication
from acapy_agent.connections.models.conn_record import ConnRecord
from acapy_agent.multitenant.base import BaseMultitenantManager
from acapy_agent.storage.base import BaseStorage
from acapy_agent.storage.error import StorageNotFoundError
from acapy_agent.utils.env import storage_path
from aiohttp import web

from agent.acapy.leaving import INVITATION_PATH, TENANT_PATH

_sweeping = asyncio.Lock()


@tenant_authentication  # type: ignore[untyped-decorator]  # ACA-Py has no types
async def forget_invitation(request: web.Request) -> web.Response:
    of_connection = {"connection_id": request.match_info["connection_id"]}
    async with request["context"].profile.session() as session:
        await session.inject(BaseStorage).delete_all_records(ConnRecord.RECORD_TYPE_INVITATION, of_connection)
    return web.json_response({})


@admin_authentication  # type: ignore[untyped-decorator]  # ACA-Py has no types
async def delete_tenant(request: web.Request) -> web.Response:
    """200 when nothing of it is left, also in the files; 503 when those could not be swept now."""
    manager = request["context"].profile.inject(BaseMultitenantManager)
    with contextlib.suppress(StorageNotFoundError):  # removed before, and maybe not swept
        await manager.remove_wallet(request.match_info["tenant_id"])
    async with _sweeping:
        await _sweep()
    return web.json_response({})


async def _sweep() -> None:
    """In a process of its own: two libraries of SQLite in one process undo each other's locks."""
    files = [str(path) for path in storage_path("wallet").rglob("sqlite.db")]
    if not files:  # the store is a PostgreSQL database
        return
    sweeping = await asyncio.create_subprocess_exec(sys.executable, "-m", "agent.acapy.leaving.sweep", *files)
    if await sweeping.wait() != 0:
        raise web.HTTPServiceUnavailable(reason="the store is in use")


async def register(app: web.Application) -> None:
    """Called by ACA-Py."""
    app.add_routes([web.delete(INVITATION_PATH, forget_invitation), web.delete(TENANT_PATH, delete_tenant)])
