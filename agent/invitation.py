"""Out-of-band invitations (RFC 0434) as wallets meet them: as JSON, or in the `oob` parameter of a URL.

It checks the form only. Labels and goals are what the sender claims, never facts.
"""

import binascii
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from agent import base64url
from agent.ports import Invitation
from agent.protocol import INVITATION_TYPES, InvitationId

MAX_INVITATION_BYTES = 65_536
"""An invitation with an offer of 22 attributes has 14 KB."""


class NotAnInvitation(ValueError):
    """The data is not an out-of-band invitation."""


def parse_invitation(data: str | bytes) -> Invitation:
    """Raises NotAnInvitation."""
    if len(data) > MAX_INVITATION_BYTES:
        raise NotAnInvitation("it is too large")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise NotAnInvitation("it is not JSON") from None
    if not isinstance(value, dict) or value.get("@type") not in INVITATION_TYPES:
        raise NotAnInvitation("it is not an out-of-band 1.x invitation")
    if not _is_text(value.get("@id")) or not _has_services(value):
        raise NotAnInvitation("it lacks an id or a service to answer to")
    return Invitation(value)


def invitation_from_url(url: str) -> Invitation | None:
    """The invitation in the URL's `oob` parameter; None where it has none. Raises NotAnInvitation when it is broken."""
    values = parse_qs(urlsplit(url).query).get("oob")
    if not values:
        return None
    try:
        return parse_invitation(base64url.decoded(values[0]))
    except (binascii.Error, ValueError) as error:
        raise NotAnInvitation("its 'oob' parameter is broken") from error


def invitation_id(invitation: Invitation) -> InvitationId:
    return InvitationId(invitation["@id"])


def label(invitation: Invitation) -> str:
    """What the sender calls itself: a claim."""
    claimed = invitation.get("label")
    return claimed[:100] if isinstance(claimed, str) else ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200


def _has_services(value: dict[str, Any]) -> bool:
    services = value.get("services")
    return isinstance(services, list) and len(services) > 0
