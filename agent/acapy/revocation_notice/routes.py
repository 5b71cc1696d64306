"""The agent's route that sends one revocation notice over a connection. Runs inside ACA-Py."""

from acapy_agent.admin.decorators.auth import tenant_authentication
from acapy_agent.connections.models.conn_record import ConnRecord
from acapy_agent.protocols.revocation_notification.v1_0.messages.revoke import Revoke
from acapy_agent.storage.error import StorageNotFoundError
from aiohttp import web

from agent.acapy.revocation_notice import PATH


@tenant_authentication  # type: ignore[untyped-decorator]  # ACA-Py has no types
async def send_notice(request: web.Request) -> web.Response:
    """404 for a connection that is gone, 409 for one that is not complete."""
    connection_id, told = request.match_info["connection_id"], await request.json()
    try:
        async with request["context"].profile.session() as session:
            connection = await ConnRecord.retrieve_by_id(session, connection_id)
    except StorageNotFoundError:
        raise web.HTTPNotFound(reason="no such connection") from None
    if not connection.is_ready:
        raise web.HTTPConflict(reason="the connection is not complete")
    notice = Revoke(thread_id=str(told["thread_id"]), comment=str(told["comment"]))
    await request["outbound_message_router"](notice, connection_id=connection_id)
    return web.json_response({})


async def register(app: web.Application) -> None:
    """Called by ACA-Py."""
    app.add_routes([web.post(PATH, send_notice)])
