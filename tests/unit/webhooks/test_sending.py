"""A message goes only where the internet or the operator lets it, is followed nowhere, and its fate is told."""

from ipaddress import ip_network

import pytest

from agent.service.web_client import HttpxWeb
from agent.webhooks.services import sending
from agent.webhooks.services.sending import Sender, UrlRefused
from tests.unit.webhooks.receiver import Receiver

pytestmark = pytest.mark.asyncio

HERE = [ip_network("127.0.0.0/8")]
WEB = HttpxWeb()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (200, None), (204, None), (500, "status-500"), (404, "status-404"), ("drop", "unreachable"),
        (307, "redirected"), (304, "redirected"), (410, "gone"), ("hang", "timed-out"),
    ],
)  # fmt: skip
async def test_only_2xx_is_taken(answer: int | str, fault: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "TIMEOUT_S", 0.5 if answer == "hang" else 10.0)
    async with Receiver([answer]).running() as receiver:
        assert await Sender(WEB, HERE).send(receiver.url(), b"{}", {"webhook-id": "x"}) == fault
        taken = await receiver.next()
    assert (taken.path, taken.body, taken.headers["webhook-id"]) == ("/hook", b"{}", "x")
    assert taken.headers["content-type"] == "application/json"
    assert receiver.came.empty(), "no redirect is followed"


async def test_nobody_listens() -> None:
    async with Receiver().running() as receiver:
        pass
    assert await Sender(WEB, HERE).send(receiver.url(), b"{}", {}) == "unreachable"


async def test_an_address_outside_is_never_connected_to() -> None:
    async with Receiver().running() as receiver:
        assert await Sender(WEB, ()).send(receiver.url(), b"{}", {}) == "address-refused"
        assert await Sender(WEB, ()).send(receiver.url().replace("http", "https"), b"{}", {}) == "address-refused"
    assert receiver.came.empty()


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/x", "https://10.0.0.1/x", "https://169.254.169.254/latest", "https://[::1]/x", "ftp://8.8.8.8/",
        "https://user:secret@8.8.8.8/", "https://8.8.8.8/#x", "https://", "nonsense", "https://nobody.invalid/x",
        "https://8.8.8.8:99999/", "https://[::ffff:10.0.0.1]/", f"https://8.8.8.8/{'x' * 2000}",
    ],
)  # fmt: skip
async def test_a_url_that_may_not_be_is_refused(url: str) -> None:
    with pytest.raises(UrlRefused) as refused:
        await Sender(WEB, HERE).check(url)
    assert "8.8.8.8" not in str(refused.value)


@pytest.mark.parametrize("url", ["https://8.8.8.8/x?y=1", "https://127.0.0.1:8443/", "http://127.0.0.1:8080/"])
async def test_others_are_not(url: str) -> None:
    await Sender(WEB, HERE).check(url)
