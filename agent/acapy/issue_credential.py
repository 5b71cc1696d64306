"""Tag `issue-credential v2.0` of the admin API (RFC 0453), AnonCreds format only."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from agent.acapy.client import AcaPyClient, Answer, Nothing
from agent.acapy.messages import Message
from agent.acapy.pages import every_page
from agent.ports import CredentialExchange
from agent.protocol import (
    ConnectionId,
    CredDefId,
    CredentialId,
    CredentialState,
    ExchangeId,
    RevRegId,
    SchemaId,
    ThreadId,
)

_PATH = "/issue-credential-2.0"


class _Attribute(Answer):
    name: str
    value: str


class _Preview(Answer):
    attributes: tuple[_Attribute, ...] = ()


class _Offer(Message):
    credential_preview: _Preview | None = None


class _OfferFormat(Answer):
    cred_def_id: CredDefId | None = None
    schema_id: SchemaId | None = None


class _Offered(Answer):
    anoncreds: _OfferFormat | None = None


class _ByFormat(Answer):
    cred_offer: _Offered | None = None


class _Detail(Answer):
    rev_reg_id: RevRegId | None = None
    cred_rev_id: int | None = None
    cred_id_stored: CredentialId | None = None


class _Record(Answer):
    cred_ex_id: ExchangeId
    thread_id: ThreadId
    parent_thread_id: ThreadId | None = None
    state: CredentialState
    connection_id: ConnectionId | None = None
    cred_offer: _Offer | None = None
    by_format: _ByFormat = Field(default_factory=_ByFormat)
    error_msg: str | None = None


class _Exchange(Answer):
    cred_ex_record: _Record
    anoncreds: _Detail | None = None

    def typed(self) -> CredentialExchange:
        record, detail, offer = self.cred_ex_record, self.anoncreds or _Detail(), self.cred_ex_record.cred_offer
        offered = (record.by_format.cred_offer or _Offered()).anoncreds or _OfferFormat()
        preview = offer.credential_preview if offer else None
        return CredentialExchange(
            exchange_id=record.cred_ex_id,
            thread_id=record.thread_id,
            parent_thread_id=record.parent_thread_id or (offer.parent_thread_id if offer else None),
            state=record.state,
            connection_id=record.connection_id,
            cred_def_id=offered.cred_def_id,
            schema_id=offered.schema_id,
            attributes={item.name: item.value for item in preview.attributes} if preview else {},
            comment=offer.comment if offer else None,
            rev_reg_id=detail.rev_reg_id,
            cred_rev_id=detail.cred_rev_id,
            credential_id=detail.cred_id_stored,
            error=record.error_msg,
        )


class _Exchanges(Answer):
    results: list[_Exchange]


async def create_offer(
    client: AcaPyClient, cred_def_id: CredDefId, attributes: Mapping[str, str], comment: str
) -> ExchangeId:
    """An offer bound to no connection yet: it travels in an invitation."""
    body = _offer(cred_def_id, attributes, comment)
    return (await client.post(f"{_PATH}/create-offer", _Record, body)).cred_ex_id


async def send_offer(
    client: AcaPyClient,
    connection_id: ConnectionId,
    cred_def_id: CredDefId,
    attributes: Mapping[str, str],
    comment: str,
) -> ExchangeId:
    """An offer over a connection, on its way at once."""
    body = _offer(cred_def_id, attributes, comment) | {"connection_id": connection_id}
    return (await client.post(f"{_PATH}/send-offer", _Record, body)).cred_ex_id


def _offer(cred_def_id: CredDefId, attributes: Mapping[str, str], comment: str) -> dict[str, object]:
    preview = {
        "@type": "https://didcomm.org/issue-credential/2.0/credential-preview",
        "attributes": [{"name": name, "value": value} for name, value in attributes.items()],
    }
    return {
        "filter": {"anoncreds": {"cred_def_id": cred_def_id}},
        "credential_preview": preview,
        "comment": comment,
        "auto_issue": False,
        "auto_remove": False,
    }


async def exchange(client: AcaPyClient, exchange_id: ExchangeId) -> CredentialExchange:
    return (await client.get(f"{_PATH}/records/{exchange_id}", _Exchange)).typed()


async def exchanges(
    client: AcaPyClient,
    role: str,
    *,
    connection_id: ConnectionId | None = None,
    state: CredentialState | None = None,
) -> Sequence[CredentialExchange]:
    """The exchanges in which we are `issuer` or `holder`; all, or those over one connection, or in one state."""
    which = {"role": role, "connection_id": connection_id, "state": state}
    pages = every_page(client, f"{_PATH}/records", _Exchanges, lambda page: page.results, which)
    return [found.typed() async for found in pages]


async def send_request(client: AcaPyClient, exchange_id: ExchangeId) -> None:
    await client.post(f"{_PATH}/records/{exchange_id}/send-request", Nothing, {"auto_remove": False})


async def issue(client: AcaPyClient, exchange_id: ExchangeId) -> CredentialExchange:
    return (await client.post(f"{_PATH}/records/{exchange_id}/issue", _Exchange)).typed()


async def store(client: AcaPyClient, exchange_id: ExchangeId) -> None:
    await client.post(f"{_PATH}/records/{exchange_id}/store", Nothing)


async def report_problem(client: AcaPyClient, exchange_id: ExchangeId, code: str) -> None:
    """Abandon the exchange and tell the other end why; `code` goes over the wire."""
    await client.post(f"{_PATH}/records/{exchange_id}/problem-report", Nothing, {"description": code})


async def delete(client: AcaPyClient, exchange_id: ExchangeId) -> None:
    await client.delete(f"{_PATH}/records/{exchange_id}")
