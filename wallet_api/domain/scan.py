"""What a scanned or pasted text is: an invitation, a link to one, or something else, which is then named.

It decides nothing about fetching a link: that is wallet_api.services.links.
"""

import json
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from agent.errors import Problem
from agent.invitation import NotAnInvitation, invitation_from_url, invitation_id, parse_invitation
from agent.ports import Invitation
from agent.protocol import ThreadId


class NotForThisWallet(Problem):
    """What was scanned is no invitation; the sentence says what it seems to be."""

    code = "not-an-invitation"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    next_step = "Scan the code that the clinic or the vaccination centre shows you."


@dataclass(frozen=True)
class LinkToInvitation:
    url: str = field(repr=False)


MAX_TEXT = 100_000
UNKNOWN = "This is not a code that a wallet can read."
FOREIGN_SCHEMES = {
    "shc": "This is a SMART Health Card, which this wallet cannot hold yet.",
    "hc1": "This is a European digital COVID certificate, which this wallet cannot hold yet.",
    "otpauth": "This is a code for a sign-in app.",
    "otpauth-migration": "This is a code for a sign-in app.",
    "fido": "This is a code for signing in with a passkey.",
    "wifi": "This is a code for joining a wireless network.",
    "bitcoin": "This is a payment code.",
    "lightning": "This is a payment code.",
    "ethereum": "This is a payment code.",
    "upi": "This is a payment code.",
    "mailto": "This is an e-mail address.",
    "matmsg": "This is an e-mail address.",
    "tel": "This is a telephone number.",
    "sms": "This is a text message.",
    "smsto": "This is a text message.",
    "geo": "This is a place on a map.",
    "mecard": "This is a contact.",
    "openid-credential-offer": "This offer uses OpenID4VCI, which this wallet cannot do yet.",
    "openid4vp": "This request uses OpenID4VP, which this wallet cannot do yet.",
    "openid-vc": "This code uses OpenID, which this wallet cannot do yet.",
    "mdoc": "This is a request for a mobile driving licence, which this wallet cannot hold.",
    "didcomm": "This link holds no invitation.",
}
FOREIGN_BEGINNINGS = {
    "begin:vcard": "This is a contact.",
    "begin:vevent": "This is an entry for a calendar.",
    "begin:vcalendar": "This is an entry for a calendar.",
    "bcd\n": "This is a payment code.",
    "spc\n": "This is a payment code.",
}
FOREIGN_HOSTS = {"smarthealth.cards": FOREIGN_SCHEMES["shc"], "spec.smarthealth.cards": FOREIGN_SCHEMES["shc"]}
WEB = ("http", "https")
_PLAIN_ID = re.compile(r"[!-~]{1,200}")


def read_scan(text: str) -> Invitation | LinkToInvitation:
    """Raises NotForThisWallet, which names what the text seems to be and never repeats it."""
    text = text.strip().lstrip("\ufeff")
    if not text or len(text) > MAX_TEXT:
        raise NotForThisWallet("The code is empty." if not text else "The code is too long.")
    try:
        if text.startswith("{"):
            return checked(parse_invitation(text))
        return _read_url(text)
    except NotAnInvitation as error:
        raise NotForThisWallet(f"This looks like an invitation, but {error}.") from error


def checked(invitation: Invitation) -> Invitation:
    """The same, if it can be passed on as it is: JSON allows what neither UTF-8 nor a database can hold.

    Raises NotAnInvitation.
    """
    if not _PLAIN_ID.fullmatch(invitation_id(invitation)):
        raise NotAnInvitation("its id has a form that no wallet gives")
    try:
        json.dumps(invitation, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise NotAnInvitation("it is not proper JSON") from None
    return invitation


def attached_thread_id(invitation: Invitation) -> ThreadId | None:
    """`@id` of the offer or request inside, which is the thread of its exchange (RFC 0434, requests~attach)."""
    match invitation.get("requests~attach"):
        case [{"data": {"json": {"@id": str(thread_id)}}}, *_] if _PLAIN_ID.fullmatch(thread_id):
            return ThreadId(thread_id)
        case _:
            return None


def _read_url(text: str) -> Invitation | LinkToInvitation:
    try:
        url = urlsplit(text)
        scheme, host, _ = url.scheme.lower(), url.hostname, url.port
    except ValueError:
        raise NotForThisWallet(UNKNOWN) from None
    # Any scheme may carry it: wallets made by others have names of their own.
    invitation = invitation_from_url(text)
    if invitation is not None:
        return checked(invitation)
    if scheme in WEB and host:
        if host in FOREIGN_HOSTS:
            raise NotForThisWallet(FOREIGN_HOSTS[host])
        return LinkToInvitation(text)
    raise NotForThisWallet(_named(text, scheme))


def _named(text: str, scheme: str) -> str:
    beginning = text[:20].lower().replace("\r\n", "\n")
    found = (sentence for start, sentence in FOREIGN_BEGINNINGS.items() if beginning.startswith(start))
    return next(found, FOREIGN_SCHEMES.get(scheme, UNKNOWN))
