"""Webhooks of the agent, read down to the hint they are: that some record may have changed.

They are unsigned, come late, twice or never, and may carry personal values: nothing but ids and a state is read, and no
agent of ours sends more (bare_webhooks.py).
"""

import hmac
import re
from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError

from agent.acapy.client import Answer
from agent.errors import InvalidInput, Unauthorized
from agent.ports import Hint
from agent.protocol import ConnectionId, InvitationId, Topic

WALLET_HEADER = "x-wallet-id"
KEY_HEADER = "x-api-key"
_REVOKED = re.compile(r"indy::(?P<place>[^\s]{1,300}::[1-9][0-9]{0,5})")


class _Thread(Answer):
    pthid: InvitationId | None = None


class _Carrier(Answer):
    thread: _Thread | None = Field(default=None, alias="~thread")


class _Event(Answer):
    state: str = ""
    connection_id: ConnectionId | None = None
    oob_id: str | None = None
    cred_ex_id: str | None = None
    pres_ex_id: str | None = None
    invi_msg_id: InvitationId | None = None
    invitation_msg_id: InvitationId | None = None
    parent_thread_id: InvitationId | None = None
    cred_offer: _Carrier | None = None
    pres_request: _Carrier | None = None
    thread_id: str | None = None

    def record_id(self, topic: Topic) -> str | None:
        match topic:
            case Topic.CONNECTIONS:
                return self.connection_id
            case Topic.OUT_OF_BAND:
                return self.oob_id or self.invi_msg_id  # no record of its own when a connection was reused
            case Topic.ISSUE_CREDENTIAL:
                return self.cred_ex_id
            case Topic.PRESENT_PROOF:
                return self.pres_ex_id
            case Topic.REVOCATION_NOTICE:
                return self._revoked_place()

    def _revoked_place(self) -> str | None:
        """Only of notices that name a place in a registry; others name a thread that is forgotten by then."""
        found = _REVOKED.fullmatch(self.thread_id or "")
        return found["place"] if found else None

    def invitation_id(self) -> InvitationId | None:
        carrier = self.cred_offer or self.pres_request
        carried = carrier.thread.pthid if carrier and carrier.thread else None
        return self.invi_msg_id or self.invitation_msg_id or self.parent_thread_id or carried


def bare(topic: str, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """Of a webhook that is to be sent, what `parse_webhook` reads; None if that is nothing."""
    if topic not in Topic:
        return None
    try:
        return _Event.model_validate(payload).model_dump(mode="json", by_alias=True, exclude_none=True)
    except ValidationError:
        return None


def check_key(headers: Mapping[str, str], expected: str) -> None:
    """Raise Unauthorized unless the webhook brings the key we gave to the agent. Header names in lower case."""
    if not hmac.compare_digest(headers.get(KEY_HEADER, "").encode(), expected.encode()):
        raise Unauthorized("The webhook brings no valid key.", next_step="Check the agent's webhook address.")


def parse_webhook(topic: str, body: bytes, headers: Mapping[str, str]) -> Hint | None:
    """The hint in a webhook; None for topics that are not ours. Raises InvalidInput. Header names in lower case."""
    try:
        known = Topic(topic.strip("/"))
    except ValueError:
        return None
    try:
        event = _Event.model_validate_json(body)
    except ValidationError:
        raise InvalidInput(f"The webhook of topic {known} is malformed.") from None
    record_id = event.record_id(known)
    if record_id is None and known is Topic.REVOCATION_NOTICE:
        return None
    if record_id is None:
        raise InvalidInput(f"The webhook of topic {known} names no record.")
    return Hint(
        topic=known,
        record_id=record_id,
        state=event.state,
        tenant_id=headers.get(WALLET_HEADER),
        invitation_id=event.invitation_id(),
        connection_id=event.connection_id,
    )
