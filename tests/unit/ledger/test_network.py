"""Which network it is: the genesis from a file or from a URL."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from agent.ledger.did_key import DidKey
from agent.ledger.network import GenesisInvalid, GenesisUnreachable, Network
from agent.ledger.pool import genesis
from agent.ledger.pool.layout import VALIDATOR_NAMES, ValidatorPorts


class Host(BaseHTTPRequestHandler):
    body: ClassVar[str] = ""
    status: ClassVar[int] = 200
    asked: ClassVar[int] = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[tuple[type[Host], str]]:
    kind = type("FreshHost", (Host,), {"body": pool_genesis()})
    server = HTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield kind, f"http://127.0.0.1:{server.server_port}/genesis"
    server.shutdown()
    thread.join()
    server.server_close()


def pool_genesis() -> str:
    ports = {name: ValidatorPorts(20000 + number, 21000 + number) for number, name in enumerate(VALIDATOR_NAMES)}
    keys = {name: DidKey.draw() for name in VALIDATOR_NAMES}
    return genesis.pool_genesis(ports, keys, keys)


def test_a_genesis_names_its_validators_and_has_one_hash_however_it_is_written() -> None:
    text = pool_genesis()
    network = Network.parse(text, "city")
    assert (network.name, network.validators) == ("city", VALIDATOR_NAMES)
    assert Network.parse("\n" + text.replace("\n", " \r\n\n")).genesis_sha256 == network.genesis_sha256


def test_a_network_without_a_name_is_called_after_its_genesis() -> None:
    network = Network.parse(pool_genesis())
    assert network.name == f"indy-{network.genesis_sha256[:8]}"


@pytest.mark.parametrize("text", ["", "<html></html>", "{}", "[]", "3", '{"txn": {"type": "1"}}', '{"txn": 3}', "\x00"])
def test_something_else_is_no_genesis(text: str) -> None:
    with pytest.raises(GenesisInvalid):
        Network.parse(text)


def test_a_domain_genesis_is_not_taken_for_one_of_the_pool() -> None:
    with pytest.raises(GenesisInvalid):
        Network.parse(genesis.domain_genesis(DidKey.draw(), [DidKey.draw()]))


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GenesisUnreachable, match=r"absent\.txn cannot be read"):
        Network.from_file(tmp_path / "absent.txn")


def test_a_file_that_is_not_text_is_no_genesis(tmp_path: Path) -> None:
    (tmp_path / "genesis").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GenesisInvalid):
        Network.from_file(tmp_path / "genesis")


@pytest.mark.asyncio
async def test_a_genesis_is_fetched_once_and_kept(host: tuple[type[Host], str], tmp_path: Path) -> None:
    kind, url = host
    first = await Network.from_url(url, tmp_path / "cache", "city")
    kind.status = 500
    assert await Network.from_url(url, tmp_path / "cache", "city") == first
    assert kind.asked == 1


@pytest.mark.asyncio
async def test_a_host_that_refuses_is_reported_with_its_answer(host: tuple[type[Host], str], tmp_path: Path) -> None:
    kind, url = host
    kind.status = 404
    with pytest.raises(GenesisUnreachable, match="answered 404"):
        await Network.from_url(url, tmp_path)


@pytest.mark.asyncio
async def test_a_page_that_is_no_genesis_is_not_kept(host: tuple[type[Host], str], tmp_path: Path) -> None:
    kind, url = host
    kind.body = "<html>Please log in</html>"
    with pytest.raises(GenesisInvalid):
        await Network.from_url(url, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.asyncio
async def test_an_unreachable_host_is_reported(tmp_path: Path) -> None:
    with pytest.raises(GenesisUnreachable, match="cannot be reached"):
        await Network.from_url("http://127.0.0.1:1/genesis", tmp_path)


def test_genesis_transactions_have_no_bls_fields_and_no_nulls() -> None:
    text = pool_genesis() + genesis.domain_genesis(DidKey.draw(), [DidKey.draw()])
    assert "bls" not in text
    assert "null" not in text
