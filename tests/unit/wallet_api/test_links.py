"""A link that a stranger chose is followed as far as is safe, and what goes wrong is told in our own words."""

import gzip
import json
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agent.errors import Problem
from agent.service.web_client import HttpxWeb
from tests.unit.service.web_server import WebServer, response
from tests.unit.wallet_api.invitations import invitation, oob
from wallet_api.domain.scan import NotForThisWallet
from wallet_api.services.links import InvitationLinks, LinkExpired, LinkUnreachable, LinkUsed

pytestmark = pytest.mark.asyncio

GOOD = json.dumps(invitation()).encode()
LONG = json.dumps(invitation(label="x" * 70_000)).encode()


THIS_MACHINE = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"]  # noqa: S104 - none is bound


def gone(code: str) -> bytes:
    return response(410, json.dumps({"code": code, "detail": "their own words"}).encode())


def to(location: str) -> bytes:
    return response(302, Location=location)


ANSWERS = {
    "/good": response(200, GOOD),
    "/used": gone("link-used"),
    "/expired": gone("link-expired"),
    "/failed": gone("link-failed"),
    "/gone": response(410, b"<html>"),
    "/gone-odd": response(410, b'{"code": ["link-used"]}'),
    "/page": response(200, b"<html>A page</html>"),
    "/large": response(200, LONG),
    "/endless": b"HTTP/1.1 200 X\r\n\r\n" + b"x" * 1_000_000,
    "/zipped": response(200, gzip.compress(GOOD), Content_Encoding="gzip"),
    "/slow": 30.0,
    "/half": b"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nabc",
    "/nonsense": b"\x00\x01\x02\r\n\r\n",
    "/error": response(500, GOOD),
    "/empty": response(200),
    "/once": to("/good"),
    "/thrice": to("/twice"),
    "/twice": to("/once"),
    "/four": to("/thrice"),
    "/loop": to("/loop"),
    "/nowhere": response(302),
    "/oob": to(f"https://elsewhere.invalid/?oob={oob(invitation())}"),
    "/broken-oob": to("https://elsewhere.invalid/?oob=abc"),
    "/inside": to("http://10.0.0.1/"),
    "/metadata": to("http://169.254.169.254/latest/meta-data"),
    "/file": to("file:///etc/passwd"),
    "/bad-port": to("http://127.0.0.1:99999/"),
    "/user": to("http://user:pass@127.0.0.1:{port}/good"),
}


@pytest_asyncio.fixture
async def server() -> AsyncIterator[WebServer]:
    async with WebServer(ANSWERS).running() as running:
        yield running


@pytest.fixture
def local() -> InvitationLinks:
    return InvitationLinks(HttpxWeb(), allow_local=True)


@pytest.mark.parametrize("path", ["/good", "/once", "/twice", "/thrice", "/oob"])
async def test_a_link_leads_to_its_invitation(server: WebServer, local: InvitationLinks, path: str) -> None:
    assert await local.follow(server.url(path)) == invitation()
    assert all("accept: application/json" in head.lower() for head in server.asked)


async def test_a_host_name_is_followed_to_its_address(server: WebServer, local: InvitationLinks) -> None:
    assert await local.follow(server.url("/good", host="localhost")) == invitation()
    assert f"localhost:{server.port}" in server.asked[0]


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/used", LinkUsed),
        ("/expired", LinkExpired),
        ("/failed", LinkExpired),
        ("/gone", LinkExpired),
        ("/gone-odd", LinkExpired),
        ("/page", NotForThisWallet),
        ("/empty", NotForThisWallet),
        ("/broken-oob", NotForThisWallet),
        ("/missing", LinkUnreachable),
        ("/error", LinkUnreachable),
        ("/large", LinkUnreachable),
        ("/endless", LinkUnreachable),
        ("/zipped", LinkUnreachable),
        ("/half", LinkUnreachable),
        ("/nonsense", LinkUnreachable),
        ("/four", LinkUnreachable),
        ("/loop", LinkUnreachable),
        ("/nowhere", LinkUnreachable),
        ("/inside", LinkUnreachable),
        ("/metadata", LinkUnreachable),
        ("/file", LinkUnreachable),
        ("/bad-port", LinkUnreachable),
        ("/user", LinkUnreachable),
    ],
)
async def test_what_leads_nowhere_is_told_without_the_link(
    server: WebServer, local: InvitationLinks, path: str, problem: type[Problem]
) -> None:
    with pytest.raises(problem) as told:
        await local.follow(server.url(path))
    assert str(server.port) not in str(told.value)
    assert "their own words" not in str(told.value)
    assert told.value.next_step
    assert len(server.asked) <= 4


async def test_a_slow_server_is_waited_for_only_so_long(server: WebServer) -> None:
    started = time.monotonic()
    with pytest.raises(LinkUnreachable):
        await InvitationLinks(HttpxWeb(), allow_local=True, timeout_s=0.3).follow(server.url("/slow"))
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("host", THIS_MACHINE)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_without_leave_nothing_of_this_machine_is_even_asked(server: WebServer, host: str, scheme: str) -> None:
    with pytest.raises(LinkUnreachable):
        await InvitationLinks(HttpxWeb(), allow_local=False).follow(f"{scheme}://{host}:{server.port}/good")
    assert server.asked == []


async def test_a_closed_port_and_an_unknown_host_are_unreachable(local: InvitationLinks) -> None:
    for url in ("http://127.0.0.1:9/", "http://nobody.invalid/", "http://" + "x" * 70 + ".example/", "http:///x"):
        with pytest.raises(LinkUnreachable):
            await local.follow(url)
