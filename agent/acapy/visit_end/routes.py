"""The agent's route that forgets a visit, in one transaction of its store. Runs inside ACA-Py.

A visit is what came of one invitation with a DID of its own. Where ACA-Py keeps what: a DID of ours in `did`, with its
key beside it; the document of a did:peer:4 in `long_peer_did_4_doc`, that of an unqualified DID in `did_doc`; which DID
a key belongs to in `did_key`.
"""

# mypy: disable-error-code="import-untyped"
import contextlib
from typing import Any

from acapy_agent.admin.decorators.auth import tenant_authentication
from acapy_agent.connections.base_manager import BaseConnectionManager
from acapy_agent.connections.models.conn_record import ConnRecord
from acapy_agent.protocols.out_of_band.v1_0.models.oob_record import OobRecord
from acapy_agent.protocols.present_proof.v2_0.models.pres_exchange import V20PresExRecord
from acapy_agent.resolver.default.peer4 import PeerDID4Resolver
from acapy_agent.storage.base import BaseStorage
from acapy_agent.storage.error import StorageNotFoundError
from acapy_agent.wallet.askar import CATEGORY_DID
from acapy_agent.wallet.base import BaseWallet
from aiohttp import web
from did_peer_4 import LONG_PATTERN, long_to_short

from agent.acapy.visit_end import EXCHANGE, PATH


@tenant_authentication  # type: ignore[untyped-decorator]  # ACA-Py has no types
async def forget_visit(request: web.Request) -> web.Response:
    invitation_id = request.match_info["invitation_id"]
    async with request["context"].profile.transaction() as session:
        for connection in await ConnRecord.query(session, {"invitation_msg_id": invitation_id}):
            dids = await _dids_of(session, connection)
            of_connection = {"connection_id": connection.connection_id}
            for exchange in await V20PresExRecord.query(session, post_filter_positive=of_connection):
                await exchange.delete_record(session)
            await connection.delete_record(session)
            for did in dids:
                await _forget_did(session, did)
        for invited in await OobRecord.query(session, {"invi_msg_id": invitation_id}):
            key = invited.our_recipient_key  # of a DID above, or, without a handshake, of none
            if key and await session.handle.fetch_key(key) is not None:
                await session.handle.remove_key(key)
            await invited.delete_record(session)
        if exchange_id := request.query.get(EXCHANGE):
            with contextlib.suppress(StorageNotFoundError):
                await (await V20PresExRecord.retrieve_by_id(session, exchange_id)).delete_record(session)
        await session.commit()
    return web.json_response({})


async def _dids_of(session: Any, connection: ConnRecord) -> set[str]:
    """Of both ends, in every form; the invitation's own is another than that of our answer."""
    found = {did for did in (connection.my_did, connection.their_did) if did}
    with contextlib.suppress(StorageNotFoundError):
        services = (await connection.retrieve_invitation(session)).services
        found |= {service for service in services if isinstance(service, str)}
    public = await session.inject(BaseWallet).get_public_did()
    short = {long_to_short(did) for did in found if LONG_PATTERN.match(did)}
    return found | short - ({public.did} if public else set())


async def _forget_did(session: Any, did: str) -> None:
    storage = session.inject(BaseStorage)
    forms = {did}
    with contextlib.suppress(StorageNotFoundError):
        document = await storage.get_record(PeerDID4Resolver.RECORD_TYPE, did)
        forms.add(document.value)
        await storage.delete_record(document)
    for form in forms:
        await storage.delete_all_records(BaseConnectionManager.RECORD_TYPE_DID_KEY, {"did": form})
        await storage.delete_all_records(BaseConnectionManager.RECORD_TYPE_DID_DOC, {"did": form})
    if (ours := await session.handle.fetch(CATEGORY_DID, did)) is not None:
        verkey = ours.tags["verkey"]
        await session.handle.remove_all(CATEGORY_DID, {"verkey": verkey})
        await session.handle.remove_key(verkey)


async def register(app: web.Application) -> None:
    """Called by ACA-Py."""
    app.add_routes([web.delete(PATH, forget_visit)])
