"""The page a browser gets at a short link: plain words, a button that opens the wallet app, a QR code for another.

Decides: that the page needs no script and loads nothing, so it works under a policy that forbids both; the wallet
app's scheme is only in an anchor, since a redirect to it leaves a blank page where no app is installed.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal
from urllib.parse import quote

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from agent.ports import Invitation
from agent.service.links import LinkStatus
from agent.service.qr import qr_svg

_STYLE = """
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 34rem; padding: 1.5rem; }
.open { display: block; padding: .9rem 1rem; margin: 1rem 0; border-radius: .5rem; text-align: center;
  background: #0b5d4a; color: #fff; font-weight: 600; text-decoration: none; }
.open:focus-visible { outline: 3px solid #e08a00; outline-offset: 3px; }
.qr svg { width: 14rem; height: 14rem; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_templates = Environment(
    loader=PackageLoader("agent.service"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_WORDS = {
    LinkStatus.WAITING: ("Waiting for your wallet", "Nobody has opened this with a wallet yet."),
    LinkStatus.SCANNED: ("Opened in a wallet", "Look at your wallet app: it asks you what to do."),
    LinkStatus.DONE: ("Done", "This is finished. You can close this page."),
    LinkStatus.DECLINED: ("Declined", "It was declined in the wallet, and nothing was shared."),
    LinkStatus.EXPIRED: ("Too late", "This link is past its time. Ask for a new one."),
    LinkStatus.FAILED: ("It did not work", "Something went wrong, and nothing was shared. Ask for a new link."),
}


@dataclass(frozen=True)
class LinkPage:
    """What the page says about the service it belongs to."""

    organisation: str
    purpose: str
    """A sentence: what opening the link in a wallet is for."""
    wallet_url: str | None = None
    """The wallet web app; the link is handed over in the fragment `#link=`, which no server sees."""
    wallet_scheme: str = "didcomm"


@dataclass(frozen=True)
class Purpose:
    """What one link is for, in the language of the person who opens it."""

    sentence: str
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


def encode_invitation(invitation: Invitation) -> str:
    """The value of `oob` (RFC 0434): base64url without padding."""
    text = json.dumps(invitation, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def open_page(page: LinkPage, url: str, invitation: Invitation, purpose: Purpose | None = None) -> HTMLResponse:
    """The page of a link that can be opened; without a purpose of its own it tells the page's."""
    wallet = f"{page.wallet_url}#link={quote(url, safe='')}" if page.wallet_url else None
    return _render(
        "link.html", HTTPStatus.OK, page=page, url=url, wallet=wallet, qr=Markup(qr_svg(url)),  # noqa: S704 - our own SVG
        purpose=purpose or Purpose(page.purpose), app=f"{page.wallet_scheme}://invite?oob={encode_invitation(invitation)}",
    )  # fmt: skip


def status_page(page: LinkPage, url: str, status: LinkStatus, code: HTTPStatus) -> HTMLResponse:
    """The page that tells how far it has come."""
    heading, sentence = _WORDS[status]
    is_open = status in (LinkStatus.WAITING, LinkStatus.SCANNED)
    return _render("link_status.html", code, page=page, url=url, heading=heading, sentence=sentence, is_open=is_open)


def unknown_page(page: LinkPage) -> HTMLResponse:
    return _render(
        "link_status.html", HTTPStatus.NOT_FOUND, page=page, url=None, heading="Unknown link", is_open=False,
        sentence="This link does not exist. Check that you have all of it, or ask for a new one.",
    )  # fmt: skip


def _render(template: str, code: HTTPStatus, **values: object) -> HTMLResponse:
    html = _templates.get_template(template).render(style=Markup(_STYLE), **values)  # noqa: S704 - our own style
    return HTMLResponse(html, status_code=code, headers={"Content-Security-Policy": _POLICY, "Vary": "Accept"})
