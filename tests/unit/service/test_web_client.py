"""The address that was checked is the one connected to, and TLS is checked against the name in the URL."""

import datetime
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from agent.service.web import FetchFailed
from agent.service.web_client import HttpxWeb
from tests.unit.service.web_server import WebServer, response

pytestmark = pytest.mark.asyncio

ANSWERS = {"/x": response(200, b"hello")}


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and self-signed certificate of clinic.test."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "clinic.test")])
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("clinic.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path / "clinic.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


async def test_the_given_address_is_asked_whatever_the_name_means() -> None:
    async with WebServer(ANSWERS).running() as server:
        found = await HttpxWeb().get(f"http://somewhere.invalid:{server.port}/x?y=1", "127.0.0.1", 100)
    assert (found.status, found.body) == (200, b"hello")
    head = server.asked[0].lower()
    assert head.startswith("get /x?y=1 ")
    assert f"host: somewhere.invalid:{server.port}\r\n" in head


async def test_tls_is_checked_against_the_name_and_not_the_address(certificate: Path) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    web = HttpxWeb(ssl.create_default_context(cafile=str(certificate)))
    async with WebServer(ANSWERS).running(tls) as server:
        found = await web.get(f"https://clinic.test:{server.port}/x", "127.0.0.1", 100)
        assert found.body == b"hello"
        for url, client in (
            (f"https://other.test:{server.port}/x", web),
            (f"https://127.0.0.1:{server.port}/x", web),
            (f"https://clinic.test:{server.port}/x", HttpxWeb()),
        ):
            with pytest.raises(FetchFailed):
                await client.get(url, "127.0.0.1", 100)
    assert len(server.asked) == 1


async def test_an_environment_that_names_a_proxy_is_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with WebServer(ANSWERS).running() as server:
        assert (await HttpxWeb().get(server.url("/x"), "127.0.0.1", 100)).body == b"hello"


async def test_a_body_over_the_limit_is_refused() -> None:
    async with WebServer(ANSWERS).running() as server:
        assert (await HttpxWeb().get(server.url("/x"), "127.0.0.1", 5)).body == b"hello"
        with pytest.raises(FetchFailed):
            await HttpxWeb().get(server.url("/x"), "127.0.0.1", 4)


async def test_names_become_numeric_addresses() -> None:
    assert "127.0.0.1" in await HttpxWeb().addresses("localhost", 80)
    assert await HttpxWeb().addresses("::1", 80) == ["::1"]
    with pytest.raises(FetchFailed):
        await HttpxWeb().addresses("nobody.invalid", 80)
